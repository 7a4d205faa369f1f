"""The small county with a party committee of an organ, its vanguard team, leaders and residents."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import Folder, PartContext
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.tests.factories import TERRITORY, appointed, county, person
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory.terms import Area
from linli.volunteering import selectors, services
from linli.volunteering.method import VolunteeringPart
from linli.volunteering.terms import ActivityPlan, RolePlan, Times

FILE = settings.HOME / "methods" / "taining" / "volunteering.toml"
TEAMS = """
[[teams]]
key = "vanguard"
name = "党员志愿服务先锋队"
units = ["志愿服务队"]
of = ["机关党委"]
one_each = true
size = [2, 3]
leads = "志愿服务队"
[[teams.tags]]
key = "young"
name = "年轻党员"
majority = true
[[teams.tags]]
key = "applicant"
name = "入党积极分子"
least = 1
[[teams]]
key = "neighbour"
name = "近邻志愿服务队"
units = ["志愿服务队"]
of = ["社区大党委", "机关党委"]
[[activities]]
key = "clean"
name = "清洁家园"
[[activities]]
key = "teach"
name = "课业辅导"
serves = "服务学生"
counts = "pupils"
[[activities]]
key = "duty"
name = "值守巡查"
risky = true
[[series]]
key = "city"
name = "创城攻坚"
kind = "clean"
[[series.themes]]
month = 3
name = "学雷锋"
"""


def read(text: str) -> tuple[dict, list]:
    part = VolunteeringPart()
    document, found = part.parse(Folder({"volunteering.toml": text.encode()}))
    known = {"organisations": parts.current("organisations")[1], "territory": TERRITORY}
    return document, list(found or part.check(document, PartContext(known, {})))


def set_scene(now: datetime) -> dict[str, Area]:
    areas = county(now)
    document, found = read(TEAMS)
    assert not found, found
    parts.publish("volunteering", "t1", document, now)
    return areas


def organ(now: datetime, name: str = "县直机关党委") -> UUID:
    return organising.found(
        key=f"organ-{name}", kind="机关党委", name=name, area_id=territory.root().id, actor=SYSTEM,
        now=now,
    )  # fmt: skip


def team(now: datetime, *, kind: str = "vanguard", of: UUID | None = None, name="先锋队") -> UUID:
    return services.set_up_team(
        place=f"{kind}|{of or organ(now)}", name=name, actor=SYSTEM, now=now
    )


def leader(team_id: UUID, now: datetime, name: str = "leader") -> Actor:
    """Whoever leads that team: an account with the post."""
    account = person(name, "队长甲", now)
    unit = organisations.unit_by_id(team_id)
    appointed("志愿服务队", account, now, unit=unit.key)
    return organisations.actor_for(account, via="test", now=now)


def resident(number: int, now: datetime) -> UUID:
    return people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        phone=f"138{number:08d}",
        actor=SYSTEM,
        now=now,
    )


RESIDENT = Actor(kind="resident")


def volunteer(number: int, now: datetime) -> UUID:
    made = resident(number, now)
    services.register_volunteer(
        person=made, name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", skills=["labour"],
        times=[Times.WEEKENDS], consent=True, actor=RESIDENT, now=now,
    )  # fmt: skip
    return made


def joined(team_id: UUID, number: int, actor: Actor, now: datetime, tags=()) -> UUID:
    """The membership of a volunteer who asked and was accepted."""
    asked = services.ask_to_join(
        team_id=team_id, person=volunteer(number, now), actor=RESIDENT, now=now
    )
    services.accept_member(member_id=asked, tags=tags, actor=actor, now=now)
    return asked


def a_plan(team_id: UUID, now: datetime, *, places: int = 2, hours: int = 26, **of) -> ActivityPlan:
    start = now + timedelta(hours=hours)
    said = {
        "organisation_id": team_id, "kind": "clean", "title": "清洁楼道", "words": "一起打扫三号楼",
        "place": "三号楼前", "starts_at": start, "ends_at": start + timedelta(hours=2),
        "roles": (RolePlan("参加者", places),),
    }  # fmt: skip
    return ActivityPlan(**(said | of))


def an_activity(team_id: UUID, now: datetime, **of) -> UUID:
    return services.plan_activity(plan=a_plan(team_id, now, **of), actor=SYSTEM, now=now)


def role(activity_id: UUID, name: str = "参加者") -> UUID:
    return next(
        one.id for one in selectors.roles_of([activity_id])[activity_id] if one.name == name
    )


def signs_up(activity_id: UUID, person_id: UUID, now: datetime):
    return services.sign_up(
        activity_id=activity_id, role_id=role(activity_id), person=person_id, actor=RESIDENT,
        now=now,
    )  # fmt: skip
