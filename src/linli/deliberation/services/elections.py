"""Elections until they are voted: launching, the roll of voters, candidates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from linli.deliberation import selectors
from linli.deliberation.models import (
    Candidate,
    Election,
    Poll,
    PollLine,
    Renewal,
    RollCorrection,
    RollLine,
)
from linli.deliberation.terms import (
    ELECTION,
    ELECTION_ROLL,
    LONGEST_PERSON,
    MANAGE,
    MOST_CANDIDATES,
    MOST_LINES,
    MOST_VOTERS,
    RENEWAL,
    WOMEN,
    CandidateNotFound,
    CandidateStanding,
    CandidateTwice,
    CandidateWrong,
    ElectionKind,
    ElectionMovedOn,
    ElectionNotFound,
    ElectionState,
    NewCandidate,
    NowhereToElect,
    NoWomanStands,
    PollKind,
    ReasonMissing,
    RollDateWrong,
    RollFell,
    RollWrong,
    TargetPast,
    TooFewCandidates,
)
from linli.kernel import parts, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.people import services as people
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.publicity.terms import PeriodState
from linli.territory import selectors as territory

LONGEST_REASON = 200
BEFORE_POLLS = (ElectionState.PREPARING, ElectionState.ROLL, ElectionState.NOMINATED)
FALLEN = (PeriodState.UPHELD, PeriodState.WITHDRAWN)


def note_election(verb: str, row: Election, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"deliberation.{verb}", actor=actor, now=now, subject=(ELECTION, row.pk), data=data
    )


def held_election(election_id: UUID, actor: Actor, *states: ElectionState) -> Election:
    """The election, locked, for whoever may run it. Refuses `ElectionNotFound`, `NotAllowed`,
    `ElectionMovedOn`."""
    row = locked(Election.objects.filter(pk=election_id).select_related("renewal")).first()
    if row is None:
        raise ElectionNotFound
    actor.require(MANAGE, selectors.election_target(row))
    if row.state not in states:
        raise ElectionMovedOn
    return row


def reason_of(text: str) -> str:
    """Refuses `ReasonMissing`."""
    why = " ".join(clean(text, LONGEST_REASON, "reason", refusal=ReasonMissing).split())
    if not why:
        raise ReasonMissing(field="reason")
    return why


def launch(
    *, kind: str, area_id: UUID, target: date, actor: Actor, now: datetime, name: str = ""
) -> UUID:
    """Begin a 换届: one election in every place of the kind at or below the area that has none
    under way, to be completed by `target`. Needs `deliberation.manage` there. Refuses
    `UnknownKind`, `TargetPast`, `NowhereToElect`.
    """
    known = selectors.election_kind(kind)
    area = territory.area(area_id)
    actor.require(MANAGE, Target(area.path))
    today = local(now).date()
    if target <= today:
        raise TargetPast(field="target")
    places = [one for at in known.at for one in territory.below(area.path, at)]
    with transaction():
        busy = set(
            Election.objects.filter(kind=kind)
            .exclude(state=ElectionState.COMPLETED)
            .values_list("area_id", flat=True)
        )
        chosen = [one for one in places if one.id not in busy]
        if not chosen:
            raise NowhereToElect(kind=str(known.name), field="area")
        renewal = Renewal.objects.create(
            kind=kind,
            name=" ".join(name.split())[:60] or f"{today.year} 年{known.name.zh}"[:60],
            area_id=area.id,
            area_path=area.path,
            target=target,
            launched_at=now,
            launched_by_id=actor.account_id,
        )
        revision = parts.current(selectors.PART)[0]
        Election.objects.bulk_create(
            Election(
                renewal=renewal, kind=kind, revision=revision, area_id=one.id, area_path=one.path
            )
            for one in chosen
        )
        trail.record(
            "deliberation.launched",
            actor=actor,
            now=now,
            subject=(RENEWAL, renewal.pk),
            data={"kind": kind, "area": area.code, "elections": len(chosen)},
        )
    return renewal.pk


# --- the roll -------------------------------------------------------------------------------------


def publish_roll(
    *,
    election_id: UUID,
    count: int,
    actor: Actor,
    now: datetime,
    households: Sequence[tuple[str, int]] = (),
    on: date | None = None,
) -> None:
    """Publish the roll of voters: how many are registered, with households (label, voters) where it
    is kept by household; the names stay on the board. The publicity runs for the days that the rule
    asks for, from `on` (today; a roll already on the board may be entered later). A roll that fell
    to an objection may be published again. Needs `deliberation.manage` and `publicity.publish`
    there. Refuses `RollWrong`, `RollDateWrong`, `ElectionMovedOn`.
    """
    lines = [(" ".join(label.split())[:60], voters) for label, voters in households]
    labels = {label for label, _voters in lines}
    if not 0 < count <= MOST_VOTERS or len(lines) > MOST_LINES:
        raise RollWrong(field="count")
    if lines and (
        sum(voters for _label, voters in lines) != count
        or "" in labels
        or len(labels) < len(lines)
        or min(voters for _label, voters in lines) < 1
    ):
        raise RollWrong(field="households")
    with transaction():
        row = held_election(election_id, actor, ElectionState.PREPARING, ElectionState.ROLL)
        if row.state == ElectionState.ROLL and not roll_fell(row):
            raise ElectionMovedOn
        today = local(now).date()
        day = on or today
        if not local(row.renewal.launched_at).date() <= day <= today:
            raise RollDateWrong(field="on")
        RollLine.objects.filter(election=row).delete()
        RollLine.objects.bulk_create(
            RollLine(election=row, household=label, voters=voters) for label, voters in lines
        )
        row.registered, row.roll_published, row.state = count, day, ElectionState.ROLL
        row.save(update_fields=["registered", "roll_published", "state"])
        _show_roll(row, len(lines), actor, now if day == today else midnight(day), now)
        note_election("roll_published", row, actor, now, count=count, on=day.isoformat())


def _show_roll(
    row: Election, households: int, actor: Actor, since: datetime, now: datetime
) -> None:
    kind = selectors.election_kind(row.kind, row.revision)
    rule, _kept = selectors.election_rule_for(kind.rule, local(now).date(), row.area_path)
    place = territory.full_name(row.area_id, "town")
    by_household = f"，共 {households} 户" if households else ""
    publishing.open_period(
        title=f"{territory.area(row.area_id).name}选民名单"[:60],
        words=f"{place}{kind.name.zh}，登记参加选举 {row.registered} 人{by_household}。"
        "名单张贴在公开栏。对名单有不同意见的，请在公示期内提出。",
        area_id=row.area_id,
        length=f"{max(rule.roll_days, 1)} 天",
        basis=rule.roll_basis,
        subject=(ELECTION, row.pk),
        kind=ELECTION_ROLL,
        since=since,
        actor=actor,
        now=now,
    )


def roll_fell(row: Election) -> bool:
    """Was the published roll taken back, or did it fall to an objection?"""
    found = publicity.period_of_subject(ELECTION, row.pk, ELECTION_ROLL)
    return found is None or found.state in FALLEN


def correct_roll(
    *, election_id: UUID, change: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Put people on the roll or take them off, with the reason that the public reads (an objection
    that was upheld, somebody who died or moved). Before the poll. Needs `deliberation.manage`
    there. Refuses `RollWrong`, `ReasonMissing`."""
    why = reason_of(reason)
    with transaction():
        row = held_election(election_id, actor, ElectionState.ROLL, ElectionState.NOMINATED)
        if change == 0 or not 0 < row.registered + change <= MOST_VOTERS:
            raise RollWrong(field="change")
        RollCorrection.objects.create(election=row, change=change, reason=why, at=now)
        row.registered += change
        row.save(update_fields=["registered"])
        note_election("roll_corrected", row, actor, now, change=change, count=row.registered)


# --- candidates -----------------------------------------------------------------------------------


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
    found = Candidate.objects.filter(pk=candidate_id).first()
    if found is None:
        raise CandidateNotFound
    found.election = held_election(found.election_id, actor, *states)
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
