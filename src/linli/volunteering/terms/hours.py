"""Hours of service: what was told, who proved it, how much counts, what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words
from linli.points.terms import GRADES, Grade

RECORD = "service_record"  # a subject kind on the trail and of ledger entries
LONGEST_SERVICE_TITLE, LONGEST_SERVICE_WORDS, LONGEST_SERVICE_REASON = 80, 300, 200
MOST_MINUTES = 1440  # of one record: a service that lasts longer is told day by day
CLAIMS_A_DAY = 10
_NO_NAME = Words("")


class RecordState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


RECORD_STATES: dict[RecordState, str | Promise] = {
    RecordState.ASKED: _("等人证明"),
    RecordState.CONFIRMED: _("已记入"),
    RecordState.REFUSED: _("没有记入"),
    RecordState.WITHDRAWN: _("自己撤回了"),
    RecordState.ANNULLED: _("已作废"),
}


class Proof(StrEnum):
    """Who proved a record: the activity's own check-in and check-out, a colleague of the
    organisation, or whoever was helped."""

    NONE = ""
    EVENT = "event"
    LEADER = "leader"
    HELPED = "helped"


PROOFS: dict[Proof, str | Promise] = {
    Proof.NONE: _("还没有人证明"),
    Proof.EVENT: _("活动签到签退"),
    Proof.LEADER: _("组织方证明"),
    Proof.HELPED: _("受助人证明"),
}
GRADE_NOTES: dict[Grade, str | Promise] = {
    Grade.CREDIT: _("在活动现场签到、签退"),
    Grade.HONOUR: _("事后由别人证明"),
}


@dataclass(frozen=True, slots=True)
class HoursRules:
    """How a county counts hours (`[[hours]]` of volunteering.toml). `scheme`: the ledger's scheme
    of minutes, none where hours are only recorded; `step`: whole multiples of so many minutes,
    rounded down; `claim_days`: how long after it a service may be told; `helped_most`: minutes of
    one record that whoever was helped may prove alone; `publicity`: how long a list of hours is
    before the public until certificates may say them ("" at once)."""

    key: str = ""
    name: Words = _NO_NAME
    scheme: str = ""
    step: int = 1
    units: frozenset[str] = frozenset()
    claim_days: int = 30
    helped_most: int = 240
    publicity: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of a service, and where the rest of it went, in minutes: `span` is `minutes` and
    `overlap` and `travel` and `rounded`, never more and never less."""

    span: int
    overlap: int
    travel: int
    rounded: int
    minutes: int


@dataclass(frozen=True, slots=True)
class HoursSum:
    """Minutes by how well they are proved."""

    credit: int = 0
    honour: int = 0

    @property
    def total(self) -> int:
        return self.credit + self.honour


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A service as its volunteer and the organisation see it. `code` is the link for whoever was
    helped; `annul_reason`: somebody asked to take it back."""

    id: UUID
    identity_id: UUID | None
    organisation_id: UUID
    organisation: str
    keeper_id: UUID
    keeper: str
    title: str
    words: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    travel_minutes: int
    overlap_minutes: int
    grade: Grade
    state: RecordState
    proof: Proof
    proved_by: str
    confirmed_at: datetime | None
    asked_at: datetime
    reason: str
    code: str
    appeal: str
    annul_reason: str
    objection: str
    entry_id: UUID | None

    @property
    def state_name(self) -> str:
        return str(RECORD_STATES[self.state])

    @property
    def grade_name(self) -> str:
        return str(GRADES[self.grade])

    @property
    def proof_name(self) -> str:
        return str(PROOFS[self.proof])

    @property
    def span_minutes(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds()) // 60

    @property
    def rounded_minutes(self) -> int:
        """What is left over when the step is taken as often as it goes."""
        left = self.span_minutes - self.overlap_minutes - self.minutes
        return max(left - self.travel_minutes, 0)

    @property
    def may_appeal(self) -> bool:
        return self.state is RecordState.REFUSED and not self.appeal


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """A record on a colleague's desk, with what they may do; the volunteer is masked."""

    row: RecordRow
    who: str
    phone: str
    may_decide: bool
    may_ask_annul: bool
    may_annul: bool


@dataclass(frozen=True, slots=True)
class AskedService:
    """What whoever was helped reads before they prove it; `who` is masked. `leader_only`: it is
    too long for one person to prove, or was refused before."""

    id: UUID
    identity_id: UUID
    who: str
    title: str
    words: str
    organisation: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    state: RecordState
    leader_only: bool


class RecordNotFound(NotFound):
    code = "volunteering.no_record"
    text = _("没有这条服务记录，或者您无权查看。")


class ServiceNotCounted(Invalid):
    code = "volunteering.service_not_counted"
    text = _(
        "这段时间没有可以记的时长：共 %(span)d 分钟，与已记的服务重叠 %(overlap)d 分钟，"
        "路上 %(travel)d 分钟，按 %(step)d 分钟的整数倍记。"
    )


class WrongServiceTime(Invalid):
    code = "volunteering.wrong_service_time"
    text = _("请写对服务的起止时间：已经结束，不超过 24 小时，最近 %(days)d 天以内。")


class ServiceEmpty(Invalid):
    code = "volunteering.service_empty"
    text = _("请写做了什么（%(limit)d 字以内）。")


class PaidService(Invalid):
    code = "volunteering.paid_service"
    text = _("收了报酬的不是志愿服务，不能记时长。")


class OwnService(NotAllowed):
    code = "volunteering.own_service"
    text = _("自己的服务时长要由别人来证明、审核。")


class ServiceKeyReused(Refused):
    code = "volunteering.service_key_reused"
    text = _("这个编号已经记过另一段服务。")


class ServiceDecided(Stale):
    code = "volunteering.service_decided"
    text = _("这条记录已经有了结果，或者不能再这样改。")


class LeaderMustProve(Refused):
    code = "volunteering.leader_must_prove"
    text = _("超过 %(limit)d 分钟的服务，要由组织方来证明。")


class ServiceReasonMissing(Invalid):
    code = "volunteering.service_reason_missing"
    text = _("请写明原因（200 字以内）。")


class SecondPersonNeeded(NotAllowed):
    code = "volunteering.second_person_needed"
    text = _("这一步要由另一位工作人员来做。")


class SignInForHours(Refused):
    code = "volunteering.sign_in_for_hours"
    text = _("请先用手机号登录。")


class TooManyClaims(Refused):
    code = "volunteering.too_many_claims"
    text = _("今天已经报了 %(limit)d 条，请明天再报，或者请组织方统一登记。")
