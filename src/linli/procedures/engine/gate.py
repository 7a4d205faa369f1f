"""The gate: whether a procedure may be published. Names are known, names exist when they are asked
for, and the drawing is sound (`soundness`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from linli.procedures.engine import definition as d
from linli.procedures.engine.dmn import Table
from linli.procedures.engine.expressions import Expression
from linli.procedures.engine.findings import Finding
from linli.procedures.engine.messages import Message, msg
from linli.procedures.engine.soundness import unsound

# (effect, properties of the service task, names of the run's data) -> what is wrong with them
EffectFaults = Callable[[str, Mapping[str, str], Collection[str]], Iterable[str]]


def _faultless(_effect: str, _properties: Mapping[str, str], _names: Collection[str]) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of the method offers: `effects` and `forms` map a key to the names of the data
    that it may add (an effect's outputs, a form's kept fields); `data` are there from the start.
    """

    duties: Collection[str] = ()
    effects: Mapping[str, Collection[str]] = field(default_factory=dict)
    forms: Mapping[str, Collection[str]] = field(default_factory=dict)
    decisions: Mapping[str, Table] = field(default_factory=dict)
    ladders: Collection[str] = ()
    data: Collection[str] = ()
    faults: EffectFaults = _faultless


def check(
    definition: d.Definition,
    *,
    file: str = "",
    known_duties: Collection[str],
    known_effects: Mapping[str, Collection[str]],
    known_forms: Mapping[str, Collection[str]],
    known_decisions: Mapping[str, Table],
    known_ladders: Collection[str],
    known_data: Collection[str] = (),
    effect_faults: EffectFaults = _faultless,
) -> list[Finding]:
    """What keeps the procedure from being published, with element, line and how to mend it.

    `known_effects` and `known_forms` map keys to the data names that they may add (an effect's
    outputs, a form's kept fields); `known_data` are the names that every run starts with;
    `effect_faults` says what is wrong with the properties of a service task.
    """
    known = Known(
        known_duties, known_effects, known_forms, known_decisions, known_ladders, known_data,
        effect_faults,
    )  # fmt: skip
    gate = _Gate(definition, file, known)
    gate.references()
    gate.names()
    if not gate.findings:
        gate.order()
    return [*gate.findings, *unsound(definition, file)]


