"""The walk's share of the shop and the circles: an offer, an order, a settlement, a count; and who
may call which address."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from tests.journeys.rules import ALL, NOBODY, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.matters.stories import doing, scene
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources import selectors, services
from linli.resources.stories import circle
from linli.resources.terms import NewOffer

MART = "炉峰便民商店"
KNOWN = only("resident", "stranger")
SEES = only(
    "grid_in", "grid_out", "community_in", "community_out", "county", "party_office", "supervision"
)
SEES_HERE = only("community_in", "county", "party_office", "supervision")
RUNS = only("community_in", "community_out")
KEEPS = only("community_in", "county")
ONE = only("community_in")
COUNTS = only("county")


def arrange(setting: Setting) -> None:
    """A merchant at 炉峰社区; one order waits, another was fetched and is settled in part."""
    scene.unit(setting.world, name=MART, kind="商户", place="炉峰社区")
    clerk = setting.actor("community_in")
    seller = next(one.key for one in selectors.sellers(clerk) if one.name == MART)
    new = NewOffer("食盐", "一袋", 20, "柜台", "白天", worth=250)
    shown, waiting = (
        services.offer(seller=seller, new=new, actor=SYSTEM, now=NOW) for _each in range(2)
    )
    services.judge_offer(offer_id=shown, show=True, actor=clerk, now=NOW)
    resident = setting.ids["identity_resident"]
    for person in (resident, setting.ids["identity_stranger"]):
        assert isinstance(person, UUID)
        points.award(
            scheme="points", to=Holder.person(person), amount=100, key=f"walk-{person}",
            cause=Cause.SERVICE, title="互助", about=("walk", None), actor=SYSTEM, now=NOW,
        )  # fmt: skip
    for count in (1, 2):
        order = _order(shown, resident, count)
        code = selectors.my_order(resident, order).code
        services.hand_out(
            code=code, count=count, drop_rest=False, key=uuid4(), actor=clerk, now=NOW
        )
        if count == 1:
            unit = UUID(seller.split("|")[1])
            batch = services.draw_batch(
                shop="shop", organisation_id=unit, until=local(NOW).date(), actor=clerk, now=NOW
            )
    order = _order(shown, resident, 3)
    circle.circle_building(setting.world, "青云1格", "0", "九号楼", "3")
    services.count_circle(key="town", actor=SYSTEM, now=NOW)
    setting.ids.update(
        shop_offer=shown, shop_waiting=waiting, shop_order=order, shop_batch=batch,
        shop_code=selectors.my_order(resident, order).code, shop_seller=seller, shop_key="shop",
        shop_unit=unit, circle_key="town", circle_service="canteen",
    )  # fmt: skip


def _order(offer: UUID, person: object, count: int) -> UUID:
    assert isinstance(person, UUID)
    return services.order(
        offer_id=offer, count=count, person=person, key=uuid4(), actor=SYSTEM, now=NOW
    )


OFFER, WAITING = {"offer_id": "shop_offer"}, {"offer_id": "shop_waiting"}
ORDER, CODE = {"order_id": "shop_order"}, {"code": "shop_code"}
BATCH = {"batch_id": "shop_batch"}
KEY = {"key": "circle_key"}
SERVICE = {**KEY, "service": "circle_service"}
RULES: dict[str, Rule] = {
    "shop": Rule(get=ALL),
    "shop-offer": Rule(
        get=ALL, post=KNOWN, more=OFFER, data=lambda _s: {"count": 1, "key": uuid4()}
    ),
    "shop-orders": Rule(get=KNOWN),
    "shop-order": Rule(get=only("resident"), more=ORDER),
    "shop-order-qr": Rule(get=only("resident"), more=ORDER),
    "shop-order-cancel": Rule(post=only("resident"), more=ORDER),
    "shop-counter": Rule(
        get=RUNS, post=RUNS, writes=False, data=lambda s: {"code": s.ids["shop_code"]}
    ),
    "shop-counter-order": Rule(
        get=ONE, post=ONE, marked=ONE, more=CODE,
        data=lambda _s: {"count": 1, "rest": "keep", "key": uuid4()},
    ),
    "shop-desk": Rule(get=SEES),
    "shop-new": Rule(
        get=RUNS, post=ONE,
        data=lambda s: {
            "seller": s.ids["shop_seller"], "title": "醋", "yuan": "3", "stock": 2,
            "fetch_at": "柜台",
        },
    ),
    "shop-desk-offer": Rule(get=SEES_HERE, post=KEEPS, more=OFFER, data=lambda _s: {"change": 2}),
    "shop-judge": Rule(post=ONE, more=WAITING, data=lambda _s: {"show": "yes"}),
    "shop-turn": Rule(post=KEEPS, more=OFFER, data=lambda _s: {"state": "paused"}),
    "shop-picture": Rule(post=KEEPS, more=OFFER, data=lambda _s: {"picture": doing.picture()}),
    "settlements": Rule(get=SEES),
    "settlement-draw": Rule(
        post=ONE, more={"shop": "shop_key", "unit_id": "shop_unit"},
        data=lambda _s: {"until": local(NOW).date().isoformat()},
    ),
    "settlement": Rule(get=SEES_HERE, more=BATCH),
    "settlement-sign": Rule(post=NOBODY, more=BATCH),  # the town's, who is not among the roles
    "settlement-drop": Rule(post=ONE, more=BATCH, data=lambda _s: {"reason": "写错了"}),
    "circles": Rule(get=SEES),
    "circle": Rule(get=SEES, more=KEY),
    "circle-map": Rule(get=SEES, more=SERVICE),
    "circle-gaps": Rule(get=SEES, more=SERVICE),
    "circle-count": Rule(post=COUNTS, more=KEY),
    "circle-site": Rule(post=COUNTS, more=SERVICE, writes=False),
    "circle-network": Rule(
        get=COUNTS, post=COUNTS,
        data=lambda _s: {
            "source": "测绘", "upload": ContentFile(b"117.1,26.9,117.11,26.9,1100", "a.csv"),
        },
    ),
    "circle-network-drop": Rule(post=COUNTS),
}  # fmt: skip
