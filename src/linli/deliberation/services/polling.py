"""Elections as they are voted, counted and decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Candidate, Election, Poll, PollLine, Seat
from linli.deliberation.rules.elections import ballots_fit, elected_at_once, votes_fit
from linli.deliberation.selectors.election_counting import Papers, ballot_due, papers_of
from linli.deliberation.services.elections import (
    held_election,
    note_election,
    reason_of,
    roll_fell,
)
from linli.deliberation.terms import (
    BallotsWrong,
    ElectionKind,
    ElectionMovedOn,
    ElectionState,
    NoSecondBallotYet,
    Paperwork,
    PollKind,
    RollFell,
    RollTooShort,
    TooFewElected,
    VotesWrong,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.organisations import selectors as organisations

SECRETARY = "secretary"  # the candidate's tag for 一肩挑


@dataclass(frozen=True, slots=True)
class _Found:
    """What follows from the polls: the next ballot, all seats filled by the first, seats open."""

    next_poll: PollKind | None
    at_once: bool
    vacant: int


def open_poll(*, election_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Open the ballot that is due: the first, another for open seats, or one among those with equal
    votes. The rule of the first poll's day governs the whole election; voters, seats and those who
    stand are frozen. Needs `deliberation.manage` there. Refuses `RollTooShort`, `RollFell`,
    `NoRule`, `ElectionMovedOn`.
    """
    with transaction():
        row = held_election(election_id, actor, ElectionState.NOMINATED, ElectionState.AGAIN)
        papers = papers_of(row, now)
        kept = papers.polls[0].rule if papers.polls else _first_day(row, papers.kind, now)
        due, seats, stand = ballot_due(papers)
        if due is None:
            raise ElectionMovedOn
        poll = Poll.objects.create(
            election=row,
            number=len(papers.polls) + 1,
            kind=due,
            rule=kept,
            seats=seats,
            registered=row.registered,
            opened_at=now,
        )
        PollLine.objects.bulk_create(
            PollLine(poll=poll, position=key, candidate_id=UUID(one))
            for key, keys in stand.items()
            for one in keys
        )
        row.state = ElectionState.VOTING
        row.polls_held = poll.number
        row.save(update_fields=["state", "polls_held"])
        note_election("poll_opened", row, actor, now, poll=poll.number, kind=due.value)
    return poll.pk


def _first_day(row: Election, kind: ElectionKind, now: datetime) -> dict[str, object]:
    today = local(now).date()
    rule, kept = selectors.election_rule_for(kind.rule, today, row.area_path)
    if roll_fell(row):
        raise RollFell
    assert row.roll_published is not None
    least = row.roll_published + timedelta(days=rule.roll_days)
    if today < least:
        raise RollTooShort(days=rule.roll_days, basis=rule.roll_basis, least=least.isoformat())
    return dict(kept)


def count_poll(*, election_id: UUID, papers: Paperwork, actor: Actor, now: datetime) -> None:
    """Enter what was counted of the open poll. Who is elected follows from it; if seats stay open
    or votes are level, another ballot is due, otherwise the election is decided. Needs
    `deliberation.manage` there. Refuses `BallotsWrong` and `VotesWrong` (figures that contradict
    each other), `ElectionMovedOn`.
    """
    with transaction():
        row = held_election(election_id, actor, ElectionState.VOTING)
        poll = Poll.objects.get(election=row, counted_at__isnull=True)
        _check(poll, papers, selectors.election_kind(row.kind, row.revision))
        for line in PollLine.objects.filter(poll=poll):
            line.votes = papers.votes[line.position][line.candidate_id]
            line.save(update_fields=["votes"])
        poll.handed_out, poll.taken_back = papers.handed_out, papers.taken_back
        poll.valid, poll.invalid, poll.counted_at = papers.valid, papers.invalid, now
        poll.save()
        found = _seat(row, papers_of(row, now))
        note_election("poll_counted", row, actor, now, poll=poll.number, back=papers.taken_back)
        if found.next_poll is None:
            _decide(row, found, actor, now)
        else:
            row.state = ElectionState.AGAIN
            row.save(update_fields=["state"])


