"""Going out on a patrol and coming back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from linli.kernel import clock, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.writes import insert
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory
from linli.visits import rules, selectors
from linli.visits.models import Patrol, PatrolMember
from linli.visits.terms import (
    PATROL,
    NoTeams,
    NotOfTheTeam,
    NotYourTeam,
    PatrolNotFound,
    PatrolOver,
    PatrolUnderWay,
)


def begin_patrol(
    *, kind: str, team_id: UUID, members: Collection[UUID], actor: Actor, now: datetime
) -> UUID:
    """Members of one team go out: what they visit from now on hangs on this patrol, findings and
    all. By a member who makes such visits, or whoever has `visits.triage` there. Refuses
    `UnknownVisitKind`, `NoTeams`, `NotYourTeam`, `NotOfTheTeam`, `PatrolUnderWay`.
    """
    wanted = selectors.catalogue().kind(kind)
    team = organisations.unit_by_id(team_id)
    if not wanted.team or team.kind != wanted.team or team.area_id is None:
        raise NoTeams(field="team")
    area = territory.area(team.area_id)
    if not selectors.leads(actor, team_id, area.path):
        raise NotYourTeam
    going = set(members)
    if not going or going - {one for one, _ in selectors.people_of_team(team_id, now=now)}:
        raise NotOfTheTeam(field="members")
    with transaction():
        out = Patrol.objects.filter(team_id=team_id, kind=kind, ended_at__isnull=True)
        if locked(out).exists():
            raise PatrolUnderWay(team=team.name)
        row = Patrol(
            id=new_id(),
            kind=kind,
            team_id=team_id,
            area_path=area.path,
            shift=rules.shift_at(wanted.shifts, clock.local(now).time()),
            began_at=now,
            began_by_id=actor.account_id,
        )
        insert(row)
        insert(*(PatrolMember(patrol_id=row.pk, account_id=one) for one in sorted(going)))
        trail.record(
            "visits.patrol_begun", actor=actor, now=now, subject=(PATROL, row.pk),
            data={"kind": kind, "team": str(team_id), "members": len(going)},
        )  # fmt: skip
        return row.pk


def end_patrol(*, patrol_id: UUID, actor: Actor, now: datetime) -> None:
    """The team is back. By one of those who went, or whoever might have sent them. Refuses
    `PatrolNotFound`, `PatrolOver`.
    """
    with transaction():
        row = locked(Patrol.objects.filter(pk=patrol_id)).first()
        if row is None or not selectors.may_end(actor, row):
            raise PatrolNotFound
        if row.ended_at is not None:
            raise PatrolOver
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        trail.record("visits.patrol_ended", actor=actor, now=now, subject=(PATROL, row.pk))
