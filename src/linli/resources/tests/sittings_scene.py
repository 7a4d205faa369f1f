"""A school after school: the small county with such a place, terms, guardians and children."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import LOCAL
from linli.kernel.registry import Folder, PartContext
from linli.resources import services
from linli.resources.method import ResourcesPart
from linli.resources.terms import Collector, Enrolled, NewChild, NewTerm
from linli.resources.tests import places_scene as places
from linli.territory.terms import Area

NOTICES = places.notices("sitting_place", "sitting_closed")
TEXT = places.TEXT.replace(
    'name = "四点半学校"\n', 'name = "四点半学校"\nsittings = true\nforgets = 30\n'
)
MONDAY, FRIDAY, LATER = date(2026, 3, 2), date(2026, 3, 6), date(2026, 6, 26)
GRANNY = Collector("王奶奶", "奶奶", "13700000001")
FATHER = Collector("王大明", "爸爸", "13700000002")


def read(text: str = TEXT, notices: dict | None = None):
    """The document of a TOML text, and everything that parser and checker say."""
    part = ResourcesPart()
    document, found = part.parse(Folder({"places.toml": text.encode()}))
    context = PartContext({"notices": NOTICES if notices is None else notices}, {})
    return document, list(found or part.check(document, context))


def set_scene(now: datetime) -> dict[str, Area]:
    areas = places.set_scene(now)
    document, found = read()
    assert not found, found
    parts.publish("notices", "t2", NOTICES, now)
    parts.publish("resources", "t2", document, now)
    return areas


def school(areas: dict[str, Area], keeper: Actor, now: datetime) -> UUID:
    return places.placed(areas, keeper, now, kinds=("school",), services=())


def term(place: UUID, keeper: Actor, now: datetime, **more) -> UUID:
    of = {
        "name": "春季班", "since": MONDAY, "until": LATER, "weekdays": (0, 1, 2, 3, 4),
        "opens": 16 * 60 + 30, "closes": 18 * 60, "seats": 2, "youngest": 6, "oldest": 9,
        "contact": "李老师 7832345", **more,
    }  # fmt: skip
    return services.open_term(new=NewTerm(place_id=place, **of), actor=keeper, now=now)


def child(**more) -> NewChild:
    of = {"name": "王小明", "born": 2018, "collectors": (GRANNY, FATHER), "care": "花生过敏",
          "school": "一小二班", "consent": True, **more}  # fmt: skip
    return NewChild(**of)


def enrolled(term_id: UUID, person: UUID | None, now: datetime, **more) -> Enrolled:
    return services.enrol(
        term_id=term_id, new=child(**more), person=person, actor=ANONYMOUS, now=now
    )


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)
