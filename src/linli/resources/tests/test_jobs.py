"""What runs by the clock really runs: what nobody fetches goes back on the shelf, people are
reminded, circles are counted at night."""

from datetime import time, timedelta

import pytest

from linli.jobs import services as jobs
from linli.kernel.registry import job_handlers
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.resources import models, services
from linli.resources.jobs import COUNT_CIRCLES, LAPSE_ORDERS, LEND_DAILY, REMIND_ORDERS
from linli.resources.terms import OrderState
from linli.resources.tests import shop_scene as scene

BY_THE_CLOCK = {
    "forget_borrowers", "forget_sittings", "lapse_bookings", "lapse_orders", "pass_on",
    "remind_borrowers", "remind_orders",
}  # fmt: skip


def planned():
    """What is to run, when, by name."""
    return {one.name: one for one in jobs.schedules() if one.name.startswith("resources.")}


def test_all_that_goes_by_the_clock_has_a_schedule(monkeypatch, now):
    called = set()
    for name in BY_THE_CLOCK:
        monkeypatch.setattr(services, name, lambda _now, name=name: called.add(name))
    for one in planned().values():
        if one.name != COUNT_CIRCLES:  # is itself the handler
            job_handlers.get(one.handler)({}, now)
    assert called == BY_THE_CLOCK


def test_circles_are_counted_at_night_and_people_are_reminded_by_day():
    assert job_handlers.get(COUNT_CIRCLES) is services.count_circles
    rows = planned()
    assert (rows[COUNT_CIRCLES].every, rows[COUNT_CIRCLES].at) == (timedelta(days=1), time(2, 20))
    for one in (REMIND_ORDERS, LEND_DAILY):
        assert time(8) < rows[one].at < time(20)


@pytest.mark.django_db
def test_an_order_that_nobody_fetches_gives_the_points_back(now):
    areas = scene.set_scene(now)
    salt, person = scene.shown(areas, now), scene.resident(1, now)
    services.order(offer_id=salt, count=2, person=person, key=salt, actor=scene.SYSTEM, now=now)
    assert ledger.balance("points", Holder.person(person)).free == 90
    job_handlers.get(LAPSE_ORDERS)({}, now + timedelta(days=30))
    assert models.Order.objects.get().state == OrderState.LAPSED
    assert ledger.balance("points", Holder.person(person)).free == 100
