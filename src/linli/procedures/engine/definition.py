"""What a procedure file says, as frozen values: nodes, flows and what our namespace adds to them.

Built by `bpmn.read`; a `Definition` holds everything that `machine.advance` needs, its decision
tables included, so a run that keeps its revision keeps its behaviour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from linli.procedures.engine.dmn import Table
from linli.procedures.engine.expressions import Expression


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is set only on flows that leave an exclusive gateway."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `duty` is the key of a duty in organisations.toml (the lane's name in the file)."""

    id: str
    duty: str
    nodes: frozenset[str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """A clock inside a step (sign, contact, arrive): `due` is a limit such as `4 工作时`."""

    key: str
    name: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to complete a step. `form` overrides the step's form; `style` is for buttons."""

    key: str
    name: str
    reason: bool = False
    evidence: bool = False
    form: str = ""
    style: str = "plain"


# A step whose file names no outcome can only be done.
DONE = Outcome("done", "完成", style="primary")


@dataclass(frozen=True, slots=True)
class StepSpec:
    """What `linli:step` says of a user task.

    `due` and `organisation` are texts that may be `=name` of a run datum (`machine.resolved`);
    `person` is `=name` of a datum that may hold an account's id, whose step it is then;
    `evidence` is the least number of files; `second` is the id of a user task whose doer may not
    do this one; `pool` is "" or "claim"; `outcomes` is never empty.
    """

    due: str = ""
    ladder: str = ""
    form: str = ""
    evidence: int = 0
    second: str = ""
    organisation: str = ""
    person: str = ""
    pool: str = ""
    told: str = ""
    told_done: str = ""
    stages: tuple[Stage, ...] = ()
    outcomes: tuple[Outcome, ...] = (DONE,)

    def outcome(self, key: str) -> Outcome | None:
        return next((found for found in self.outcomes if found.key == key), None)

    def stage(self, key: str) -> Stage | None:
        return next((found for found in self.stages if found.key == key), None)


@dataclass(frozen=True, slots=True)
class Multi:
    """Parallel multi-instance: one token for each string in the datum `collection`. `until` ends
    it early; inside `until`, the item name is not defined but the node's own id is (the answers).
    """

    collection: str
    item: str
    until: Expression | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """Any node. `lane` is the duty key of the lane that it lies in, "" outside all lanes."""

    id: str
    name: str = ""
    lane: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Start(Node):
    pass


@dataclass(frozen=True, slots=True)
class End(Node):
    pass


@dataclass(frozen=True, slots=True)
class UserTask(Node):
    step: StepSpec = StepSpec()
    multi: Multi | None = None


@dataclass(frozen=True, slots=True)
class ServiceTask(Node):
    """An effect by name. Instant, or `awaited`: parked until its context resumes it."""

    effect: str = ""
    awaited: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionTask(Node):
    """`decision` is the key of a table in `Definition.decisions`."""

    decision: str = ""


@dataclass(frozen=True, slots=True)
class ExclusiveGateway(Node):
    """`default` is the id of the flow taken when no condition is true, "" without one."""

    default: str = ""


@dataclass(frozen=True, slots=True)
class ParallelGateway(Node):
    pass


@dataclass(frozen=True, slots=True)
class CatchTimer(Node):
    """`limit` is text: `1 工作日`, an ISO duration, or `=name` of a datum that holds one."""

    limit: str = ""


@dataclass(frozen=True, slots=True)
class CatchMessage(Node):
    message: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryTimer(Node):
    host: str = ""
    interrupting: bool = True
    limit: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryMessage(Node):
    host: str = ""
    interrupting: bool = True
    message: str = ""


Boundary = BoundaryTimer | BoundaryMessage
Activity = UserTask | ServiceTask | DecisionTask


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One procedure. `nodes` and `flows` are in document order; `start` is the start node's id;
    `subject` is the kind of thing that a run is about; `messages` are the names it can wait for.
    """

    key: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...]
    start: str
    messages: frozenset[str] = frozenset()
    subject: str = ""
    decisions: Mapping[str, Table] = field(default_factory=dict)
    _outgoing: Mapping[str, tuple[Flow, ...]] = field(init=False, repr=False)
    _incoming: Mapping[str, tuple[Flow, ...]] = field(init=False, repr=False)
    _boundaries: Mapping[str, tuple[Boundary, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "nodes", MappingProxyType(dict(self.nodes)))
        put(self, "_outgoing", _grouped((flow.source, flow) for flow in self.flows))
        put(self, "_incoming", _grouped((flow.target, flow) for flow in self.flows))
        hosted: dict[str, tuple[Boundary, ...]] = {}
        for node in self.nodes.values():
            if isinstance(node, BoundaryTimer | BoundaryMessage):
                hosted[node.host] = (*hosted.get(node.host, ()), node)
        put(self, "_boundaries", hosted)

    def outgoing(self, node: str) -> tuple[Flow, ...]:
        """Flows out of a node, in document order."""
        return self._outgoing.get(node, ())

    def incoming(self, node: str) -> tuple[Flow, ...]:
        """Flows into a node, in document order."""
        return self._incoming.get(node, ())

    def boundaries(self, host: str) -> tuple[Boundary, ...]:
        """Boundary events on a host, in document order."""
        return self._boundaries.get(host, ())

    def user_tasks(self) -> tuple[UserTask, ...]:
        return tuple(node for node in self.nodes.values() if isinstance(node, UserTask))


def _grouped(pairs: Iterable[tuple[str, Flow]]) -> dict[str, tuple[Flow, ...]]:
    groups: dict[str, tuple[Flow, ...]] = {}
    for key, flow in pairs:
        groups[key] = (*groups.get(key, ()), flow)
    return groups
