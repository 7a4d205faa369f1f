"""Training bases: sites and routes, a menu of courses, programmes of days, visits and what visitors
say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

BASE, BASE_VISIT = "base", "base_visit"  # subject kinds on the trail
LONGEST_BASE_NAME, LONGEST_BASE_ABOUT, LONGEST_SAID = 60, 600, 500
MOST_DAYS, MOST_VISITORS, LEAST_ANSWERS = 5, 1000, 5
BASE_ASKED, BASE_CONFIRMED = "base_asked", "base_confirmed"  # notices of the method


class Half(IntEnum):
    """Half a day: what a site is taken for."""

    MORNING = 0
    AFTERNOON = 1


class VisitForm(StrEnum):
    GROUP = "group"
    CLASS = "class"


class VisitState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class QuestionKind(StrEnum):
    """One to five, yes or no, or words that stay with the base."""

    SCORE = "score"
    YES = "yes"
    TEXT = "text"


HALVES: dict[Half, str | Promise] = {Half.MORNING: _("上午"), Half.AFTERNOON: _("下午")}
VISIT_FORMS: dict[VisitForm, str | Promise] = {
    VisitForm.GROUP: _("团队参观"),
    VisitForm.CLASS: _("培训班"),
}
VISIT_STATES: dict[VisitState, str | Promise] = {
    VisitState.ASKED: _("等确认"),
    VisitState.CONFIRMED: _("已确认"),
    VisitState.DONE: _("已到访"),
    VisitState.REFUSED: _("安排不了"),
    VisitState.CANCELLED: _("已取消"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    name: Words
    kind: QuestionKind
    required: bool = False


@dataclass(frozen=True, slots=True)
class BaseKind:
    """A kind of base of the method. `days`: shortest and longest programme; `ahead`: days before
    which one asks; `asks`: days after a visit on which its questionnaire may be answered; `desk`:
    the duty that is told of what is asked."""

    key: str
    name: Words
    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]
    desk: str
    days: tuple[int, int] = (1, MOST_DAYS)
    ahead: int = 3
    asks: int = 30
    basis: str = ""

    def theme(self, key: str) -> str:
        return next((str(one.name) for one in self.themes if one.key == key), key)


@dataclass(frozen=True, slots=True)
class BaseSite:
    id: UUID
    name: str
    about: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A dish of the menu: `halves` half days at a site, by a teacher in a role."""

    id: UUID
    name: str
    theme: str
    theme_name: str
    site_id: UUID
    site: str
    halves: int
    seats: int
    teacher: str
    about: str
    shown: bool = True

    @property
    def days(self) -> float:
        return self.halves / 2


@dataclass(frozen=True, slots=True)
class Item:
    """A course that begins on a day (1…) and a half of it."""

    day: int
    half: Half
    course_id: UUID


@dataclass(frozen=True, slots=True)
class Slot:
    """A half day of a visit at a site."""

    day: int
    half: Half
    course_id: UUID
    site_id: UUID


@dataclass(frozen=True, slots=True)
class SlotRow:
    on: date | None
    day: int
    half: Half
    course: str
    site: str
    teacher: str

    @property
    def half_name(self) -> str:
        return str(HALVES[self.half])


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    id: UUID
    name: str
    days: int
    seats: int
    slots: tuple[SlotRow, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """Sites in order; `metres` in straight lines, None where one has no point."""

    id: UUID
    name: str
    sites: tuple[BaseSite, ...]
    metres: int | None


@dataclass(frozen=True, slots=True)
class BaseRow:
    id: UUID
    kind: BaseKind
    place_id: UUID
    name: str
    area: str
    address: str
    mu: int
    hotels: int
    beds: int
    courses: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class BasePage:
    row: BaseRow
    about: str
    sites: tuple[BaseSite, ...]
    courses: tuple[CourseRow, ...]
    programmes: tuple[ProgrammeRow, ...]
    routes: tuple[RouteRow, ...]
    may_run: bool = False


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit at the desk. `contact` is ours, named; `who` is theirs, masked, told to those
    who run the base on the page of one visit."""

    id: UUID
    base_id: UUID
    unit: str
    home: str
    form: VisitForm
    size: int
    since: date
    days: int
    state: VisitState
    contact: str
    who: str
    arrived: int | None
    answers: int

    @property
    def state_name(self) -> str:
        return str(VISIT_STATES[self.state])

    @property
    def form_name(self) -> str:
        return str(VISIT_FORMS[self.form])


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What visitors said to one question. `mean` in tenths of a point and `share` in percent only
    from five answers on."""

    question: Question
    count: int
    mean: int | None = None
    share: int | None = None
    words: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        if self.mean is not None:
            return f"{self.mean // 10}.{self.mean % 10}"
        return f"{self.share}%" if self.share is not None else ""


@dataclass(frozen=True, slots=True)
class FollowRow:
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class VisitDesk:
    row: VisitRow
    base: BaseRow
    slots: tuple[SlotRow, ...]
    clashes: tuple[SlotRow, ...]
    results: tuple[ResultRow, ...]
    follow: tuple[FollowRow, ...]
    codes: int
    note: str
    reason: str
    person_id: UUID | None
    hung_on: date | None
    may_run: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What a unit asks for. `items`: what they chose from the menu."""

    unit: str
    home: str
    form: VisitForm
    size: int
    since: date
    days: int
    items: tuple[Item, ...]
    phone: str
    name: str = ""
    note: str = ""


class BaseNotFound(NotFound):
    code = "resources.no_base"
    text = _("没有这个基地，或者这项内容。")


class MayNotRunBase(NotAllowed):
    code = "resources.may_not_run_base"
    text = _("这个基地不归您管。")


class BaseUnclear(Invalid):
    code = "resources.base_unclear"
    text = _("请写清名称，60 字以内；主题、点位、时长要选。")


class WrongProgramme(Invalid):
    code = "resources.wrong_programme"
    text = _("课程排不下：同一个半天只能有一门，不能超出 %(days)d 天。")


class WrongVisitDays(Invalid):
    code = "resources.wrong_visit_days"
    text = _("可以来 %(least)d 到 %(most)d 天，至少提前 %(ahead)d 天约。")


class TooFewSeats(Invalid):
    code = "resources.too_few_seats"
    text = _("“%(course)s”最多 %(seats)d 人。请分批，或者换一门。")


class VisitUnclear(Invalid):
    code = "resources.visit_unclear"
    text = _("请写单位名称、人数（1 到 1000）和联系人手机号。")


class SiteTaken(Stale):
    code = "resources.site_taken"
    text = _("有点位那半天已经有别的团队了，请换时间或换课程。")


class WrongVisitState(Stale):
    code = "resources.wrong_visit_state"
    text = _("这次来访现在不能这样办。")


class ContactMissing(Invalid):
    code = "resources.contact_missing"
    text = _("每个来访单位要有一位我方联系人，请选一位。")


class NotYetThere(Refused):
    code = "resources.not_yet_there"
    text = _("到了来访那天才能登记到访人数。")


class AnsweredBefore(Stale):
    code = "resources.answered_before"
    text = _("这张问卷码已经填过了，或者过了时间。")


class AnswerMissing(Invalid):
    code = "resources.answer_missing"
    text = _("请回答“%(question)s”。")


class FollowUpEmpty(Invalid):
    code = "resources.follow_up_empty"
    text = _("请写跟进了什么，500 字以内。")
