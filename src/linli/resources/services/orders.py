"""Orders of the shop: price reserved and pieces taken off the shelf at once, fetched in whole or in
part with a code, cancelled, or let go when nobody comes.

Locks, always in this order: the order, the account of points, the offer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, Sum

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code, new_id
from linli.messaging import selectors as notices
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources.models import Offer, Order, PickUp
from linli.resources.rules.shop import check_limits, check_part, fetch_by, month_of
from linli.resources.selectors import shop as reads
from linli.resources.terms import (
    ORDER,
    RUN,
    TOLD_LAPSED,
    TOLD_REMIND,
    NotSoMany,
    OfferNotFound,
    OfferState,
    OrderDone,
    OrderNotFound,
    OrderState,
    OutOfStock,
    OwnOrder,
    Shop,
)

BATCH = 200


def _note(verb: str, row: Order, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(ORDER, row.pk), data=data)


def order(
    *, offer_id: UUID, count: int, person: UUID, key: UUID, actor: Actor, now: datetime
) -> UUID:
    """Order so many pieces for a person: their price is reserved, the pieces are theirs until the
    order's last day. Idempotent by `key`. Refuses `OfferNotFound`, `OutOfStock`, `TooManyOfOne`,
    `TooManyOrders`, `TooMuchSpent`, `NotSoMany`, and what `points.hold` refuses."""
    with transaction():
        asked = Order.objects.filter(key=key, identity_id=person)
        before = asked.first()
        if before is not None:
            return before.pk
        offer = Offer.objects.filter(pk=offer_id, state=OfferState.SHOWN).first()
        if offer is None or not reads.still_fetched(offer, now):
            raise OfferNotFound
        if count < 1:
            raise NotSoMany(left=offer.stock, field="count")
        if count > offer.stock:
            raise OutOfStock(left=offer.stock, field="count")
        shop, row_id = reads.shop_of(offer.shop), new_id()
        held = points.hold(
            scheme=offer.scheme,
            of=Holder.person(person),
            amount=offer.price * count,
            key=f"shop:{person}:{key}",
            cause=Cause.CLASS if offer.hours else Cause.GOODS,
            title=offer.title,
            about=(ORDER, row_id),
            actor=actor,
            now=now,
        )
        # the person's account is locked from here on: two orders of one person come in turn
        before = asked.first()
        if before is not None:
            return before.pk
        _check_limits(shop, offer, person, count, now)
        _take(offer, count)
        row = Order.objects.create(
            id=row_id,
            key=key,
            offer=offer,
            identity_id=person,
            count=count,
            price=offer.price,
            worth=offer.worth,
            hold=held,
            code=new_code(),
            made_at=now,
            until=fetch_by(now, shop.keep, offer.fetch_until),
        )
        _note("ordered", row, actor, now, offer=str(offer.pk), count=count)
    return row.pk


def _check_limits(shop: Shop, offer: Offer, person: UUID, count: int, now: datetime) -> None:
    theirs = Order.objects.filter(identity_id=person)
    kept = theirs.filter(Q(state=OrderState.WAITING) | Q(picked__gt=0))
    had = kept.filter(offer=offer).aggregate(n=Sum(F("count") - F("given_up")))["n"] or 0
    since, until = month_of(now)
    month = kept.filter(made_at__gte=since, made_at__lt=until, offer__shop=shop.key)
    spent = month.filter(offer__scheme=shop.scheme).aggregate(
        n=Sum((F("count") - F("given_up")) * F("price"))
    )["n"]
    check_limits(
        shop,
        each=offer.each,
        count=count,
        had=had,
        orders=month.count() if shop.orders_a_month else 0,
        spent=spent or 0,
        cost=0 if offer.hours else offer.price * count,
    )


def _take(offer: Offer, count: int) -> None:
    """Off the shelf, if so many are there at this very moment. Refuses `OutOfStock`."""
    there = Offer.objects.filter(pk=offer.pk, state=OfferState.SHOWN, stock__gte=count)
    if not there.update(stock=F("stock") - count):
        left = Offer.objects.filter(pk=offer.pk).values_list("stock", flat=True).get()
        raise OutOfStock(left=left, field="count")


def hand_out(
    *, code: str, count: int, drop_rest: bool, key: UUID, actor: Actor, now: datetime
) -> int:
    """Hand out so many pieces to whoever brings the code: as much of the price is used up, and the
    merchant is owed their worth. The rest stays to be fetched, or with `drop_rest` is given up.
    Idempotent by `key`. Returns how many are still to be fetched. Needs `resources.run` for the
    merchant. Refuses `OrderNotFound`, `OrderDone`, `NotSoMany`, `OwnOrder`."""
    with transaction():
        row = locked(Order.objects.filter(code=code).select_related("offer")).first()
        if row is None or not actor.may(RUN, reads.offer_target(row.offer)):
            raise OrderNotFound
        if PickUp.objects.filter(key=key, order=row).exists():
            return row.count - row.picked - row.given_up
        if row.state != OrderState.WAITING:
            raise OrderDone
        if row.identity_id is not None and row.identity_id == _own(actor):
            raise OwnOrder
        left = row.count - row.picked - row.given_up
        check_part(count, left)
        pick = PickUp.objects.create(
            id=new_id(),
            key=key,
            order=row,
            organisation_id=row.offer.organisation_id,
            shop=row.offer.shop,
            count=count,
            worth=row.worth * count if _is_paid(row) else 0,
            at=now,
            by_id=actor.account_id,
        )
        _pay(row, pick, actor, now)
        row.picked += count
        if drop_rest and count < left:
            _give_up(row, left - count, actor, now)
        if row.picked + row.given_up == row.count:
            row.state, row.closed_at = OrderState.FETCHED, now
        row.save(update_fields=["picked", "given_up", "state", "closed_at"])
        _note("handed_out", row, actor, now, count=count, pick=str(pick.pk))
        return row.count - row.picked - row.given_up


def _own(actor: Actor) -> UUID | None:
    return people.identity_of_account(actor.account_id) if actor.account_id else None


def _is_paid(row: Order) -> bool:
    """Is something owed for it? Not to the office, for what is its own."""
    shop = reads.shop_of(row.offer.shop)
    unit = organisations.unit_by_id(row.offer.organisation_id)
    return bool(shop.money) and unit.kind in shop.merchants


def _pay(row: Order, pick: PickUp, actor: Actor, now: datetime) -> None:
    """Use up the price of what was handed out; the merchant earns its worth."""
    points.capture(
        hold_id=row.hold,
        amount=row.price * pick.count,
        key=f"shop:pick:{pick.pk}",
        actor=actor,
        now=now,
    )
    if pick.worth:
        points.award(
            scheme=reads.shop_of(row.offer.shop).money,
            to=Holder.unit(pick.organisation_id),
            amount=pick.worth,
            key=f"shop:owed:{pick.pk}",
            cause=Cause.SETTLEMENT,
            title=row.offer.title,
            about=(ORDER, row.pk),
            actor=actor,
            now=now,
        )


def _give_up(row: Order, count: int, actor: Actor, now: datetime) -> None:
    """What is not fetched goes back on the shelf, its price back to the person. Changes `row`."""
    points.release(hold_id=row.hold, actor=actor, now=now)
    Offer.objects.filter(pk=row.offer_id).update(stock=F("stock") + count)
    row.given_up += count


def _close(row: Order, state: OrderState, actor: Actor, now: datetime) -> None:
    _give_up(row, row.count - row.picked - row.given_up, actor, now)
    row.state, row.closed_at = state, now
    row.save(update_fields=["given_up", "state", "closed_at"])
    _note(f"order_{state}", row, actor, now, given_up=row.given_up)


def cancel_order(*, order_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """Give up what was not fetched yet, by whose order it is. Refuses `OrderNotFound`,
    `OrderDone`."""
    with transaction():
        row = locked(Order.objects.filter(pk=order_id, identity_id=person)).first()
        if row is None:
            raise OrderNotFound
        if row.state != OrderState.WAITING:
            raise OrderDone
        _close(row, OrderState.FETCHED if row.picked else OrderState.CANCELLED, actor, now)


def lapse_orders(now: datetime) -> int:
    """Let go of orders that nobody fetched in time, and say so. Returns how many; the next run
    takes the next ones."""
    due = Order.objects.filter(state=OrderState.WAITING, until__lte=now).order_by("until")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    count = 0
    for order_id in ids:
        with transaction():
            rows = locked(Order.objects.filter(pk=order_id, state=OrderState.WAITING))
            row = rows.select_related("offer").first()
            if row is None:
                continue
            _close(row, OrderState.LAPSED, SYSTEM, now)
            _tell(TOLD_LAPSED, row, now)
            count += 1
    return count


def remind_orders(now: datetime) -> int:
    """Remind, once, of what is still to be fetched before its last days are over."""
    count = 0
    for key, shop in reads.shops().items():
        waiting = Order.objects.filter(
            state=OrderState.WAITING,
            reminded_at__isnull=True,
            until__gt=now,
            until__lte=now + timedelta(days=shop.remind),
            offer__shop=key,
        )
        with transaction():
            for row in locked(waiting.select_related("offer").order_by("until"))[:BATCH]:
                row.reminded_at = now
                row.save(update_fields=["reminded_at"])
                _tell(TOLD_REMIND, row, now)
                count += 1
    return count


def _tell(template: str, row: Order, now: datetime) -> None:
    if row.identity_id is None or template not in notices.templates():
        return
    messaging.tell(
        template=template,
        to=Audience.of_identity(row.identity_id),
        data={
            "title": row.offer.title,
            "place": row.offer.fetch_at,
            "due": (row.until - timedelta(minutes=1)).isoformat(),
        },
        about=(ORDER, row.pk),
        url=f"/shop/orders/{row.pk}",
        now=now,
    )


def forget_orders(*, identity_id: UUID, now: datetime) -> int:
    """A person is erased: what waits is given up; that something was fetched stays counted, whose
    it was is forgotten. Returns how many orders there were."""
    with transaction():
        rows = list(locked(Order.objects.filter(identity_id=identity_id).order_by("pk")))
        for row in rows:
            if row.state == OrderState.WAITING:
                closed = OrderState.FETCHED if row.picked else OrderState.CANCELLED
                _close(row, closed, SYSTEM, now)
        Order.objects.filter(identity_id=identity_id).update(identity=None)
        if rows:
            trail.record(
                "resources.orders_forgotten", actor=SYSTEM, now=now, data={"count": len(rows)}
            )
    return len(rows)
