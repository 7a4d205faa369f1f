"""Words of triage: what is suggested, what is alike, hot spots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.matters.terms.values import MatterLine, Suggestion

MERGED = "merged"  # how a matter ended that was the same as another
LEAST_ALIKE = 0.18  # of one category and place: below this the words say two different things


@dataclass(frozen=True, slots=True)
class Offered:
    """Categories offered for some words, likeliest first. Not `sure`: the reader is told so."""

    suggestions: tuple[Suggestion, ...]
    sure: bool
    version: str


@dataclass(frozen=True, slots=True)
class UnitOffer:
    """A unit that may be the one to solve it, and why: how many like it this unit solved (`solved`
    of `among`, `here` of them nearby), or a ruling that was kept (`basis`)."""

    unit: str
    name: str
    probability: float
    sure: bool
    solved: int = 0
    among: int = 0
    here: int = 0
    basis: str = ""
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was once suggested about a matter and what became of it, by names: `fate` is that of
    `advice.terms.Fate`, `chosen` what people did instead ("" if nothing)."""

    kind: str
    name: str
    percent: int
    sure: bool
    fate: str
    chosen: str
    made_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Nearby:
    """What a stranger may know of a matter near them: its class, place, time, and how many people
    have reported it."""

    matter_id: UUID
    category_name: str
    place: str
    opened_at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter that may be the same as another, for staff. `metres` where both have a point."""

    line: MatterLine
    likeness: int  # per cent
    metres: int | None
    same_person: bool


@dataclass(frozen=True, slots=True)
class MergedLine:
    """One matter that was merged into another; `reports` reporters moved with it."""

    merge_id: UUID
    line: MatterLine
    reports: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HotSpotView:
    """Matters of one kind that pile up in one place. `proactive`: what was opened about it."""

    hot_spot_id: UUID
    category_name: str
    place: str
    kind_name: str
    count: int
    days: int
    found_at: datetime
    matters: tuple[MatterLine, ...]
    proactive: MatterLine | None
    may_open: bool


class NotJoinable(Refused):
    code = "matters.not_joinable"
    text = _("这件事已经结束，或者不在您报的地方。请单独报一件。")


class CannotMerge(Refused):
    code = "matters.cannot_merge"
    text = _("这两件事不能合并：要是两件还在办的、不同的事，也不是上下级。")


class NotMerged(NotFound):
    code = "matters.not_merged"
    text = _("没有这次合并，或者已经拆开。")


class NumberNotFound(Invalid):
    code = "matters.number_not_found"
    text = _("没有找到这个编号，或者您无权查看。")


class HotSpotGone(NotFound):
    code = "matters.hot_spot_gone"
    text = _("没有这个热点，或者已经有人在治理。")
