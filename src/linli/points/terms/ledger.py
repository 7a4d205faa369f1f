"""Words, frozen values and refusals of the ledger: who holds, why it moves, what was posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused, Stale
from linli.points.terms.schemes import Scheme

INTENT = "points_intent"  # the subject kind of what is asked, held and posted
CLAIM = "claim"  # what an entry is about that a person asked for in their own words
CLAIMED_AT = ("community", "village")  # where somebody can verify what was done
LONGEST_LINE = 80
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account: a person's (an identity) or an organisation's. Exactly one of the two."""

    identity_id: UUID | None = None
    organisation_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.identity_id is None) == (self.organisation_id is None):
            raise ValueError("a holder is either a person or an organisation")

    @classmethod
    def person(cls, identity_id: UUID) -> Holder:
        return cls(identity_id=identity_id)

    @classmethod
    def unit(cls, organisation_id: UUID) -> Holder:
        return cls(organisation_id=organisation_id)

    @property
    def is_person(self) -> bool:
        return self.identity_id is not None


class Role(StrEnum):
    """What an account is. `source` gives what is earned, `sink` takes what is used up or expires:
    each scheme has one of both, without a limit; all other accounts are somebody's."""

    HOLDER = "holder"
    SOURCE = "source"
    SINK = "sink"


class Cause(StrEnum):
    """Why something moves."""

    DEED = "deed"
    SERVICE = "service"
    OPENING = "opening"
    GOODS = "goods"
    DEPOSIT = "deposit"
    MEAL = "meal"
    CLASS = "class"
    GIFT = "gift"
    MOVE = "move"
    EXPIRY = "expiry"
    CLAW_BACK = "claw_back"
    APPEAL = "appeal"
    SETTLEMENT = "settlement"


CAUSES = {
    Cause.DEED: _("积分项目"),
    Cause.SERVICE: _("志愿服务"),
    Cause.OPENING: _("开户"),
    Cause.GOODS: _("兑换"),
    Cause.DEPOSIT: _("借物押分"),
    Cause.MEAL: _("就餐"),
    Cause.CLASS: _("课程"),
    Cause.GIFT: _("赠予家人"),
    Cause.MOVE: _("转移记录"),
    Cause.EXPIRY: _("到期"),
    Cause.CLAW_BACK: _("更正扣回"),
    Cause.APPEAL: _("申诉成立，退回"),
    Cause.SETTLEMENT: _("结算"),
}
# What may be taken back when it turns out that it was never earned.
EARNED = (Cause.DEED, Cause.SERVICE, Cause.OPENING)


class Grade(StrEnum):
    """How well an hour is proved: checked in and out on the spot (信用时), or confirmed by a third
    party (荣誉时)."""

    NONE = ""
    CREDIT = "credit"
    HONOUR = "honour"


GRADES = {Grade.CREDIT: _("信用时"), Grade.HONOUR: _("荣誉时")}


class IntentState(StrEnum):
    """Asked for, reserved, posted in whole, refused, or given up (what was posted before stays)."""

    ASKED = "asked"
    HELD = "held"
    POSTED = "posted"
    REFUSED = "refused"
    RELEASED = "released"


STATES = {
    IntentState.ASKED: _("待核实"),
    IntentState.HELD: _("已预留"),
    IntentState.POSTED: _("已入账"),
    IntentState.REFUSED: _("未认定"),
    IntentState.RELEASED: _("已放弃"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a call did: the intent, how much was posted now, and whether it had been done before."""

    id: UUID
    amount: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has. `held` is reserved, `free` may be spent, `earned` is all that was ever
    gained; `next_expiry` is when the first of it expires, and how much."""

    scheme: Scheme
    amount: int = 0
    held: int = 0
    earned: int = 0
    next_expiry: tuple[date, int] | None = None

    @property
    def free(self) -> int:
        return self.amount - self.held


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement, oldest to newest: `amount` is signed, `after` is what there was
    then. `title` says for what, `deed` is the rule, `by` the organisation that gave it."""

    entry_id: UUID
    at: datetime
    title: str
    cause: Cause
    amount: int
    after: int
    deed: str = ""
    by: str = ""
    grade: Grade = Grade.NONE
    reason: str = ""
    about: tuple[str, UUID | None] = ("", None)
    may_appeal: bool = False
    appeal_open: bool = False
    appealed: bool | None = None  # upheld or not; None: no appeal, or not yet ruled on
    ruling: str = ""

    @property
    def cause_name(self) -> object:
        return CAUSES[self.cause]

    @property
    def grade_name(self) -> object:
        return GRADES.get(self.grade, "")


class NotEnough(Refused):
    code = "points.not_enough"
    text = _("“%(scheme)s”不够：需要 %(asked)s，可用 %(free)s。")


class NotYetSpent(Refused):
    code = "points.not_yet_spent"
    text = _("“%(scheme)s”累计满 %(least)s 才能使用，现在累计 %(earned)s。")


class CapReached(Refused):
    code = "points.cap_reached"
    text = _("“%(name)s”%(per)s最多 %(most)s，这次不能再记。")


class TooLittle(Invalid):
    code = "points.too_little"
    text = _("“%(scheme)s”按 %(step)s 的整倍数记，这次不足一份。")


class KeyReused(Stale):
    code = "points.key_reused"
    text = _("这笔账已经用同一个编号记过别的内容。")


class HolderNotAdmitted(Refused):
    code = "points.holder_not_admitted"
    text = _("“%(scheme)s”不给这类对象开户。")


class OnlyGains(Refused):
    code = "points.only_gains"
    text = _("居民只得分、不扣分。记错的，用“更正扣回”，并说明理由。")


class NoGifts(Refused):
    code = "points.no_gifts"
    text = _("“%(scheme)s”不能转给别人。")


class HoldGone(Stale):
    code = "points.hold_gone"
    text = _("这笔预留已经用完或放弃。")


class EntryNotFound(NotFound):
    code = "points.entry_not_found"
    text = _("没有这笔账。")


class NotEarned(Refused):
    code = "points.not_earned"
    text = _("只有挣来的才能更正扣回，这笔不是。")


class TakenBackAlready(Stale):
    code = "points.taken_back_already"
    text = _("这笔账已经更正过。")


class NotOpen(Stale):
    code = "points.not_open"
    text = _("这笔申请已经处理过。")


class OwnEntry(Refused):
    code = "points.own_entry"
    text = _("自己的账要由别人核实。")


class AnotherMustRule(Refused):
    code = "points.another_must_rule"
    text = _("谁作的决定，就不能由谁再来复核。")


class NoClaims(Refused):
    code = "points.no_claims"
    text = _("“%(deed)s”不用申请，办结时自动记。")


class ReasonNeeded(Invalid):
    code = "points.reason_needed"
    text = _("请写明理由，200 字以内。")


LONGEST_APPEAL = 500


class NothingLeft(Refused):
    code = "points.nothing_left"
    text = _("账户里已经没有可以扣回的。")


class AppealEmpty(Invalid):
    code = "points.appeal_empty"
    text = _("请写明哪里不对，500 字以内。")


class AppealTooLate(Refused):
    code = "points.appeal_too_late"
    text = _("未认定或者扣回以后 %(days)s 天内可以申诉，现在不能了。")


class AppealedAlready(Stale):
    code = "points.appealed_already"
    text = _("这笔账已经申诉过或答复过。")
