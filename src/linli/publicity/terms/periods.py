"""Periods of publicity: what is shown, where, how long, who objects, what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.files.terms import StoredFile
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words
from linli.territory.terms import Limit

SEE, PUBLISH = "publicity.see", "publicity.publish"
SUBJECT, SHOWN_PLACE = "period", "shown_place"  # kinds of subjects and of owners of files

LONGEST_CONTENT, LONGEST_BASIS = 20_000, 200
LONGEST_OBJECTION, LONGEST_RULING, LONGEST_PLACE = 2000, 500, 60

# What a period is about, by key. A method may write a name of its own: it is shown as written.
KINDS: dict[str, str | Promise] = {
    "decision": _("决议公示"),
    "result": _("结果公示"),
    "election": _("选举公示"),
    "admission": _("发展党员公示"),
    "appointment": _("任职公示"),
    "selection": _("评选公示"),
    "finance": _("财务公示"),
    "disclosure": _("按期公开"),
    "other": _("公示"),
}


class PeriodState(StrEnum):
    """`effective`: the days ran out and the text stands. `upheld`: it fell to an objection.
    `withdrawn`: taken back without one (or the procedure that had opened it ended).
    """

    RUNNING = "running"
    EFFECTIVE = "effective"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


STATES: dict[PeriodState, str | Promise] = {
    PeriodState.RUNNING: _("公示中"),
    PeriodState.EFFECTIVE: _("公示期满，生效"),
    PeriodState.UPHELD: _("异议成立，不生效"),
    PeriodState.WITHDRAWN: _("已撤回"),
}


class Waits(StrEnum):
    """What a period whose days are used up still waits for."""

    NOTHING = ""
    RULING = "ruling"
    PHOTO = "photo"


class PlaceKind(StrEnum):
    BOARD = "board"
    CHAT = "chat"
    WEB = "web"
    SCREEN = "screen"
    OTHER = "other"


PLACE_KINDS: dict[PlaceKind, str | Promise] = {
    PlaceKind.BOARD: _("公开栏"),
    PlaceKind.CHAT: _("微信群"),
    PlaceKind.WEB: _("网页"),
    PlaceKind.SCREEN: _("电子屏"),
    PlaceKind.OTHER: _("其他地方"),
}


class Ruling(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    DENIED = "denied"


RULINGS: dict[Ruling, str | Promise] = {
    Ruling.UPHELD: _("异议成立"),
    Ruling.PARTLY: _("异议部分成立"),
    Ruling.DENIED: _("异议不成立"),
}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of a period: its number from 1, or 0 where it does not count; `note`, the calendar's
    word for it (a feast, a make-up day).
    """

    day: date
    number: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A text before the public for at least `length` (`7 工作日`), by `basis`. `begins` and `ends`
    (UTC) are those of the present `version`; `restarts`, how often the clock began anew. `state` is
    what other contexts ask. `subject` is (kind, id); a period opened by hand is its own subject.
    `waits`: what it waits for although its days are used up. `reason`: why it was withdrawn.
    """

    id: UUID
    subject: tuple[str, UUID]
    kind: str
    title: str
    area_id: UUID
    area_path: str
    length: str
    basis: str
    begins: datetime
    ends: datetime
    version: int
    restarts: int
    state: PeriodState
    waits: Waits
    photos: bool
    second_person: bool
    opened_at: datetime
    opened_by: UUID | None
    ended_at: datetime | None
    reason: str
    by_procedure: bool

    @property
    def url(self) -> str:
        return f"/public/periods/{self.id}"

    @property
    def kind_name(self) -> str:
        return str(KINDS.get(self.kind, self.kind))

    @property
    def length_words(self) -> Words:
        return Limit.parse(self.length).words

    @property
    def state_name(self) -> str:
        return str(STATES[self.state])

    @property
    def is_running(self) -> bool:
        return self.state is PeriodState.RUNNING


@dataclass(frozen=True, slots=True)
class Shown:
    """A period in a list: where, how many counted days are left (today among them; 0 once it is
    over), and in words of the county's calendar.
    """

    period: Period
    place: str
    days_left: int
    left: Words


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it was shown, from when to when; `digest` is SHA-256 of title, empty line, words.
    `reason`: why the one after it took its place.
    """

    number: int
    title: str
    words: str
    digest: str
    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version was shown, who put it there and when, with photos of the board."""

    id: UUID
    version: int
    kind: PlaceKind
    name: str
    at: datetime
    by: str
    photos: tuple[StoredFile, ...]

    @property
    def kind_name(self) -> str:
        return str(PLACE_KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class Objection:
    """Words against a version: masked everywhere but on the desk. `contact` is masked too;
    `in_person`: written down by staff. `ruling` None: not yet answered. `by`: who ruled.
    """

    id: UUID
    version: int
    at: datetime
    words: str
    in_person: bool
    contact: str
    ruling: Ruling | None
    reason: str
    ruled_at: datetime | None
    by: str
    own: bool
    erased: bool

    @property
    def ruling_name(self) -> str:
        return str(RULINGS[self.ruling]) if self.ruling else ""


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """What anybody may read of a period. `objections` are answered ones alone; `unanswered` says
    how many wait. `open`: may one object now? `left` in words of the county's calendar.
    """

    period: Period
    place: str
    versions: tuple[Version, ...]
    places: tuple[Place, ...]
    days: tuple[CountedDay, ...]
    days_left: int
    left: Words
    objections: tuple[Objection, ...]
    unanswered: int
    open: bool

    @property
    def current(self) -> Version:
        return self.versions[-1]

    @property
    def posted(self) -> tuple[Place, ...]:
        """Where the present version is shown."""
        return tuple(one for one in self.places if one.version == self.current.number)

    @property
    def photo_missing(self) -> bool:
        """Is a photo demanded, and none there of the present version?"""
        return self.period.photos and not any(one.photos for one in self.posted)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The same for whoever has the duty: every objection in its own words; what they may do."""

    shown: PeriodPage
    objections: tuple[Objection, ...]
    may_publish: bool
    opened_by: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """An objection was taken in; `code` reads the answer back. `again`: it was here before."""

    id: UUID
    code: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class ObjectionTold:
    """What an objector reads with the code: their words as written, and the answer."""

    objection: Objection
    period: Period
    code: str