class _Gate:
    def __init__(self, definition: d.Definition, file: str, known: Known) -> None:
        self.definition = definition
        self.file = file
        self.known = known
        self.findings: list[Finding] = []
        self.made = {node.id: self.makes(node) for node in definition.nodes.values()}

    def say(self, at: d.Node | d.Flow | d.Lane, code: str, said: Message) -> None:
        self.findings.append(Finding(self.file, at.id, at.line, code, said))

    # --- keys of other parts

    def references(self) -> None:
        for lane in self.definition.lanes:
            if lane.duty not in self.known.duties:
                self.say(
                    lane,
                    "duty",
                    msg(
                        "没有职责“%(duty)s”；请改泳道名称，或在 organisations.toml 里加上。",
                        duty=lane.duty,
                    ),
                )
        for node in self.definition.nodes.values():
            if isinstance(node, d.UserTask):
                self.step(node)
            elif isinstance(node, d.ServiceTask) and node.effect not in self.known.effects:
                self.say(
                    node,
                    "effect",
                    msg("没有动作“%(effect)s”；请改用平台提供的动作名称。", effect=node.effect),
                )
            elif isinstance(node, d.ExclusiveGateway) and not node.default:
                if len(self.definition.outgoing(node.id)) > 1:
                    self.say(node, "default", msg("排他网关没有默认出线；请把一条出线设为默认。"))
            elif isinstance(node, d.DecisionTask) and node.decision not in self.known.decisions:
                self.say(
                    node,
                    "decision",
                    msg(
                        "没有决策表“%(decision)s”；请改正，或加上 .dmn 文件。",
                        decision=node.decision,
                    ),
                )

    def step(self, node: d.UserTask) -> None:
        step = node.step
        if step.ladder and step.ladder not in self.known.ladders:
            self.say(
                node,
                "ladder",
                msg("没有预警阶梯“%(ladder)s”；请在 matters.toml 里加上。", ladder=step.ladder),
            )
        for form in _forms(node):
            if form not in self.known.forms:
                self.say(
                    node,
                    "form",
                    msg("没有表单“%(form)s”；请改正，或在 matters.toml 里加上。", form=form),
                )
        if step.second and not isinstance(self.definition.nodes.get(step.second), d.UserTask):
            self.say(
                node,
                "second",
                msg("second 写的“%(second)s”不是用户任务，请改正。", second=step.second),
            )

    # --- names of data

    def makes(self, node: d.Node) -> frozenset[str]:
        """The names that completing the node may add."""
        if isinstance(node, d.UserTask):
            kept = (self.known.forms.get(form, ()) for form in _forms(node))
            return frozenset({node.id}.union(*kept))
        if isinstance(node, d.ServiceTask):
            own = {node.id} if node.awaited else set()
            return frozenset(own.union(self.known.effects.get(node.effect, ())))
        if isinstance(node, d.DecisionTask):
            return frozenset(self.sure(node))
        return frozenset()

    def sure(self, node: d.Node) -> Collection[str]:
        """The names that completing the node adds without fail."""
        if isinstance(node, d.DecisionTask):
            table = self.known.decisions.get(node.decision)
            return table.outputs if table else ()
        named = isinstance(node, d.UserTask) or (isinstance(node, d.ServiceTask) and node.awaited)
        return (node.id,) if named else ()

    def names(self) -> None:
        """Every name that is asked for can exist; every outcome that is compared with exists."""
        names: set[str] = set(self.known.data).union(*self.made.values())
        for node, asked, expression in self.uses():
            for name in sorted(asked - names):
                self.say(
                    node,
                    "name",
                    msg(
                        "“%(name)s”不会出现在流程数据里；请改成步骤编号、表单保留字段或决策输出。",
                        name=name,
                    ),
                )
            if expression:
                self.outcomes(node, expression)
        for node in self.definition.nodes.values():
            if isinstance(node, d.ServiceTask):
                for text in self.known.faults(node.effect, node.properties, names):
                    self.say(node, "effect_property", Message(text))
            for name in sorted(self.made[node.id] - {node.id}):
                if name in self.definition.nodes:
                    self.say(
                        node,
                        "name",
                        msg("字段“%(name)s”与一个节点的编号相同；请改一个。", name=name),
                    )

    def outcomes(self, at: d.Node | d.Flow, expression: Expression) -> None:
        for name, text in sorted(expression.compared):
            task = self.definition.nodes.get(name)
            if isinstance(task, d.UserTask) and task.step.outcome(text) is None:
                able = "、".join(outcome.key for outcome in task.step.outcomes)
                self.say(
                    at,
                    "outcome",
                    msg(
                        "步骤“%(name)s”没有办理结果“%(text)s”；可用的是：%(able)s。",
                        name=name,
                        text=text,
                        able=able,
                    ),
                )

    def uses(self) -> Iterable[tuple[d.Node | d.Flow, frozenset[str], Expression | None]]:
        """(where, names, expression) of everything in the file that reads run data."""
        for flow in self.definition.flows:
            if flow.condition:
                yield flow, flow.condition.names | flow.condition.asked, flow.condition
        for node in self.definition.nodes.values():
            item = node.multi.item if isinstance(node, d.UserTask) and node.multi else ""
            yield node, frozenset(_references(node) - {item}), None
            if isinstance(node, d.UserTask) and node.multi:
                yield node, frozenset({node.multi.collection}), None
                if node.multi.until:
                    until = node.multi.until
                    yield node, until.names | until.asked, until
            if isinstance(node, d.DecisionTask):
                table = self.known.decisions.get(node.decision)
                yield node, frozenset(table.inputs if table else ()), None

    def order(self) -> None:
        """No condition reads the outcome of a step, or of a decision, that may not be there yet."""
        certain = _certain(self.definition, {n.id: set(self.sure(n)) for n in self.nodes()})
        sure = {name for node in self.nodes() for name in self.sure(node)} - set(self.known.data)
        for flow in self.definition.flows:
            if flow.condition is None or flow.source not in certain:
                continue
            needed = (flow.condition.names - flow.condition.asked) & sure
            for name in sorted(needed - certain[flow.source]):
                self.say(
                    flow,
                    "order",
                    msg(
                        "走到这里时“%(name)s”可能还没有结果；"
                        "请先写 has(%(name)s) and …，或调整顺序。",
                        name=name,
                    ),
                )

    def nodes(self) -> Collection[d.Node]:
        return self.definition.nodes.values()


def _forms(node: d.UserTask) -> list[str]:
    forms = [node.step.form, *(outcome.form for outcome in node.step.outcomes)]
    return [form for form in dict.fromkeys(forms) if form]


def _references(node: d.Node) -> set[str]:
    """Names behind `=` in the texts of a node."""
    texts: list[str] = []
    if isinstance(node, d.UserTask):
        step = node.step
        texts = [step.due, step.organisation, step.person, *(s.due for s in step.stages)]
    elif isinstance(node, d.CatchTimer | d.BoundaryTimer):
        texts = [node.limit]
    return {text[1:].strip() for text in texts if text.startswith("=")}


def _certain(definition: d.Definition, made: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """For each node the names that are there whenever it is entered: what comes by every flow into
    it, or at a join by any flow. A boundary event is left with what its host was entered with.

    Begins with every name everywhere and takes away until nothing changes.
    """
    every = frozenset().union(*made.values())
    before = dict.fromkeys(definition.nodes, every)
    before[definition.start] = frozenset()
    changed = True
    while changed:
        changed = False
        for node in definition.nodes.values():
            if isinstance(node, d.BoundaryTimer | d.BoundaryMessage):
                new = before[node.host]
            else:
                flows = definition.incoming(node.id)
                ways = [before[flow.source] | made[flow.source] for flow in flows]
                join = isinstance(node, d.ParallelGateway)
                new = frozenset.union(*ways) if join else frozenset.intersection(*ways or [every])
            if node.id != definition.start and new != before[node.id]:
                before[node.id], changed = new, True
    return before
