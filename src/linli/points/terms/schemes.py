"""What a county's method says of its ledgers: schemes, deeds and their limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, Refused
from linli.kernel.language import Words

NO_WORDS = Words("")
VERSION = "points"  # stamp of what is kept of ledgers beside the method


class SchemeKind(StrEnum):
    """What is counted: points, minutes of service, deposits for things lent, or fen of money."""

    POINTS = "points"
    MINUTES = "minutes"
    DEPOSIT = "deposit"
    MONEY = "money"


class Per(StrEnum):
    """The span of a limit, on a Chinese wall clock; `ever` has no end."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


PERS = {
    Per.DAY: _("每天"),
    Per.WEEK: _("每周"),
    Per.MONTH: _("每月"),
    Per.YEAR: _("每年"),
    Per.EVER: _("总共"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much may be earned in a span."""

    per: Per
    most: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """One ledger. Amounts are whole: points, minutes, deposits, fen.

    `fen` of goods for `points` of the scheme is its worth (0: it has none); `months` after which
    what was earned expires at the month's end, or `year_end`; `spend_from`: nothing is spent before
    so much was earned in all; `most`: nobody has more than that at a time (0: no limit); `step`:
    amounts are whole multiples, rounded down; `gifts`: `family` or none; `opening`: what everybody
    begins with; `may_owe`: how far an organisation may be below zero.
    """

    key: str
    name: Words
    kind: SchemeKind
    unit: Words
    who: frozenset[str] = frozenset({"person"})
    points: int = 0
    fen: int = 0
    months: int = 0
    year_end: bool = False
    spend_from: int = 0
    most: int = 0
    step: int = 1
    gifts: str = ""
    opening: int = 0
    may_owe: int = 0
    limits: tuple[Limit, ...] = ()
    appeal_days: int = 30
    about: Words = NO_WORDS

    @property
    def expires(self) -> bool:
        return bool(self.months or self.year_end)

    @property
    def worth(self) -> Fraction | None:
        """Fen for one point; None where it is worth no money."""
        return Fraction(self.fen, self.points) if self.points else None


@dataclass(frozen=True, slots=True)
class Deed:
    """What earns, and how much. `claim`: whoever did it may ask for it, and somebody else says yes;
    `photo`: asked beside it, never compulsory for a resident; negative `points` are for
    organisations only."""

    key: str
    name: Words
    scheme: str
    points: int
    who: str = "person"
    claim: bool = False
    limits: tuple[Limit, ...] = ()
    basis: str = ""
    about: Words = NO_WORDS


class UnknownScheme(Invalid):
    code = "points.unknown_scheme"
    text = _("没有这种积分账户：%(scheme)s。")


class UnknownDeed(Invalid):
    code = "points.unknown_deed"
    text = _("没有这项积分：%(deed)s。")


class NotWorthMoney(Refused):
    code = "points.not_worth_money"
    text = _("“%(scheme)s”不折算成钱，也不能用来定价。")
