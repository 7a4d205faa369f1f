"""The vocabulary of visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

PART = "visits"
SUBJECT, VISIT = "visit_subject", "visit"
MAKE, SEE, TRIAGE = "visits.make", "visits.see", "visits.triage"

MOST_PHOTOS, MOST_ANSWERS, MOST_BYTES = 9, 60, 60_000
LONGEST_LABEL, LONGEST_NOTE = 60, 500


class SubjectKind(StrEnum):
    """What is visited."""

    HOUSEHOLD = "household"
    ENTERPRISE = "enterprise"
    PLACE = "place"
    POINT = "point"  # of a patrol


class PlanState(StrEnum):
    OPEN = "open"
    DONE = "done"
    MISSED = "missed"  # a shift that passed
    DROPPED = "dropped"  # its subject is visited no more


class FindingState(StrEnum):
    OPEN = "open"
    MATTER = "matter"
    COUNCIL = "council"
    SETTLED = "settled"


class Conflict(StrEnum):
    """Why a visit was kept but does not count until somebody has looked."""

    NONE = ""
    OTHER = "other"  # the planned visit had been made already
    FORM = "form"  # the form changed while the phone was away, and the answers do not fit


# --- what the method says ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingRule:
    """An answer that is a finding. `answers` empty: any answer but none, or "yes" of a question
    with yes and no. `matter` and `category`: what it may become; "" where it may become none.
    """

    question: str
    answers: frozenset[str] = frozenset()
    matter: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class VisitKind:
    """A kind of visit. `duties` make it; every `every_days` days (0: only by shift or by hand), at
    most `a_day` planned per place and day (0: no bound); after a finding again `again_days` later;
    `shifts` are "19:00-22:00"; `team` is the kind of organisation whose members walk them together;
    `groups` narrow the subjects (none: all of that kind).
    """

    key: str
    name: Words
    subject: SubjectKind
    form: str
    duties: frozenset[str]
    every_days: int = 0
    a_day: int = 0
    again_days: int = 0
    shifts: tuple[str, ...] = ()
    team: str = ""
    groups: frozenset[str] = frozenset()
    findings: tuple[FindingRule, ...] = ()
    help: Words = field(default_factory=lambda: Words(""))


@dataclass(frozen=True, slots=True)
class Group:
    """People in hardship of one kind: who belongs to it is seen by these duties alone."""

    key: str
    name: Words
    sees: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Kinds of visit and groups of the method in force."""

    kinds: Mapping[str, VisitKind] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)

    def kind(self, key: str) -> VisitKind:
        if key not in self.kinds:
            raise UnknownVisitKind(kind=key[:40])
        return self.kinds[key]


# --- what is handed in and given out -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewSubject:
    """Somebody or something to be visited. `name` and `phone` go to people alone."""

    kind: SubjectKind
    area_id: UUID
    label: str
    group: str = ""
    name: str = ""
    phone: str = ""
    helper_id: UUID | None = None
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class VisitItem:
    """A visit as a phone hands it in. `form_stamp` is that of the form which was filled in; `at`
    the phone's time. The same `client_key` is the same visit, however often it is sent.
    """

    client_key: str
    kind: str
    subject_id: UUID
    at: datetime
    answers: Mapping[str, Any]
    met: bool = True
    plan_id: UUID | None = None
    form_stamp: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """`again`: it had been stored before. `conflict`: kept, and waiting to be looked at."""

    visit_id: UUID
    again: bool = False
    conflict: Conflict = Conflict.NONE
    findings: int = 0


