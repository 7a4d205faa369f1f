"""Where a run stands, what can happen to it, and what the engine asks for in answer.

**What a caller stores**: one row per token (id, node, state, group, item, outcome, via) and the
run's `data`. **What a caller must supply** to `machine.advance`: every token that is `open` or
`waiting`, and the run's whole data. Tokens that are `done` or `cancelled` may be left out; if they
are passed they come back unchanged. The returned state holds every token passed in, and the new
ones behind them: store those that are new or differ.

What the tokens that live are:

- open, user task: a step on somebody's list; `group` and `item` are set if multi-instance;
- waiting, user task: the host of a multi-instance step. Its children have `group` = its id, and the
  boundary timers hang on it;
- waiting, service task: an effect was asked for, or is awaited;
- waiting, catch timer or message: until it fires or comes;
- waiting, parallel gateway: parked at a join; `via` is the flow by which it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID


class TokenState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


LIVE = frozenset({TokenState.OPEN, TokenState.WAITING})


@dataclass(frozen=True, slots=True)
class Token:
    """`group` is the id of the multi-instance host, `item` its element; `via` is set at joins."""

    id: UUID
    node: str
    state: TokenState
    group: UUID | None = None
    item: str = ""
    outcome: str = ""
    via: str = ""

    @property
    def live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class State:
    """`data` is JSON: strings, numbers, booleans, lists, objects; never changed in place."""

    tokens: tuple[Token, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    ended: bool = False

    def token(self, token_id: UUID) -> Token | None:
        return next((token for token in self.tokens if token.id == token_id), None)

    def live(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.live)


# --- What can happen -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """A new run begins with this data. Only on an empty state."""

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completed:
    """An open step was completed; `data` holds the answers that its form keeps."""

    token: UUID
    outcome: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EffectDone:
    """An effect that `CallEffect` asked for has been called and returned `data`, which is merged.
    An instant one moves on; an awaited one stays parked until `Resumed`.
    """

    token: UUID
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resumed:
    """An awaited effect has its answer: `data[<node id>] = outcome`, and `data` is merged."""

    token: UUID
    outcome: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The timer that `SetTimer(token, node, …)` asked for is due."""

    token: UUID
    node: str


@dataclass(frozen=True, slots=True)
class MessageCame:
    """Reaches every token that waits for this message, by catch or on a boundary."""

    message: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The run is stopped: all that lives is cancelled."""


Happening = Started | Completed | EffectDone | Resumed | TimerFired | MessageCame | Withdrawn


# --- What the engine asks for ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenStep:
    """Put a step on the list. `item` is the unit key of a multi-instance step, else ""."""

    token: UUID
    node: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class CancelStep:
    """An open step, or an awaited effect, is not wanted any more."""

    token: UUID


@dataclass(frozen=True, slots=True)
class CallEffect:
    """Call the effect, then feed `EffectDone` with what it returned, before anything else."""

    token: UUID
    node: str
    effect: str
    awaited: bool


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Fire `TimerFired(token, node)` when `limit` (a limit or an ISO duration) is over."""

    token: UUID
    node: str
    limit: str


@dataclass(frozen=True, slots=True)
class ClearTimer:
    """Forget this timer, if it has not fired."""

    token: UUID
    node: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing lives in the run any more."""


Command = OpenStep | CancelStep | CallEffect | SetTimer | ClearTimer | Ended
