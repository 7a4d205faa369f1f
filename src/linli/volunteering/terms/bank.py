"""The time bank: family that may be given hours, and records that move between organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words
from linli.points.terms import Line
from linli.volunteering.terms.hours import RecordRow

FAMILY, MOVE = "family_link", "record_move"  # subject kinds on the trail
MOST_FAMILY = 12
GIFTS_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Relation:
    """Who counts as family (`[[relations]]`). Without `phone` it is somebody who has no account,
    such as a child: then hours are spent for them, and only the relation is named."""

    key: str
    name: Words
    phone: bool = True

    def __str__(self) -> str:
        return str(self.name)


class LinkState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


LINK_STATES: dict[LinkState, str | Promise] = {
    LinkState.ASKED: _("等对方确认"),
    LinkState.CONFIRMED: _("已确认"),
    LinkState.REFUSED: _("对方没有同意"),
    LinkState.ENDED: _("已解除"),
}


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A link as one of its two ends sees it: `mine` is true for who asked. `other` is masked,
    and empty for who asked until the other agreed."""

    id: UUID
    other: str
    other_phone: str
    relation: str
    state: LinkState
    mine: bool
    asked_at: datetime

    @property
    def state_name(self) -> str:
        return str(LINK_STATES[self.state])


class MoveState(StrEnum):
    """Asked by an organisation, agreed to by the volunteer, accepted by the other organisation."""

    ASKED = "asked"
    CONSENTED = "consented"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REFUSED = "refused"


MOVE_STATES: dict[MoveState, str | Promise] = {
    MoveState.ASKED: _("等志愿者同意"),
    MoveState.CONSENTED: _("志愿者已同意，等接收"),
    MoveState.ACCEPTED: _("已转移"),
    MoveState.DECLINED: _("志愿者没有同意"),
    MoveState.REFUSED: _("没有接收"),
}


@dataclass(frozen=True, slots=True)
class MoveFactRow:
    """One thing that happened to a move; never changed afterwards."""

    state: MoveState
    at: datetime
    by: str

    @property
    def name(self) -> str:
        return str(MOVE_STATES[self.state])


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Records of one volunteer on their way from one organisation's keeping to another's."""

    id: UUID
    who: str
    origin: str
    target: str
    records: int
    minutes: int
    reason: str
    state: MoveState
    asked_at: datetime
    facts: tuple[MoveFactRow, ...] = ()
    may_answer: bool = False

    @property
    def state_name(self) -> str:
        return str(MOVE_STATES[self.state])


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of the ledger; `relation` is for whom it was used, where that was said."""

    line: Line
    relation: str = ""


@dataclass(frozen=True, slots=True)
class HourBalance:
    """What a volunteer has in the bank, in minutes; all but the first two are none without a
    ledger. `given` and `spent` are what left it."""

    credit: int
    honour: int
    saved: int = 0
    held: int = 0
    gone: int = 0

    @property
    def served(self) -> int:
        return self.credit + self.honour

    @property
    def free(self) -> int:
        return self.saved - self.held


@dataclass(frozen=True, slots=True)
class MyHours:
    """One's own page: the balance, every service line by line, and what waits for an answer."""

    balance: HourBalance
    records: tuple[RecordRow, ...]
    family: tuple[FamilyRow, ...]
    moves: tuple[MoveRow, ...]
    scheme: str
    more: bool = False


class NoTimeBank(Refused):
    code = "volunteering.no_time_bank"
    text = _("本县没有开设志愿时间银行，时长只作记录。")


class NotFamily(NotAllowed):
    code = "volunteering.not_family"
    text = _("时长只能给已经确认的家人，不能给别人，更不能买卖。")


class NotForHours(Refused):
    code = "volunteering.not_for_hours"
    text = _("这个不是用服务时长换的，时长不折算成钱或积分。")


class UnknownRelation(Invalid):
    code = "volunteering.unknown_relation"
    text = _("请选择家庭关系。")


class OwnFamily(Invalid):
    code = "volunteering.own_family"
    text = _("这是您自己的手机号。")


class FamilyFull(Refused):
    code = "volunteering.family_full"
    text = _("家人最多登记 %(limit)d 位。")


class LinkNotFound(NotFound):
    code = "volunteering.no_family_link"
    text = _("没有这条家人登记。")


class LinkDecided(Stale):
    code = "volunteering.family_link_decided"
    text = _("这条家人登记已经有了结果。")


class NotWholeSteps(Invalid):
    code = "volunteering.not_whole_steps"
    text = _("请写 %(step)d 分钟的整数倍。")


class MoveNotFound(NotFound):
    code = "volunteering.no_move"
    text = _("没有这次转移，或者您无权查看。")


class MoveDecided(Stale):
    code = "volunteering.move_decided"
    text = _("这次转移已经有了结果，或者还没有轮到这一步。")


class NothingToMove(Refused):
    code = "volunteering.nothing_to_move"
    text = _("没有可以转移的记录：要已经记入，现在由这个组织保管，也没有别的转移在办。")
