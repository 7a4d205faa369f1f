"""Words, frozen values and refusals of emergency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

PART = "emergency"
VERSION = "emergency"  # the counter behind the banner
SUBJECT = "emergency"
MANAGE, SEE = "organisations.manage", "organisations.see"
LONGEST_REASON = 200
TOLD_ON, TOLD_OFF = "emergency_on", "emergency_off"  # templates of the notices
NO_WORDS = Words("")


class DoorState(StrEnum):
    """What a knock on a door found."""

    WAITING = "waiting"
    REACHED = "reached"
    NOBODY = "nobody"


# --- the method's share ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sink:
    """Whose holders go where: `each` people for every area of `duty`'s level inside."""

    origins: tuple[str, ...]
    duty: str
    each: int = 1


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """A shift of every day; one that ends at or before it begins goes over midnight."""

    key: str
    name: Words
    begins: time
    ends: time
    duties: tuple[str, ...]
    people: int = 1
    days: int = 1


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key with its name: a need at a door, a criterion of an estate."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Plan:
    """What one act changes. `award_at`: the kind of area that is checked by the criteria."""

    key: str
    name: Words
    over: tuple[str, ...]
    openers: tuple[str, ...]
    days: int
    banner: Words = NO_WORDS
    award: Words = NO_WORDS
    award_at: str = ""
    sinks: tuple[Sink, ...] = ()
    shifts: tuple[ShiftKind, ...] = ()
    calls: tuple[tuple[Words, str], ...] = ()
    needs: tuple[Keyed, ...] = ()
    criteria: tuple[Keyed, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift that somebody stands: what it is called, from when to when."""

    name: str
    begins: datetime
    ends: datetime


# --- what pages are given -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Banner:
    """An emergency in force, for the strip above every staff page of that area."""

    id: UUID
    area_path: str
    name: Words
    area: str
    text: Words
    since: datetime


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """An emergency in a list; `off_at` None: in force."""

    id: UUID
    plan: str
    name: Words
    area_id: UUID
    area_path: str
    area: str
    reason: str
    on_at: datetime
    on_by: str
    until: datetime
    off_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentRow:
    account_id: UUID
    name: str
    area: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ShiftRow:
    id: UUID
    name: Words
    begins: datetime
    ends: datetime
    account_id: UUID
    who: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoorRow:
    id: UUID
    household: str
    state: DoorState
    needs: tuple[Words, ...]
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An estate with its criteria: (key, name, met)."""

    area_id: UUID
    area: str
    criteria: tuple[tuple[str, Words, bool], ...]
    awarded_at: datetime | None

    @property
    def met(self) -> bool:
        return all(met for _, _, met in self.criteria)


@dataclass(frozen=True, slots=True)
class Figures:
    """The report. `first_minutes`: from the switch to the first household reached, None if none
    was; matters are those of the same area and time, None where nobody counts them.
    """

    doors: int = 0
    reached: int = 0
    in_need: int = 0
    first_minutes: int | None = None
    shifts: int = 0
    taken: int = 0
    sent: int = 0
    estates: int = 0
    awarded: int = 0
    opened: int | None = None
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """Everything that one act made, for those who may see the area."""

    row: EmergencyRow
    plan: Plan | None
    sent: tuple[SentRow, ...]
    shifts: tuple[ShiftRow, ...]
    doors: tuple[DoorRow, ...]
    checks: tuple[CheckRow, ...]
    figures: Figures
    may_switch: bool


@dataclass(frozen=True, slots=True)
class DoorQuery:
    """Which doors of the list: in one state ("" all), `page` from 1."""

    state: str = ""
    page: int = 1
    filters: Mapping[str, str] = field(default_factory=dict)


# --- refusals -------------------------------------------------------------------------------------


class NoSuchPlan(Invalid):
    code = "emergency.no_such_plan"
    text = _("本县的方法里没有“%(plan)s”这个预案。")


class WrongLevel(Invalid):
    code = "emergency.wrong_level"
    text = _("“%(plan)s”不能在这一级区域启动。")


class MayNotSwitch(Refused):
    code = "emergency.may_not_switch"
    status = 403
    text = _("您的职责不能在这里启动或解除“%(plan)s”。")


class AlreadyOn(Refused):
    code = "emergency.already_on"
    text = _("%(area)s已经在“%(plan)s”当中。")


class ReasonMissing(Invalid):
    code = "emergency.reason_missing"
    text = _("请写明启动的原因（最多 %(limit)d 个字）。")


class NoSuchEmergency(NotFound):
    code = "emergency.no_such_emergency"
    text = _("没有这次应急，或者您无权查看。")


class AlreadyOff(Refused):
    code = "emergency.already_off"
    text = _("这次应急已经解除。")


class NoSuchLine(NotFound):
    code = "emergency.no_such_line"
    text = _("没有这一行，或者不归您办。")


class UnknownNeed(Invalid):
    code = "emergency.unknown_need"
    text = _("没有“%(need)s”这项需要，请从列表中选择。")


class NotAllMet(Refused):
    code = "emergency.not_all_met"
    text = _("标准还没有全部达到，不能命名。")
