"""The small county with two kinds of rota, and neighbours to put on one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person
from linli.people import services as people
from linli.territory import services as territory
from linli.territory.terms import Area
from linli.volunteering import selectors, services
from linli.volunteering.models import Rota, RotaDuty, RotaMember, RotaShift
from linli.volunteering.tests import hours_scene

COMMUNITY = hours_scene.COMMUNITY
UNIT = "社区居委会"
TEXT = (
    hours_scene.TEXT
    + """
[[rotas]]
key = "school"
name = "护学岗"
about = "上学路上有人守。"
units = ["社区居委会"]
managers = ["社区"]
weekly = 2
rest = 10
fairness = 60
[[rotas.roles]]
key = "leader"
name = "组长"
[[rotas.shifts]]
key = "morning"
name = "早班"
hours = "07:20-08:00"
people = 2
days = "school"
place = "实验小学东门"
needs = ["leader"]

[[rotas]]
key = "tidy"
name = "流动值日牌"
about = "轮流值日，清扫公共区域。"
units = ["社区居委会"]
managers = ["社区"]
approved = true
[[rotas.shifts]]
key = "day"
name = "值日"
hours = "18:00-19:00"
people = 1

[[school_terms]]
key = "spring"
since = 2026-02-25
until = 2026-07-03
"""
)


def set_scene(now: datetime, text: str = TEXT) -> dict[str, Area]:
    """With the national calendar of the year."""
    areas = hours_scene.set_scene(now, text)
    territory.publish_calendar(
        spans=[(time(8), time(12)), (time(14, 30), time(17, 30))], years=(2026,), actor=SYSTEM,
        now=now,
    )  # fmt: skip
    return areas


def manager(areas: dict[str, Area], now: datetime, code: str = COMMUNITY) -> Actor:
    account = person(f"rota-{code}", "陈主任", now)
    appointed("社区", account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def neighbour(number: int, now: datetime) -> UUID:
    return people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        phone=f"139{number:08d}",
        actor=SYSTEM,
        now=now,
    )


def place(actor: Actor, kind: str = "school") -> str:
    return next(one.key for one in selectors.rota_places(actor) if one.kind.key == kind)


def rota(
    actor: Actor,
    now: datetime,
    *,
    people: int = 6,
    days: int = 14,
    kind: str = "school",
    leaders: int = 3,
    since: date | None = None,
) -> UUID:
    """A draft from tomorrow on, with so many people, the first of them leaders."""
    first = since or local(now).date() + timedelta(days=1)
    made = services.plan_rota(
        place=place(actor, kind), name="三月护学", since=first,
        until=first + timedelta(days=days - 1), actor=actor, now=now,
    )  # fmt: skip
    for number in range(people):
        services.add_to_rota(
            rota_id=made, person=neighbour(number, now), actor=actor, now=now,
            roles=("leader",) if number < leaders else (),
        )  # fmt: skip
    return made


def published(actor: Actor, now: datetime, **of) -> UUID:
    made = rota(actor, now, **of)
    services.solve_rota(rota_id=made, actor=actor, now=now)
    services.publish_rota(rota_id=made, actor=actor, now=now)
    return made


def row(made: UUID) -> Rota:
    return Rota.objects.get(pk=made)


def duties(made: UUID) -> dict[UUID, set[UUID]]:
    """Who is on which shift, by the ids of shifts and members."""
    found: dict[UUID, set[UUID]] = {one.pk: set() for one in RotaShift.objects.filter(rota_id=made)}
    for one in RotaDuty.objects.filter(shift__rota_id=made):
        found[one.shift_id].add(one.member_id)
    return found


def member(made: UUID, person: UUID) -> RotaMember:
    return RotaMember.objects.get(rota_id=made, identity_id=person)
