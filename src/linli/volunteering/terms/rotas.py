"""Rotas: whose turn it is (护学岗, 流动值日牌, 轮值坐班), solved fairly and explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

ROTA, SHIFT, DUTY = "rota", "shift", "duty"  # subject kinds on the trail
LONGEST_ROTA_NAME, LONGEST_ROTA_SPAN, LONGEST_LEAVE, MOST_ON_ROTA = 40, 92, 180, 120
ROTA_PUBLISHED, ROTA_CHANGED, SWAP_ASKED, SWAP_SETTLED = (
    "rota_published", "rota_changed", "rota_swap_asked", "rota_swap_settled",
)  # fmt: skip


class Days(StrEnum):
    """On which days a shift is: besides its weekdays, what the county's calendar says."""

    EVERY = "every"
    WORKING = "working"
    REST = "rest"
    SCHOOL = "school"


class RotaState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class DutyState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    ABSENT = "absent"


class SwapState(StrEnum):
    OPEN = "open"  # nobody has taken it
    WAITING = "waiting"  # taken; the manager has to agree
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Liking(StrEnum):
    """What somebody says of a shift before the rota is made."""

    CANNOT = "cannot"
    RATHER_NOT = "rather_not"
    GLADLY = "gladly"


LIKINGS: dict[Liking, str | Promise] = {
    Liking.CANNOT: _("不能来"),
    Liking.RATHER_NOT: _("最好不排"),
    Liking.GLADLY: _("乐意来"),
}


class RotaProof(StrEnum):
    """What is known of a solution: nothing can be better, or how much better it could be."""

    BEST = "best"
    FOUND = "found"


class Aim(StrEnum):
    """What a solution is judged by, the first difference decides."""

    SHORTAGE = "shortage"  # places that nobody fills
    CHANGES = "changes"  # of those who were on, how many no longer are
    PEAK = "peak"  # the load of whoever has most
    SPREAD = "spread"  # the squares of all loads together
    DISLIKES = "dislikes"  # rather-not's counted twice, less gladly's


AIMS: dict[Aim, str | Promise] = {
    Aim.SHORTAGE: _("空缺的人次"),
    Aim.CHANGES: _("变动的人次"),
    Aim.PEAK: _("排得最多的人的班数"),
    Aim.SPREAD: _("班数是否均匀"),
    Aim.DISLIKES: _("照顾意愿"),
}


class Bar(StrEnum):
    """Why somebody cannot take a shift."""

    AWAY = "away"
    WEEK_FULL = "week_full"
    NO_REST = "no_rest"
    NO_ROLE = "no_role"


BARS: dict[Bar, str | Promise] = {
    Bar.AWAY: _("说了不能来或请了假"),
    Bar.WEEK_FULL: _("本周已排满"),
    Bar.NO_REST: _("和前后的班挨得太近"),
    Bar.NO_ROLE: _("没有要求的角色"),
}


# --- what the method says -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """At least so many of a shift's people have this role."""

    key: str
    people: int


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A shift of a rota: on `days` that are also one of `weekdays` (1 Monday … 7 Sunday), from
    `since` to `until` o'clock (past midnight if `until` is not later), `people` at once. `weight`:
    as how many shifts it counts when loads are compared."""

    key: str
    name: Words
    since: time
    until: time
    people: int
    days: Days = Days.EVERY
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    weight: int = 1
    place: Words | None = None
    roles: tuple[RoleNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class RotaKind:
    """A kind of rota, of organisations of these `units`. `weekly`: most shifts of one person in a
    week (Monday to Sunday); `rest`: hours between two of them; `fairness`: for how many days before
    the rota what they did already counts; `managers`: duties whose holders make it; `approved`: a
    swap waits for them. `shown`: today's board is public."""

    key: str
    name: Words
    about: Words
    shifts: tuple[ShiftPattern, ...]
    managers: tuple[str, ...]
    units: tuple[str, ...] = ()
    roles: Mapping[str, Words] = field(default_factory=dict)
    weekly: int = 7
    rest: int = 0
    fairness: int = 0
    approved: bool = False
    shown: bool = True
    basis: str = ""

    def pattern(self, key: str) -> ShiftPattern | None:
        return next((one for one in self.shifts if one.key == key), None)


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """Days of school: working days of the county's calendar in between, ends included."""

    since: date
    until: date


