"""The small county with the ledgers of the shipped method, and people who hold accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.ids import new_id
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import TERRITORY, appointed, county, person
from linli.people import services as people
from linli.points import services
from linli.points.method import PointsPart
from linli.points.terms import Cause, Holder
from linli.territory import selectors as territory
from linli.territory.terms import Area

PLAIN = """
[[schemes]]
key = "points"
name = "积分"
kind = "points"
unit = "分"
months = 1
"""
FILE = settings.HOME / "methods" / "taining" / "points.toml"


def read(text: str) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    part = PointsPart()
    document, found = part.parse(Folder({"points.toml": text.encode()}))
    known = {"organisations": parts.current("organisations")[1], "territory": TERRITORY}
    return document, list(found or part.check(document, PartContext(known, {})))


def publish(text: str, now: datetime) -> None:
    document, found = read(text)
    assert not found, found
    parts.publish("points", str(new_id()), document, now)


def set_scene(now: datetime, text: str = "") -> dict[str, Area]:
    """The areas by short code, with ledgers published: those of the method without its shops (whose
    duties the small county lacks), or those of `text`."""
    areas = county(now)
    shipped = FILE.read_text(encoding="utf-8").split("[[shops]]")[0]
    publish(text or shipped, now)
    return areas


def someone(number: int, now: datetime) -> Holder:
    return Holder.person(someone_id(number, now))


def someone_id(number: int, now: datetime) -> UUID:
    return people.remember(phone=f"139{number:08d}", name="王甲", actor=SYSTEM, now=now)


def colleague(
    key: str, areas: dict[str, Area], now: datetime, *, phone: str = "", at: str = "100001",
    duty: str = "社区",
) -> Actor:  # fmt: skip
    """Somebody with a duty in the small county, 社区 at its community without more; with a phone, a
    person of their own."""
    account = person(key, "社区干部", now)
    if phone:
        from linli.people.services import set_phone

        set_phone(account_id=account, phone=phone, actor=SYSTEM, now=now)
    appointed(duty, account, now, area_id=areas[at].id if at else territory.root().id)
    return organisations.actor_for(account, via="test", now=now)


def earn(holder: Holder, amount: int, now: datetime, *, scheme: str = "points", key: str = ""):
    return services.award(
        scheme=scheme,
        to=holder,
        amount=amount,
        key=key or str(new_id()),
        cause=Cause.SERVICE if scheme == "hours" else Cause.DEED,
        title="清洁家园",
        about=("activity", new_id()),
        actor=SYSTEM,
        now=now,
    )


def use(holder: Holder, amount: int, now: datetime, *, scheme: str = "points", key: str = ""):
    return services.spend(
        scheme=scheme,
        of=holder,
        amount=amount,
        key=key or str(new_id()),
        cause=Cause.GOODS,
        title="毛巾 1 条",
        about=("order", new_id()),
        actor=SYSTEM,
        now=now,
    )
