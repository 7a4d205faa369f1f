"""What pages of rotas show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.volunteering.terms.rotas import DutyState, RotaKind, RotaProof, RotaState, SwapState


@dataclass(frozen=True, slots=True)
class RotaPlace:
    """An organisation for which an actor may make a rota of a kind. `team`: its members can be put
    on it at once."""

    kind: RotaKind
    organisation_id: UUID
    area_id: UUID
    area_path: str
    name: str
    team: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind.key}|{self.organisation_id}"


@dataclass(frozen=True, slots=True)
class RotaRow:
    id: UUID
    kind: str
    name: str
    place: str
    team: str
    area_path: str
    since: date
    until: date
    state: RotaState
    shifts: int = 0
    people: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class OnRota:
    """Somebody on a rota, as colleagues see them: masked."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    role_names: tuple[str, ...]
    load: int
    past: int
    left: bool = False
    told: int = 0  # of how many shifts they said something


@dataclass(frozen=True, slots=True)
class DutyCell:
    """One person on one shift."""

    id: UUID
    member_id: UUID
    name: str
    roles: str
    state: DutyState
    why: str
    swap: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ShiftCell:
    id: UUID
    name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    people: int
    duties: tuple[DutyCell, ...]
    over: bool = False
    lacks: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return max(self.people - len(self.duties), 0)


@dataclass(frozen=True, slots=True)
class RotaDay:
    day: date
    shifts: tuple[ShiftCell, ...]


@dataclass(frozen=True, slots=True)
class RotaWeek:
    """Seven days, Monday first; days outside the rota have no shifts."""

    days: tuple[RotaDay, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A shift before and after a new solution."""

    day: datetime
    shift: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SwapRow:
    id: UUID
    duty_id: UUID
    rota: str
    shift: str
    place: str
    starts_at: datetime
    ends_at: datetime
    giver: str
    state: SwapState
    to_all: bool
    taker: str = ""
    back: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An aim in words."""

    name: str
    value: int
    proven: bool
    bound: int


@dataclass(frozen=True, slots=True)
class RotaPage:
    row: RotaRow
    kind: RotaKind
    weeks: tuple[RotaWeek, ...]
    people: tuple[OnRota, ...]
    figures: tuple[Figure, ...]
    proof: RotaProof | None
    lacks: tuple[str, ...]
    proposal: tuple[ChangeRow, ...] | None = None
    proposed_lacks: tuple[str, ...] = ()
    swaps: tuple[SwapRow, ...] = ()
    reason: str = ""
    manages: bool = False


@dataclass(frozen=True, slots=True)
class MyDuty:
    id: UUID
    rota_id: UUID
    rota: str
    shift: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: DutyState
    why: str
    may_swap: bool
    swap: SwapState | None = None


@dataclass(frozen=True, slots=True)
class MyRota:
    """A rota in whose making one may still say something, or that one is on."""

    id: UUID
    name: str
    since: date
    until: date
    state: RotaState
    told: int
    shifts: int


@dataclass(frozen=True, slots=True)
class MyLeave:
    id: UUID
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class WishShift:
    id: UUID
    name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    liking: str


@dataclass(frozen=True, slots=True)
class BoardShift:
    """A shift of today as anybody may read it: who is on by role and team, never by name."""

    name: str
    place: str
    team: str
    starts_at: datetime
    ends_at: datetime
    roles: tuple[str, ...]
    people: int
    now: bool
