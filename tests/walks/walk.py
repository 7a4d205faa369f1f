"""Random walks of one procedure on two engines at once: ours, and SpiffWorkflow as the oracle."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from tests.walks.oracle import Oracle

from linli.procedures.engine import bpmn, machine
from linli.procedures.engine import definition as d
from linli.procedures.engine.dmn import Table, decide
from linli.procedures.engine.errors import EngineError
from linli.procedures.engine.state import (
    CallEffect,
    CancelStep,
    ClearTimer,
    Completed,
    EffectDone,
    MessageCame,
    OpenStep,
    Resumed,
    SetTimer,
    Started,
    State,
    TimerFired,
    Token,
    TokenState,
)

MOST_STEPS = 40


@dataclass(frozen=True)
class Difference:
    """Where the two engines part: what was done so far, and what each of them has open."""

    seed: int
    path: tuple[str, ...]
    what: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Prepared:
    """A procedure read by both engines, once for many walks."""

    definition: d.Definition
    spec: object


def prepare(content: bytes, decisions: Mapping[str, Table]) -> Prepared:
    definition, findings = bpmn.read(content, file="walk.bpmn", decisions=decisions)
    assert definition is not None, [str(finding) for finding in findings]
    return Prepared(definition, Oracle.spec(content, definition.key))


class Run:
    """Our engine with what its services keep: tokens that live, data and timers."""

    def __init__(self, definition, data, rng, advance):
        self.definition, self.rng, self.advance_ = definition, rng, advance
        self.count = 0
        self.state = State()
        self.steps_: Counter = Counter()
        self.timers_: list[tuple[UUID, str]] = []
        self.asked: dict[UUID, str] = {}
        self.opened: dict[UUID, tuple[str, str]] = {}
        self.happen(Started(data))

    def new_id(self):
        self.count += 1
        return UUID(int=self.count)

    def happen(self, happening):
        self.state, commands = self.advance_(
            self.definition, self.state, happening, new_id=self.new_id
        )
        for command in commands:
            match command:
                case OpenStep(token, node, item):
                    self.opened[token] = (node, item)
                case CallEffect(token, node, _, _):
                    self.opened[token] = (node, "")
                case CancelStep(token):
                    self.opened.pop(token)
                case SetTimer(token, node, limit):
                    assert limit
                    self.timers_.append((token, node))
                case ClearTimer(token, node):
                    self.timers_ = [key for key in self.timers_ if key != (token, node)]
        if self.rng.random() < 0.3:
            self.state = reloaded(self.state)

    def steps(self):
        """By the tokens; the commands must have said the same."""
        nodes = self.definition.nodes
        places = Counter(
            (token.node, token.item)
            for token in self.state.live()
            if token.state is TokenState.OPEN or isinstance(nodes[token.node], d.ServiceTask)
        )
        assert places == Counter(self.opened.values())
        return places

    def timers(self):
        return Counter(node for _, node in self.timers_)

    def messages(self):
        return Counter(
            message
            for token in self.state.live()
            if token.group is None
            for message in machine._messages(self.definition, token.node)
        )

    def complete(self, node, item, outcome, data):
        token = next(key for key, place in self.opened.items() if place == (node, item))
        del self.opened[token]
        kind = self.definition.nodes[node]
        if isinstance(kind, d.UserTask):
            self.happen(Completed(token, outcome, data))
        elif kind.awaited:
            self.happen(Resumed(token, outcome, data))
        else:
            self.happen(EffectDone(token, data))

    def fire(self, node):
        key = next(key for key in self.timers_ if key[1] == node)
        self.timers_.remove(key)
        self.happen(TimerFired(*key))

    def send(self, message):
        self.happen(MessageCame(message))


def reloaded(state):
    """Through JSON, as rows would: tokens that are done or cancelled do not come back."""
    rows = [
        {**asdict(token), "id": str(token.id), "group": token.group and str(token.group)}
        for token in state.live()
    ]
    stored = json.loads(json.dumps({"rows": rows, "data": dict(state.data), "ended": state.ended}))
    tokens = tuple(
        Token(
            UUID(row["id"]),
            row["node"],
            TokenState(row["state"]),
            UUID(row["group"]) if row["group"] else None,
            row["item"],
            row["outcome"],
            row["via"],
        )
        for row in stored["rows"]
    )
    return State(tokens, stored["data"], stored["ended"])


# --- Data for a procedure that we know nothing about -----------------------------------------


def expressions_of(definition):
    multis = [task.multi for task in definition.user_tasks() if task.multi]
    found = [flow.condition for flow in definition.flows] + [multi.until for multi in multis]
    return [expression for expression in found if expression]


def invented(definition, rng):
    """Starting data: something for every name that the file reads and does not make itself."""
    outputs = {name for table in definition.decisions.values() for name in table.outputs}
    made = outputs | set(definition.nodes)
    for _ in range(200):
        data = compared_with(definition, rng)
        for node in definition.nodes.values():
            texts = [getattr(node, "limit", "")]
            data.update({text[1:].strip(): "P3D" for text in texts if text.startswith("=")})
            if isinstance(node, d.UserTask) and node.multi:
                units = ["u1", "u2", "u3", "u4"]
                data[node.multi.collection] = rng.sample(units, rng.randrange(5))
        for table in definition.decisions.values():
            rule = rng.choice(table.rules)
            for name, cell in zip(table.inputs, rule.cells, strict=True):
                data[name] = fitting(cell, table.kinds[table.inputs.index(name)], rng)
        data = {name: value for name, value in data.items() if name not in made}
        if decidable(definition, data):
            return data
    raise AssertionError(f"no data found that the tables of {definition.key} decide")


def compared_with(definition, rng):
    """Texts that the conditions look for, and others; what `has` asks for is there or not."""
    data = {}
    for expression in expressions_of(definition):
        texts = {}
        for name, text in sorted(expression.compared):
            texts.setdefault(name, ["other"]).append(text)
        for name in sorted(expression.names | expression.asked):
            if name not in expression.asked or rng.random() < 0.5:
                data[name] = rng.choice(texts.get(name, ["other"]))
    return data


def fitting(cell, kind, rng):
    """A value that the cell accepts."""
    values = [bound.value for choice in cell.choices for bound in choice]
    if kind == "number":
        able = [value + step for value in values or [3] for step in (-1, 0, 1)]
    else:
        able = [True, False] if kind == "boolean" else [*values, "other"]
    return rng.choice([value for value in able if cell.fits(value)])


def decidable(definition, data):
    for table in definition.decisions.values():
        if set(table.inputs) <= set(data):
            try:
                decide(table, data)
            except EngineError:
                return False
    return True


# --- Walking ---------------------------------------------------------------------------------


def outcomes(definition, node):
    """What an awaited effect may answer: what the conditions look for, and something else."""
    if isinstance(node, d.UserTask):
        return [outcome.key for outcome in node.step.outcomes]
    asked = {
        text
        for expression in expressions_of(definition)
        for name, text in expression.compared
        if name == node.id
    }
    return [*sorted(asked), "other"]


def compared(ours, theirs):
    """(what, ours, theirs) of the first thing in which they differ, or None."""
    for what in ("steps", "timers"):
        left, right = getattr(ours, what)(), getattr(theirs, what)()
        if left != right:
            return what, str(sorted(left.items())), str(sorted(right.items()))
    # SpiffWorkflow hears a boundary message that does not interrupt only once.
    if theirs.messages() - ours.messages():
        return "messages", str(ours.messages()), str(theirs.messages())
    if ours.state.ended != theirs.ended:
        return "ended", str(ours.state.ended), str(theirs.ended)
    return None


def choices(run, theirs):
    same = [name for name, count in run.messages().items() if theirs.messages()[name] == count]
    return (
        [("complete", *place) for place in sorted(run.steps())] * 4
        + [("fire", node) for node in sorted(run.timers())] * 2
        + [("send", message) for message in sorted(same)] * 2
    )


def walk_prepared(prepared, seed, advance=machine.advance) -> tuple[Difference | None, int]:
    """(the first difference or None, steps walked)."""
    definition, rng = prepared.definition, random.Random(seed)
    data = invented(definition, rng)
    path: list[str] = [f"start {data}"]

    def parted(what, ours, theirs):
        return Difference(seed, tuple(path), what, ours, theirs), len(path)

    theirs = Oracle(definition, prepared.spec, data)
    try:
        run = Run(definition, data, rng, advance)
    except EngineError as error:
        return parted("error", repr(error), "")
    for _ in range(MOST_STEPS):
        if found := compared(run, theirs):
            return parted(*found)
        if run.state.ended:
            break
        name, *arguments = rng.choice(choices(run, theirs))
        if name == "complete":
            node = definition.nodes[arguments[0]]
            outcome = rng.choice(outcomes(definition, node))
            instant = isinstance(node, d.ServiceTask) and not node.awaited
            arguments += [None if instant else outcome, {}]
        path.append(f"{name} {arguments}")
        getattr(theirs, name)(*arguments)
        try:
            getattr(run, name)(*arguments)
        except EngineError as error:
            return parted("error", repr(error), "")
    wrong = {
        k: (v, run.state.data.get(k)) for k, v in theirs.facts.items() if run.state.data.get(k) != v
    }
    if wrong:
        return parted("data", str(wrong), "")
    return None, len(path)


def walk(definition_bytes: bytes, decisions: Mapping[str, Table], seed: int) -> Difference | None:
    """Walk the procedure once on both engines. None if they agreed after every step."""
    return walk_prepared(prepare(definition_bytes, decisions), seed)[0]
