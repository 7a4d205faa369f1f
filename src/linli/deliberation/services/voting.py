"""Votes: opened with a quorum, one a head, counted together, judged by the rule in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Ballot, Gathering, Motion, PaperCount, Recusal, RollEntry
from linli.deliberation.rules.judging import judge
from linli.deliberation.services import boxes
from linli.deliberation.services.calling import clean_reason, held, note
from linli.deliberation.services.entitling import entitled_entry
from linli.deliberation.services.holding import require_quorum
from linli.deliberation.terms import (
    AlreadyVoted,
    Choice,
    GatheringNotFound,
    Medium,
    MotionNotFound,
    MotionState,
    OneAtATime,
    State,
    VoteNotOpen,
    Way,
    WrongCount,
    WrongState,
    WrongWay,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.numbers import next_number


def _taken(motion_id: UUID, actor: Actor) -> tuple[Gathering, Motion]:
    """Motion and gathering, locked in that order from the outside in, for whoever runs it."""
    found = Motion.objects.filter(pk=motion_id).values_list("gathering_id", flat=True).first()
    if found is None:
        raise MotionNotFound
    row = held(found, actor, State.OPEN)
    return row, locked(Motion.objects.filter(pk=motion_id)).get()


def recuse(*, motion_id: UUID, entry_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Out of every count of this motion, before it is voted on. Refuses `WrongState`."""
    why = clean_reason(reason)[:100]
    with transaction():
        row, motion = _taken(motion_id, actor)
        if motion.state != MotionState.WAITING:
            raise WrongState
        if not RollEntry.objects.filter(pk=entry_id, gathering=row).exists():
            raise GatheringNotFound
        Recusal.objects.get_or_create(motion=motion, entry_id=entry_id, defaults={"reason": why})
        note("recused", row, actor, now, motion=str(motion_id), entry=str(entry_id))


def open_vote(*, motion_id: UUID, actor: Actor, now: datetime) -> None:
    """Begin the vote on one motion, if enough are there. A secret one first hands out papers; the
    box is opened by `open_box`. Refuses `NoQuorum`, `OneAtATime`, `WrongState`, `WrongWay`."""
    with transaction():
        row, motion = _taken(motion_id, actor)
        if motion.state != MotionState.WAITING:
            raise WrongState
        if motion.way == Way.TALK:
            raise WrongWay(rule=selectors.rule_of(row).name)
        busy = Motion.objects.filter(
            gathering=row, state__in=(MotionState.PAPERS, MotionState.OPEN)
        )
        if busy.exists():
            raise OneAtATime
        require_quorum(row, selectors.roll_of(row.pk), motion)
        motion.state, motion.opened_at = MotionState.OPEN, now
        if motion.way == Way.SECRET:
            motion.state = MotionState.PAPERS
            boxes.make_key(motion)
        motion.save()
        note("vote_opened", row, actor, now, motion=str(motion_id), way=motion.way)


def open_box(*, motion_id: UUID, actor: Actor, now: datetime) -> None:
    """No more papers, and the key is destroyed: from now on they are cast, and nothing that is
    written says by whom. Kept apart so that the order of taking papers says nothing about the
    order of casting them."""
    with transaction():
        row, motion = _taken(motion_id, actor)
        if motion.state != MotionState.PAPERS:
            raise WrongState
        motion.state, motion.private_sealed = MotionState.OPEN, None
        motion.save(update_fields=["state", "private_sealed"])
        note("box_opened", row, actor, now, motion=str(motion_id))


def vote(
    *,
    motion_id: UUID,
    entry_id: UUID,
    choice: Choice,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
    medium: Medium = Medium.ONLINE,
) -> None:
    """A vote by name, online for oneself, or from a paper that was handed in; final. Who takes part
    online and votes is present thereby. Refuses `VoteNotOpen`, `MayNotVote`, `NotPresent`,
    `AlreadyVoted`."""
    with transaction():  # the motion is locked: what is asked here holds until it commits
        motion, row = _open_motion(motion_id, Way.NAMED)
        in_the_room = medium is Medium.PAPER
        entry = entitled_entry(motion, row, entry_id, actor, person, for_others=in_the_room)
        if Ballot.objects.filter(motion=motion, entry=entry).exists():
            raise AlreadyVoted
        Ballot.objects.create(motion=motion, entry=entry, medium=medium, choice=choice)
        note("voted", row, actor, now, motion=str(motion_id), entry=str(entry_id))


def _open_motion(motion_id: UUID, way: Way) -> tuple[Motion, Gathering]:
    """Locked, so that nothing is cast while the vote is being closed."""
    motion = locked(Motion.objects.filter(pk=motion_id, way=way)).first()
    if motion is None:
        raise MotionNotFound
    if motion.state != MotionState.OPEN:
        raise VoteNotOpen
    row = Gathering.objects.select_related("body").get(pk=motion.gathering_id)
    return motion, row


def count_up(*, motion_id: UUID, counts: Mapping[Choice, int], actor: Actor, now: datetime) -> None:
    """What was counted without names: hands, or the paper ballots of a secret vote; again until
    the vote is closed. Refuses `WrongCount`, above those who are there and may vote (papers: above
    those handed out on paper), `VoteNotOpen`, `WrongWay`."""
    with transaction():
        row, motion = _taken(motion_id, actor)
        if motion.state != MotionState.OPEN:
            raise VoteNotOpen
        if motion.way not in (Way.HANDS, Way.SECRET):
            raise WrongWay(rule=selectors.rule_of(row).name)
        counted = sum(counts.values())
        most = _most(motion, row)
        if min(counts.values(), default=0) < 0 or counted > most:
            raise WrongCount(counted=counted, most=most, field="counts")
        PaperCount.objects.filter(motion=motion).delete()
        PaperCount.objects.bulk_create(
            PaperCount(motion=motion, choice=choice, count=count)
            for choice, count in counts.items()
            if count
        )
        note("counted", row, actor, now, motion=str(motion_id), total=counted)


def _most(motion: Motion, row: Gathering) -> int:
    if motion.way == Way.SECRET:
        return Ballot.objects.filter(motion=motion, medium=Medium.PAPER).count()
    recused = Recusal.objects.filter(motion=motion).values("entry_id")
    there = RollEntry.objects.filter(gathering=row, votes=True, came__in=selectors.HERE)
    return there.exclude(pk__in=recused).count()


def close_vote(*, motion_id: UUID, actor: Actor, now: datetime) -> bool:
    """Count and judge; the verdict is kept as it is now, with its figures and the article. The box
    of a secret vote is shaken: its rows are written anew in an order of chance. Returns whether
    it passed. Refuses `VoteNotOpen`.
    """
    with transaction():
        row, motion = _taken(motion_id, actor)
        if motion.state != MotionState.OPEN:
            raise VoteNotOpen
        roll = selectors.roll_of(row.pk)
        rule = selectors.rule_of(row)
        papers, tally, told = selectors.gathered(motion, roll)
        verdict = judge(rule, papers)
        motion.figures = selectors.as_figures(verdict, tally, rule, told=told)
        motion.passed = bool(verdict.passed)
        motion.state, motion.closed_at = MotionState.DECIDED, now
        if motion.passed and not row.rehearsal:
            motion.number = _number(now)
        motion.save()
        if motion.way == Way.SECRET:
            boxes.shake(motion)
        note("vote_closed", row, actor, now, motion=str(motion_id), passed=motion.passed)
    return motion.passed


def _number(now: datetime) -> str:
    """What people call a resolution: 决议〔2026〕3号."""
    year = local(now).year
    return f"决议〔{year}〕{next_number(f'resolution.{year}')}号"