class PeriodNotFound(NotFound):
    code = "publicity.period_not_found"
    text = _("没有这次公示，或者它不在您的职责范围内。")


class ObjectionNotFound(NotFound):
    code = "publicity.objection_not_found"
    text = _("没有找到这条意见，请核对查询码。")


class BadLength(Invalid):
    code = "publicity.bad_length"
    text = _("公示时间要写成天数，例如“7 工作日”或“5 天”。")


class BasisMissing(Invalid):
    code = "publicity.basis_missing"
    text = _("请写公示时间的依据（200 字以内）。")


class RunningAlready(Refused):
    code = "publicity.running_already"
    text = _("这件事正在公示，不用再公示一次；内容有变就更改内容。")


class PeriodOver(Stale):
    code = "publicity.period_over"
    text = _("这次公示已经结束。")


class TooLate(Refused):
    code = "publicity.too_late"
    text = _("公示期已满，不再收新的意见。")


class NothingChanged(Invalid):
    code = "publicity.nothing_changed"
    text = _("内容和现在公示的一样，不用重新公示。")


class ChangeReasonMissing(Invalid):
    code = "publicity.change_reason_missing"
    text = _("请写明更改公示内容的原因（200 字以内）。")


class PlaceEmpty(Invalid):
    code = "publicity.place_empty"
    text = _("请写张贴在哪里（60 字以内）。")


class ObjectionEmpty(Invalid):
    code = "publicity.objection_empty"
    text = _("请写您的意见（2000 字以内）。")


class ConsentMissing(Invalid):
    code = "publicity.consent_missing"
    text = _("留电话要先同意用它告诉您答复；不同意就不用留。")


class PeriodsFull(Refused):
    code = "publicity.periods_full"
    text = _("这次公示已收到很多意见，请到现场提出，工作人员会记下来。")


class RulingEmpty(Invalid):
    code = "publicity.ruling_empty"
    text = _("请选答复结果并写明理由（500 字以内）。")


class RuledAlready(Stale):
    code = "publicity.ruled_already"
    text = _("这条意见已经答复过了。")


class OwnObjection(NotAllowed):
    code = "publicity.own_objection"
    text = _("自己提的意见要由别人答复。")


class SecondPersonRules(NotAllowed):
    code = "publicity.second_person_rules"
    text = _("这次公示的意见要由发起公示以外的人答复。")
