"""What comes of a decided election: its result before the public, the new body, posts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Body, Candidate, Election, Seat
from linli.deliberation.selectors.election_counting import papers_of
from linli.deliberation.services.bodies import dissolve, enrol, set_up
from linli.deliberation.services.elections import held_election, note_election
from linli.deliberation.terms import (
    ELECTION,
    ELECTION_RESULT,
    CandidateNotFound,
    ElectionKind,
    ElectionState,
    NewMember,
    NoPostForElected,
    ResultNotShown,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import midnight
from linli.kernel.database import transaction
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import How
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.publicity.terms import PeriodState
from linli.territory import selectors as territory


def publish_result(*, election_id: UUID, actor: Actor, now: datetime) -> None:
    """Put the result before the public for as long as the rule says. Needs `deliberation.manage`
    and `publicity.publish` there. Refuses `ElectionMovedOn`, and `RunningAlready` while it runs."""
    with transaction():
        row = held_election(election_id, actor, ElectionState.DECIDED)
        papers = papers_of(row, now)
        publishing.open_period(
            title=f"{territory.area(row.area_id).name}选举结果"[:60],
            words=_result_words(row, papers.kind),
            area_id=row.area_id,
            length=papers.rule.result or "1 天",
            basis=papers.rule.basis,
            subject=(ELECTION, row.pk),
            kind=ELECTION_RESULT,
            actor=actor,
            now=now,
        )
        note_election("result_published", row, actor, now)


def _result_words(row: Election, kind: ElectionKind) -> str:
    seats = list(Seat.objects.filter(election=row).select_related("candidate"))
    names = selectors.candidate_names([one.candidate for one in seats], public=True)
    lines = [f"{territory.full_name(row.area_id, 'town')}{kind.name.zh}，当选："]
    for position in kind.positions:
        elected = [names[one.candidate_id] for one in seats if one.position == position.key]
        lines.append(f"{position.name.zh}：{'、'.join(elected) or '暂缺'}")
    if row.vacant:
        lines.append(f"暂缺 {row.vacant} 名：{row.vacant_reason}")
    return "\n".join(lines)


def complete(*, election_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Complete the election: the old body of that kind is dissolved, the new one set up with those
    who were elected, its term from today. Returns the body's id. Needs `deliberation.manage` there.
    Refuses `ResultNotShown` while the result is not yet effective where the rule asks for it.
    """
    with transaction():
        row = held_election(election_id, actor, ElectionState.DECIDED)
        papers = papers_of(row, now)
        shown = publicity.period_of_subject(ELECTION, row.pk, ELECTION_RESULT)
        effective = shown is not None and shown.state is PeriodState.EFFECTIVE
        if papers.rule.result and not effective:
            raise ResultNotShown(length=papers.rule.result)
        old = Body.objects.filter(kind=papers.kind.body, area_id=row.area_id, until__isnull=True)
        for body_id in list(old.values_list("pk", flat=True)):
            dissolve(body_id=body_id, actor=actor, now=now)
        unit = _unit(papers.kind, row)
        body_id = set_up(
            kind=papers.kind.body, area_id=row.area_id, organisation_id=unit, actor=actor, now=now
        )
        _enrol_all(row, papers.kind, body_id, actor, now)
        row.body_id, row.state, row.completed_at = body_id, ElectionState.COMPLETED, now
        row.save(update_fields=["body_id", "state", "completed_at"])
        note_election("election_completed", row, actor, now, body=str(body_id))
    return body_id


def _unit(kind: ElectionKind, row: Election) -> UUID | None:
    """The organisation to which a body of that kind belongs there, where it belongs to one."""
    of = selectors.body_kind(kind.body).of
    found = (organisations.unit_at(row.area_id, one) for one in of)
    return next((one.id for one in found if one), None)


def _enrol_all(
    row: Election, kind: ElectionKind, body_id: UUID, actor: Actor, now: datetime
) -> None:
    tags = {tag for tag, _name in selectors.body_kind(kind.body).tags}
    for seat in Seat.objects.filter(election=row).select_related("candidate"):
        one: Candidate = seat.candidate
        own = {kind.position(seat.position).tag, *one.tags} & tags
        new = NewMember(account_id=one.account_id, identity_id=one.identity_id, tags=frozenset(own))
        enrol(body_id=body_id, new=new, actor=actor, now=now)


def appoint_elected(*, candidate_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Give an elected colleague the post that the method names for the position, until the end of
    the body's term. Who holds posts is organisations' affair: needs `organisations.manage` there.
    Returns the holding's id. Refuses `NoPostForElected`, and what `organisations.appoint` refuses.
    """
    with transaction():
        one = Candidate.objects.filter(pk=candidate_id).first()
        if one is None:
            raise CandidateNotFound
        row = held_election(one.election_id, actor, ElectionState.COMPLETED)
        seat = Seat.objects.filter(election=row, candidate=one).first()
        kind = selectors.election_kind(row.kind, row.revision)
        title, unit_kind = kind.position(seat.position).post if seat else ("", "")
        unit = organisations.unit_at(row.area_id, unit_kind) if unit_kind else None
        posts = organisations.posts([unit.id], now=now)[unit.id] if unit else ()
        post = next((each for each in posts if each.title == title), None)
        if post is None or one.account_id is None:
            raise NoPostForElected
        term = Body.objects.filter(pk__in=[row.body_id]).values_list("term_ends", flat=True).first()
        holding = organising.appoint(
            post_id=post.id,
            account_id=one.account_id,
            until=midnight(term) if term else None,
            how=How.ELECTED,
            actor=actor,
            now=now,
        )
        note_election("elected_appointed", row, actor, now, candidate=str(one.pk))
    return holding
