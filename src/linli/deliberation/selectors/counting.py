"""The papers of a vote, out of the tables, for the pure rules."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from linli.deliberation.models import (
    Ballot,
    Boxed,
    Gathering,
    Motion,
    PaperCount,
    Recusal,
    RollEntry,
)
from linli.deliberation.rules.judging import Gathered, beforehand, judge
from linli.deliberation.selectors.catalogue import gathering_kind, rule_for
from linli.deliberation.terms import (
    DETAIL_FROM,
    Came,
    Choice,
    Counted,
    Verdict,
    Voter,
    VoteRule,
    Way,
)  # fmt: skip
from linli.kernel.clock import local

HERE = (Came.ROOM, Came.ONLINE, Came.PROXY)


def roll_of(gathering_id: UUID) -> list[RollEntry]:
    """The roll with its members, as it was numbered; one statement."""
    rows = RollEntry.objects.filter(gathering_id=gathering_id).select_related("member")
    return list(rows.order_by("number"))


def voter(row: RollEntry) -> Voter:
    return Voter(str(row.pk), row.household, row.floor_area, frozenset(row.tags), row.votes)


def rule_of(row: Gathering) -> VoteRule:
    """The rule that governs a gathering: that of the day on which it meets."""
    assert row.meets_at is not None
    kind = gathering_kind(row.kind, row.revision)
    return rule_for(kind.rule, local(row.meets_at).date(), row.area_path)


def quorum_now(row: Gathering, roll: list[RollEntry], motion: Motion | None = None) -> Verdict:
    """Are enough there, nobody having voted yet? For one motion without those who are recused."""
    recused = Recusal.objects.filter(motion=motion).values_list("entry_id", flat=True)
    left_out = [str(one) for one in recused] if motion else []
    present = [str(one.pk) for one in roll if one.came in HERE]
    return judge(
        beforehand(rule_of(row)), Gathered([voter(one) for one in roll], present, recused=left_out)
    )


def gathered(motion: Motion, roll: list[RollEntry]) -> tuple[Gathered, dict[Choice, int], bool]:
    """(papers, tally, may the tally be told)."""
    recused = set(Recusal.objects.filter(motion=motion).values_list("entry_id", flat=True))
    ballots = list(Ballot.objects.filter(motion=motion))
    present = [str(one.pk) for one in roll if one.came in HERE]
    voters = [voter(one) for one in roll]
    left_out = [str(one) for one in recused]
    if motion.way == Way.NAMED:
        named = {str(one.entry_id): Choice(one.choice) for one in ballots}
        tally = Counter(named.values())
        return Gathered(voters, present, named, (), left_out), dict(tally), True
    tally = Counter(
        {
            Choice(choice): count
            for choice, count in PaperCount.objects.filter(motion=motion).values_list(
                "choice", "count"
            )
        }
    )
    if motion.way == Way.SECRET:
        tally.update(Choice(one) for one in _boxed(motion))
        cast = [str(one.entry_id) for one in ballots]  # who took a paper
        papers = Gathered(voters, present, Counted(tally), cast, left_out)
        return papers, dict(tally), sum(tally.values()) >= DETAIL_FROM
    entitled = [key for key in present if key not in left_out]
    votes = {one.key for one in voters if one.votes}
    cast = [key for key in entitled if key in votes]
    return Gathered(voters, present, Counted(tally), cast, left_out), dict(tally), True


def _boxed(motion: Motion) -> list[str]:
    return list(Boxed.objects.filter(motion=motion).values_list("choice", flat=True))
