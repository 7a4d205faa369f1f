"""Teams of volunteers with members, and activities: held, under way, to come. Everybody is
invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from linli.demonstration.plan import Plan
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.volunteering import selectors, services
from linli.volunteering.terms import (
    ActivityPlan,
    Every,
    RolePlan,
    Taking,
    TeamKind,
    TeamPart,
    Times,
)

_PHONE = "1990010{:04}"  # 199 0010 is given to nobody
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_RESIDENT = Actor(kind="resident", via="command")


def add(plan: Plan, actor: Actor, end: datetime) -> int:
    """Two teams and what they do; nothing in a county whose method names no teams. Returns how
    many activities there are."""
    kinds = tuple(selectors.team_kinds_defined().values())
    if not kinds or not selectors.activity_kinds_defined():
        return 0
    begin = end - 20 * _DAY
    made = [_team(plan, kind, number, actor, begin) for number, kind in enumerate(kinds[:2])]
    found = [one for one in made if one is not None]
    return sum(_activities(team, members, actor, end) for team, members in found)


def _team(
    plan: Plan, kind: TeamKind, number: int, actor: Actor, now: datetime
) -> tuple[UUID, list[UUID]] | None:
    """A team with as many members as its kind asks for, the first of whom leads."""
    over = next((unit for one in kind.of for unit in organisations.units(one)), None)
    if over is None:
        return None
    name = f"{over.short_name or over.name}{kind.name.zh}"[:60]
    made = services.set_up_team(
        place=f"{kind.key}|{over.id}", name=name, about=kind.about.zh, actor=actor, now=now
    )
    members = []
    for place in range(max(kind.size[0], 6)):
        serial = number * 100 + place
        person = _person(plan, serial, actor, now)
        asked = services.ask_to_join(team_id=made, person=person, actor=_RESIDENT, now=now)
        tags = [one.key for one in kind.tags if one.majority and place % 4 < 3]
        tags += [one.key for one in kind.tags if one.least and place % 4 == 3]
        services.accept_member(member_id=asked, tags=tags, actor=actor, now=now)
        if place == 0:
            services.set_member(
                member_id=asked, part=TeamPart.LEADER, tags=tags, actor=actor, now=now
            )
        members.append(person)
    return made, members


def _person(plan: Plan, serial: int, actor: Actor, now: datetime) -> UUID:
    name = plan.families[serial % len(plan.families)] + plan.given[serial % len(plan.given)]
    person = people.remember(name=name, phone=_PHONE.format(serial), actor=actor, now=now)
    skills = sorted(selectors.skills_defined())
    services.register_volunteer(
        person=person,
        name=name,
        skills=skills[serial % 5 : serial % 5 + 1],
        times=[tuple(Times)[serial % len(Times)]],
        consent=True,
        actor=_RESIDENT,
        now=now,
    )
    return person


def _activities(team: UUID, members: Sequence[UUID], actor: Actor, end: datetime) -> int:
    """One that was held, one that is on now, one that is full, and one every week."""
    safe = [one for one in selectors.activity_kinds_defined().values() if not one.risky]
    today = local(end).replace(hour=9, minute=0, second=0, microsecond=0)
    unit = organisations.unit_by_id(team)
    wanted = (
        ("held", today - 6 * _DAY, 12),
        ("now", local(end) - _HOUR / 4, 10),
        ("full", today + 2 * _DAY, 3),
        ("weekly", today + 4 * _DAY, 8),
    )
    for number, (what, starts, places) in enumerate(wanted):
        kind = safe[number % len(safe)]
        plan = ActivityPlan(
            organisation_id=team,
            kind=kind.key,
            title=kind.name.zh,
            words=kind.about.zh or kind.name.zh,
            place=f"{unit.short_name or unit.name}门口"[:80],
            starts_at=starts,
            ends_at=starts + 2 * _HOUR,
            roles=(RolePlan("参加者", places),),
            series=next((s.key for s in selectors.series_defined().values() if not s.kind), ""),
        )
        _play(what, plan, members, actor, starts - 8 * _DAY, end)
    return len(wanted)


def _play(
    what: str,
    plan: ActivityPlan,
    members: Sequence[UUID],
    actor: Actor,
    planned: datetime,
    end: datetime,
) -> None:
    planned = min(planned, end - _DAY)
    if what == "weekly":
        services.plan_repeat(
            plan=replace(plan, title=f"每周{plan.title}"[:60]),
            every=Every.WEEK,
            until=(local(end) + 90 * _DAY).date(),
            actor=actor,
            now=end,
        )
        return
    made = services.plan_activity(plan=plan, actor=actor, now=planned)
    (role,) = selectors.roles_of([made])[made]
    signed = [
        one
        for one in members[:5]
        if services.sign_up(
            activity_id=made, role_id=role.id, person=one, actor=_RESIDENT, now=planned
        )
        is Taking.IN
    ]
    if what == "held":
        _hold(made, plan, signed, actor)


def _hold(made: UUID, plan: ActivityPlan, signed: Sequence[UUID], actor: Actor) -> None:
    """All but the last come, with the codes of their minutes."""
    come, go = plan.starts_at + _HOUR / 12, plan.ends_at - _HOUR / 12
    for person in signed[:-1]:
        code = services.code_of(activity_id=made, actor=actor, now=come)
        services.check_in(activity_id=made, person=person, code=code, actor=_RESIDENT, now=come)
        code = services.code_of(activity_id=made, actor=actor, now=go)
        services.check_out(activity_id=made, person=person, code=code, actor=_RESIDENT, now=go)
    services.close_activity(
        activity_id=made, served=30, thanks="辛苦大家，楼道干净多了。", actor=actor,
        now=plan.ends_at + _HOUR,
    )  # fmt: skip
