"""Rotas: whose turn it is (护学岗, 流动值日牌, 轮值坐班), solved fairly and explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

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
    place: str = ""
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


# --- what the solver is asked, and answers --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """A shift to be filled; times in whole minutes from any common start, `week` any number that is
    the same within a week."""

    id: str
    since: int
    until: int
    week: int
    people: int
    weight: int = 1
    roles: tuple[RoleNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on the rota; `past`: the weight of what they did in the fairness span."""

    id: str
    roles: frozenset[str] = frozenset()
    past: int = 0
    cannot: frozenset[str] = frozenset()
    rather_not: frozenset[str] = frozenset()
    gladly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """`before`: who was on each slot, to be kept where possible; slots in `fixed` stay exactly so
    (they are over)."""

    slots: tuple[Slot, ...]
    workers: tuple[Worker, ...]
    weekly: int = 7
    rest: int = 0  # minutes
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lack:
    """`missing` people, of a `role` if one is named, and of those who are not on the shift how many
    could not come for which reason."""

    slot: str
    missing: int
    role: str = ""
    why: tuple[tuple[Bar, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Aimed:
    """One aim as it was reached; `bound`: it cannot be better than that."""

    aim: Aim
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Solution:
    assigned: Mapping[str, tuple[str, ...]]
    aims: tuple[Aimed, ...]
    lacks: tuple[Lack, ...]

    @property
    def proof(self) -> RotaProof:
        return RotaProof.BEST if all(one.proven for one in self.aims) else RotaProof.FOUND

    def aim(self, aim: Aim) -> int:
        return next(one.value for one in self.aims if one.aim is aim)


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody is on a shift: of `eligible` who could have come, `load` theirs with what counts
    from before (`past`), `least` and `most` of all; what they had said of it."""

    eligible: int
    load: int
    past: int
    least: int
    most: int
    liking: str = ""
    kept: bool = False


# --- what pages show ------------------------------------------------------------------------


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
