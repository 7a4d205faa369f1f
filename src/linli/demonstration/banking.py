"""Hours of volunteers: checked in and out, told and waiting, given to family, before the public.
Everybody is invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.demonstration.plan import Plan
from linli.kernel.actor import Actor
from linli.people import services as people
from linli.volunteering import selectors, services

_PHONE = "1990020{:04}"  # 199 0020 is given to nobody
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_RESIDENT = Actor(kind="resident", via="command")
_VOLUNTEERS = 4


def add(plan: Plan, actor: Actor, end: datetime) -> int:
    """Four volunteers of the first committee that records hours; nothing in a county whose method
    does not count them. Returns how many services there are."""
    units = [one for one in selectors.hour_units() if one.area_id]
    if not units:
        return 0
    unit = units[0]
    people_of = [_person(plan, number, actor, end) for number in range(_VOLUNTEERS)]
    for number, person in enumerate(people_of):
        for week in range(3):
            start = end - (2 + number + 7 * week) * _DAY
            services.post_service(
                person=person, organisation_id=unit.id, title=f"第 {week + 1} 周清洁家园",
                about=("demonstration", unit.id), started_at=start, ended_at=start + 2 * _HOUR,
                travel_minutes=10 * number, key=f"demonstration:{number}:{week}", actor=actor,
                now=end,
            )  # fmt: skip
        start = end - (1 + number) * _DAY - 3 * _HOUR
        services.claim_service(
            person=person, organisation_id=unit.id, title="陪老人看病、取药", started_at=start,
            ended_at=start + 2 * _HOUR, actor=_RESIDENT, now=end,
        )  # fmt: skip
    _family(people_of[0], people_of[1], end)
    if selectors.hours_rules().publicity:
        services.open_hours_list(organisation_id=unit.id, actor=actor, now=end - _HOUR)
    return 4 * _VOLUNTEERS


def _person(plan: Plan, serial: int, actor: Actor, now: datetime) -> UUID:
    name = plan.families[serial % len(plan.families)] + plan.given[serial % len(plan.given)]
    return people.remember(name=name, phone=_PHONE.format(serial), actor=actor, now=now)


def _family(giver: UUID, receiver: UUID, now: datetime) -> None:
    """One gives the other an hour, where the county's bank admits it."""
    relation = next((one.key for one in selectors.family_relations().values() if one.phone), "")
    if not relation or not selectors.hours_rules().scheme:
        return
    link = services.ask_family(
        person=giver, phone=_PHONE.format(1), relation=relation, actor=_RESIDENT, now=now
    )
    services.answer_family(link_id=link, person=receiver, agree=True, actor=_RESIDENT, now=now)
    services.give_hours(
        person=giver, link_id=link, minutes=60, key="demonstration", actor=_RESIDENT, now=now
    )
