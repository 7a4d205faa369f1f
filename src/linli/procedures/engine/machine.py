"""The engine: `advance(definition, state, happening)` gives the next state and what to do. Pure.

Data rules. Completing a user task sets `data[<node id>] = outcome`; a multi-instance one builds
`data[<node id>] = {item: outcome}`, empty when it begins; answers, effects and decisions merge what
they return. Multi-instance over nothing completes at once; an item named twice gets one step.

An exclusive gateway takes the first true flow in document order, else its default. A join waits for
one token on each incoming flow. A boundary event that interrupts cancels its host, another adds a
token beside it. Timers that a finished or cancelled host leaves behind are cleared; the caller sees
to it that a timer fires once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from linli.procedures.engine import definition as d
from linli.procedures.engine.dmn import decide
from linli.procedures.engine.errors import (
    Endless,
    MissingName,
    NobodyWaits,
    NotWaiting,
    NoWayOut,
    UnknownOutcome,
    WrongType,
)
from linli.procedures.engine.expressions import holds
from linli.procedures.engine.messages import msg
from linli.procedures.engine.state import (
    CallEffect,
    CancelStep,
    ClearTimer,
    Command,
    Completed,
    EffectDone,
    Ended,
    Happening,
    MessageCame,
    OpenStep,
    Resumed,
    SetTimer,
    Started,
    State,
    TimerFired,
    Token,
    TokenState,
    Withdrawn,
)

# Far above what any procedure passes through between two people.
MOST_MOVES = 1000


def advance(
    definition: d.Definition,
    state: State,
    happening: Happening,
    *,
    new_id: Callable[[], UUID],
) -> tuple[State, tuple[Command, ...]]:
    """The state after the happening, and the commands in the order in which they arose.

    `state` needs the tokens that live and the whole data (see `state`). Raises `EngineError`s; then
    nothing has happened. Feed `EffectDone` for each `CallEffect`, one after the other.
    """
    move = _Move(definition, state, new_id)
    move.happen(happening)
    return move.result()


def resolved(text: str, data: Mapping[str, Any]) -> str:
    """A text of a procedure file, or for `=name` the text that the run's data hold by that name.
    Raises `MissingName`, `WrongType`.
    """
    if not text.startswith("="):
        return text
    name = text[1:].strip()
    if name not in data:
        raise MissingName(name=name)
    value = data[name]
    if not isinstance(value, str) or not value:
        raise WrongType(expression=text, reason=msg("要一段文字"))
    return value


def seen_from(definition: d.Definition, token: Token, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data for `resolved` texts of a step: in a multi-instance one, with the name of its item
    (`organisation="=unit"`).
    """
    node = definition.nodes[token.node]
    if isinstance(node, d.UserTask) and node.multi and token.group is not None:
        return {**data, node.multi.item: token.item}
    return data


def awaited_messages(definition: d.Definition, state: State) -> frozenset[str]:
    """The messages that would reach a token now."""
    return frozenset(
        message
        for token in state.live()
        if token.group is None
        for message in _messages(definition, token.node)
    )


def _messages(definition: d.Definition, node_id: str) -> list[str]:
    node = definition.nodes[node_id]
    own = [node.message] if isinstance(node, d.CatchMessage) else []
    return own + [
        event.message
        for event in definition.boundaries(node_id)
        if isinstance(event, d.BoundaryMessage)
    ]


