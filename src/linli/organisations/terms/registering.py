"""双报到: units and members register at the community where they live or serve; fields 领域."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

NO_WORDS = Words("")


class Stand(StrEnum):
    """Where a registration stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """Why somebody registers there: they live there, or serve there."""

    LIVES = "lives"
    SERVES = "serves"


@dataclass(frozen=True, slots=True)
class Registering:
    """How this county registers: at which kinds of area (`over`), which kinds of organisation
    (`units`), and the duty that a confirmed member holds there ("": none).
    """

    key: str
    name: Words
    over: tuple[str, ...]
    units: tuple[str, ...]
    duty: str = ""
    help: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that a member can do for neighbours."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class OfField:
    """领域: organisations of one field share duties, a checklist, a brand and honours."""

    key: str
    name: Words
    duties: tuple[Words, ...] = ()
    checklist: tuple[Words, ...] = ()
    brand: Words = NO_WORDS
    honours: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its organisations: (kind, its name, how many stand)."""

    field: OfField
    kinds: tuple[tuple[str, Words, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, _, count in self.kinds)


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One registration. `account_id` None: the unit itself registered. `skills` are names; `shown`:
    the member agreed that residents see who they are (亮身份); `parts`: tasks done there.
    """

    id: UUID
    unit_id: UUID
    unit: str
    account_id: UUID | None
    name: str
    area_id: UUID
    area: str
    why: Why
    skills: tuple[Words, ...]
    shown: bool
    stand: Stand
    asked_at: datetime
    answered_at: datetime | None
    parts: int = 0

    @property
    def whole(self) -> bool:
        return self.account_id is None

    @property
    def active(self) -> bool:
        return self.stand in {Stand.ASKED, Stand.CONFIRMED}


@dataclass(frozen=True, slots=True)
class UnitRate:
    """A unit's people: all, registered (confirmed), who took part; and tasks done by them.
    `places`: communities at which the unit itself is registered.
    """

    unit_id: UUID
    name: str
    members: int
    registered: int
    took_part: int
    parts: int
    places: tuple[str, ...] = ()

    @property
    def rate(self) -> int:
        """Percent of its people who are registered, rounded down: 100 means all."""
        return self.registered * 100 // self.members if self.members else 0


class NotRegistering(NotFound):
    code = "organisations.not_registering"
    text = _("本县的方法里没有写报到。")


class NotOfUnit(Invalid):
    code = "organisations.not_of_unit"
    text = _("您不在这个单位任职，不能以它的名义报到。")


class NoRegistrationHere(Invalid):
    code = "organisations.no_registration_here"
    text = _("不能在这一级区域报到，请选社区或村。")


class UnknownSkill(Invalid):
    code = "organisations.unknown_skill"
    text = _("没有“%(skill)s”这项特长，请从列表中选择。")


class AlreadyRegistered(Refused):
    code = "organisations.already_registered"
    text = _("已经在%(area)s报到过了。")


class NoSuchRegistration(NotFound):
    code = "organisations.no_such_registration"
    text = _("没有这条报到，或者已经结束。")
