"""Who stands in an election: put forward, accepted, stepped back, settled, forgotten."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from linli.deliberation import selectors
from linli.deliberation.models import Candidate, Election, Poll, PollLine
from linli.deliberation.services.elections import held_election, note_election, roll_fell
from linli.deliberation.terms import (
    LONGEST_PERSON,
    MOST_CANDIDATES,
    WOMEN,
    CandidateNotFound,
    CandidateStanding,
    CandidateTwice,
    CandidateWrong,
    ElectionKind,
    ElectionMovedOn,
    ElectionState,
    NewCandidate,
    NoWomanStands,
    PollKind,
    RollFell,
    TooFewCandidates,
)
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.texts import clean
from linli.people import services as people

BEFORE_POLLS = (ElectionState.PREPARING, ElectionState.ROLL, ElectionState.NOMINATED)


def nominate(*, election_id: UUID, new: NewCandidate, actor: Actor, now: datetime) -> UUID:
    """Put somebody forward for one or more positions; they stand once they have accepted. While a
    first poll with written-in names (海选) is counted, a name that voters wrote in is added to it
    and counts as accepted. Needs `deliberation.manage` there. Refuses `CandidateWrong`,
    `CandidateTwice`, `ElectionMovedOn`.
    """
    states = (ElectionState.ROLL, ElectionState.NOMINATED, ElectionState.VOTING)
    try:
        with transaction():
            row = held_election(election_id, actor, *states)
            kind = selectors.election_kind(row.kind, row.revision)
            _check_candidate(new, kind)
            poll = _open_for_names(row, kind) if row.state == ElectionState.VOTING else None
            if Candidate.objects.filter(election=row).count() >= MOST_CANDIDATES:
                raise CandidateWrong(kind=str(kind.name), field="name")
            person = None
            if new.account_id is None:
                person = people.remember(name=new.name, phone=new.phone, actor=actor, now=now)
            if _stands_already(row, new.account_id, person):
                raise CandidateTwice(field="name")
            made = Candidate.objects.create(
                election=row,
                account_id=new.account_id,
                identity_id=person,
                positions=[one.key for one in kind.positions if one.key in new.positions],
                tags=sorted(new.tags),
                standing=CandidateStanding.ACCEPTED if poll else CandidateStanding.NOMINATED,
                written_in=poll is not None,
                nominated_at=now,
            )
            if poll is not None:
                _write_in(poll, made)
            note_election("nominated", row, actor, now, candidate=str(made.pk))
    except IntegrityError as error:
        raise CandidateTwice(field="name") from error
    return made.pk


def _stands_already(row: Election, account_id: UUID | None, person: UUID | None) -> bool:
    same = Q(account_id=account_id) if account_id else Q(identity_id=person)
    return Candidate.objects.filter(same, election=row).exists()


def _check_candidate(new: NewCandidate, kind: ElectionKind) -> None:
    known = {one.key for one in kind.positions}
    tags = {tag for tag, _name in kind.tags}
    somebody = new.account_id is not None or (new.name.strip() and new.phone.strip())
    if not somebody or not new.positions or not set(new.positions) <= known:
        raise CandidateWrong(kind=str(kind.name), field="positions" if somebody else "name")
    if not new.tags <= tags:
        raise CandidateWrong(kind=str(kind.name), field="tags")


def _open_for_names(row: Election, kind: ElectionKind) -> Poll:
    poll = Poll.objects.filter(election=row, counted_at__isnull=True).first()
    if poll is None or poll.kind != PollKind.FIRST or kind.nominate != "direct":
        raise ElectionMovedOn
    return poll


def _write_in(poll: Poll, made: Candidate) -> None:
    PollLine.objects.bulk_create(
        PollLine(poll=poll, position=key, candidate=made) for key in made.positions
    )


def _candidate(candidate_id: UUID, actor: Actor, *states: ElectionState) -> Candidate:
    """The candidate as they are once the election is held."""
    election_id = (
        Candidate.objects.filter(pk=candidate_id).values_list("election_id", flat=True).first()
    )
    if election_id is None:
        raise CandidateNotFound
    row = held_election(election_id, actor, *states)
    found = Candidate.objects.get(pk=candidate_id)
    found.election = row
    return found


def accept(
    *, candidate_id: UUID, actor: Actor, now: datetime, name: str = "", consent: bool = False
) -> None:
    """The candidate accepts. With `consent` their `name` is published with the election (and kept
    until it is erased); without it the public sees them masked (个人信息保护法, article 25). Needs
    `deliberation.manage` there. Refuses `CandidateWrong`, `ElectionMovedOn`."""
    shown = clean(name, LONGEST_PERSON, "name", refusal=CandidateWrong) if consent else ""
    with transaction():
        one = _candidate(candidate_id, actor, *BEFORE_POLLS, ElectionState.VOTING)
        if consent and not shown:
            kind = selectors.election_kind(one.election.kind, one.election.revision)
            raise CandidateWrong(kind=str(kind.name), field="name")
        if one.standing == CandidateStanding.WITHDRAWN:
            raise ElectionMovedOn
        one.standing = CandidateStanding.ACCEPTED
        one.name, one.consented_at = shown, now if consent else None
        one.save(update_fields=["standing", "name", "consented_at"])
        note_election(
            "candidate_accepted",
            one.election,
            actor,
            now,
            candidate=str(one.pk),
            consent=consent,
        )


def step_back(*, candidate_id: UUID, actor: Actor, now: datetime) -> None:
    """The candidate does not stand (any more): before the first poll. Their published name goes.
    Needs `deliberation.manage` there."""
    with transaction():
        one = _candidate(candidate_id, actor, *BEFORE_POLLS)
        if one.election.state == ElectionState.NOMINATED:
            _enough_stand(one.election, without=one.pk)
        one.standing, one.name, one.consented_at = CandidateStanding.WITHDRAWN, "", None
        one.save(update_fields=["standing", "name", "consented_at"])
        note_election("candidate_left", one.election, actor, now, candidate=str(one.pk))


def settle_candidates(*, election_id: UUID, actor: Actor, now: datetime) -> None:
    """The list of candidates is settled. Where only listed names get votes, every position has at
    least one who has accepted, and a woman is among them where the rule asks for one. Needs
    `deliberation.manage` there. Refuses `TooFewCandidates`, `NoWomanStands`."""
    with transaction():
        row = held_election(election_id, actor, ElectionState.ROLL)
        if roll_fell(row):
            raise RollFell
        _enough_stand(row)
        row.state = ElectionState.NOMINATED
        row.save(update_fields=["state"])
        stand = Candidate.objects.filter(election=row, standing=CandidateStanding.ACCEPTED)
        note_election("candidates_settled", row, actor, now, candidates=stand.count())


def _enough_stand(row: Election, *, without: UUID | None = None) -> None:
    kind = selectors.election_kind(row.kind, row.revision)
    if kind.nominate == "direct":
        return
    accepted = Candidate.objects.filter(election=row, standing=CandidateStanding.ACCEPTED)
    stand = [one for one in accepted if one.pk != without]
    for position in kind.positions:
        if not any(position.key in one.positions for one in stand):
            raise TooFewCandidates(position=str(position.name))
    rule, _kept = selectors.election_rule_for(kind.rule, _day(row), row.area_path)
    if rule.women and not any(WOMEN in one.tags for one in stand):
        raise NoWomanStands(basis=rule.women_basis)


def _day(row: Election) -> date:
    assert row.roll_published is not None
    return row.roll_published


def forget_candidates(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """Take the published name of a person off all elections; votes and seats stay. For a person's
    right to be forgotten: the caller has asked whether the actor may. Returns how many."""
    with transaction():
        rows = Candidate.objects.filter(identity_id=identity_id).exclude(name="")
        count = rows.update(name="", consented_at=None)
        if count:
            trail.record(
                "deliberation.candidates_forgotten", actor=actor, now=now, data={"count": count}
            )
    return count
