"""After-school sittings (四点半学校): terms, children who are enrolled, who came, who collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused, Stale

SITTING_TERM, SITTING_CHILD = "sitting_term", "sitting_child"  # subject kinds on the trail
SITTING_PLACE, SITTING_CLOSED = "sitting_place", "sitting_closed"  # notices
LONGEST_TERM, LONGEST_CONTACT, LONGEST_SCHOOL = 40, 60, 60
LONGEST_CARE, LONGEST_RELATION, LONGEST_HAND_REASON = 300, 20, 200
MOST_SEATS_SAT, MOST_CHILDREN, MOST_COLLECTORS = 300, 5, 3
LONGEST_TERM_DAYS, OLDEST_CHILD = 366, 18


class SeatState(StrEnum):
    SEATED = "seated"
    WAITING = "waiting"
    OUT = "out"


class SitMark(StrEnum):
    CAME = "came"
    ABSENT = "absent"
    EXCUSED = "excused"


SEAT_STATES: dict[SeatState, str | Promise] = {
    SeatState.SEATED: _("报上了"),
    SeatState.WAITING: _("排队等名额"),
    SeatState.OUT: _("已退出"),
}
SIT_MARKS: dict[SitMark, str | Promise] = {
    SitMark.CAME: _("孩子到了"),
    SitMark.ABSENT: _("孩子没来"),
    SitMark.EXCUSED: _("家长说今天不来"),
}
WEEKDAYS: tuple[str | Promise, ...] = (
    _("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewTerm:
    """`weekdays`: 0 is Monday; `opens` and `closes`: minutes of the day; ages in years."""

    place_id: UUID
    name: str
    since: date
    until: date
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    seats: int
    youngest: int
    oldest: int
    contact: str


@dataclass(frozen=True, slots=True)
class Collector:
    """Somebody who may collect a child."""

    name: str
    relation: str
    phone: str

    @property
    def words(self) -> str:
        return f"{self.name}（{self.relation}）"

    @property
    def tail(self) -> str:
        """The end of the number: enough for whoever typed it to see whether it is right."""
        return self.phone[-4:]


@dataclass(frozen=True, slots=True)
class NewChild:
    """`consent`: the guardian ticked it themselves."""

    name: str
    born: int
    collectors: tuple[Collector, ...]
    school: str = ""
    care: str = ""
    consent: bool = False


@dataclass(frozen=True, slots=True)
class ChildWords:
    """What is kept sealed of a child; all empty once it is forgotten."""

    name: str = ""
    born: int = 0
    school: str = ""
    care: str = ""
    collectors: tuple[Collector, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolled:
    id: UUID
    state: SeatState


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term. `last`: its last day, earlier than `until` once closed; `next`: the next sitting of
    the coming fortnight; `open`: children may be enrolled."""

    id: UUID
    place_id: UUID
    place: str
    name: str
    since: date
    until: date
    last: date
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    seats: int
    taken: int
    waiting: int
    youngest: int
    oldest: int
    contact: str
    closed: bool
    open: bool
    next: date | None = None

    @property
    def left(self) -> int:
        return self.seats - self.taken

    @property
    def hours(self) -> str:
        return (
            f"{self.opens // 60:02}:{self.opens % 60:02}–{self.closes // 60:02}:"
            f"{self.closes % 60:02}"
        )

    @property
    def days(self) -> str:
        return " ".join(str(WEEKDAYS[one]) for one in self.weekdays)


@dataclass(frozen=True, slots=True)
class DayMark:
    """What is known of a child on a day. `by`: who collected, for those who may read it."""

    state: SitMark
    came_at: datetime | None = None
    collected_at: datetime | None = None
    by: str = ""
    called: bool = False
    reason: str = ""

    @property
    def state_name(self) -> str:
        return str(SIT_MARKS[self.state])

    @property
    def here(self) -> bool:
        return self.state is SitMark.CAME and self.collected_at is None


@dataclass(frozen=True, slots=True)
class OwnChild:
    """A guardian's own child in a term. `line`: how many wait before it, and itself."""

    id: UUID
    term: TermRow
    words: ChildWords
    state: SeatState
    consent_at: datetime
    line: int = 0
    mark: DayMark | None = None
    may_excuse: bool = False
    may_come: bool = False

    @property
    def state_name(self) -> str:
        return str(SEAT_STATES[self.state])


