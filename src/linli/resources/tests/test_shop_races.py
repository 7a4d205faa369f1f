"""At once, on several connections: one last piece, one purse, one code, one settlement."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.kernel.tests.racing import at_once
from linli.points import selectors as ledger
from linli.points.terms import Holder, NotEnough
from linli.resources import models, services
from linli.resources.terms import (
    NothingToSettle,
    NotSoMany,
    OrderDone,
    OrderState,
    OutOfStock,
    TooManyOfOne,
)
from linli.resources.tests import shop_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


def buying(offer, person, now, count=1, key=None):
    return lambda: services.order(
        offer_id=offer, count=count, person=person, key=key or uuid4(), actor=SYSTEM, now=now
    )


def picking(code, clerk, now, count=1, drop=False):
    return lambda: services.hand_out(
        code=code, count=count, drop_rest=drop, key=uuid4(), actor=clerk, now=now
    )


def held(person):
    return ledger.balance("points", Holder.person(person)).held


def test_the_last_piece_goes_to_one_of_four_buyers(areas, now):
    last = scene.shown(areas, now, replace(scene.SALT, stock=1))
    buyers = [scene.resident(number, now) for number in range(4)]
    came = at_once(*(buying(last, one, now) for one in buyers), no=OutOfStock)
    assert came == ["done", "refused", "refused", "refused"]
    assert models.Offer.objects.get().stock == 0
    order = models.Order.objects.get()
    assert [held(one) for one in buyers] == [5 if one == order.identity_id else 0 for one in buyers]


def test_of_two_orders_that_one_purse_can_pay_once_one_stands(areas, now):
    offers = [scene.shown(areas, now, replace(scene.SALT, title=one)) for one in ("盐", "醋")]
    person = scene.resident(1, now, balance=7)
    assert at_once(*(buying(one, person, now) for one in offers), no=NotEnough) == [
        "done", "refused",
    ]  # fmt: skip
    assert held(person) == 5
    assert sum(models.Offer.objects.values_list("stock", flat=True)) == 9


def test_a_limit_of_a_person_holds_at_once(areas, now):
    salt = scene.shown(areas, now)
    person = scene.resident(1, now)
    works = (buying(salt, person, now, 2), buying(salt, person, now, 2))
    assert at_once(*works, no=TooManyOfOne) == ["done", "refused"]


def test_two_taps_at_once_are_one_order(areas, now):
    salt, person, key = scene.shown(areas, now), scene.resident(1, now), uuid4()
    tap = buying(salt, person, now, key=key)
    assert at_once(tap, tap, tap, no=()) == ["done"] * 3
    assert models.Order.objects.count() == 1
    assert (held(person), models.Offer.objects.get().stock) == (5, 4)


def test_one_code_at_two_counters_is_handed_out_once(areas, now):
    salt, person, clerk = scene.shown(areas, now), scene.resident(1, now), scene.clerk(areas, now)
    buying(salt, person, now, 2)()
    code = models.Order.objects.get().code
    works = (picking(code, clerk, now, 2), picking(code, clerk, now, 2))
    assert at_once(*works, no=(OrderDone, NotSoMany)) == ["done", "refused"]
    assert models.PickUp.objects.get().count == 2
    assert ledger.balance("points", Holder.person(person)).amount == 90


def test_fetching_and_cancelling_at_once_leave_one_story(areas, now):
    salt, person, clerk = scene.shown(areas, now), scene.resident(1, now), scene.clerk(areas, now)
    order = buying(salt, person, now, 2)()
    code = models.Order.objects.get().code

    def cancel():
        services.cancel_order(order_id=order, person=person, actor=SYSTEM, now=now)

    def lapse():
        services.lapse_orders(models.Order.objects.get().until)

    at_once(picking(code, clerk, now, 1, drop=True), cancel, lapse, no=OrderDone)
    row = models.Order.objects.get()
    assert row.state != OrderState.WAITING
    assert row.picked + row.given_up == 2
    assert models.Offer.objects.get().stock == 5 - row.picked
    balance = ledger.balance("points", Holder.person(person))
    assert (balance.amount, balance.held) == (100 - 5 * row.picked, 0)


def test_two_settlements_at_once_share_no_pick_up(areas, now):
    salt, person, clerk = scene.shown(areas, now), scene.resident(1, now), scene.clerk(areas, now)
    buying(salt, person, now, 2)()
    picking(models.Order.objects.get().code, clerk, now, 2)()
    unit = models.Offer.objects.get().organisation_id

    def draw():
        services.draw_batch(
            shop="shop", organisation_id=unit, until=local(now).date(), actor=clerk, now=now
        )

    assert at_once(draw, draw, no=NothingToSettle) == ["done", "refused"]
    assert models.Batch.objects.get().amount == 500