@dataclass(frozen=True, slots=True)
class SubjectRow:
    id: UUID
    kind: SubjectKind
    label: str
    place: str
    area_id: UUID
    area_path: str
    group: str
    group_name: Words | None
    person: str
    helper_id: UUID | None = None
    helper: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of today's list. `days_late` 0: today."""

    id: UUID
    kind: VisitKind
    subject: SubjectRow
    due_on: date
    shift: str
    again: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words of the method, for somebody who may know of its group."""

    id: UUID
    visit_id: UUID
    kind_name: Words
    question: Words
    answer: str
    label: str
    place: str
    area_id: UUID
    area_path: str
    at: datetime
    state: FindingState
    matter_kind: str
    category: str
    matter_id: UUID | None
    note: str
    again_on: date | None
    cleared_at: datetime | None
    by: str = ""
    group: str = ""
    group_name: Words | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A line of a list of visits."""

    id: UUID
    kind_name: Words
    subject: SubjectRow
    at: datetime
    by: str
    met: bool
    conflict: Conflict
    settled: bool


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One visit for those who may see it. `answers` are (question, answer as text)."""

    row: VisitRow
    stored_at: datetime
    answers: tuple[tuple[Words, str], ...]
    erased: bool
    findings: tuple[FindingLine, ...]
    files: tuple[Any, ...]
    may_settle: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one kind of visit in an area: how many there are, visited within the cycle, met in the
    last seven days; findings since then.
    """

    kind: VisitKind
    subjects: int
    covered: int
    week: int
    met: int
    waiting: int
    late: int
    findings: int
    open: int

    @property
    def rate(self) -> int:
        return round(100 * self.covered / self.subjects) if self.subjects else 0


# --- refusals ------------------------------------------------------------------------------------


class SubjectNotFound(NotFound):
    code = "visits.subject_not_found"
    text = _("没有这个走访对象，或者不归您走访。")


class VisitNotFound(NotFound):
    code = "visits.not_found"


class UnknownVisitKind(Invalid):
    code = "visits.unknown_kind"
    text = _("没有“%(kind)s”这种走访。")


class WrongKind(Invalid):
    code = "visits.wrong_kind"
    text = _("这种走访不是走访这类对象的。")


class UnknownGroup(Invalid):
    code = "visits.unknown_group"
    text = _("没有“%(group)s”这类人群。")


class LabelMissing(Invalid):
    code = "visits.label_missing"
    text = _("请写走访对象的名称（60 字以内；住户写门牌，不写姓名）。")


class BadPoint(Invalid):
    code = "visits.bad_point"
    text = _("经纬度要成对填写，并且在本县范围内。")


class BadItem(Invalid):
    code = "visits.bad_item"
    text = _("这条走访记录的格式不对：%(what)s。")


class TooBig(Invalid):
    code = "visits.too_big"
    text = _("这条走访记录太大了，最多 %(most)d KB。")


class InTheFuture(Invalid):
    code = "visits.in_the_future"
    text = _("走访时间在将来，请检查手机的日期和时间后再发。")


class TooLongAgo(Invalid):
    code = "visits.too_long_ago"
    text = _("走访时间是一年多以前，请检查手机的日期和时间后再发。")


class TooManyPhotos(Invalid):
    code = "visits.too_many_photos"
    text = _("照片最多 %(most)d 张。")


class SignInFirst(Refused):
    code = "visits.sign_in_first"
    status = 401
    text = _("登录已过期，重新登录后会自动发送；记录还在这台手机上。")


class NothingChosen(Invalid):
    code = "visits.nothing_chosen"
    text = _("请先选中要处理的发现。")


class NoteMissing(Invalid):
    code = "visits.note_missing"
    text = _("请写明是怎么处理的（500 字以内）。")


class FindingNotFound(NotFound):
    code = "visits.finding_not_found"
    text = _("没有这条发现，或者您无权处理。")


class FindingSettled(Refused):
    code = "visits.finding_settled"
    text = _("这条发现刚刚已被处理。")


class NoConflict(Refused):
    code = "visits.no_conflict"
    text = _("这条记录没有需要核对的地方，或者已经核对过了。")


class LabelTaken(Refused):
    code = "visits.label_taken"
    text = _("这里已经有一个同名的走访对象。")


class HelperUnknown(Invalid):
    code = "visits.helper_unknown"
    text = _("没有找到这位帮扶人，或者账号已停用。")


class PlaceUnclear(Invalid):
    code = "visits.place_unclear"
    text = _("这个地名对应 %(count)d 个地方，请写得更准一些，例如小区加楼栋。")


class NoMatterFor(Refused):
    code = "visits.no_matter_for"
    text = _("“%(question)s”不能转为事项，请办结或列入周会商。")
