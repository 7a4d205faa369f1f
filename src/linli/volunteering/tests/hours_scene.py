"""The small county with a time bank, and people to meet in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import Folder, PartContext
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import TERRITORY, appointed, county, person
from linli.people import services as people
from linli.people.models import Account
from linli.points.terms import Grade
from linli.territory.terms import Area
from linli.volunteering import services
from linli.volunteering.method import VolunteeringPart

COMMUNITY = "100001"
SCHEMES = [
    {
        "key": "hours", "name": "志愿时间", "kind": "minutes", "unit": "分钟", "who": ["person"],
        "step": 30, "gifts": "family",
    },
    {"key": "yuan", "name": "结算款", "kind": "money", "unit": "分", "who": ["organisation"]},
]  # fmt: skip
TEXT = """
[[hours]]
key = "time_bank"
name = "志愿时间银行"
scheme = "hours"
units = ["社区居委会", "村委会"]
helped_most = 240
claim_days = 30

[[relations]]
key = "mother"
name = "父母"

[[relations]]
key = "child"
name = "孩子"
phone = false

[[stars]]
key = "all"
name = "星级志愿者"
levels = [{ hours = 2, name = "一星" }, { hours = 4, name = "二星" }]

[[stars]]
key = "year"
name = "年度之星"
yearly = true
levels = [{ hours = 1, name = "年度一星" }]
"""
PUBLIC = TEXT.replace(
    'scheme = "hours"',
    'scheme = "hours"\npublicity = "7 工作日"\nbasis = "《志愿服务记录与证明出具办法》"',
)


def read(text: str, schemes=SCHEMES):
    """The document of a TOML text, and everything that parser and checker say."""
    part = VolunteeringPart()
    document, found = part.parse(Folder({"volunteering.toml": text.encode()}))
    organised = parts.current("organisations")[1]
    known = {"organisations": organised, "territory": TERRITORY, "points": {"schemes": schemes}}
    return document, list(found or part.check(document, PartContext(known, {})))


def set_scene(now: datetime, text: str = TEXT, schemes=SCHEMES) -> dict[str, Area]:
    """The areas by short code, with the time bank published."""
    areas = county(now)
    parts.publish("points", "t1", {"schemes": schemes}, now)
    document, found = read(text, schemes)
    assert not found, found
    parts.publish("volunteering", "t1", document, now)
    return areas


def committee(areas: dict[str, Area], code: str = COMMUNITY) -> UUID:
    """The residents' committee there."""
    unit = organisations.unit_at(areas[code].id, "社区居委会")
    assert unit is not None
    return unit.id


def clerk(areas: dict[str, Area], now: datetime, name: str = "clerk", *codes: str) -> Actor:
    """A colleague who looks after the places, without a telephone number."""
    account = person(name, "陈主任", now)
    for code in codes or (COMMUNITY,):
        duty = "村" if code.endswith("200") else "社区"
        appointed(duty, account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def known_as(actor: Actor, identity_id: UUID) -> None:
    """The colleague is this person."""
    Account.objects.filter(pk=actor.account_id).update(identity_id=identity_id)


def resident(number: int, now: datetime) -> UUID:
    return people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", phone=f"139{number:08d}",
        actor=SYSTEM, now=now,
    )  # fmt: skip


def served(
    person_id: UUID, unit: UUID, now: datetime, *, ago=180, lasts=120, key="k", **more
) -> UUID:
    """A service that an activity recorded, `ago` minutes ago, of so many minutes."""
    start = now - timedelta(minutes=ago)
    given = {"grade": Grade.CREDIT, "title": "清洁家园"} | more
    return services.post_service(
        person=person_id, organisation_id=unit, about=("activity", unit), started_at=start,
        ended_at=start + timedelta(minutes=lasts), key=key, actor=SYSTEM, now=now, **given,
    )  # fmt: skip


def claimed(person_id: UUID, unit: UUID, now: datetime, *, ago=180, lasts=120, **more) -> UUID:
    """The same, told by the volunteer."""
    start = now - timedelta(minutes=ago)
    return services.claim_service(
        person=person_id, organisation_id=unit, title="帮邻居买菜", started_at=start,
        ended_at=start + timedelta(minutes=lasts), actor=SYSTEM, now=now, **more,
    )  # fmt: skip
