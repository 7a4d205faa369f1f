"""Star levels, lists of hours before the public, and certificates that anybody may verify."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused, Stale
from linli.kernel.language import Words

CERTIFICATE, HOURS_LIST = "hours_certificate", "hours_list"  # subject kinds
MOST_CERTIFICATES = 20  # that are valid at once
LONGEST_CERTIFICATE_NAME = 40


@dataclass(frozen=True, slots=True)
class StarLevel:
    """So many whole hours, and what that is called."""

    hours: int
    name: Words


@dataclass(frozen=True, slots=True)
class StarRule:
    """Levels by hours served (`[[stars]]`), in all, or anew each calendar year."""

    key: str
    name: Words
    levels: tuple[StarLevel, ...]
    yearly: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class StarRow:
    """Where a volunteer stands by one rule: the number of stars reached, and the next level."""

    rule: StarRule
    minutes: int
    stars: int

    @property
    def level(self) -> StarLevel | None:
        return self.rule.levels[self.stars - 1] if self.stars else None

    @property
    def next(self) -> StarLevel | None:
        return self.rule.levels[self.stars] if self.stars < len(self.rule.levels) else None

    @property
    def missing(self) -> int:
        """Minutes to the next level; 0 at the last."""
        return self.next.hours * 60 - self.minutes if self.next else 0


class NameShown(StrEnum):
    """What the page of a certificate says of its holder's name; the holder chooses."""

    MASKED = "masked"
    FULL = "full"
    NONE = "none"


NAMES_SHOWN: dict[NameShown, str | Promise] = {
    NameShown.MASKED: _("只显示姓（如“王○”）"),
    NameShown.FULL: _("显示全名"),
    NameShown.NONE: _("不显示姓名"),
}


class CertificateState(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"


class Withdrawn(StrEnum):
    """Why a certificate no longer counts."""

    NONE = ""
    HOLDER = "holder"
    RECORDS = "records"
    ERASED = "erased"


WITHDRAWN: dict[Withdrawn, str | Promise] = {
    Withdrawn.HOLDER: _("持有人已收回"),
    Withdrawn.RECORDS: _("其中有记录作废，证明随之收回"),
    Withdrawn.ERASED: _("持有人已收回"),
}


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """The hours of one organisation on a certificate."""

    organisation: str
    credit: int
    honour: int

    @property
    def total(self) -> int:
        return self.credit + self.honour


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as its holder sees it."""

    id: UUID
    code: str
    serial: str
    name_shown: NameShown
    show_organisations: bool
    lines: tuple[CertificateLine, ...]
    services: int
    since: date
    until: date
    stars: tuple[Words, ...]
    issued_at: datetime
    state: CertificateState
    why: Withdrawn
    withdrawn_at: datetime | None

    @property
    def credit(self) -> int:
        return sum(one.credit for one in self.lines)

    @property
    def honour(self) -> int:
        return sum(one.honour for one in self.lines)

    @property
    def minutes(self) -> int:
        return self.credit + self.honour

    @property
    def why_name(self) -> str:
        return str(WITHDRAWN.get(self.why, ""))


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """What anybody sees by the code: whether it counts, and only what its holder chose to show. Of
    one that was withdrawn nothing but that is said."""

    serial: str
    state: CertificateState
    why_name: str
    withdrawn_at: datetime | None
    name: str = ""
    credit: int = 0
    honour: int = 0
    since: date | None = None
    until: date | None = None
    issued_at: datetime | None = None
    stars: tuple[Words, ...] = ()
    lines: tuple[CertificateLine, ...] = ()

    @property
    def minutes(self) -> int:
        return self.credit + self.honour


@dataclass(frozen=True, slots=True)
class Certifiable:
    """What a certificate would say today, and what waits for a list to be before the public."""

    lines: tuple[CertificateLine, ...]
    services: int
    since: date | None
    until: date | None
    waiting: int
    stars: tuple[Words, ...]
    name: str

    @property
    def minutes(self) -> int:
        return sum(one.total for one in self.lines)


@dataclass(frozen=True, slots=True)
class HoursListRow:
    """A list of hours that is, or was, before the public."""

    id: UUID
    organisation: str
    people: int
    minutes: int
    made_at: datetime
    state: str
    state_name: str
    url: str
    effective: bool


class CertificateNotFound(NotFound):
    code = "volunteering.no_certificate"
    text = _("没有这份证明。请核对编号。")


class NothingToCertify(Refused):
    code = "volunteering.nothing_to_certify"
    text = _("现在没有可以开证明的时长。")


class CertificateNameMissing(Invalid):
    code = "volunteering.certificate_name_missing"
    text = _("请写证明上的姓名（40 字以内）。")


class CertificateWithdrawn(Stale):
    code = "volunteering.certificate_withdrawn"
    text = _("这份证明已经收回。")


class TooManyCertificates(Refused):
    code = "volunteering.too_many_certificates"
    text = _("有效的证明最多 %(limit)d 份，请先收回不用的。")


class NothingToList(Refused):
    code = "volunteering.nothing_to_list"
    text = _("没有还没公示过的时长，或者本县不要求公示。")
