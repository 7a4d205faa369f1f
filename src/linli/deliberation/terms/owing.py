"""What a body owes: gatherings that must be held so and so often, and what was held of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms.bodies import GatheringKind
from linli.kernel.errors import Refused
from linli.kernel.language import Words

SOON = 10  # days before the end of a period from which one is reminded
STAGES = (SOON, 3)  # a reminder at ten days, another at three
FIRST_YEAR = 2000
MOST_BODIES = 500


class Every(StrEnum):
    """How often; the value is what a method writes."""

    MONTH, QUARTER, HALF_YEAR, YEAR = "month", "quarter", "half_year", "year"


class Stands(StrEnum):
    """How one kind of gathering stands in one period. `LATE` reminds: the party's text says 一般
    (as a rule), so that a period in which nothing was held is an exception with a reason and no
    breach."""

    AHEAD = "ahead"  # the period has not begun
    DUE = "due"  # under way, nothing is called yet
    PLANNED = "planned"  # called, for a day in the period
    HELD = "held"
    LATE = "late"  # the period is over
    EXCUSED = "excused"


STANDS_NAMES = {
    Stands.AHEAD: _("没到时候"),
    Stands.DUE: _("要开"),
    Stands.PLANNED: _("已召集"),
    Stands.HELD: _("已开"),
    Stands.LATE: _("没有开"),
    Stands.EXCUSED: _("有说明"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days: from `first` to `last`, both in it. `months` leaves some out where only those
    months count. `key` is `2026-03`, `2026-Q1`, `2026-H1` or `2026`."""

    key: str
    first: date
    last: date
    months: tuple[int, ...] = ()

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last and (not self.months or day.month in self.months)


@dataclass(frozen=True, slots=True)
class Took:
    """A gathering that counts: the day it meets, and whether it was `held`, is `open` now or is
    merely called."""

    kind: str
    day: date
    held: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Periods that are over: `owed` of them, `held` in `held`, without a meeting but `excused`. The
    rate is held ÷ (owed - excused); none where nothing was owed."""

    owed: int = 0
    held: int = 0
    excused: int = 0

    @property
    def counted(self) -> int:
        return self.owed - self.excused

    @property
    def late(self) -> int:
        return self.counted - self.held

    @property
    def rate(self) -> int | None:
        """Per cent, rounded down: 99.9 is not all."""
        return self.held * 100 // self.counted if self.counted else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.owed + other.owed, self.held + other.held, self.excused + other.excused)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A gathering in a cell: where to read about it."""

    id: UUID
    title: str
    meets_at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind in one period of one body. `left`: days until its end, today being 0; below 0 it is
    over. `by`, `reason`: of an excuse."""

    kind: str
    period: Period
    name: str
    standing: Stands
    left: int
    meetings: tuple[Meeting, ...] = ()
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def is_soon(self) -> bool:
        return self.standing is Stands.DUE and self.left <= SOON

    @property
    def may_excuse(self) -> bool:
        return self.standing in (Stands.DUE, Stands.LATE)


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One kind of gathering of a body through a year."""

    kind: GatheringKind
    cells: tuple[Cell, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class OwedBody:
    """A body with what it owes in a year. `town`: the name of the town it lies in."""

    id: UUID
    name: str
    place: str
    town: str
    lines: tuple[OwedLine, ...]
    tally: Tally
    may_run: bool


@dataclass(frozen=True, slots=True)
class OwedTable:
    """The bodies of those that the reader may see, by place, with the sums by town and of all.
    `kinds`: those that somebody owes."""

    year: int
    rows: tuple[OwedBody, ...]
    towns: tuple[tuple[str, Tally], ...]
    tally: Tally
    kinds: tuple[GatheringKind, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be called soon by whoever convenes the body."""

    body_id: UUID
    body: str
    kind: str
    name: Words
    period: Period
    left: int


class NotOwed(Refused):
    code = "deliberation.not_owed"
    text = _("这段时间不用开这个会。")


class NothingToExcuse(Refused):
    code = "deliberation.nothing_to_excuse"
    text = _("这段时间的会已经开过，或者还没到时候，不用说明。")
