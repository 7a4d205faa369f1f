"""Activities of volunteers: kinds, series, repeats, roles with places, what is shown of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import local
from linli.kernel.errors import Invalid, NotFound, Stale
from linli.kernel.language import Words

ACTIVITY = "activity"  # a subject kind on the trail, of files and of ledger entries
LONGEST_ACTIVITY_TITLE, LONGEST_ACTIVITY_WORDS, LONGEST_PLACE_WORDS = 60, 1000, 80
LONGEST_ROLE, MOST_ROLES, MOST_PLACES = 20, 8, 2000
LONGEST_ACTIVITY_REASON = 200
MOST_HOURS = timedelta(hours=12)  # of one activity: what lasts longer is planned day by day
AHEAD_OF_REPEATS = timedelta(days=35)  # so far ahead a repeat makes its activities
LOOKED_AT = timedelta(days=2)  # a repeat that nobody looked at for so long has stopped
NEAR_END = timedelta(days=21)  # a repeat that ends so soon says so


class ActivityState(StrEnum):
    PLANNED = "planned"
    CLOSED = "closed"
    OFF = "off"


class Every(StrEnum):
    """How an activity repeats."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"


ACTIVITY_STATES: dict[ActivityState, str | Promise] = {
    ActivityState.PLANNED: _("报名中"),
    ActivityState.CLOSED: _("已结束"),
    ActivityState.OFF: _("已取消"),
}
EVERY: dict[Every, str | Promise] = {
    Every.WEEK: _("每周这一天"),
    Every.FORTNIGHT: _("每两周这一天"),
    Every.MONTH_DAY: _("每月同一天（没有这一天的月份，在最后一天）"),
    Every.MONTH_WEEKDAY: _("每月同一个星期几（如第二个周六）"),
}


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity of the method (`[[activities]]`). `risky`: only who is trained and insured
    takes part (条例 arts 16–17). `serves`: what is counted of those served (服务学生), in the
    measure that `counts` names."""

    key: str
    name: Words
    about: Words
    risky: bool = False
    serves: Words = field(default_factory=lambda: Words(""))
    counts: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of activities (`[[series]]`): `themes` are what months are about, (month, name)."""

    key: str
    name: Words
    about: Words
    kind: str = ""
    themes: tuple[tuple[int, Words], ...] = ()

    def theme(self, month: int) -> Words | None:
        return dict(self.themes).get(month)


@dataclass(frozen=True, slots=True)
class RolePlan:
    """A role of an activity and how many it takes; 0: as many as come."""

    name: str
    places: int = 0


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """What an activity is to be. `organisation_id`: the team, or the unit, that holds it."""

    organisation_id: UUID
    kind: str
    title: str
    words: str
    place: str
    starts_at: datetime
    ends_at: datetime
    roles: tuple[RolePlan, ...]
    series: str = ""
    point: tuple[float, float] | None = None
    members_only: bool = False
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as it stands: `left` None is for as many as come."""

    id: UUID
    name: str
    places: int
    taken: int
    waiting: int = 0

    @property
    def left(self) -> int | None:
        return max(self.places - self.taken, 0) if self.places else None

    @property
    def full(self) -> bool:
        return self.left == 0


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity in a list."""

    id: UUID
    kind: ActivityKind
    series: Series | None
    title: str
    organisation_id: UUID
    organisation: str
    area_path: str
    place: str
    point: tuple[float, float] | None
    starts_at: datetime
    ends_at: datetime
    state: ActivityState
    roles: tuple[RoleRow, ...] = ()
    picture: UUID | None = None
    served: int = 0
    came: int = 0
    repeats: bool = False
    members_only: bool = False

    @property
    def state_name(self) -> str:
        return str(ACTIVITY_STATES[self.state])

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.roles)

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.roles)

    @property
    def left(self) -> int | None:
        """Places left in all roles; None: as many as come."""
        lefts = [one.left for one in self.roles]
        return None if None in lefts else sum(one or 0 for one in lefts)

    @property
    def theme(self) -> Words | None:
        return self.series.theme(local(self.starts_at).month) if self.series else None


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """A repeat as its organisation sees it. `stopped`: why nothing more will come of it, "" while
    it goes on; `ends_soon`: its last day is near."""

    id: UUID
    title: str
    organisation: str
    every: Every
    until: date
    made_until: date | None
    stopped: str
    ends_soon: bool = False

    @property
    def every_name(self) -> str:
        return str(EVERY[self.every])


@dataclass(frozen=True, slots=True)
class MonthTheme:
    """What a month is about in a series, and how much was held of it."""

    series: Series
    theme: Words | None
    planned: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """What was done in a span: counts alone, compared with nobody's."""

    held: int = 0
    came: int = 0
    served: int = 0
    off: int = 0
    series: tuple[MonthTheme, ...] = field(default=())


class ActivityNotFound(NotFound):
    code = "volunteering.no_activity"
    text = _("没有这次活动，或者您无权查看。")


class UnknownActivityKind(Invalid):
    code = "volunteering.unknown_activity_kind"
    text = _("工作法里没有这种活动。")


class UnknownSeries(Invalid):
    code = "volunteering.unknown_series"
    text = _("工作法里没有这个系列，或者它不办这种活动。")


class ActivityEmpty(Invalid):
    code = "volunteering.activity_empty"
    text = _("请写活动名称（60 字以内）、做什么（1000 字以内）和地点（80 字以内）。")


class WrongActivityTime(Invalid):
    code = "volunteering.wrong_activity_time"
    text = _("请写对起止时间：还没有开始，结束晚于开始，一次不超过 12 小时。")


class WrongRoles(Invalid):
    code = "volunteering.wrong_roles"
    text = _("请写 1 到 8 个岗位，名称不重复，每个岗位最多 2000 人。")


class WrongUntil(Invalid):
    code = "volunteering.wrong_until"
    text = _("重复到哪一天：要晚于第一次，最多一年。")


class ActivityOver(Stale):
    code = "volunteering.activity_over"
    text = _("这次活动已经结束或取消。")


class NotOverYet(Stale):
    code = "volunteering.not_over_yet"
    text = _("活动还没有到结束时间，现在不能办结。")


class FewerThanTaken(Stale):
    code = "volunteering.fewer_than_taken"
    text = _("“%(role)s”已经有 %(taken)d 人报名，不能少于这个数。")


class ActivityReasonMissing(Invalid):
    code = "volunteering.activity_reason_missing"
    text = _("请写明取消的原因，报名的人会看到（200 字以内）。")


class RepeatEnded(Stale):
    code = "volunteering.repeat_ended"
    text = _("这个重复安排已经停了。")
