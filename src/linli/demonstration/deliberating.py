"""Bodies, their members and their gatherings: held, and to come. Everybody is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.terms import Call, Came, Choice, Medium, NewMember, NewMotion, Way
from linli.demonstration.plan import BodyPlan, GatheringPlan, Plan
from linli.kernel.actor import Actor
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.territory import selectors as territory

_PHONE = "1990000{:04}"  # 199 0000 is given to nobody
_BORN = date(1976, 5, 1)
_NOTICE = timedelta(days=16)


Bodies = dict[tuple[str, str], UUID]  # by kind and code of the area


def set_up_bodies(plan: Plan, actor: Actor, begin: datetime) -> Bodies:
    """Set up the bodies that the plan names, with their members."""
    made: Bodies = {}
    people_made = 0
    for one in plan.bodies:
        area = territory.by_code(one.area)
        unit = organisations.unit_at(area.id, one.of) if one.of else None
        body = services.set_up(
            kind=one.kind,
            area_id=area.id,
            organisation_id=unit.id if unit else None,
            actor=actor,
            now=begin,
        )
        made[(one.kind, one.area)] = body
        people_made = _enrol(plan, one, body, people_made, actor, begin)
    return made


def deliberate(plan: Plan, made: Bodies, actor: Actor, end: datetime) -> int:
    """Hold the plan's gatherings on their days before `end`; those of later days are called and
    left open. Returns how many there are."""
    for gathering in plan.gatherings:
        _gather(gathering, made[(gathering.body, gathering.area)], actor, end)
    return len(plan.gatherings)


def _enrol(
    plan: Plan, one: BodyPlan, body_id: UUID, number: int, actor: Actor, now: datetime
) -> int:
    for place in range(one.members):
        number += 1
        name = plan.families[number % len(plan.families)] + plan.given[number % len(plan.given)]
        identity = people.remember(name=name, phone=_PHONE.format(number), actor=actor, now=now)
        tags = set(one.tags) | ({"women"} if place < one.women else set())
        services.enrol(
            body_id=body_id,
            new=NewMember(
                identity_id=identity,
                household=f"{place + 1}户",
                tags=frozenset(tags),
                represents=one.represents,
                born=_BORN,
            ),
            actor=actor,
            now=now,
        )
    return number


def _gather(one: GatheringPlan, body_id: UUID, actor: Actor, end: datetime) -> None:
    meets = end + timedelta(days=one.in_days)
    agenda = tuple(NewMotion(m.title, m.text, Way(m.way)) for m in one.motions)
    called = min(meets - _NOTICE, end)
    gathering = services.call(
        call=Call(meets_at=meets, place=one.place, agenda=agenda, online=one.online),
        body_id=body_id,
        kind=one.kind,
        actor=actor,
        now=called,
    )
    if one.in_days > 0:
        return
    services.open_gathering(gathering_id=gathering, actor=actor, now=meets)
    roll = selectors.roll_of(gathering)
    for entry in roll[: one.came]:
        services.sign_in(
            gathering_id=gathering, entry_id=entry.pk, came=Came.ROOM, actor=actor, now=meets
        )
    if not one.minutes:
        return
    _vote(one, gathering, [entry.pk for entry in roll[: one.came]], actor, meets)
    services.write_minutes(gathering_id=gathering, words=one.minutes, actor=actor, now=meets)
    services.close_gathering(gathering_id=gathering, actor=actor, now=meets)


def _vote(
    one: GatheringPlan, gathering: UUID, present: Sequence[UUID], actor: Actor, now: datetime
) -> None:
    page = selectors.page(actor, gathering, now=now)
    for row, planned in zip(page.motions, one.motions, strict=True):
        if row.way is Way.TALK:
            continue
        counts = {Choice.YES: planned.yes, Choice.NO: planned.no}
        services.open_vote(motion_id=row.id, actor=actor, now=now)
        if row.way is Way.NAMED:
            chosen = [choice for choice, count in counts.items() for _ in range(count)]
            for entry, choice in zip(present, chosen, strict=False):
                services.vote(
                    motion_id=row.id, entry_id=entry, choice=choice, medium=Medium.PAPER,
                    actor=actor, now=now,
                )  # fmt: skip
        else:
            services.count_up(motion_id=row.id, counts=counts, actor=actor, now=now)
        services.close_vote(motion_id=row.id, actor=actor, now=now)
