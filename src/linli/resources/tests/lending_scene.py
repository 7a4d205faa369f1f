"""A community with a library and a box of things, two colleagues at its desk, and residents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, PartContext
from linli.points.method import PointsPart
from linli.resources import models, services
from linli.resources.method import ResourcesPart
from linli.resources.terms import NewTitle
from linli.resources.tests import places_scene as places
from linli.territory.terms import Area

POINTS = """
[[schemes]]
key = "deposit"
name = "借物信用分"
kind = "deposit"
unit = "分"
opening = 100
"""
LENDS = """
[[lends]]
key = "books"
name = "流动图书馆"
books = true
days = 30
most = 2
renewals = 1
keep = 3
remind = 3
late = [1, 7]
pause = 7
forgets = 90

[[lends]]
key = "things"
name = "借物"
days = 7
deposit = 20
scheme = "deposit"
"""
NOTICES = places.notices("lend_ready", "lend_due", "lend_late")
BOOK = NewTitle("books", "西游记", "吴承恩", "9787020008735", "四大名著之一。")
DRILL = NewTitle("things", "电钻", "博世")


def read(text: str = LENDS) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    points, _found = PointsPart().parse(Folder({"points.toml": POINTS.encode()}))
    part = ResourcesPart()
    document, found = part.parse(Folder({"places.toml": text.encode()}))
    context = PartContext({"points": points, "notices": NOTICES}, {})
    return document, list(found or part.check(document, context))


def set_scene(now: datetime, lends: str = LENDS) -> dict[str, Area]:
    """The areas by short code, with what is lent published."""
    areas = places.set_scene(now)
    points, found = PointsPart().parse(Folder({"points.toml": POINTS.encode()}))
    assert not found, found
    document, found = read(places.TEXT.split("[[lists]]")[0].replace(
        'lists = ["three", "later"]\n', "") + lends)  # fmt: skip
    assert not found, found
    parts.publish("points", "t1", points, now)
    parts.publish("notices", "t2", NOTICES, now)
    parts.publish("resources", "t2", document, now)
    return areas


def keeper(areas: dict[str, Area], now: datetime, number: int = 1, code: str = "100001") -> Actor:
    return places.keeper(areas, now, number, code)


def opened(areas: dict[str, Area], actor: Actor, now: datetime, **more) -> UUID:
    """A place, open."""
    made = places.placed(areas, actor, now, **more)
    models.Place.objects.filter(pk=made).update(state="open", opened_on=now.date())
    return made


def resident(number: int, now: datetime) -> UUID:
    return places.resident(number, now)


def copies(title_id: UUID) -> list[UUID]:
    rows = models.LentCopy.objects.filter(title_id=title_id).order_by("barcode")
    return [one.pk for one in rows]


def added(place: UUID, actor: Actor, now: datetime, new: NewTitle = BOOK, **more) -> UUID:
    return services.add_title(new=new, place_id=place, actor=actor, now=now, **more)


def parts_with_deposit(now: datetime, deposit: int) -> None:
    """The method with another deposit for things."""
    document, found = read(LENDS.replace("deposit = 20", f"deposit = {deposit}"))
    assert not found, found
    kept = {**parts.current("resources")[1], "lends": document["lends"]}
    parts.publish("resources", "t3", kept, now)
