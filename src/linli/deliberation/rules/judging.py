"""Was it enough, and did it pass? Pure: a roll, who came, what they chose, and a rule.

Every figure is an exact fraction: a half is never rounded. A condition counts one thing out of
another (yes out of those due, present out of those due, …), by heads, households or area; where
votes are counted without names only heads are known, beyond who took part.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor

from linli.deliberation.terms.votes import (
    Bound,
    Choice,
    Condition,
    Count,
    Counted,
    Finding,
    Muddle,
    Verdict,
    Voter,
    VoteRule,
    Ways,
    Weight,
)

Named = Mapping[str, Choice]
_CHOICE = {Count.YES: Choice.YES, Count.NO: Choice.NO, Count.ABSTAIN: Choice.ABSTAIN}


class Muddled(ValueError):
    """The papers contradict each other."""

    def __init__(self, muddle: Muddle) -> None:
        super().__init__(muddle.value)
        self.muddle = muddle


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a vote left behind. `present` and `cast` are keys of the roll (`cast`: who handed in a
    ballot without a name; of a named vote it is whoever has a choice). `recused` are out of every
    count of this motion."""

    roll: Sequence[Voter]
    present: Collection[str]
    ballots: Named | Counted | None = None
    cast: Collection[str] = ()
    recused: Collection[str] = field(default=frozenset())


def check(one: Gathered) -> None:
    """Refuses (`Muddled`) papers that contradict each other."""
    keys = [voter.key for voter in one.roll]
    if len(set(keys)) < len(keys):
        raise Muddled(Muddle.TWICE_ON_THE_ROLL)
    entitled = {voter.key for voter in one.roll if voter.votes} - set(one.recused)
    voted = set(one.ballots) if isinstance(one.ballots, Mapping) else set(one.cast)
    if not voted <= entitled:
        raise Muddled(Muddle.NOT_ENTITLED)
    if not voted <= set(one.present):
        raise Muddled(Muddle.NOT_PRESENT)
    if isinstance(one.ballots, Counted):
        figures = one.ballots.choices.values()
        if min(figures, default=0) < 0 or sum(figures) > len(voted):
            raise Muddled(Muddle.MORE_THAN_HANDED_OUT)


def figure(one: Gathered, count: Count, weight: Weight, among: str = "") -> Fraction:
    """How much of it there is."""
    due = [voter for voter in one.roll if voter.votes and voter.key not in one.recused]
    if among:
        due = [voter for voter in due if among in voter.tags]
    if count is Count.DUE:
        return weigh(due, weight)
    if count is Count.PRESENT:
        present = set(one.present)
        return weigh([voter for voter in due if voter.key in present], weight)
    if count is Count.CAST and isinstance(one.ballots, Counted):
        _by_heads(weight, among)  # a paper taken and not handed in is no vote
        return Fraction(sum(one.ballots.choices.values()))
    if count is Count.CAST:
        voted = set(one.ballots if isinstance(one.ballots, Mapping) else one.cast)
        return weigh([voter for voter in due if voter.key in voted], weight)
    if count is Count.VOTING:
        return figure(one, Count.YES, weight, among) + figure(one, Count.NO, weight, among)
    wanted = _CHOICE[count]
    if isinstance(one.ballots, Counted):
        _by_heads(weight, among)
        return Fraction(one.ballots.choices.get(wanted, 0))
    chosen = one.ballots or {}
    return weigh([voter for voter in due if chosen.get(voter.key) is wanted], weight)


def _by_heads(weight: Weight, among: str) -> None:
    if weight is not Weight.HEADS or among:
        raise Muddled(Muddle.NAMELESS_BY_HEADS)


def weigh(voters: Sequence[Voter], weight: Weight) -> Fraction:
    if weight is Weight.HEADS:
        return Fraction(len(voters))
    if weight is Weight.AREA:
        return sum((Fraction(voter.area) for voter in voters), Fraction(0))
    return Fraction(len({voter.household for voter in voters if voter.household}))


def needed(condition: Condition, out_of: Fraction) -> Fraction:
    """The least that meets the condition: a whole number of heads or households, or an area (of
    which any more than that is enough where the bound is `more than`)."""
    edge = condition.share * out_of
    if condition.weight is Weight.AREA:
        return edge
    return Fraction(floor(edge) + 1 if condition.bound is Bound.MORE_THAN else ceil(edge))


def find(one: Gathered, condition: Condition) -> Finding:
    """Nothing is a share of nobody: with zero to count out of, no condition is met."""
    counted = figure(one, condition.count, condition.weight, condition.among)
    out_of = figure(one, condition.of, condition.weight, condition.among)
    edge = condition.share * out_of
    enough = counted > edge if condition.bound is Bound.MORE_THAN else counted >= edge
    return Finding(condition, counted, out_of, needed(condition, out_of), enough and out_of > 0)


def ways(one: Gathered, asked: Ways) -> tuple[tuple[Finding, ...], ...]:
    return tuple(tuple(find(one, condition) for condition in way) for way in asked)


def met(found: Sequence[Sequence[Finding]]) -> bool:
    """One way is enough, and needs all its conditions."""
    return any(all(finding.met for finding in way) for way in found)


def beforehand(rule: VoteRule) -> VoteRule:
    """What of the quorum can be asked before anybody has voted: who is present. Where owners take
    part by voting, all of it is asked when the vote is closed."""
    kept = tuple(tuple(one for one in way if one.count is Count.PRESENT) for way in rule.quorum)
    return replace(rule, quorum=kept)


def judge(rule: VoteRule, one: Gathered) -> Verdict:
    """The verdict on a motion, or on the gathering alone where nothing was voted. Refuses
    (`Muddled`) papers that contradict each other."""
    check(one)
    quorum = ways(one, rule.quorum)
    valid = met(quorum)
    if one.ballots is None:
        return Verdict(valid, None, quorum)
    majority = ways(one, rule.majority)
    return Verdict(valid, valid and met(majority), quorum, majority)
