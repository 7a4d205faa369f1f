"""The shop: what is on the shelves of a few merchants, residents' orders, a settlement; and the
circles, counted. Everybody is invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID, uuid5

from linli.demonstration.plan import Plan
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources import selectors, services
from linli.resources.terms import NewOffer, Seller, Shop
from linli.territory import selectors as territory

_PHONE = "1990002{:04}"  # 199 0002 is given to nobody
_KEYS = UUID("6b2f7c1e-8f8f-4d0c-9a57-2f2f0c8f9a11")
GOODS = (
    NewOffer("食盐", "一袋 400 克。", 40, "柜台", "每天 8 点到 20 点", worth=250, each=4),
    NewOffer("洗衣液", "一瓶两公斤。", 12, "柜台", "每天 8 点到 20 点", worth=1250, each=2),
    NewOffer("抽纸", "一提三包。", 30, "柜台", "每天 8 点到 20 点", worth=500),
    NewOffer("大米", "一袋五斤。", 1, "柜台", "每天 8 点到 20 点", worth=1500, each=1),
)
CLASS = NewOffer("假期书法课", "一节一小时，自带毛笔。", 8, "活动室", "周六上午 9 点", minutes=60)


def add_shop(plan: Plan, actor: Actor, begin: datetime, end: datetime) -> int:
    """Offers of the first merchants that there are, orders of a few residents, what they fetched.
    Then the circles are counted. Returns how many orders there are."""
    services.count_circles({}, end)
    merchants = _merchants(plan)
    if not merchants:
        return 0
    offers = [_offers(one, begin) for one in merchants]
    for made in offers:
        for offer in made[:-1]:
            services.judge_offer(offer_id=offer, show=True, actor=SYSTEM, now=begin)
    return _orders(plan, merchants[0].shop, offers, actor, end)


def _merchants(plan: Plan) -> list[Seller]:
    """Three of them, first those where somebody who logs in works."""
    codes = {one.area for one in plan.logins}
    found = [
        one
        for one in selectors.sellers(SYSTEM)
        if organisations.unit_by_id(one.organisation_id).kind in one.shop.merchants
    ]
    found.sort(key=lambda one: territory.area(one.area_id).code not in codes)
    return found[:3]


def _offers(seller: Seller, now: datetime) -> list[UUID]:
    """All goods, a class where hours are taken; the last one waits for somebody to look at it."""
    goods = [*GOODS[:2], *([CLASS] if seller.shop.hours else []), *GOODS[2:]]
    return [
        services.offer(
            seller=seller.key,
            new=replace(one, fetch_at=f"{seller.name}{one.fetch_at}"),
            actor=SYSTEM,
            now=now,
        )
        for one in goods
    ]


def _orders(plan: Plan, shop: Shop, offers: list[list[UUID]], actor: Actor, end: datetime) -> int:
    """Eight residents with some points order one thing each; two in three fetch it."""
    count = 0
    shelf = cycle(
        [one for made in zip(*(some[:2] for some in offers), strict=True) for one in made]
    )
    for number in range(8):
        name = plan.families[number % len(plan.families)] + plan.given[number % len(plan.given)]
        person = people.remember(name=name, phone=_PHONE.format(number), actor=actor, now=end)
        points.award(
            scheme=shop.scheme, to=Holder.person(person), amount=60, key=f"demo-shop-{number}",
            cause=Cause.SERVICE, title="邻里互助", about=("demonstration", None), actor=SYSTEM,
            now=end - timedelta(days=20),
        )  # fmt: skip
        then = end - timedelta(days=5 - number % 4)
        order = services.order(
            offer_id=next(shelf), count=1 + number % 2, person=person,
            key=uuid5(_KEYS, f"order {number}"), actor=SYSTEM, now=then,
        )  # fmt: skip
        count += 1
        if number % 3:
            services.hand_out(
                code=selectors.my_order(person, order).code, count=1, drop_rest=False,
                key=uuid5(_KEYS, f"pick {number}"), actor=SYSTEM, now=then + timedelta(hours=3),
            )  # fmt: skip
    for one in selectors.owed(SYSTEM)[:1]:
        services.draw_batch(
            shop=one.shop.key,
            organisation_id=one.organisation_id,
            until=local(end).date(),
            actor=SYSTEM,
            now=end,
        )
    return count
