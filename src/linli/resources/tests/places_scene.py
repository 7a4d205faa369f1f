"""The small county with kinds of places of its own, people who keep them, and residents."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, county, person
from linli.people import services as people
from linli.resources import services
from linli.resources.method import ResourcesPart
from linli.resources.terms import Hours, NewPlace, NewRoom
from linli.territory.terms import Area

TEXT = """
[[kinds]]
key = "home"
name = "邻里之家"
services = ["talk"]
uses = ["study", "council"]
lists = ["three", "later"]
booking = "free"
minutes = [30, 120]
ahead = 14
most = 2

[[kinds]]
key = "hall"
name = "会议厅"
uses = ["council"]
booking = "asked"

[[kinds]]
key = "station"
name = "驿站"
services = ["rest", "water"]
least_services = 3
booking = "none"

[[kinds]]
key = "canteen"
name = "食堂"
meals = true

[[kinds]]
key = "school"
name = "四点半学校"

[[services]]
key = "talk"
name = "说事"

[[services]]
key = "rest"
name = "歇脚"

[[services]]
key = "water"
name = "喝水"

[[uses]]
key = "study"
name = "学习"

[[uses]]
key = "council"
name = "议事"

[[lists]]
key = "three"
name = "三有"
number = 2
items = [{ key = "sign", name = "有牌子", look = "门口看得见" }, { key = "seats", name = "有座位" }]

[[lists]]
key = "later"
name = "以后再定"
number = 7
"""

MORNING, AFTERNOON = (8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30)
OFFICE = Hours(week=((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()), holiday=())


def notices(*more: str, office: str = "") -> dict:
    """A county's templates: those of rooms, `more`, and one that colleagues see."""
    kinds = [(key, "sms") for key in ("room_booked", "room_off", *more)]
    kinds += [(office, "in_app")] if office else []
    return {
        "templates": [
            {"key": key, "title": "{title}", "text": "{title} {place}", "channels": [channel]}
            for key, channel in kinds
        ]
    }


def read(text: str = TEXT) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    part = ResourcesPart()
    document, found = part.parse(Folder({"places.toml": text.encode()}))
    return document, list(found or part.check(document, PartContext({"notices": notices()}, {})))


def set_scene(now: datetime, text: str = TEXT) -> dict[str, Area]:
    """The areas by short code, with the kinds published."""
    areas = county(now)
    document, found = read(text)
    assert not found, found
    parts.publish("notices", "t1", notices(), now)
    parts.publish("resources", "t1", document, now)
    return areas


def keeper(areas: dict[str, Area], now: datetime, number: int = 1, code: str = "100001") -> Actor:
    """One of those who keep the places of a community."""
    account = person(f"keeper-{code}-{number}", f"李{'甲乙丙丁'[number]}", now)
    appointed("社区", account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def looker(actor: Actor) -> Actor:
    """One who sees the same places, and runs none."""
    sees = frozenset({"resources.see"})
    return replace(actor, grants=tuple(replace(one, verbs=sees) for one in actor.grants))


def resident(number: int, now: datetime) -> UUID:
    return people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        phone=f"138{number:08d}",
        actor=SYSTEM,
        now=now,
    )


def new_place(areas: dict[str, Area], code: str = "100001", **more) -> NewPlace:
    area = areas[code]
    unit = organisations.unit_at(area.id, "社区大党委") or organisations.units()[0]
    of = {"name": "青云之家", "kinds": ("home",), "services": ("talk",), "hours": OFFICE, **more}
    return NewPlace(area_id=area.id, organisation_id=unit.id, **of)


def placed(areas: dict[str, Area], actor: Actor, now: datetime, **more) -> UUID:
    return services.set_up_place(new=new_place(areas, **more), actor=actor, now=now)


def roomed(place_id: UUID, actor: Actor, now: datetime, **more) -> UUID:
    of = {"name": "二楼会议室", "seats": 20, "uses": ("council",), **more}
    return services.set_room(place_id=place_id, new=NewRoom(**of), actor=actor, now=now)
