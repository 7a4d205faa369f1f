"""Meals: menus by the canteen, one meal an eater, the last portion once, subsidies by age."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import LOCAL
from linli.kernel.tests.racing import at_once
from linli.resources import models, selectors, services
from linli.resources.rules.meals import order_until, to_pay
from linli.resources.terms import (
    AteBefore,
    BadMenu,
    GroupUnknown,
    MayNotKeepPlaces,
    MealNotFound,
    MealOver,
    MealsSoldOut,
    MealState,
    MenuNotFound,
    MenuTwice,
    NewMenu,
    NotACanteen,
    SignInToEat,
    TooLateToOrder,
    Way,
)
from linli.resources.tests import places_scene as scene

TEXT = (
    scene.TEXT
    + """
[[meals]]
key = "lunch"
name = "午饭"
until = "09:30"

[[meals]]
key = "breakfast"
name = "早饭"
until = "18:00"
before = true

[[subsidies]]
key = "sixty"
name = "60 岁以上"
yuan = 3

[[subsidies]]
key = "ninety"
name = "90 岁以上"
yuan = "20.00"
"""
)
TODAY = date(2026, 3, 2)


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now, TEXT)


@pytest.fixture
def keeper(areas, now):
    return scene.keeper(areas, now)


@pytest.fixture
def canteen(areas, keeper, now):
    return scene.placed(areas, keeper, now, kinds=("canteen",), services=())


def menu(canteen, keeper, now, **more):
    of = {"day": TODAY, "meal": "lunch", "dishes": "豆腐、青菜", "fen": 1050, "portions": 2, **more}
    return services.write_menu(new=NewMenu(place_id=canteen, **of), actor=keeper, now=now)


def order(made, now, person=None, **more):
    of = {"group": "sixty", "way": Way.HERE, "actor": ANONYMOUS, **more}
    return services.order_meal(menu_id=made, person=person, now=now, **of)


def test_what_is_paid_and_until_when_it_is_ordered(areas):
    groups, meals = selectors.groups_defined(), selectors.meals_defined()
    assert (to_pay(1050, groups["sixty"]), to_pay(1050, groups["ninety"])) == (750, 0)
    assert order_until(TODAY, meals["lunch"]) == datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)
    assert order_until(TODAY, meals["breakfast"]) == datetime(2026, 3, 1, 18, 0, tzinfo=LOCAL)


def test_a_method_whose_time_is_none_is_refused():
    _document, found = scene.read(TEXT.replace('"09:30"', '"half past nine"'))
    assert [one.code for one in found] == ["resources.not_a_time"]


def test_menus_are_written_by_the_canteen_once_a_meal(areas, canteen, keeper, now):
    menu(canteen, keeper, now)
    with pytest.raises(MenuTwice):
        menu(canteen, keeper, now)
    for wrong in ({"meal": "tea"}, {"dishes": ""}, {"portions": 0}, {"day": date(2026, 3, 1)}):
        with pytest.raises(BadMenu):
            menu(canteen, keeper, now, **wrong)
    far = scene.keeper(areas, now, code="100002")
    with pytest.raises(MayNotKeepPlaces):
        menu(canteen, far, now, day=date(2026, 3, 3))
    home = scene.placed(areas, keeper, now)
    with pytest.raises(NotACanteen):
        menu(home, keeper, now)


def test_ordering_for_oneself_and_for_an_old_neighbour(canteen, keeper, now):
    made, wang = menu(canteen, keeper, now, portions=9), scene.resident(1, now)
    order(made, now, wang)
    with pytest.raises(AteBefore):
        order(made, now, wang)
    order(made, now, wang, name="老张", phone="13700000001", group="ninety", way=Way.FETCH)
    with pytest.raises(AteBefore):
        order(made, now, scene.resident(2, now), name="张大爷", phone="13700000001")
    with pytest.raises(GroupUnknown):
        order(made, now, scene.resident(2, now), way=Way.BRING)
    with pytest.raises(GroupUnknown):
        order(made, now, scene.resident(2, now), group="baby")
    with pytest.raises(SignInToEat):
        order(made, now)
    mine = selectors.my_meals(wang, now=now)
    assert {(one.way, one.pay) for one in mine} == {(Way.HERE, 750), (Way.FETCH, 0)}
    assert {one.who[-4:] for one in mine} == {"王○", "0001"}  # of others the phone, never the name
    order(made, now, actor=keeper, name="老李")
    counted = selectors.kitchen(keeper, made, now=now)
    assert (counted.total, counted.menu.left) == (3, 6)
    assert dict(counted.ways) == {"来吃": 2, "取回去": 1, "送到家": 0}
    assert all(one.who.endswith("○") for one in counted.rows)
    with pytest.raises(MenuNotFound):
        selectors.kitchen(ANONYMOUS, made, now=now)


def test_the_last_portion_and_the_last_minute(canteen, keeper, now):
    made = menu(canteen, keeper, now, portions=1)
    late = datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL)
    with pytest.raises(TooLateToOrder):
        order(made, late, scene.resident(1, now))
    first = order(made, now, scene.resident(1, now))
    with pytest.raises(MealsSoldOut):
        order(made, now, scene.resident(2, now))
    with pytest.raises(MealNotFound):
        services.withdraw_meal(
            order_id=first, person=scene.resident(2, now), actor=ANONYMOUS, now=now
        )
    mine = {"order_id": first, "person": scene.resident(1, now), "actor": ANONYMOUS}
    with pytest.raises(MealOver):
        services.withdraw_meal(**mine, now=late)
    services.withdraw_meal(**mine, now=now)
    with pytest.raises(MealOver):
        services.withdraw_meal(**mine, now=now)
    assert order(made, now, scene.resident(2, now))
    assert models.Menu.objects.get().taken == 1


def test_what_was_eaten_is_marked_on_the_day_and_counted(canteen, keeper, now):
    made = menu(canteen, keeper, now, day=TODAY + timedelta(days=1))
    first = order(made, now, scene.resident(1, now))
    with pytest.raises(MealOver):
        services.mark_meal(order_id=first, done=True, actor=keeper, now=now)
    then = now + timedelta(days=1)
    with pytest.raises(MealNotFound):
        services.mark_meal(order_id=first, done=True, actor=ANONYMOUS, now=then)
    assert services.mark_meal(order_id=first, done=True, actor=keeper, now=then) == made
    assert selectors.meals_eaten("", now, now + timedelta(days=2)) == (1, 1)
    wang = scene.resident(1, now)
    assert services.forget_meals(identity_id=wang, now=then) == 1
    assert selectors.my_meals(wang, now=then) == ()
    assert models.MealOrder.objects.get().state == MealState.DONE


@pytest.mark.django_db(transaction=True)
def test_of_four_who_want_the_last_two_portions_two_have_them(canteen, keeper, now):
    made = menu(canteen, keeper, now)
    people = [scene.resident(one, now) for one in range(4)]
    came = at_once(*(partial(order, made, now, one) for one in people), no=MealsSoldOut)
    assert came == ["done", "done", "refused", "refused"]
    assert models.Menu.objects.get().taken == models.MealOrder.objects.count() == 2