# --- refusals -------------------------------------------------------------------------------


class RotaNotFound(NotFound):
    code = "volunteering.no_rota"
    text = _("没有这张值班表。")


class DutyNotFound(NotFound):
    code = "volunteering.no_duty"
    text = _("没有这个班。")


class SwapNotFound(NotFound):
    code = "volunteering.no_swap"
    text = _("没有这条换班。")


class MayNotRota(NotAllowed):
    code = "volunteering.may_not_rota"
    text = _("按本县的工作法，您不能在这里排这种班。")


class UnknownRotaKind(Invalid):
    code = "volunteering.unknown_rota_kind"
    text = _("本县的工作法没有这种值班。")


class RotaNameMissing(Invalid):
    code = "volunteering.rota_name"
    text = _("请给值班表起个名字（40 字以内）。")


class RotaReasonMissing(Invalid):
    code = "volunteering.rota_reason"
    text = _("请写原因。")


class WrongRotaSpan(Invalid):
    code = "volunteering.wrong_rota_span"
    text = _("值班表从今天或以后开始，最多排 %(most)d 天。")


class NoShifts(Invalid):
    code = "volunteering.no_shifts"
    text = _("这段时间里没有要值的班：按本县的工作日历和学期，一天也没有。")


class NobodyOnRota(Refused):
    code = "volunteering.nobody_on_rota"
    text = _("名单上还没有人，请先加人。")


class TooManyOnRota(Invalid):
    code = "volunteering.too_many_on_rota"
    text = _("一张值班表最多 %(most)d 人，请分成几张。")


class OnRotaAlready(Stale):
    code = "volunteering.on_rota_already"
    text = _("这个人已经在名单上。")


class RotaIsOut(Stale):
    code = "volunteering.rota_is_out"
    text = _("值班表已经公布或撤回，这一步不能再做。")


class RotaMoved(Stale):
    code = "volunteering.rota_moved"
    text = _("排班的时候名单或意愿变了，请再排一次。")


class NotSolved(Refused):
    code = "volunteering.rota_not_solved"
    text = _("还没有排班，或者排好以后名单、意愿又变了，请先排班再公布。")


class NothingProposed(Stale):
    code = "volunteering.nothing_proposed"
    text = _("没有等您确认的调整。")


class ShiftOver(Stale):
    code = "volunteering.shift_over"
    text = _("这个班已经开始或结束，不能再换。")


class ShiftNotOver(Refused):
    code = "volunteering.shift_not_over"
    text = _("班还没有开始，不能记到岗。")


class MarkedAlready(Stale):
    code = "volunteering.duty_marked"
    text = _("这个班已经记过了。")


class OwnDuty(NotAllowed):
    code = "volunteering.own_duty"
    text = _("自己的班由别人来记。")


class SwapOpenAlready(Stale):
    code = "volunteering.swap_open"
    text = _("这个班已经在找人换了。")


class WishesClosed(Stale):
    code = "volunteering.wishes_closed"
    text = _("值班表已经公布，不能再填意愿；来不了请找人换班，或者请假。")


class SwapTaken(Stale):
    code = "volunteering.swap_taken"
    text = _("已经有人先接了，或者换班已经撤回。")


class CannotTake(Refused):
    code = "volunteering.cannot_take"
    text = _("按规则这个班不能由这个人接：%(why)s。")


class WrongLeave(Invalid):
    code = "volunteering.wrong_leave"
    text = _("请假从今天或以后开始，结束不早于开始，最多 %(most)d 天。")