@dataclass(frozen=True, slots=True)
class SatChild:
    """A child as the desk reads it: plain in today's list and when it is handed over, else masked.
    `phone`: the guardian's, masked."""

    id: UUID
    name: str
    state: SeatState
    phone: str
    asked_at: datetime
    words: ChildWords = ChildWords()
    mark: DayMark | None = None
    late: bool = False

    @property
    def here(self) -> bool:
        return self.mark is not None and self.mark.here


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term at the desk. `days`: the next sittings."""

    term: TermRow
    seated: tuple[SatChild, ...]
    waiting: tuple[SatChild, ...]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class SittingList:
    """A day's list. `sits`: it is a sitting day; `now`: it may be marked, as it is today."""

    term: TermRow
    day: date
    sits: bool
    now: bool
    over: bool
    rows: tuple[SatChild, ...]

    def _count(self, state: SitMark) -> int:
        return sum(one.mark is not None and one.mark.state is state for one in self.rows)

    @property
    def came(self) -> int:
        return self._count(SitMark.CAME)

    @property
    def excused(self) -> int:
        return self._count(SitMark.EXCUSED)

    @property
    def here(self) -> int:
        return sum(one.here for one in self.rows)

    @property
    def late(self) -> tuple[SatChild, ...]:
        return tuple(one for one in self.rows if one.late)


class TermNotFound(NotFound):
    code = "resources.no_sitting_term"
    text = _("没有这个班次。")


class ChildNotFound(NotFound):
    code = "resources.no_sitting_child"
    text = _("没有这个孩子的报名。")


class BadTerm(Invalid):
    code = "resources.bad_sitting_term"
    text = _("请写名称、起止日期（一年以内，从今天起）、星期几、几点到几点、名额、年龄和联系人。")


class NotASchool(Refused):
    code = "resources.not_a_school"
    text = _("这个场所不办四点半学校，或者现在没有开放。")


class BeforeThePlace(Refused):
    code = "resources.before_the_place"
    text = _("班次不能早于场所的开放日期，也不能晚于停用日期。")


class TermOver(Stale):
    code = "resources.sitting_term_over"
    text = _("这个班次已经结束，不再报名。")


class SignInToEnrol(Refused):
    code = "resources.sign_in_to_enrol"
    text = _("给孩子报名要先用手机号登录，有变化好通知您。")


class BadChild(Invalid):
    code = "resources.bad_sitting_child"
    text = _("请写孩子的姓名、出生年份，和一到三位可以来接的人（姓名、关系、电话都要写）。")


class ConsentMissing(Invalid):
    code = "resources.guardian_consent"
    text = _("要监护人勾选同意，才能登记孩子的信息。")


class AgeOutside(Refused):
    code = "resources.age_outside"
    text = _("这个班次收 %(youngest)d 到 %(oldest)d 岁的孩子。")


class ChildTwice(Stale):
    code = "resources.sitting_child_twice"
    text = _("这个孩子已经报过这个班次了。")


class TooManyChildren(Refused):
    code = "resources.too_many_children"
    text = _("一位家长在一个班次最多报 %(most)d 个孩子；要再报，请到现场办。")


class NoSittingThen(Refused):
    code = "resources.no_sitting_then"
    text = _("今天不是这个班次的日子。")


class SittingBegun(Stale):
    code = "resources.sitting_begun"
    text = _("今天已经开始了，请直接打电话给老师。")


class NotHereNow(Stale):
    code = "resources.child_not_here"
    text = _("这个孩子今天还没有登记到了。")


class MayNotCollect(Refused):
    code = "resources.may_not_collect"
    text = _("这个人不在可以接的名单上，不能交给他。先打电话问监护人，问过了再勾选、写明原因。")


class HandReasonMissing(Invalid):
    code = "resources.hand_reason"
    text = _("请写是谁来接，监护人在电话里怎么说。")


class StillSitting(Refused):
    code = "resources.child_still_here"
    text = _("孩子现在还在这里，接走以后才能退出。")
