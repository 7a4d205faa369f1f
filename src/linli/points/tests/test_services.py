"""Earning, spending, holding, giving: what each leaves behind."""

from datetime import timedelta

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.ids import new_id
from linli.points import selectors, services
from linli.points.models import Transfer
from linli.points.terms import (
    CapReached,
    Cause,
    Holder,
    HolderNotAdmitted,
    HoldGone,
    KeyReused,
    NoGifts,
    NotEnough,
    NotYetSpent,
    OnlyGains,
    TooLittle,
    UnknownDeed,
)
from linli.points.tests import scene
from linli.points.tests.scene import earn, someone, use

pytestmark = pytest.mark.django_db

ORGANS = """
[[schemes]]
key = "organs"
name = "机关积分"
kind = "points"
unit = "分"
who = ["organisation"]
may_owe = 10
[[deeds]]
key = "late"
name = "逾期"
scheme = "organs"
who = "organisation"
minus = 6
"""
SAVED = """
[[schemes]]
key = "points"
name = "积分"
kind = "points"
unit = "分"
spend_from = 100
most = 150
months = 1
[[deeds]]
key = "clue"
name = "线索"
scheme = "points"
points = 10
limits = [{ per = "day", most = 20 }, { per = "week", most = 50 }]
"""


def free(holder, scheme="points"):
    return selectors.balance(scheme, holder).free


def proved():
    assert selectors.proof().faults == ()


def award(holder, now, *, deed="clue", key=""):
    return services.award(
        scheme="", to=holder, deed=deed, key=key or str(new_id()), cause=Cause.DEED, title="线索",
        about=("matter", new_id()), actor=SYSTEM, now=now,
    )  # fmt: skip


def hold(holder, amount, now, *, key="", until=None):
    return services.hold(
        scheme="points", of=holder, amount=amount, key=key or str(new_id()), cause=Cause.GOODS,
        title="米", about=("order", new_id()), actor=SYSTEM, now=now, until=until,
    )  # fmt: skip


def test_what_was_earned_may_be_spent_and_no_more(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 30, now)
    use(mine, 12, now)
    with pytest.raises(NotEnough):
        use(mine, 19, now)
    assert free(mine) == 18
    proved()


def test_the_same_key_is_the_same_entry(now):
    scene.set_scene(now)
    mine = someone(1, now)
    first = earn(mine, 30, now, key="k")
    again = earn(mine, 30, now, key="k")
    assert (again.id, again.again, free(mine)) == (first.id, True, 30)
    use(mine, 5, now, key="u")
    assert use(mine, 5, now, key="u").again
    with pytest.raises(KeyReused):
        use(mine, 6, now, key="u")
    assert free(mine) == 25


def test_half_hours_only(now):
    scene.set_scene(now)
    mine = someone(1, now)
    assert earn(mine, 119, now, scheme="hours").amount == 90
    with pytest.raises(TooLittle):
        earn(mine, 29, now, scheme="hours")


def test_a_deed_pays_what_the_method_says_up_to_its_limits(now):
    scene.set_scene(now, SAVED)
    mine = someone(1, now)
    assert award(mine, now).amount == 10
    award(mine, now)
    with pytest.raises(CapReached, match="每天"):
        award(mine, now)
    for day in (1, 2):
        award(mine, now + timedelta(days=day))
    award(mine, now + timedelta(days=2))
    with pytest.raises(CapReached, match="每周"):
        award(mine, now + timedelta(days=3))
    award(mine, now + timedelta(days=7))
    with pytest.raises(UnknownDeed):
        award(mine, now, deed="nothing")


def test_nothing_is_spent_before_enough_was_earned_and_nobody_has_too_much(now):
    scene.set_scene(now, SAVED)
    mine = someone(1, now)
    earn(mine, 99, now)
    with pytest.raises(NotYetSpent):
        use(mine, 1, now)
    assert earn(mine, 90, now).amount == 51, "150 at most: what goes beyond is cut off"
    with pytest.raises(CapReached):
        earn(mine, 1, now)
    use(mine, 100, now)
    assert free(mine) == 50


def test_what_is_held_is_there_but_not_free(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 20, now)
    kept = hold(mine, 15, now, key="h")
    assert hold(mine, 15, now, key="h") == kept
    with pytest.raises(NotEnough):
        use(mine, 6, now)
    assert services.capture(hold_id=kept, amount=5, key="c1", actor=SYSTEM, now=now).amount == 5
    assert services.capture(hold_id=kept, amount=5, key="c1", actor=SYSTEM, now=now).again
    with pytest.raises(HoldGone):
        services.capture(hold_id=kept, amount=11, key="c2", actor=SYSTEM, now=now)
    found = selectors.balance("points", mine)
    assert (found.amount, found.held, found.free) == (15, 10, 5)
    assert services.release(hold_id=kept, actor=SYSTEM, now=now) == 10
    assert services.release(hold_id=kept, actor=SYSTEM, now=now) == 0
    with pytest.raises(HoldGone):
        services.capture(hold_id=kept, key="c3", actor=SYSTEM, now=now)
    assert free(mine) == 15
    proved()


