"""Running a selection: opening, nominating, checking, showing, voting, scoring, counting."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F

from linli.deliberation import selectors
from linli.deliberation.models import (
    Juror,
    JuryScore,
    Nominee,
    Selection,
    SelectionBallot,
    SelectionHour,
    SelectionVoter,
)
from linli.deliberation.rules.selections import Entry, Placed, count
from linli.deliberation.services.calling import clean_reason
from linli.deliberation.terms import (
    LONGEST_NAME_OF_NOMINEE,
    LONGEST_STORY,
    LONGEST_TITLE,
    MOST_JURORS,
    MOST_SCORE,
    NOMINEE,
    SELECTION,
    SELECTION_STAGES,
    JurorsMissing,
    MayNotNominate,
    MayNotRun,
    NominatedTwice,
    NominationEmpty,
    NominationsClosed,
    NomineeNotFound,
    NomineeState,
    NotAJuror,
    ScoresMissing,
    SelectionNotFound,
    ShortlistNotShown,
    SignInToVote,
    Stage,
    TooFewNominees,
    VotedBefore,
    VotingClosed,
    WrongPicks,
    WrongScore,
    WrongStage,
    WrongVotingDays,
)
from linli.files import services as files
from linli.kernel import parts, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.publicity.terms import PeriodState
from linli.territory import selectors as territory

SHORTEST_VOTE, LONGEST_VOTE = timedelta(days=1), timedelta(days=30)


def _note(verb: str, row: Selection, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"deliberation.{verb}", actor=actor, now=now, subject=(SELECTION, row.pk), data=data
    )


def open_selection(
    *,
    kind: str,
    area_id: UUID,
    title: str,
    nominate_until: date,
    jurors: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> UUID:
    """Open a selection over the area; nominations are taken up to and including that day. `jurors`
    by username, at least one where the jury has weight. Refuses `UnknownKind`, `MayNotRun`,
    `NominationEmpty`, `NominationsClosed`, `JurorsMissing`."""
    known, area = selectors.selection_kind(kind), territory.area(area_id)
    if not selectors.may_run(actor, known, area.path) or area.kind not in known.at:
        raise MayNotRun
    name = clean(title, LONGEST_TITLE, "title", refusal=NominationEmpty)
    if not name:
        raise NominationEmpty(field="title")
    if nominate_until < local(now).date():
        raise NominationsClosed(day=nominate_until.isoformat(), field="nominate_until")
    found = {one.strip(): people.account_by_username(one.strip()) for one in jurors if one.strip()}
    unknown = [name for name, account in found.items() if account is None]
    if unknown or len(found) > MOST_JURORS or (known.jury and not found):
        raise JurorsMissing(unknown="、".join(unknown) or "-", field="jurors")
    with transaction():
        row = Selection.objects.create(
            kind=kind,
            revision=parts.current(selectors.PART)[0],
            title=name,
            area_id=area.id,
            area_path=area.path,
            nominate_until=nominate_until,
            made_at=now,
            made_by_id=actor.account_id,
        )
        Juror.objects.bulk_create(
            Juror(selection=row, account_id=one) for one in set(found.values()) if one is not None
        )
        _note("selection_opened", row, actor, now, kind=kind, jurors=len(found))
    return row.pk


def _held(selection_id: UUID, *stages: Stage) -> Selection:
    row = locked(Selection.objects.filter(pk=selection_id)).first()
    if row is None:
        raise SelectionNotFound
    if row.stage not in stages:
        raise WrongStage(stage=str(SELECTION_STAGES[Stage(row.stage)]))
    return row


def _run(selection_id: UUID, actor: Actor, *stages: Stage) -> Selection:
    """For whoever runs it. Refuses `SelectionNotFound`, `MayNotRun`, `WrongStage`."""
    row = Selection.objects.filter(pk=selection_id).first()
    if row is None:
        raise SelectionNotFound
    if not selectors.may_run(
        actor, selectors.selection_kind(row.kind, row.revision), row.area_path
    ):
        raise MayNotRun
    return _held(selection_id, *stages)


def put_forward(
    *,
    selection_id: UUID,
    organisation_id: UUID,
    name: str,
    story: str,
    actor: Actor,
    now: datetime,
    photos: Sequence[UUID] = (),
) -> UUID:
    """Put something of an organisation forward; again replaces what was refused. Words are masked.
    Refuses `WrongStage`, `NominationsClosed`, `MayNotNominate`, `NominationEmpty`,
    `NominatedTwice`."""
    called = clean(name, LONGEST_NAME_OF_NOMINEE, "name", refusal=NominationEmpty)
    told = clean(story, LONGEST_STORY, "story", refusal=NominationEmpty)
    if not called or not told:
        raise NominationEmpty(field="story" if called else "name")
    with transaction():
        row = _held(selection_id, Stage.NOMINATING)
        if local(now).date() > row.nominate_until:
            raise NominationsClosed(day=row.nominate_until.isoformat())
        places = {one.organisation_id for one in selectors.nomination_places(actor, row)}
        if organisation_id not in places:
            raise MayNotNominate(field="organisation")
        there = Nominee.objects.filter(selection=row, organisation_id=organisation_id).first()
        if there is not None and there.state != NomineeState.REFUSED:
            raise NominatedTwice(field="organisation")
        made = there or Nominee(selection=row, organisation_id=organisation_id)
        made.name = publicity.preview(called).text[:LONGEST_NAME_OF_NOMINEE]
        made.story = publicity.preview(told).text
        made.state, made.reason, made.made_by_id = NomineeState.OFFERED, "", actor.account_id
        made.save()
        files.attach(ids=photos, owner=(NOMINEE, made.pk), actor=actor, now=now)
        _note("nominated", row, actor, now, nominee=str(made.pk))
    return made.pk


def check_nominee(
    *, nominee_id: UUID, accept: bool, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Whoever runs it takes a nomination onto the shortlist, or refuses it with a reason; also off
    the shortlist that is before the public, after an objection. Refuses `NomineeNotFound`,
    `WrongStage`, `ReasonMissing`."""
    why = "" if accept else clean_reason(reason)
    found = Nominee.objects.filter(pk=nominee_id).values_list("selection_id", flat=True).first()
    if found is None:
        raise NomineeNotFound
    with transaction():
        stages = (Stage.NOMINATING,) if accept else (Stage.NOMINATING, Stage.SHOWN)
        row = _run(found, actor, *stages)
        state = NomineeState.ACCEPTED if accept else NomineeState.REFUSED
        Nominee.objects.filter(pk=nominee_id).update(state=state, reason=why)
        _note("nominee_checked", row, actor, now, nominee=str(nominee_id), accept=accept)


