"""What an agenda must be, and when a gathering may meet. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from linli.deliberation.terms.gatherings import LONGEST_TEXT, LONGEST_TITLE, NewMotion
from linli.deliberation.terms.votes import Condition, Count, VoteRule, Way, Weight

MOST_MOTIONS = 30


def agenda_fits(agenda: Sequence[NewMotion]) -> bool:
    """One to thirty points, each with a title."""
    return 0 < len(agenda) <= MOST_MOTIONS and all(
        0 < len(one.title.strip()) <= LONGEST_TITLE and len(one.text) <= LONGEST_TEXT
        for one in agenda
    )


def way_fits(rule: VoteRule, way: Way) -> bool:
    """May it be voted like that? A rule that counts households, area or the tagged knows whose vote
    is whose: it cannot be kept in secret or by hands."""
    return way is Way.TALK or (way in rule.ways and (way is Way.NAMED or not needs_names(rule)))


def needs_names(rule: VoteRule) -> bool:
    return any(_named(one) for way in rule.majority for one in way)


def _named(one: Condition) -> bool:
    counted = (Count.CAST, Count.VOTING, Count.YES, Count.NO, Count.ABSTAIN)
    about_votes = one.count in counted or one.of in counted
    return about_votes and (one.weight is not Weight.HEADS or bool(one.among))