def _check(poll: Poll, papers: Paperwork, kind: ElectionKind) -> None:
    counted = {
        "handed": papers.handed_out,
        "back": papers.taken_back,
        "valid": papers.valid,
        "invalid": papers.invalid,
        "registered": poll.registered,
    }
    if not ballots_fit(**counted):
        raise BallotsWrong(field="taken_back", **counted)
    lines: dict[str, set[UUID]] = {}
    for line in PollLine.objects.filter(poll=poll):
        lines.setdefault(line.position, set()).add(line.candidate_id)
    for position in kind.positions:
        if position.key not in poll.seats:
            continue
        votes: Mapping[UUID, int] = papers.votes.get(position.key, {})
        texts = {str(key): count for key, count in votes.items()}
        seats = int(poll.seats[position.key])
        whole = set(votes) == lines.get(position.key, set())
        if not whole or not votes_fit(texts, seats=seats, valid=papers.valid):
            raise VotesWrong(
                field=f"votes-{position.key}",
                position=str(position.name),
                valid=papers.valid,
                most=seats * papers.valid,
                top=max(votes.values(), default=0),
                sum=sum(votes.values()),
            )


def _seat(row: Election, papers: Papers) -> _Found:
    """Seats that are new since the last poll."""
    found = papers.outcome()
    there = set(Seat.objects.filter(election=row).values_list("candidate_id", flat=True))
    counted = papers.counted
    Seat.objects.bulk_create(
        Seat(
            election=row,
            position=one.position,
            candidate_id=UUID(one.candidate),
            poll=counted[one.poll - 1],
            reserved=one.reserved,
        )
        for one in found.won
        if UUID(one.candidate) not in there
    )
    casts = [papers.cast(one) for one in counted]
    at_once = elected_at_once(papers.slots, casts, papers.women, papers.rule)
    return _Found(found.next_poll, at_once, sum(found.open_seats.values()))


def _decide(row: Election, found: _Found, actor: Actor, now: datetime) -> None:
    row.state, row.decided_at = ElectionState.DECIDED, now
    row.first_time, row.vacant = found.at_once, found.vacant
    row.shouldered = _shouldered(row, now)
    row.save()
    note_election(
        "election_decided",
        row,
        actor,
        now,
        first_time=found.at_once,
        vacant=found.vacant,
        one_shoulder=row.shouldered,
    )


def _shouldered(row: Election, now: datetime) -> bool | None:
    """一肩挑: the elected head holds the secretary's post there, or stood as the secretary. None
    where the method does not ask."""
    kind = selectors.election_kind(row.kind, row.revision)
    heads = [one.key for one in kind.positions if one.head]
    title, unit_kind = kind.secretary
    if not heads or not title:
        return None
    secretaries = organisations.holders_of_post(
        title=title, kind=unit_kind, area_id=row.area_id, now=now
    )
    seats = Seat.objects.filter(election=row, position__in=heads).values("candidate_id")
    return any(
        SECRETARY in one.tags or one.account_id in secretaries
        for one in Candidate.objects.filter(pk__in=seats)
    )


def leave_vacant(*, election_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Decide the election with seats that another ballot did not fill, for a reason that the public
    reads. Needs `deliberation.manage` there. Refuses `NoSecondBallotYet`, `TooFewElected`,
    `ReasonMissing`."""
    why = reason_of(reason)
    with transaction():
        row = held_election(election_id, actor, ElectionState.AGAIN)
        papers = papers_of(row, now)
        found = papers.outcome()
        tried = zip(papers.counted, found.valid, strict=True)
        if found.next_poll is not PollKind.RERUN or not any(
            good and one.kind == PollKind.RERUN for one, good in tried
        ):
            raise NoSecondBallotYet
        if len(found.won) < papers.rule.least:
            raise TooFewElected(
                have=len(found.won), least=papers.rule.least, basis=papers.rule.basis
            )
        row.vacant_reason = why
        _decide(row, _Found(None, False, sum(found.open_seats.values())), actor, now)
