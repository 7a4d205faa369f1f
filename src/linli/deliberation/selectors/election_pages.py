"""All of one election, for colleagues and for the public."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation.models import Candidate, Election, RollCorrection, RollLine, Seat
from linli.deliberation.selectors.election_counting import Papers, ballot_due, papers_of, poll_rows
from linli.deliberation.selectors.elections import (
    DECIDED,
    candidate_names,
    election_for,
    election_row,
    may_run_election,
)
from linli.deliberation.terms import (
    ELECTION,
    ELECTION_RESULT,
    ELECTION_ROLL,
    CandidateRow,
    CandidateStanding,
    ElectionNotFound,
    ElectionPage,
    ElectionState,
    Position,
    RollChange,
)
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import local
from linli.publicity import selectors as publicity
from linli.publicity.terms import Period

SHOWN_TO_ALL = tuple(one.value for one in ElectionState if one is not ElectionState.PREPARING)


def election_page(actor: Actor, election_id: UUID, *, now: datetime) -> ElectionPage:
    """The doorway for colleagues. The number of statements does not grow with what it holds."""
    row = election_for(actor, election_id)
    return _page(row, actor, now, public=False)


def public_election(election_id: UUID, *, now: datetime) -> ElectionPage:
    """What anybody may read, once the roll is published: candidates by name where they agreed to
    it, masked otherwise, those who stepped back not at all; votes of polls that are counted.
    `ElectionNotFound` for all others."""
    row = (
        Election.objects.filter(pk=election_id, state__in=SHOWN_TO_ALL)
        .select_related("renewal")
        .first()
    )
    if row is None:
        raise ElectionNotFound
    return _page(row, ANONYMOUS, now, public=True)


def public_elections(area_path: str) -> tuple[tuple[UUID, str, date | None], ...]:
    """(id, name of the 换届, day of the decision) of a place's elections that anybody may read,
    newest first. One statement."""
    rows = Election.objects.filter(area_path=area_path, state__in=SHOWN_TO_ALL)
    listed = rows.order_by("-id").values_list("pk", "renewal__name", "decided_at")[:50]
    return tuple((pk, name, local(at).date() if at else None) for pk, name, at in listed)


def _page(row: Election, actor: Actor, now: datetime, *, public: bool) -> ElectionPage:
    papers = papers_of(row, now)
    names = candidate_names(papers.candidates, public=public)
    seats = _seats(papers, names)
    due = None if row.state in (*DECIDED, ElectionState.VOTING) else ballot_due(papers)[0]
    periods = publicity.periods_of_subject(ELECTION, row.pk)
    kept = [one for one in papers.candidates if not public or _stands(one)]
    return ElectionPage(
        row=election_row(row, now),
        kind=papers.kind,
        rule=papers.rule,
        renewal=(row.renewal_id, row.renewal.name),
        area_id=row.area_id,
        area_path=row.area_path,
        target=row.renewal.target,
        roll_published=row.roll_published,
        roll_households=RollLine.objects.filter(election=row).count(),
        changes=_changes(row),
        roll_period=_latest(periods, ELECTION_ROLL),
        result_period=_latest(periods, ELECTION_RESULT),
        candidates=tuple(_candidate(papers, one, names, seats) for one in kept),
        polls=poll_rows(papers, public=public),
        next_poll=due,
        seats=tuple((position, names[pk], reserved) for position, pk, reserved in seats),
        vacant_reason=row.vacant_reason,
        handover_due=_handover(papers),
        body_id=row.body_id,
        may_run=may_run_election(actor, row),
        decided_at=row.decided_at,
    )


def _stands(one: Candidate) -> bool:
    return one.standing == CandidateStanding.ACCEPTED


def _latest(periods: tuple[Period, ...], kind: str) -> Period | None:
    return next((one for one in periods if one.kind == kind), None)


def _seats(papers: Papers, names: dict[UUID, str]) -> list[tuple[Position, UUID, bool]]:
    """Who has a seat, by position in the method's order."""
    rows = list(Seat.objects.filter(election=papers.row))
    order = {one.key: number for number, one in enumerate(papers.kind.positions)}
    rows.sort(key=lambda one: (order[one.position], names[one.candidate_id]))
    return [(papers.kind.position(one.position), one.candidate_id, one.reserved) for one in rows]


def _changes(row: Election) -> tuple[RollChange, ...]:
    rows = RollCorrection.objects.filter(election=row).order_by("at", "id")
    return tuple(RollChange(one.at, one.change, one.reason) for one in rows)


def _candidate(
    papers: Papers,
    one: Candidate,
    names: dict[UUID, str],
    seats: list[tuple[Position, UUID, bool]],
) -> CandidateRow:
    seat = next((position for position, pk, _reserved in seats if pk == one.pk), None)
    known = {position.key: str(position.name) for position in papers.kind.positions}
    return CandidateRow(
        id=one.pk,
        name=names[one.pk],
        positions=tuple(known[key] for key in one.positions if key in known),
        tags=tuple((tag, papers.kind.tag_name(tag)) for tag in one.tags),
        standing=CandidateStanding(one.standing),
        open_name=bool(one.name),
        account_id=one.account_id,
        seat=str(seat.name) if seat else "",
        written_in=one.written_in,
        appointable=bool(seat and seat.post[0] and one.account_id),
    )


def _handover(papers: Papers) -> date | None:
    row, days = papers.row, papers.rule.handover_days
    if row.decided_at is None or not days:
        return None
    return local(row.decided_at).date() + timedelta(days=days)
