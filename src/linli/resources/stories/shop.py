"""The sentences of golden stories that speak of the shop."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources import selectors, services
from linli.resources.terms import NewOffer


def actor_named(world: World, who: str) -> Actor:
    """Whoever the story calls so, with the duties of today."""
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def person_by_phone(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


@phrase("手机 {phone} 的居民因“{deed}”得分")
def shop_earns(world: World, phone: str, deed: str) -> None:
    """Points for a deed of the method, by its name."""
    known = {str(one.name): one for one in ledger.deeds()}
    assert deed in known, f"没有这一项，可用：{'、'.join(known)}"
    points.award(
        scheme=known[deed].scheme,
        to=Holder.person(person_by_phone(world, phone)),
        deed=known[deed].key,
        key=f"story:{uuid4()}",
        cause=Cause.DEED,
        title=deed,
        about=("story", None),
        actor=SYSTEM,
        now=world.now,
    )


@phrase("手机 {phone} 的居民存有 {minutes} 分钟服务时间")
def shop_saved(world: World, phone: str, minutes: str) -> None:
    """Minutes of service, in the scheme that the shop takes for class hours."""
    points.award(
        scheme=selectors.shop_of().hours,
        to=Holder.person(person_by_phone(world, phone)),
        amount=int(minutes),
        key=f"story:{uuid4()}",
        cause=Cause.SERVICE,
        title="志愿服务",
        about=("story", None),
        actor=SYSTEM,
        now=world.now,
    )


def _offer(
    world: World,
    who: str,
    unit: str,
    title: str,
    stock: str,
    *,
    worth: int = 0,
    minutes: int = 0,
) -> None:
    actor = actor_named(world, who)
    seller = next((one.key for one in selectors.sellers(actor) if one.name == unit), "")
    world.things[title] = services.offer(
        seller=seller,
        new=NewOffer(title, "", int(stock), f"{unit}柜台", "", worth, minutes),
        actor=actor,
        now=world.now,
    )


@phrase("“{who}”替“{unit}”上架“{title}”{stock} 件，每件值 {yuan} 元")
def shop_offers_goods(world: World, who: str, unit: str, title: str, stock: str, yuan: str) -> None:
    """Goods, worth so many whole yuan."""
    _offer(world, who, unit, title, stock, worth=int(yuan) * 100)


@phrase("“{who}”替“{unit}”上架“{title}”{stock} 节，每节 {minutes} 分钟服务时间")
def shop_offers_hours(
    world: World, who: str, unit: str, title: str, stock: str, minutes: str
) -> None:
    """Class hours, for minutes of service."""
    _offer(world, who, unit, title, stock, minutes=int(minutes))


@phrase("“{who}”审核“{title}”，通过")
def shop_approves(world: World, who: str, title: str) -> None:
    """A second person looks at an offer, and it is shown."""
    services.judge_offer(
        offer_id=world.thing(title), show=True, actor=actor_named(world, who), now=world.now
    )


@phrase("手机 {phone} 的居民换“{title}”{count} 件")
def shop_orders(world: World, phone: str, title: str, count: str) -> None:
    """An order; its code is kept under the telephone number and the title."""
    person = person_by_phone(world, phone)
    made = services.order(
        offer_id=world.thing(title),
        count=int(count),
        person=person,
        key=uuid4(),
        actor=ANONYMOUS,
        now=world.now,
    )
    world.things[f"order:{phone}:{title}"] = made


@phrase("手机 {phone} 的居民取消换的“{title}”")
def shop_cancels(world: World, phone: str, title: str) -> None:
    """What was not fetched is given up."""
    services.cancel_order(
        order_id=world.thing(f"order:{phone}:{title}"),
        person=person_by_phone(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”凭手机 {phone} 的居民换“{title}”的码发放 {count} 件")
def shop_hands_out(world: World, who: str, phone: str, title: str, count: str) -> None:
    """At the counter; what is left stays to be fetched."""
    _hand_out(world, who, phone, title, count, drop=False)


@phrase("“{who}”凭手机 {phone} 的居民换“{title}”的码发放 {count} 件，其余退回")
def shop_hands_out_and_drops(world: World, who: str, phone: str, title: str, count: str) -> None:
    """At the counter; what is left is given up."""
    _hand_out(world, who, phone, title, count, drop=True)


def _hand_out(world: World, who: str, phone: str, title: str, count: str, *, drop: bool) -> None:
    order = selectors.my_order(person_by_phone(world, phone), world.thing(f"order:{phone}:{title}"))
    services.hand_out(
        code=order.code,
        count=int(count),
        drop_rest=drop,
        key=uuid4(),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的居民换的“{title}”过了领取期")
def shop_lapses(world: World, phone: str, title: str) -> None:
    """Until the job has let go of it."""
    order = selectors.my_order(person_by_phone(world, phone), world.thing(f"order:{phone}:{title}"))
    world.now = order.until + timedelta(hours=1)
    services.lapse_orders(world.now)
    jobs.run_due(world.now)


@phrase("手机 {phone} 的居民可用 {free} 分，预留 {held} 分")
def shop_purse(world: World, phone: str, free: str, held: str) -> None:
    """What a person can spend, and what is reserved, of the shop's points."""
    there = ledger.balance(selectors.shop_of().scheme, Holder.person(person_by_phone(world, phone)))
    assert (there.free, there.held) == (int(free), int(held)), (
        f"可用 {there.free}，预留 {there.held}"
    )


@phrase("手机 {phone} 的居民可用 {minutes} 分钟服务时间")
def shop_minutes(world: World, phone: str, minutes: str) -> None:
    """What a person can spend of minutes."""
    there = ledger.balance(selectors.shop_of().hours, Holder.person(person_by_phone(world, phone)))
    assert there.free == int(minutes), f"可用 {there.free} 分钟"


@phrase("货架上的“{title}”要 {price} {unit}，还有 {stock} 件")
def shop_shelf(world: World, title: str, price: str, unit: str, stock: str) -> None:
    """What residents see in the window."""
    it, _purses = selectors.public_offer(world.thing(title))
    assert (it.price, it.unit) == (int(price), unit), f"要 {it.price}{it.unit}"
    assert it.stock == int(stock), f"还有 {it.stock} 件"


@phrase("“{who}”开“{unit}”的结算单")
def shop_draws(world: World, who: str, unit: str) -> None:
    """Up to today; the settlement is kept under the merchant's name."""
    shop = selectors.shop_of()
    organisation = next(one for one in organisations.units() if one.name == unit)
    world.things[f"batch:{unit}"] = services.draw_batch(
        shop=shop.key,
        organisation_id=organisation.id,
        until=local(world.now).date(),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”签认“{unit}”的结算单")
def shop_signs(world: World, who: str, unit: str) -> None:
    """A second person signs it off, and it is posted."""
    services.sign_batch(
        batch_id=world.thing(f"batch:{unit}"), actor=actor_named(world, who), now=world.now
    )


@phrase("“{unit}”的结算单共 {yuan} 元，{state}")
def shop_batch_is(world: World, unit: str, yuan: str, state: str) -> None:
    """The sum of a settlement, and how it stands."""
    page = selectors.batch_for(SYSTEM, world.thing(f"batch:{unit}"))
    assert (page.row.yuan, page.row.state_name) == (yuan, state), (
        f"{page.row.yuan} 元，{page.row.state_name}"
    )
