"""What the pages of points show: one's own claims, the office's lines, sums by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid
from linli.points.terms.ledger import CAUSES, GRADES, Cause, Grade, IntentState
from linli.points.terms.schemes import Scheme


@dataclass(frozen=True, slots=True)
class MyEntry:
    """An entry of one's own, with what was answered. `upheld` is None until the appeal is ruled
    on."""

    id: UUID
    scheme: Scheme
    cause: Cause
    deed: str
    title: str
    amount: int
    state: IntentState
    state_name: str
    asked_at: datetime
    reason: str
    may_appeal: bool
    appealed: bool
    upheld: bool | None
    ruling: str

    @property
    def cause_name(self) -> object:
        return CAUSES[self.cause]


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A posting of somebody else's, as the office sees it: no balance, which is nobody's business.
    `taken`: it was taken back; `may_take`: by whoever looks, if they manage there; `own`: not by
    them, who gave it or have it."""

    entry_id: UUID
    at: datetime
    scheme: Scheme
    title: str
    cause: Cause
    deed: str
    amount: int
    by: str
    grade: Grade
    reason: str
    taken: bool
    appealed: bool
    may_take: bool
    own: bool

    @property
    def cause_name(self) -> object:
        return CAUSES[self.cause]

    @property
    def grade_name(self) -> object:
        return GRADES.get(self.grade, "")


@dataclass(frozen=True, slots=True)
class Month:
    """What moved in a scheme in one month."""

    scheme: Scheme
    first: date
    given: int = 0
    used: int = 0
    expired: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What all accounts of a scheme have and hold, and how many there are."""

    scheme: Scheme
    amount: int
    held: int
    accounts: int


class NobodyFound(Invalid):
    code = "points.nobody_found"
    text = _("没有用这个手机号登记过的人。")


class UnknownPlace(Invalid):
    code = "points.unknown_place"
    text = _("请选择在哪个社区或村。")