def show_shortlist(*, selection_id: UUID, actor: Actor, now: datetime) -> None:
    """Put the shortlist before the public for the days of the method; again after a period that was
    withdrawn or fell to an objection. Refuses `WrongStage`,
    `TooFewNominees` (or some are not checked yet), and what `publicity.open_period` refuses."""
    with transaction():
        row = _run(selection_id, actor, Stage.NOMINATING, Stage.SHOWN)
        kind = selectors.selection_kind(row.kind, row.revision)
        listed = list(Nominee.objects.filter(selection=row).order_by("name", "id"))
        short = [one for one in listed if one.state == NomineeState.ACCEPTED]
        waits = any(one.state == NomineeState.OFFERED for one in listed)
        if waits or len(short) <= kind.seats:
            raise TooFewNominees(seats=kind.seats, count=len(short))
        units = selectors.nominee_units(short)
        words = "\n\n".join(f"{one.name}（{units[one.pk]}）\n{one.story}" for one in short)
        publishing.open_period(
            title=row.title[:50] + "入围",
            words=words,
            area_id=row.area_id,
            length=kind.publicity,
            basis=kind.basis,
            subject=(SELECTION, row.pk),
            kind="selection",
            opened_by=actor.account_id,
            actor=SYSTEM,  # the method lets whoever runs it publish, not another duty of theirs
            now=now,
        )
        row.stage = Stage.SHOWN
        row.save(update_fields=["stage"])
        _note("shortlist_shown", row, actor, now, count=len(short))


def open_voting(*, selection_id: UUID, closes_at: datetime, actor: Actor, now: datetime) -> None:
    """Let people vote (and the jury score) from now until `closes_at`, once the shortlist's period
    has ended and it stands. Refuses `WrongStage`, `ShortlistNotShown`, `WrongVotingDays`."""
    with transaction():
        row = _run(selection_id, actor, Stage.SHOWN)
        period = publicity.period_of_subject(SELECTION, row.pk)
        if period is None or period.state is not PeriodState.EFFECTIVE:
            raise ShortlistNotShown
        if not SHORTEST_VOTE <= closes_at - now <= LONGEST_VOTE:
            raise WrongVotingDays(field="closes_at")
        row.stage, row.opens_at, row.closes_at = Stage.VOTING, now, closes_at
        row.save(update_fields=["stage", "opens_at", "closes_at"])
        _note("selection_voting", row, actor, now, closes=closes_at.isoformat())


def vote_for(
    *, selection_id: UUID, picks: Sequence[UUID], person: UUID | None, now: datetime
) -> None:
    """One ballot of one telephone number, final. Two rows are written that nothing joins: that this
    person has voted, and what somebody picked; and the hour is counted. No actor is asked for and
    nothing goes on the trail. Refuses `SelectionNotFound`, `VotingClosed`, `SignInToVote`,
    `WrongPicks`, `VotedBefore`."""
    if person is None:
        raise SignInToVote
    chosen = set(picks)
    try:
        with transaction():
            row = Selection.objects.filter(pk=selection_id).first()
            if row is None:
                raise SelectionNotFound
            # The vote is not closed under a ballot, and the hour is counted by one at a time.
            row = locked(Selection.objects.filter(pk=selection_id)).get()
            if not selectors.is_voting(row, now):
                raise VotingClosed
            kind = selectors.selection_kind(row.kind, row.revision)
            there = set(
                Nominee.objects.filter(selection=row, state=NomineeState.ACCEPTED).values_list(
                    "pk", flat=True
                )
            )
            if not 1 <= len(chosen) <= kind.picks or not chosen <= there:
                raise WrongPicks(most=kind.picks, field="picks")
            if selectors.has_voted(row.pk, person):
                raise VotedBefore
            mark = selectors.voter_mark(row.pk, person)
            SelectionVoter.objects.create(selection=row, mark=mark)
            SelectionBallot.objects.create(selection=row, picks=sorted(map(str, chosen)))
            hour = now.replace(minute=0, second=0, microsecond=0)
            counted, _made = SelectionHour.objects.get_or_create(selection=row, hour=hour)
            SelectionHour.objects.filter(pk=counted.pk).update(count=F("count") + 1)
    except IntegrityError as error:
        raise VotedBefore from error


