"""The small county with a shop, a merchant, an office, a signer, and residents with points."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import Folder
from linli.organisations import selectors as organisations
from linli.organisations import services as founding
from linli.organisations.tests.factories import appointed, county, person
from linli.people import services as people
from linli.points import services as points
from linli.points.method import PointsPart
from linli.points.terms import Cause, Holder
from linli.resources import selectors, services
from linli.resources.terms import NewOffer
from linli.territory.terms import Area

POINTS = """
[[schemes]]
key = "points"
name = "积分"
kind = "points"
unit = "分"
points = 10
yuan = "5"

[[schemes]]
key = "hours"
name = "志愿时间"
kind = "minutes"
unit = "分钟"
step = 30

[[schemes]]
key = "yuan"
name = "结算款"
kind = "money"
unit = "分"
who = ["organisation"]

[[shops]]
key = "shop"
name = "积分超市"
scheme = "points"
hours = "hours"
money = "yuan"
keep_days = 7
remind_days = 2
orders_a_month = 4
spent_a_month = 200
merchants = ["商户"]
office = ["社区居委会"]
runs = ["社区"]
signs = ["乡镇"]
"""
SALT = NewOffer("食盐", "一袋 400 克。", 5, "青云路便利店", "每天 8 点到 20 点", worth=250, each=3)
CLASS = NewOffer("寒假书法课", "一节一小时。", 10, "社区书院", "周六上午", minutes=60)


def set_scene(now: datetime, text: str = POINTS) -> dict[str, Area]:
    """The areas by short code, with the shop published."""
    areas = county(now)
    set_points(text, now)
    for code in ("100001", "100002"):
        founding.found(
            key=f"mart-{code}", kind="商户", name=f"青云便利店{code}", area_id=areas[code].id,
            actor=SYSTEM, now=now,
        )  # fmt: skip
    return areas


def set_points(text: str, now: datetime) -> None:
    document, found = PointsPart().parse(Folder({"points.toml": text.encode()}))
    assert not found, found
    parts.publish("points", "t1", document, now)


def clerk(
    areas: dict[str, Area], now: datetime, name: str = "clerk", code: str = "100001"
) -> Actor:
    """Somebody of a community: makes offers, judges those of others, hands out, draws up."""
    account = person(name, "职员", now)
    appointed("社区", account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def seller(actor: Actor, name: str = "青云便利店") -> str:
    """The key of the merchant, or of another, for whom the actor may make offers."""
    return next(one.key for one in selectors.sellers(actor) if one.name.startswith(name))


def merchant(now: datetime, code: str = "100001") -> Actor:
    """Somebody behind the merchant's counter."""
    account = person(f"mart-{code}", "店员", now)
    appointed("商户", account, now, unit=f"mart-{code}")
    return organisations.actor_for(account, via="test", now=now)


def town(areas: dict[str, Area], now: datetime) -> Actor:
    """Somebody of the town, who signs."""
    account = person("town", "镇里", now)
    appointed("乡镇", account, now, area_id=areas["100"].id)
    return organisations.actor_for(account, via="test", now=now)


def resident(number: int, now: datetime, *, balance: int = 100, minutes: int = 0) -> UUID:
    """A person with points, and with minutes of service."""
    who = people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", phone=f"138{number:08d}", actor=SYSTEM,
        now=now,
    )  # fmt: skip
    for scheme, amount in (("points", balance), ("hours", minutes)):
        if amount:
            points.award(
                scheme=scheme, to=Holder.person(who), amount=amount, key=f"{scheme}-{who}",
                cause=Cause.SERVICE, title="开头", about=("test", who), actor=SYSTEM, now=now,
            )  # fmt: skip
    return who


def shown(
    areas: dict[str, Area], now: datetime, new: NewOffer = SALT, code: str = "100001"
) -> UUID:
    """An offer of the community, made by the platform and looked at by a clerk of it."""
    maker = clerk(areas, now, f"maker-{uuid4().hex[:6]}", code)
    judge = clerk(areas, now, f"judge-{uuid4().hex[:6]}", code)
    made = services.offer(seller=seller(maker), new=new, actor=maker, now=now)
    services.judge_offer(offer_id=made, show=True, actor=judge, now=now)
    return made
