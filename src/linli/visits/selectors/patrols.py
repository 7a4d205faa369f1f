"""Patrols: the teams that go, who is out now, what they have found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.visits.models import Finding, Patrol, PatrolMember, Visit
from linli.visits.selectors.catalogue import catalogue, paths_of
from linli.visits.terms import MAKE, SEE, TRIAGE, PatrolView, Team

MOST_PATROLS = 50


def leads(actor: Actor, team_id: UUID, area_path: str) -> bool:
    """May this actor send the team out: as one of it who makes visits, or from the desk there?"""
    own = any(one.organisation_id == team_id and MAKE in one.verbs for one in actor.grants)
    return own or actor.may(TRIAGE, Target(area_path))


def may_end(actor: Actor, row: Patrol) -> bool:
    """One of those who went, or whoever might have sent them."""
    if leads(actor, row.team_id, row.area_path):
        return True
    went = PatrolMember.objects.filter(patrol_id=row.pk)
    return actor.account_id is not None and went.filter(account_id=actor.account_id).exists()


def people_of_team(team_id: UUID, *, now: datetime) -> tuple[tuple[UUID, str], ...]:
    """(account, name) of those who hold a post in the team now."""
    return _people([team_id], now)[team_id]


def _people(ids: Iterable[UUID], now: datetime) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    """The same for several teams, in as many statements."""
    posts = organisations.posts(list(ids), now=now)
    return {
        team_id: tuple(
            {
                one.account_id: one.name for row in posts.get(team_id, ()) for one in row.holders
            }.items()
        )
        for team_id in ids
    }


def teams(actor: Actor, *, now: datetime) -> tuple[Team, ...]:
    """The teams that this actor may send out, by kind of patrol. As many statements for many."""
    kinds = [kind for kind in catalogue().kinds.values() if kind.team]
    known = {one.id: one for kind in kinds for one in organisations.units(kind.team)}
    areas = territory.areas({one.area_id for one in known.values() if one.area_id})
    led = [
        one
        for one in known.values()
        if one.area_id in areas and leads(actor, one.id, areas[one.area_id].path)
    ]
    people_of = _people([one.id for one in led], now) if led else {}
    return tuple(
        Team(one.id, one.name, kind.key, kind.name, people_of[one.id])
        for kind in kinds
        for one in led
        if one.kind == kind.team
    )


def in_a_team(actor: Actor) -> bool:
    """Whether the actor holds a duty in a team that goes on patrol."""
    wanted = {kind.team for kind in catalogue().kinds.values() if kind.team}
    own = {grant.organisation_id for grant in actor.grants if grant.organisation_id}
    if not wanted or not own:
        return False
    return any(unit.kind in wanted for unit in organisations.units_by_id(own).values())


def patrols(actor: Actor) -> tuple[PatrolView, ...]:
    """Those under way first, then the latest, where the actor sees visits or was a member. Five
    statements.
    """
    own = [actor.account_id] if actor.account_id else []
    went = PatrolMember.objects.filter(account_id__in=own).values("patrol_id")
    units = [one.organisation_id for one in actor.grants if one.organisation_id]
    seen = within_any("area_path", paths_of(actor, SEE)) | Q(pk__in=went) | Q(team_id__in=units)
    rows = list(Patrol.objects.filter(seen).order_by("-began_at")[:MOST_PATROLS])
    ids = [row.pk for row in rows]
    members: dict[UUID, list[UUID]] = {}
    for patrol_id, account_id in PatrolMember.objects.filter(patrol_id__in=ids).values_list(
        "patrol_id", "account_id"
    ):
        members.setdefault(patrol_id, []).append(account_id)
    names = people.account_names({one for some in members.values() for one in some})
    points = _counts(Visit.objects.filter(patrol_id__in=ids), "patrol_id")
    findings = _counts(Finding.objects.filter(visit__patrol_id__in=ids), "visit__patrol_id")
    kinds = catalogue().kinds
    views = [
        PatrolView(
            id=row.pk,
            kind_name=kinds[row.kind].name if row.kind in kinds else Words(row.kind),
            team=organisations.unit_by_id(row.team_id).name,
            shift=row.shift,
            members=tuple(sorted(names.get(one, "") for one in members.get(row.pk, ()))),
            began_at=row.began_at,
            ended_at=row.ended_at,
            points=points.get(row.pk, 0),
            findings=findings.get(row.pk, 0),
            may_end=row.ended_at is None
            and (
                actor.account_id in members.get(row.pk, ())
                or leads(actor, row.team_id, row.area_path)
            ),
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda one: one.ended_at is not None))


def _counts(rows: QuerySet[Any], by: str) -> dict[UUID, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def patrol_of(account_id: UUID, kind: str, at: datetime) -> UUID | None:
    """The patrol of that kind on which this person was at that moment. One statement."""
    out = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    rows = PatrolMember.objects.filter(account_id=account_id)
    mine = Patrol.objects.filter(out, kind=kind, began_at__lte=at, pk__in=rows.values("patrol_id"))
    return mine.order_by("-began_at").values_list("pk", flat=True).first()
