"""The shop: priced by the scheme, fetched in parts, never more than there is, settled by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from linli.kernel import versions
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points.terms import Holder, NotEnough
from linli.resources import models, selectors, services
from linli.resources.rules.shop import fetch_by, month_of
from linli.resources.terms import (
    AnotherSigns,
    BatchDone,
    MayNotOffer,
    MayNotRunShop,
    NothingToSettle,
    NotSoMany,
    OfferNotFound,
    OfferState,
    OfferUnclear,
    OrderDone,
    OrderNotFound,
    OrderState,
    OutOfStock,
    OwnOffer,
    OwnOrder,
    PricedInOne,
    StockBelow,
    TooManyOfOne,
    TooManyOrders,
    TooMuchSpent,
    WhyMissing,
)
from linli.resources.tests import shop_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


@pytest.fixture
def clerk(areas, now):
    return scene.clerk(areas, now)


@pytest.fixture
def salt(areas, now):
    return scene.shown(areas, now)


def free(person, scheme="points"):
    return ledger.balance(scheme, Holder.person(person)).free


def stock(offer):
    return models.Offer.objects.get(pk=offer).stock


def ordered(offer, person, now, count=1):
    return services.order(
        offer_id=offer, count=count, person=person, key=uuid4(), actor=SYSTEM, now=now
    )


def code_of(order):
    return models.Order.objects.get(pk=order).code


def hand(order, clerk, now, count, *, drop=False, key=None):
    return services.hand_out(
        code=code_of(order), count=count, drop_rest=drop, key=key or uuid4(), actor=clerk, now=now
    )


# --- offers --------------------------------------------------------------------------------------


def test_goods_cost_what_the_scheme_says_and_hours_cost_minutes(areas, clerk, now):
    seller = scene.seller(clerk)
    goods = services.offer(seller=seller, new=scene.SALT, actor=clerk, now=now)
    hours = services.offer(seller=seller, new=scene.CLASS, actor=clerk, now=now)
    rows = {one.pk: one for one in models.Offer.objects.all()}
    assert (rows[goods].scheme, rows[goods].price) == ("points", 5)  # 2.50 yuan, 10 points for 5
    assert (rows[hours].scheme, rows[hours].price, rows[hours].worth) == ("hours", 60, 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"worth": 0}, PricedInOne),
        ({"minutes": 60}, PricedInOne),
        ({"title": " "}, OfferUnclear),
        ({"fetch_at": ""}, OfferUnclear),
        ({"stock": 0}, OfferUnclear),
        ({"words": "长" * 601}, OfferUnclear),
    ],
)
def test_an_offer_says_what_and_where_and_one_price(areas, clerk, now, change, refusal):
    seller = scene.seller(clerk)
    with pytest.raises(refusal):
        services.offer(seller=seller, new=replace(scene.SALT, **change), actor=clerk, now=now)


def test_nobody_offers_for_another_place(areas, clerk, now):
    other = scene.clerk(areas, now, "other", "100002")
    with pytest.raises(MayNotOffer):
        services.offer(seller=scene.seller(other), new=scene.SALT, actor=clerk, now=now)


def test_an_offer_is_shown_after_another_looked_at_it(areas, clerk, now):
    made = services.offer(seller=scene.seller(clerk), new=scene.SALT, actor=clerk, now=now)
    assert selectors.window(now=now).rows == ()
    with pytest.raises(OwnOffer):
        services.judge_offer(offer_id=made, show=True, actor=clerk, now=now)
    other = scene.clerk(areas, now, "other", "100002")
    with pytest.raises(OfferNotFound):
        services.judge_offer(offer_id=made, show=True, actor=other, now=now)
    with pytest.raises(MayNotRunShop):  # the town sees it and does not run the shop
        services.judge_offer(offer_id=made, show=True, actor=scene.town(areas, now), now=now)
    second = scene.clerk(areas, now, "second")
    with pytest.raises(WhyMissing):
        services.judge_offer(offer_id=made, show=False, actor=second, now=now)
    services.judge_offer(offer_id=made, show=True, actor=second, now=now)
    assert [one.title for one in selectors.window(now=now).rows] == ["食盐"]


def test_the_shelf_is_filled_and_emptied_down_to_what_nobody_ordered(areas, clerk, salt, now):
    ordered(salt, scene.resident(1, now), now, 3)
    assert services.restock(offer_id=salt, change=4, actor=clerk, now=now) == 6
    with pytest.raises(StockBelow):
        services.restock(offer_id=salt, change=-7, actor=clerk, now=now)
    assert services.restock(offer_id=salt, change=-6, actor=clerk, now=now) == 0
    assert models.Order.objects.get().count == 3


def test_what_is_paused_is_not_ordered(areas, clerk, salt, now):
    services.turn_offer(offer_id=salt, state=OfferState.PAUSED, actor=clerk, now=now)
    with pytest.raises(OfferNotFound):
        ordered(salt, scene.resident(1, now), now)


# --- orders --------------------------------------------------------------------------------------


def test_an_order_reserves_points_and_pieces_and_two_taps_are_one(salt, now):
    person, key = scene.resident(1, now), uuid4()
    both = {
        services.order(offer_id=salt, count=2, person=person, key=key, actor=SYSTEM, now=now)
        for _each in range(2)
    }
    assert len(both) == models.Order.objects.count() == 1
    assert (free(person), stock(salt)) == (90, 3)


def test_a_parent_spends_hours_on_a_class(areas, clerk, now):
    course = scene.shown(areas, now, scene.CLASS)
    parent = scene.resident(1, now, balance=0, minutes=90)
    order = ordered(course, parent, now)
    assert free(parent, "hours") == 30
    with pytest.raises(NotEnough):
        ordered(course, parent, now)
    hand(order, clerk, now, 1)
    assert ledger.balance("hours", Holder.person(parent)).amount == 30
    assert models.PickUp.objects.get().worth == 0  # hours are never money
    with pytest.raises(NothingToSettle):
        services.draw_batch(
            shop="shop", organisation_id=models.Offer.objects.get().organisation_id,
            until=local(now).date(), actor=clerk, now=now,
        )  # fmt: skip


def test_what_cannot_be_afforded_leaves_the_shelf_as_it_was(salt, now):
    with pytest.raises(NotEnough):
        ordered(salt, scene.resident(1, now, balance=4), now)
    assert stock(salt) == 5
    assert not models.Order.objects.exists()


def test_limits_of_a_person(areas, salt, now):
    person = scene.resident(1, now, balance=400)
    with pytest.raises(TooManyOfOne):
        ordered(salt, person, now, 4)
    with pytest.raises(NotSoMany):
        ordered(salt, person, now, 0)
    with pytest.raises(OutOfStock):
        ordered(salt, person, now, 6)
    first = ordered(salt, person, now, 3)
    with pytest.raises(TooManyOfOne):
        ordered(salt, person, now)
    services.cancel_order(order_id=first, person=person, actor=SYSTEM, now=now)
    dear = scene.shown(areas, now, replace(scene.SALT, title="大米", worth=6000, each=0))
    ordered(dear, person, now)  # 120 of 200 points a month
    with pytest.raises(TooMuchSpent):
        ordered(dear, person, now)
    for _each in range(3):
        ordered(salt, person, now)
    with pytest.raises(TooManyOrders):
        ordered(scene.shown(areas, now, replace(scene.SALT, title="醋")), person, now)
    later = month_of(now)[1]
    services.lapse_orders(later)
    assert ordered(dear, person, later)


def test_fetching_in_parts(areas, clerk, salt, now):
    person = scene.resident(1, now)
    order, key = ordered(salt, person, now, 3), uuid4()
    assert hand(order, clerk, now, 1, key=key) == 2
    assert hand(order, clerk, now, 1, key=key) == 2  # the same tap again
    assert ledger.balance("points", Holder.person(person)).amount == 95
    with pytest.raises(NotSoMany):
        hand(order, clerk, now, 3)
    assert hand(order, clerk, now, 1, drop=True) == 0
    row = models.Order.objects.get()
    assert (row.picked, row.given_up, row.state) == (2, 1, OrderState.FETCHED)
    assert (free(person), stock(salt)) == (90, 3)
    with pytest.raises(OrderDone):
        hand(order, clerk, now, 1)
    unit = Holder.unit(models.Offer.objects.get().organisation_id)
    assert ledger.balance("yuan", unit).amount == 500


def test_codes_are_for_the_counter_of_that_merchant_alone(areas, clerk, salt, now):
    order = ordered(salt, scene.resident(1, now), now)
    with pytest.raises(OrderNotFound):
        hand(order, scene.clerk(areas, now, "other", "100002"), now, 1)
    assert selectors.counter_order(clerk, code_of(order)).who.startswith("王")
    with pytest.raises(OrderNotFound):
        selectors.counter_order(scene.clerk(areas, now, "third", "100002"), code_of(order))


def test_nobody_hands_out_to_themselves(areas, clerk, salt, now):
    people.set_phone(account_id=clerk.account_id, phone="13800000001", actor=SYSTEM, now=now)
    order = ordered(salt, scene.resident(1, now), now)
    with pytest.raises(OwnOrder):
        hand(order, clerk, now, 1)


def test_cancelling_gives_back_what_was_not_fetched(clerk, salt, now):
    person = scene.resident(1, now)
    order = ordered(salt, person, now, 3)
    hand(order, clerk, now, 1)
    with pytest.raises(OrderNotFound):
        services.cancel_order(order_id=order, person=scene.resident(2, now), actor=SYSTEM, now=now)
    services.cancel_order(order_id=order, person=person, actor=SYSTEM, now=now)
    assert (free(person), stock(salt)) == (95, 4)
    with pytest.raises(OrderDone):
        services.cancel_order(order_id=order, person=person, actor=SYSTEM, now=now)


def test_what_nobody_fetches_is_reminded_of_once_and_let_go(clerk, salt, now):
    person = scene.resident(1, now)
    order = ordered(salt, person, now, 2)
    until = models.Order.objects.get().until
    assert services.remind_orders(now) == 0
    assert services.remind_orders(until - timedelta(days=1)) == 1
    assert services.remind_orders(until - timedelta(days=1)) == 0
    assert services.lapse_orders(until - timedelta(seconds=1)) == 0
    assert services.lapse_orders(until) == 1
    assert (free(person), stock(salt)) == (100, 5)
    with pytest.raises(OrderDone):
        hand(order, clerk, until, 1)


def test_an_order_is_kept_to_the_end_of_its_last_day_and_not_beyond_the_offers(now):
    today = local(now).date()
    assert local(fetch_by(now, 7, None)).date() == today + timedelta(days=8)
    assert local(fetch_by(now, 7, today)).date() == today + timedelta(days=1)


def test_erasing_a_person_lets_go_of_their_orders(clerk, salt, now):
    person = scene.resident(1, now)
    done = ordered(salt, person, now)
    hand(done, clerk, now, 1)
    ordered(salt, person, now)
    assert services.forget_orders(identity_id=person, now=now) == 2
    assert stock(salt) == 4
    assert set(models.Order.objects.values_list("identity", flat=True)) == {None}


def test_a_merchant_hands_out_at_its_own_counter_and_nothing_is_owed_to_the_office(
    areas, clerk, salt, now
):
    own, other = scene.merchant(now), scene.merchant(now, "100002")
    order = ordered(salt, scene.resident(1, now), now)
    with pytest.raises(OrderNotFound):
        hand(order, other, now, 1)
    hand(order, own, now, 1)
    made = services.offer(seller=scene.seller(clerk, "松林"), new=scene.SALT, actor=clerk, now=now)
    second = scene.clerk(areas, now, "second")
    services.judge_offer(offer_id=made, show=True, actor=second, now=now)
    hand(ordered(made, scene.resident(2, now), now), second, now, 1)
    assert list(models.PickUp.objects.order_by("id").values_list("worth", flat=True)) == [250, 0]


# --- settlements ---------------------------------------------------------------------------------


@pytest.fixture
def sold(clerk, salt, now):
    """The merchant, to whom ten yuan are due."""
    for number in range(2):
        hand(ordered(salt, scene.resident(number, now), now, 2), clerk, now, 2)
    return models.Offer.objects.get().organisation_id


def drawn(sold, actor, now):
    return services.draw_batch(
        shop="shop", organisation_id=sold, until=local(now).date(), actor=actor, now=now
    )


def test_a_settlement_is_drawn_up_by_one_and_signed_by_another(areas, clerk, sold, now):
    town = scene.town(areas, now)
    assert [one.amount for one in selectors.owed(clerk)] == [1000]
    with pytest.raises(MayNotRunShop):
        drawn(sold, town, now)
    batch = drawn(sold, clerk, now)
    page = selectors.batch_for(town, batch)
    assert (page.row.amount, page.row.picks, page.may_sign) == (1000, 2, True)
    assert [(one.title, one.count, one.amount) for one in page.lines] == [("食盐", 4, 1000)]
    with pytest.raises(MayNotRunShop):
        services.sign_batch(batch_id=batch, actor=clerk, now=now)
    services.sign_batch(batch_id=batch, actor=town, now=now)
    assert ledger.balance("yuan", Holder.unit(sold)).amount == 0
    with pytest.raises(BatchDone):
        services.sign_batch(batch_id=batch, actor=town, now=now)
    with pytest.raises(NothingToSettle):
        drawn(sold, clerk, now)


def test_who_drew_it_up_never_signs_it(areas, sold, now):
    scene.set_points(scene.POINTS.replace('signs = ["乡镇"]', 'signs = ["社区"]'), now)
    clerk = scene.clerk(areas, now, "both")
    batch = drawn(sold, clerk, now)
    with pytest.raises(AnotherSigns):
        services.sign_batch(batch_id=batch, actor=clerk, now=now)
    services.sign_batch(batch_id=batch, actor=scene.clerk(areas, now, "second"), now=now)


def test_a_dropped_settlement_is_drawn_up_anew(clerk, sold, now):
    batch = drawn(sold, clerk, now)
    with pytest.raises(WhyMissing):
        services.drop_batch(batch_id=batch, reason=" ", actor=clerk, now=now)
    services.drop_batch(batch_id=batch, reason="日期写错", actor=clerk, now=now)
    assert selectors.batch_for(clerk, drawn(sold, clerk, now)).row.amount == 1000


def test_the_database_itself_refuses_what_is_not_there(salt, now):
    ordered(salt, scene.resident(1, now), now, 2)
    for rows, change in (
        (models.Offer.objects, {"stock": F("stock") - 4}),
        (models.Offer.objects, {"worth": 0}),
        (models.Order.objects, {"picked": 3}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_the_window_takes_as_many_statements_for_many(areas, salt, now, django_assert_num_queries):
    person = scene.resident(1, now)

    def rows():
        with versions.unit_of_work():
            selectors.window(now=now, person=person)  # what is cached, is
            with django_assert_num_queries(5):
                return len(selectors.window(now=now, person=person).rows)

    assert rows() == 1
    for number in range(3):
        scene.shown(areas, now, replace(scene.SALT, title=f"醋{number}"))
    assert rows() == 4