def test_a_hold_is_let_go_when_its_time_is_over(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 20, now)
    hold(mine, 15, now, until=now + timedelta(days=1))
    hold(mine, 5, now)
    assert services.release_due(now) == 0
    assert services.release_due(now + timedelta(days=1)) == 1
    assert free(mine) == 15


def test_expiry_takes_the_oldest_and_never_what_is_held(now):
    scene.set_scene(now, SAVED)
    mine = someone(1, now)
    earn(mine, 100, now)  # March: over on 1 May
    earn(mine, 20, now + timedelta(days=40))  # April: over on 1 June
    kept = hold(mine, 30, now + timedelta(days=41))
    first = now.replace(month=5, day=1)
    assert selectors.balance("points", mine).next_expiry[1] == 100
    assert services.expire_due(first) == 1
    assert services.expire_due(first) == 0
    found = selectors.balance("points", mine)
    assert (found.amount, found.held) == (30, 30)
    services.release(hold_id=kept, actor=SYSTEM, now=first)
    assert services.expire_due(first) == 1, "let go: what was over expires now"
    assert selectors.balance("points", mine).amount == 20
    proved()


def test_hours_are_given_to_family_and_points_to_nobody(now):
    scene.set_scene(now)
    mine, other = someone(1, now), someone(2, now)
    earn(mine, 120, now, scheme="hours")
    earn(mine, 50, now)

    def give(scheme, amount, to=other):
        return services.give(
            scheme=scheme, of=mine, to=to, amount=amount, key=str(new_id()), title="给家人",
            about=("", None), actor=SYSTEM, now=now,
        )  # fmt: skip

    give("hours", 60)
    got = selectors.balance("hours", other)
    assert (got.amount, got.earned) == (60, 0), "given, not served"
    for scheme, to in (("points", other), ("hours", mine)):
        with pytest.raises(NoGifts):
            give(scheme, 10, to)
    with pytest.raises(NotEnough):
        give("hours", 90)
    with pytest.raises(NoGifts):
        services.spend(
            scheme="points", of=mine, to=other, amount=1, key="x", cause=Cause.GOODS, title="卖",
            about=("", None), actor=SYSTEM, now=now,
        )  # fmt: skip
    proved()


def test_residents_only_gain_and_organisations_may_lose(now):
    areas = scene.set_scene(now, ORGANS)
    from linli.organisations import selectors as organisations

    unit = Holder.unit(organisations.units()[0].id)
    assert areas

    def lose(of, key):
        return services.deduct(
            scheme="organs", of=of, deed="late", key=key, title="逾期", about=("", None),
            actor=SYSTEM, now=now,
        )  # fmt: skip

    assert lose(unit, "1").amount == 6
    with pytest.raises(OnlyGains):
        lose(someone(1, now), "2")
    with pytest.raises(NotEnough):
        lose(unit, "3")
    with pytest.raises(HolderNotAdmitted):
        earn(someone(1, now), 5, now, scheme="organs")
    assert selectors.balance("organs", unit).amount == -6
    proved()


def test_an_account_is_opened_once_with_what_everybody_begins_with(now):
    scene.set_scene(now)
    mine = someone(1, now)
    for _ in range(2):
        services.open_account(scheme="deposit", of=mine, actor=SYSTEM, now=now)
    assert selectors.balance("deposit", mine).amount == 100


def test_a_statement_explains_every_line(now):
    scene.set_scene(now)
    mine = someone(1, now)
    award(mine, now)
    use(mine, 4, now)
    lines, more = selectors.statement("points", mine, now=now)
    assert not more
    assert [(one.amount, one.after, one.title, one.deed) for one in lines] == [
        (-4, 6, "毛巾 1 条", ""),
        (10, 10, "线索", "核实的线索"),
    ]
    assert all(one.about[1] for one in lines)


def test_postings_cannot_be_changed(now, settings):
    from django.db import connection, transaction
    from django.db.utils import DatabaseError

    from linli.kernel import immutability

    scene.set_scene(now)
    earn(someone(1, now), 5, now)
    immutability.uninstall(connection, "points_transfer")
    immutability.install(connection, "points_transfer")
    try:
        for change in (lambda rows: rows.update(amount=6), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change(Transfer.objects.all())
    finally:
        if connection.vendor == "sqlite":  # as conftest.py leaves it for the other tests
            immutability.uninstall(connection, "points_transfer")