def score_nominees(
    *, selection_id: UUID, scores: Mapping[UUID, int], actor: Actor, now: datetime
) -> None:
    """A juror scores nominees from 0 to 100, again until it is counted; never those of their own
    organisation. Refuses `NotAJuror`, `WrongStage`, `WrongScore`."""
    with transaction():
        row = _held(selection_id, Stage.SHOWN, Stage.VOTING)
        juror = selectors.juror_of(row, actor)
        if juror is None:
            raise NotAJuror
        listed = list(Nominee.objects.filter(selection=row, state=NomineeState.ACCEPTED))
        own = set(selectors.own_nominees(actor, listed))
        there = {one.pk for one in listed} - own
        if not scores.keys() <= there or any(not 0 <= n <= MOST_SCORE for n in scores.values()):
            raise WrongScore
        JuryScore.objects.filter(juror=juror, nominee_id__in=list(scores)).delete()
        JuryScore.objects.bulk_create(
            JuryScore(juror=juror, nominee_id=nominee, score=value)
            for nominee, value in scores.items()
        )
        _note("selection_scored", row, actor, now, count=len(scores))


def count_selection(*, selection_id: UUID, actor: Actor, now: datetime) -> None:
    """Count after the vote has closed, and tell everybody. The ballots are written anew in random
    order, so that not even their order on the disk says who cast which. Refuses `WrongStage`,
    `VotingClosed` before its end, `ScoresMissing`."""
    with transaction():
        row = _run(selection_id, actor, Stage.VOTING)
        if row.closes_at is None or now < row.closes_at:
            raise VotingClosed
        kind = selectors.selection_kind(row.kind, row.revision)
        listed = list(Nominee.objects.filter(selection=row, state=NomineeState.ACCEPTED))
        scores: dict[UUID, list[int]] = {one.pk: [] for one in listed}
        given = JuryScore.objects.filter(nominee__in=listed).values_list("nominee_id", "score")
        for nominee, value in given:
            scores[nominee].append(value)
        without = sum(not one for one in scores.values())
        if kind.jury and without:
            raise ScoresMissing(count=without)
        ballots = _shaken(row)
        votes = selectors.tally(ballots)
        entries = [Entry(one.pk, votes[str(one.pk)], tuple(scores[one.pk])) for one in listed]
        placed = count(kind, entries, len(ballots))
        row.result = {"ballots": len(ballots), "standings": _kept(placed, listed)}
        row.stage, row.counted_at = Stage.COUNTED, now
        row.save(update_fields=["result", "stage", "counted_at"])
        won = [one.key for one in placed if one.awarded]
        Nominee.objects.filter(pk__in=won).update(awarded=True)
        _note("selection_counted", row, actor, now, ballots=len(ballots), awarded=len(won))


def _shaken(row: Selection) -> list[list[str]]:
    picks = list(SelectionBallot.objects.filter(selection=row).values_list("picks", flat=True))
    secrets.SystemRandom().shuffle(picks)
    SelectionBallot.objects.filter(selection=row).delete()
    SelectionBallot.objects.bulk_create(SelectionBallot(selection=row, picks=one) for one in picks)
    return picks


def _kept(placed: Sequence[Placed], listed: Sequence[Nominee]) -> list[dict[str, object]]:
    named, units = {one.pk: one.name for one in listed}, selectors.nominee_units(listed)
    return [
        {
            "id": str(one.key),
            "name": named[one.key],
            "unit": units[one.key],
            "votes": one.votes,
            "jury": str(one.jury) if one.jury is not None else None,
            "share": str(one.share) if one.share is not None else None,
            "total": str(one.total),
            "place": one.place,
            "awarded": one.awarded,
            "tied": one.tied,
        }
        for one in placed
    ]


def drop_selection(*, selection_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """It does not go on; whoever took part reads why. Refuses `ReasonMissing`, `WrongStage`."""
    why = clean_reason(reason)
    with transaction():
        row = _run(selection_id, actor, Stage.NOMINATING, Stage.SHOWN, Stage.VOTING)
        row.stage, row.reason = Stage.DROPPED, why
        row.save(update_fields=["stage", "reason"])
        _note("selection_dropped", row, actor, now)