class _Move:
    """One call of `advance`, with working copies of what it is about to return."""

    def __init__(self, definition: d.Definition, state: State, new_id: Callable[[], UUID]) -> None:
        self.definition = definition
        self.before = state
        self.new_id = new_id
        self.tokens = {token.id: token for token in state.tokens}
        self.data = dict(state.data)
        self.commands: list[Command] = []
        self.arriving: deque[tuple[str, str]] = deque()

    # --- happenings

    def happen(self, happening: Happening) -> None:
        if self.before.ended:
            raise NotWaiting(node="ended")
        match happening:
            case Started():
                self.start(happening)
            case Completed():
                self.complete(happening)
            case EffectDone():
                self.effect_done(happening)
            case Resumed():
                self.resume(happening)
            case TimerFired():
                self.timer(happening)
            case MessageCame():
                self.message(happening)
            case Withdrawn():
                for token in self.living():
                    self.drop(token)
        self.run()

    def start(self, happening: Started) -> None:
        if self.tokens:
            raise NotWaiting(node=self.definition.start)
        self.data.update(happening.data)
        self.leave(self.definition.start)

    def complete(self, happening: Completed) -> None:
        token = self.token(happening.token)
        node = self.definition.nodes[token.node]
        if token.state is not TokenState.OPEN or not isinstance(node, d.UserTask):
            raise NotWaiting(node=token.node)
        if node.step.outcome(happening.outcome) is None:
            raise UnknownOutcome(node=node.id, outcome=happening.outcome)
        self.data.update(happening.data)
        if token.group is None:
            self.data[node.id] = happening.outcome
            self.finish(token, happening.outcome)
            return
        answers = self.data.get(node.id, {})
        self.data[node.id] = {**answers, token.item: happening.outcome}
        self.put(token, TokenState.DONE, happening.outcome)
        self.conclude(token.group, node)

    def conclude(self, host: UUID, node: d.UserTask) -> None:
        """End a multi-instance step if all have answered or its condition holds."""
        until = node.multi.until if node.multi else None
        rest = self.children(host)
        if rest and not (until is not None and holds(until, self.data)):
            return
        for child in rest:
            self.drop(child)
        self.finish(self.tokens[host])

    def effect_done(self, happening: EffectDone) -> None:
        token, node = self.effect(happening.token)
        self.data.update(happening.data)
        if not node.awaited:
            self.finish(token)

    def resume(self, happening: Resumed) -> None:
        token, node = self.effect(happening.token)
        if not node.awaited:
            raise NotWaiting(node=node.id)
        self.data.update(happening.data)
        self.data[node.id] = happening.outcome
        self.finish(token, happening.outcome)

    def effect(self, token_id: UUID) -> tuple[Token, d.ServiceTask]:
        token = self.token(token_id)
        node = self.definition.nodes[token.node]
        if not isinstance(node, d.ServiceTask):
            raise NotWaiting(node=token.node)
        return token, node

    def timer(self, happening: TimerFired) -> None:
        token = self.token(happening.token)
        node = self.definition.nodes.get(happening.node)
        if isinstance(node, d.CatchTimer) and token.node == node.id:
            self.finish(token)
        elif isinstance(node, d.BoundaryTimer) and self.hosts(token, node):
            self.boundary(token, node)
        else:
            raise NotWaiting(node=happening.node)

    def message(self, happening: MessageCame) -> None:
        reached = False
        for token in self.living():
            for event in self.listeners(token, happening.message):
                if not self.tokens[token.id].live:
                    break
                reached = True
                if isinstance(event, d.BoundaryMessage):
                    self.boundary(token, event)
                else:
                    self.finish(token)
        if not reached:
            raise NobodyWaits(message=happening.message)

    def listeners(self, token: Token, message: str) -> list[d.Node]:
        node = self.definition.nodes[token.node]
        found: list[d.Node] = []
        if isinstance(node, d.CatchMessage) and node.message == message:
            found.append(node)
        events = self.definition.boundaries(token.node) if token.group is None else ()
        return found + [
            event
            for event in events
            if isinstance(event, d.BoundaryMessage) and event.message == message
        ]

    def hosts(self, token: Token, event: d.Boundary) -> bool:
        """Boundary events hang on a step, or on the host of a multi-instance step."""
        return token.node == event.host and token.group is None

    def boundary(self, token: Token, event: d.Boundary) -> None:
        if event.interrupting:
            self.drop(token, but=event.id)
        self.leave(event.id)

    # --- tokens

    def token(self, token_id: UUID) -> Token:
        token = self.tokens.get(token_id)
        if token is None or not token.live:
            raise NotWaiting(node=token.node if token else str(token_id))
        return token

    def living(self) -> list[Token]:
        return [token for token in self.tokens.values() if token.live]

    def children(self, host: UUID) -> list[Token]:
        return [token for token in self.living() if token.group == host]

    def put(self, token: Token, state: TokenState, outcome: str = "") -> None:
        self.tokens[token.id] = replace(token, state=state, outcome=outcome)

    def add(
        self,
        node: str,
        state: TokenState,
        *,
        group: UUID | None = None,
        item: str = "",
        via: str = "",
    ) -> Token:
        token = Token(self.new_id(), node, state, group, item, "", via)
        self.tokens[token.id] = token
        return token

    def finish(self, token: Token, outcome: str = "") -> None:
        self.put(token, TokenState.DONE, outcome)
        if not isinstance(self.definition.nodes[token.node], d.CatchTimer):
            self.clear(token)
        self.leave(token.node)

    def drop(self, token: Token, *, but: str = "") -> None:
        """Cancel a token with its children and its timers, `but` one that has just fired."""
        if not self.tokens[token.id].live:
            return
        children = self.children(token.id)
        self.put(token, TokenState.CANCELLED)
        node = self.definition.nodes[token.node]
        if token.state is TokenState.OPEN or isinstance(node, d.ServiceTask):
            self.commands.append(CancelStep(token.id))
        if token.group is None:
            self.clear(token, but=but)
        for child in children:
            self.drop(child)

    def clear(self, token: Token, *, but: str = "") -> None:
        if isinstance(self.definition.nodes[token.node], d.CatchTimer):
            self.commands.append(ClearTimer(token.id, token.node))
        for event in self.definition.boundaries(token.node):
            if isinstance(event, d.BoundaryTimer) and event.id != but:
                self.commands.append(ClearTimer(token.id, event.id))

    # --- moving

    def leave(self, node: str) -> None:
        for flow in self.definition.outgoing(node):
            self.arriving.append((flow.target, flow.id))

    def run(self) -> None:
        moves = 0
        while self.arriving:
            node, via = self.arriving.popleft()
            moves += 1
            if moves > MOST_MOVES:
                raise Endless(node=node)
            self.enter(self.definition.nodes[node], via)

    def enter(self, node: d.Node, via: str) -> None:
        match node:
            case d.UserTask(multi=None):
                token = self.add(node.id, TokenState.OPEN)
                self.commands.append(OpenStep(token.id, node.id))
                self.set_timers(token)
            case d.UserTask(multi=d.Multi() as multi):
                self.enter_multi(node, multi)
            case d.ServiceTask():
                token = self.add(node.id, TokenState.WAITING)
                self.commands.append(CallEffect(token.id, node.id, node.effect, node.awaited))
                self.set_timers(token)
            case d.DecisionTask():
                self.data.update(decide(self.definition.decisions[node.decision], self.data))
                self.leave(node.id)
            case d.ExclusiveGateway():
                flow = self.choose(node)
                self.arriving.append((flow.target, flow.id))
            case d.ParallelGateway():
                self.enter_parallel(node, via)
            case d.CatchTimer(limit=limit):
                token = self.add(node.id, TokenState.WAITING)
                self.commands.append(SetTimer(token.id, node.id, resolved(limit, self.data)))
            case d.CatchMessage():
                self.add(node.id, TokenState.WAITING)

    def enter_multi(self, node: d.UserTask, multi: d.Multi) -> None:
        if multi.collection not in self.data:
            raise MissingName(name=multi.collection)
        items = self.data[multi.collection]
        if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
            raise WrongType(expression=multi.collection, reason=msg("要一组文字"))
        self.data[node.id] = {}
        if not items:
            self.leave(node.id)
            return
        host = self.add(node.id, TokenState.WAITING)
        for item in dict.fromkeys(items):
            token = self.add(node.id, TokenState.OPEN, group=host.id, item=item)
            self.commands.append(OpenStep(token.id, node.id, item))
        self.set_timers(host)

    def enter_parallel(self, node: d.ParallelGateway, via: str) -> None:
        flows = self.definition.incoming(node.id)
        if len(flows) > 1:
            self.add(node.id, TokenState.WAITING, via=via)
            parked = {token.via: token for token in self.living() if token.node == node.id}
            if len(parked) < len(flows):
                return
            for token in parked.values():
                self.put(token, TokenState.DONE)
        self.leave(node.id)

    def choose(self, node: d.ExclusiveGateway) -> d.Flow:
        default, flows = None, self.definition.outgoing(node.id)
        for flow in flows:
            if flow.id == node.default or (flow.condition is None and len(flows) == 1):
                default = flow
            elif flow.condition is not None and holds(flow.condition, self.data):
                return flow
        if default is None:
            raise NoWayOut(node=node.id)
        return default

    def set_timers(self, token: Token) -> None:
        for event in self.definition.boundaries(token.node):
            if isinstance(event, d.BoundaryTimer):
                limit = resolved(event.limit, self.data)
                self.commands.append(SetTimer(token.id, event.id, limit))

    def result(self) -> tuple[State, tuple[Command, ...]]:
        if ended := not self.living():
            self.commands.append(Ended())
        return State(tuple(self.tokens.values()), self.data, ended), tuple(self.commands)
