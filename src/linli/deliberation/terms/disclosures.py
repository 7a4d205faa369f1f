"""What places must show the public, how often (村务公开): duties of the method, rows, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

DISCLOSURE = "disclosure"  # the subject of the publicity, and its kind on the trail
DISCLOSE_SOON = 10  # days before the end of a stretch from which a duty counts as soon due


class Rhythm(StrEnum):
    MONTH, QUARTER, HALF_YEAR, YEAR = "month", "quarter", "half_year", "year"


class DisclosureState(StrEnum):
    DONE = "done"
    DUE = "due"
    SOON = "soon"
    LATE = "late"
    EXCUSED = "excused"


DISCLOSURE_STATES: dict[DisclosureState, str | Promise] = {
    DisclosureState.DONE: _("已公开"),
    DisclosureState.DUE: _("还没到期"),
    DisclosureState.SOON: _("快到期"),
    DisclosureState.LATE: _("逾期"),
    DisclosureState.EXCUSED: _("已写明原因"),
}


@dataclass(frozen=True, slots=True)
class DisclosureKind:
    """Something to be shown in each `every`, from `since` on. `what`: what must be in it; `length`:
    how long it stays before the public; `remind`: days before the end at which the duty hears of
    it; `duty`: who hears."""

    key: str
    name: Words
    at: tuple[str, ...]
    every: Rhythm
    what: Words
    basis: str
    duty: str = ""
    length: str = "7 天"
    remind: int = 7
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, half-open: `2026-03`, `2026-Q1`, `2026-H1`, `2026`."""

    name: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One duty in one stretch. `period_id`: the publicity that shows it; `due`: its last day."""

    kind: DisclosureKind
    area_id: UUID
    span: Span
    state: DisclosureState
    due: date
    period_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class DisclosureCell:
    """One kind at one place in a year: stretches that are over or done, done ones, late ones,
    excused ones; `now`: the stretch of today (None: it was not owed then)."""

    kind: DisclosureKind
    owed: int
    done: int
    late: int
    excused: int
    now: DisclosureRow | None


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """A place in the county's table; a cell for each kind of the table, None where it owes none."""

    area_id: UUID
    name: str
    cells: tuple[DisclosureCell | None, ...]
    late: int


@dataclass(frozen=True, slots=True)
class DisclosureTable:
    year: int
    kinds: tuple[DisclosureKind, ...]
    lines: tuple[DisclosureLine, ...]
    owed: int
    done: int
    late: int
    excused: int


class NoDisclosure(NotFound):
    code = "deliberation.no_disclosure"
    text = _("这里没有这一项公开任务，或者您无权查看。")


class DisclosedAlready(Refused):
    code = "deliberation.disclosed_already"
    text = _("这一期已经公开，或者已经写明原因。")


class SpanAhead(Refused):
    code = "deliberation.span_ahead"
    text = _("这一期还没有开始。")


class ExcuseMissing(Invalid):
    code = "deliberation.excuse_missing"
    text = _("请写明不公开的原因（200 字以内）。")


class OtherPublicity(Refused):
    code = "deliberation.other_publicity"
    text = _("这条公示不在本村社区，或者不在这一期里，不能算数。")
