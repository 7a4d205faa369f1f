"""Taking part in an activity: signing up, waiting, checking in and out, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.volunteering.terms.activities import ActivityRow

CODE_LIVES = 60  # seconds of one code; the one before it is still good
OPENS_BEFORE, CLOSES_AFTER = timedelta(minutes=30), timedelta(minutes=60)
NEAR_ENOUGH = 500  # metres between the place and whoever offers where they are
REMIND_BEFORE = timedelta(hours=26)
TRIES_AN_HOUR = 12  # of codes by one person
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=180)  # what calendars are told


class Taking(StrEnum):
    """HowKnown somebody stands to an activity. Who withdraws leaves no mark, however late."""

    IN = "in"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    CAME = "came"
    ABSENT = "absent"
    OFF = "off"


class HowKnown(StrEnum):
    """HowKnown it is known when somebody came and went."""

    NONE = ""
    CODE = "code"
    HAND = "hand"


TAKINGS: dict[Taking, str | Promise] = {
    Taking.IN: _("已报名"),
    Taking.WAITING: _("候补"),
    Taking.WITHDRAWN: _("已退出"),
    Taking.CAME: _("参加了"),
    Taking.ABSENT: _("没有来"),
    Taking.OFF: _("活动取消"),
}
HOWS: dict[HowKnown, str | Promise] = {
    HowKnown.NONE: "",
    HowKnown.CODE: _("现场签到签退"),
    HowKnown.HAND: _("队长补登"),
}
HAND_DAYS = timedelta(days=14)  # after its end, what the leader may still enter
LIVE = (Taking.IN, Taking.WAITING)


@dataclass(frozen=True, slots=True)
class CodeWindow:
    """When a code is taken: half an hour before it begins to an hour after it ends."""

    opens: datetime
    closes: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens <= now < self.closes


@dataclass(frozen=True, slots=True)
class SignUpRow:
    """Somebody on the leader's list; the name is masked."""

    id: UUID
    identity_id: UUID | None
    name: str
    phone: str
    role: str
    taking: Taking
    position: int  # in the waiting list; 0 for those who are not in it
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    how: HowKnown
    near: bool | None
    own: bool = False

    @property
    def taking_name(self) -> str:
        return str(TAKINGS[self.taking])

    @property
    def how_name(self) -> str:
        return str(HOWS[self.how])


@dataclass(frozen=True, slots=True)
class MySignUp:
    """One's own part in an activity."""

    id: UUID
    activity: ActivityRow
    role: str
    taking: Taking
    position: int
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    how: HowKnown
    thanks: str = ""

    @property
    def taking_name(self) -> str:
        return str(TAKINGS[self.taking])

    @property
    def live(self) -> bool:
        return self.taking in LIVE


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity: what anybody may read; `mine` is one's own part in it."""

    row: ActivityRow
    words: str
    reason: str
    thanks: str
    window: CodeWindow
    open: bool  # may one sign up now?
    coded: bool  # is a code taken now?
    pictures: tuple[UUID, ...] = ()
    mine: MySignUp | None = None
    may_lead: bool = False
    people: tuple[SignUpRow, ...] = ()

    @property
    def waiting_people(self) -> tuple[SignUpRow, ...]:
        return tuple(one for one in self.people if one.taking is Taking.WAITING)

    @property
    def listed(self) -> tuple[SignUpRow, ...]:
        return tuple(
            one for one in self.people if one.taking in (Taking.IN, Taking.CAME, Taking.ABSENT)
        )


class SignInForActivity(Refused):
    code = "volunteering.sign_in_for_activity"
    text = _("报名要先用手机号登录。")


class RoleNotFound(NotFound):
    code = "volunteering.no_role"
    text = _("这次活动没有这个岗位。")


class SignUpNotFound(NotFound):
    code = "volunteering.no_sign_up"
    text = _("没有这条报名，或者您无权查看。")


class SignedUpBefore(Stale):
    code = "volunteering.signed_up_before"
    text = _("您已经报过名。")


class SignUpClosed(Stale):
    code = "volunteering.sign_up_closed"
    text = _("活动已经开始，不能再报名。到了现场可以用签到码直接参加。")


class MembersOnly(NotAllowed):
    code = "volunteering.members_only"
    text = _("这次活动只由本队队员参加。")


class Clash(Stale):
    code = "volunteering.clash"
    text = _("这个时间您已经报了“%(title)s”（%(when)s）。先退出那一个，才能报这一个。")


class TrainingNeeded(Refused):
    code = "volunteering.training_needed"
    text = _("这种活动有风险：要先参加培训，由队里登记以后才能报名。")


class InsuranceNeeded(Refused):
    code = "volunteering.insurance_needed"
    text = _("这种活动有风险：要有到活动那天还有效的意外保险，由队里登记以后才能报名。")


class NoLongerIn(Stale):
    code = "volunteering.no_longer_in"
    text = _("您现在没有报名，或者活动已经办结，不能再退出。")


class CodeNotTaken(Stale):
    code = "volunteering.code_not_taken"
    text = _("现在不在签到时间里：开始前 30 分钟到结束后 60 分钟。请队长事后补登。")


class WrongCode(Invalid):
    code = "volunteering.wrong_code"
    text = _("签到码不对，或者已经换了。请看队长手机上现在的六位数。")


class TooFar(Invalid):
    code = "volunteering.too_far"
    text = _("您提供的位置离活动地点约 %(metres)d 米。可以不提供位置再签一次，或者请队长补登。")


class AllTaken(Stale):
    code = "volunteering.all_taken"
    text = _("名额已经满了，候补到您才能签到。请队长当场安排。")


class CheckedInBefore(Stale):
    code = "volunteering.checked_in_before"
    text = _("您已经签到过了。")


class NotCheckedIn(Stale):
    code = "volunteering.not_checked_in"
    text = _("还没有签到，或者已经签退。")


class WrongStay(Invalid):
    code = "volunteering.wrong_stay"
    text = _("请写对到达和离开的时间：离开晚于到达，在活动当天前后。")


class OwnEntry(NotAllowed):
    code = "volunteering.own_entry"
    text = _("自己的到场要用签到码，或者请另一位补登。")
