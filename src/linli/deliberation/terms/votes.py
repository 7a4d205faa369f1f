"""Words of votes: frozen values. Counts are whole heads or households, or square metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Weight(StrEnum):
    """What a voter counts as."""

    HEADS = "heads"
    HOUSEHOLDS = "households"  # a household counts once, as soon as one of it is there
    AREA = "area"  # owners, by the floor area they own (Civil Code, article 278)


class Count(StrEnum):
    """What is counted."""

    DUE = "due"  # 应到：all who are entitled and not recused
    PRESENT = "present"  # 实到：in the room, online, by proxy where the rule admits one
    CAST = "cast"  # 投票：ballots handed in, spoilt ones too
    VOTING = "voting"  # ballots that say yes or no
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Bound(StrEnum):
    MORE_THAN = "more_than"  # 过半数、超过
    AT_LEAST = "at_least"  # 以上：includes the figure itself (Civil Code, article 1259)


class Choice(StrEnum):
    YES, NO, ABSTAIN, SPOILT = "yes", "no", "abstain", "spoilt"


class Way(StrEnum):
    """How votes are given."""

    HANDS = "hands"  # 举手：counted in the room
    NAMED = "named"  # 记名：each by name, online or on paper
    SECRET = "secret"  # noqa: S105 - 无记名：blind-signed papers online, or paper in a box
    TALK = "talk"  # nothing is voted: a point to talk about


@dataclass(frozen=True, slots=True)
class Condition:
    """`count` is `bound` the `share` of `of`, by `weight`; `among`: of those with that tag only."""

    count: Count
    of: Count
    bound: Bound
    share: Fraction
    weight: Weight = Weight.HEADS
    among: str = ""


Ways = tuple[tuple[Condition, ...], ...]  # one way is enough, and needs all its conditions


class Muddle(StrEnum):
    """How papers contradict each other."""

    TWICE_ON_THE_ROLL = "twice_on_the_roll"
    NOT_ENTITLED = "not_entitled"
    NOT_PRESENT = "not_present"
    MORE_THAN_HANDED_OUT = "more_than_handed_out"
    NAMELESS_BY_HEADS = "nameless_by_heads"


@dataclass(frozen=True, slots=True)
class VoteRule:
    """What makes a gathering valid and what makes a motion pass. `quorum` is ways of being valid:
    one is enough, and needs all its conditions; so is `majority`. `proxies`: how many absent
    members one who is present may stand in for. `since` and `until` are dates of the rule being in
    force, half-open; `area` the code below which it holds (empty: the whole county). `notice` is a
    limit in the words of the calendar (`10 天`, `5 工作日`), empty for none.
    """

    key: str
    name: str
    quorum: Ways
    majority: Ways
    basis: str
    ways: tuple[Way, ...] = (Way.HANDS,)
    notice: str = ""
    proxies: int = 0
    since: date = date.min
    until: date | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Voter:
    """One line of a roll, as it stood when the gathering was called."""

    key: str
    household: str = ""
    area: Decimal = Decimal(0)
    tags: frozenset[str] = frozenset()
    votes: bool = True  # False: takes part without a vote (预备党员、列席)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each was chosen, where nobody knows by whom: show of hands, secret ballots online
    and on paper together."""

    choices: Mapping[Choice, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition with its figures. `needed` is the least that would have met it."""

    condition: Condition
    counted: Fraction
    out_of: Fraction
    needed: Fraction
    met: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid`: enough were there. `passed`: None where nothing was voted."""

    valid: bool
    passed: bool | None
    quorum: tuple[tuple[Finding, ...], ...]
    majority: tuple[tuple[Finding, ...], ...] = ()
