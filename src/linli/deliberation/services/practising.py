"""The sample motion of a rehearsal: voted and counted as any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Motion
from linli.deliberation.services.boxes import hand_paper
from linli.deliberation.services.voting import close_vote, count_up, open_box, open_vote, vote
from linli.deliberation.terms import BadPractice, Choice, Medium, Way
from linli.kernel.actor import Actor


def open_ballot(motion: Motion, actor: Actor, now: datetime) -> None:
    """Open the vote; in secret, hand a paper to everybody who is there and shut the list. Refuses
    `NoQuorum`."""
    open_vote(motion_id=motion.pk, actor=actor, now=now)
    if motion.way != Way.SECRET:
        return
    for one in selectors.roll_of(motion.gathering_id):
        if one.votes and one.came in selectors.HERE:
            hand_paper(motion_id=motion.pk, entry_id=one.pk, actor=actor, now=now)
    open_box(motion_id=motion.pk, actor=actor, now=now)


def count(motion: Motion, given: Mapping[str, object], actor: Actor, now: datetime) -> None:
    """Count what was voted and close the vote. By name each choice is a vote of its own: given by
    `choices`, line of the roll and choice. Else `counts`, choice and figure. Everybody who is there
    must be in the count: who says nothing abstains. Refuses `BadPractice`, `WrongCount`."""
    there = [one for one in selectors.roll_of(motion.gathering_id) if one.came in selectors.HERE]
    if motion.way == Way.NAMED:
        choices = given.get("choices")
        if not isinstance(choices, dict) or set(choices) != {one.pk for one in there}:
            raise BadPractice(field="choices")
        _by_name(motion, choices, actor, now)
    else:
        counts = given.get("counts")
        if not isinstance(counts, dict) or sum(counts.values()) < len(there):
            raise BadPractice(field="counts")
        count_up(motion_id=motion.pk, counts=counts, actor=actor, now=now)
    close_vote(motion_id=motion.pk, actor=actor, now=now)


def _by_name(motion: Motion, choices: Mapping[UUID, Choice], actor: Actor, now: datetime) -> None:
    for entry_id, choice in choices.items():
        vote(
            motion_id=motion.pk,
            entry_id=entry_id,
            choice=choice,
            actor=actor,
            now=now,
            medium=Medium.PAPER,
        )
