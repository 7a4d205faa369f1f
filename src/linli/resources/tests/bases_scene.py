"""A base with two sites, a menu, a programme and a route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import local
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations.tests.factories import TERRITORY
from linli.resources import services
from linli.resources.method import ResourcesPart
from linli.resources.terms import Asking, Half, Item, VisitForm
from linli.resources.tests import lending_scene, places_scene
from linli.territory.terms import Area

BASES = """
[[bases]]
key = "march"
name = "教育基地"
desk = "社区"
days = [1, 3]
ahead = 3
asks = 14
themes = [{ key = "red", name = "红色" }, { key = "green", name = "绿色" }]
questions = [
  { key = "course", name = "课程怎么样", required = true },
  { key = "again", name = "还来吗", kind = "yes" },
  { key = "words", name = "还想说什么", kind = "text" },
]
"""
NOTICES = places_scene.notices("base_confirmed", office="base_asked")


def read(text: str = BASES) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    part = ResourcesPart()
    document, found = part.parse(Folder({"places.toml": text.encode()}))
    known = {
        "organisations": {"duties": [{"key": "社区"}]}, "territory": TERRITORY, "notices": NOTICES,
    }  # fmt: skip
    return document, list(found or part.check(document, PartContext(known, {})))


@dataclass(frozen=True, slots=True)
class Scene:
    areas: dict[str, Area]
    desk: Actor
    base: UUID
    hall: UUID
    field: UUID
    talk: UUID
    walk: UUID


def set_scene(now: datetime) -> Scene:
    """All of it, through the services."""
    areas = places_scene.set_scene(now)
    document, found = read()
    assert not found, found
    kept = parts.current("resources")[1]
    parts.publish("notices", "t2", NOTICES, now)
    parts.publish("resources", "t2", {**kept, **document}, now)
    desk = places_scene.keeper(areas, now)
    place = lending_scene.opened(areas, desk, now, name="长征学院")
    base = services.make_base(
        place_id=place, kind="march", mu=467, hotels=3, beds=200, actor=desk, now=now
    )
    hall = services.add_site(base_id=base, name="出发纪念馆", longitude=116.6, latitude=26.2,
                             actor=desk, now=now)  # fmt: skip
    field = services.add_site(base_id=base, name="第四医院旧址", longitude=116.7, latitude=26.3,
                              actor=desk, now=now)  # fmt: skip
    talk = course(base, hall, desk, now, "出发前夜")
    walk = course(base, field, desk, now, "走一段路", halves=2, seats=50)
    return Scene(areas, desk, base, hall, field, talk, walk)


def course(base: UUID, site: UUID, desk: Actor, now: datetime, name: str, **more) -> UUID:
    of = {"theme": "red", "halves": 1, "seats": 100, "teacher": "党校教师", **more}
    return services.add_course(base_id=base, site_id=site, name=name, actor=desk, now=now, **of)


def asking(scene: Scene, now: datetime, **more) -> Asking:
    """A class of 40 for two days, four days ahead."""
    of = {
        "unit": "福州某局", "home": "福州", "form": VisitForm.CLASS, "size": 40,
        "since": local(now).date() + timedelta(days=4), "days": 2, "phone": "13900000001",
        "name": "林某",
        "items": (Item(1, Half.MORNING, scene.talk), Item(1, Half.AFTERNOON, scene.walk)),
        **more,
    }  # fmt: skip
    return Asking(**of)


def asked(scene: Scene, now: datetime, **more) -> UUID:
    return services.ask_visit(
        base_id=scene.base, asking=asking(scene, now, **more), actor=ANONYMOUS, now=now
    )


def confirmed(scene: Scene, now: datetime, **more) -> UUID:
    visit = asked(scene, now, **more)
    services.confirm_visit(visit_id=visit, contact=scene.desk.account_id, actor=scene.desk, now=now)
    return visit


def came(scene: Scene, now: datetime, count: int = 6) -> UUID:
    """A visit that came four days later."""
    visit = confirmed(scene, now)
    services.arrive(visit_id=visit, count=count, actor=scene.desk, now=now + timedelta(days=4))
    return visit
