"""Places: hours and holidays, who keeps them, services, rooms, acceptance by a second person."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import LOCAL, local
from linli.kernel.distance import metres
from linli.kernel.versions import unit_of_work
from linli.resources import models, selectors, services
from linli.resources.rules.places import (
    day_hours,
    hours_from,
    hours_kept,
    open_now,
    span_words,
    spans_of,
)
from linli.resources.terms import (
    BadPlace,
    BadPoint,
    BadRoom,
    EvidenceMissing,
    Hours,
    ListEmpty,
    ListUnknown,
    MayNotKeepPlaces,
    NotAllMet,
    OpenDay,
    PlaceNotFound,
    PlaceState,
    SecondPerson,
    TooFewServices,
    WrongHours,
    WrongPlaceState,
)
from linli.resources.tests import places_scene as scene

MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)
MORNING = scene.MORNING
DAYS = st.lists(st.integers(0, 1440), unique=True, max_size=8).map(sorted)


@given(DAYS)
def test_spans_are_read_as_they_are_written(minutes):
    pairs = tuple(zip(minutes[::2], minutes[1::2], strict=False))
    assert spans_of(span_words(pairs)) == pairs
    kept = hours_kept(Hours(week=(pairs,) * 7, holiday=pairs))
    assert hours_from(kept) == Hours(week=(pairs,) * 7, holiday=pairs)


@pytest.mark.parametrize(
    "text", ["12:00-08:00", "08:00-12:00 11:00-13:00", "8点", "08:00-25:00", "08:70-09:00", "8-9"]
)
def test_what_is_no_span_is_refused(text):
    with pytest.raises(WrongHours):
        spans_of(text)


def test_holidays_make_up_days_and_exceptions():
    hours = scene.OFFICE
    assert day_hours(hours, MONDAY, works=True).spans == hours.week[0]
    assert day_hours(hours, MONDAY, works=False) == OpenDay(MONDAY, (), holiday=True)
    always = replace(hours, holiday=None)
    assert day_hours(always, MONDAY, works=False).spans == hours.week[0]
    assert day_hours(hours, SATURDAY, works=True).spans == (MORNING,)  # open that day anyway
    sunday = SATURDAY + timedelta(days=1)
    assert day_hours(hours, sunday, works=False).spans == ()
    assert day_hours(hours, sunday, works=True).spans == hours.week[0]  # a make-up day
    closed = day_hours(hours, MONDAY, works=True, exception=((), "停电"))
    assert closed == OpenDay(MONDAY, (), "停电")


@pytest.mark.parametrize(
    ("hour", "minute", "is_open", "then"),
    [(8, 29, False, (2, 8, 30)), (8, 30, True, (2, 12, 0)), (12, 0, False, (2, 14, 0)),
     (17, 29, True, (2, 17, 30)), (17, 30, False, (3, 8, 30))],
)  # fmt: skip
def test_open_until_or_next(hour, minute, is_open, then):
    at = datetime(2026, 3, 2, hour, minute, 30, tzinfo=LOCAL)
    found = open_now(at, lambda day: day_hours(scene.OFFICE, day, works=day.weekday() < 5))
    assert found.open is is_open
    moment = found.until if is_open else found.opens
    assert (moment.day, moment.hour, moment.minute) == then


def test_nothing_within_two_weeks():
    found = open_now(datetime(2026, 3, 2, 9, tzinfo=LOCAL), lambda day: OpenDay(day, ()))
    assert (found.open, found.opens) == (False, None)


def test_metres_along_a_meridian():
    assert metres((117.0, 26.0), (117.0, 27.0)) == pytest.approx(111_195, abs=5)
    assert metres((117.0, 26.0), (117.0, 26.0)) == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('booking = "free"', 'booking = "anybody"', "resources.unknown_booking"),
        ("minutes = [30, 120]", "minutes = [20, 120]", "resources.not_quarters"),
        ("minutes = [30, 120]", "minutes = [120, 30]", "resources.not_quarters"),
        ("ahead = 14", "ahead = 0", "resources.bad_days"),
        ('services = ["talk"]', 'services = ["sing"]', "resources.unknown_name"),
        ('lists = ["three", "later"]', 'lists = ["four"]', "resources.unknown_name"),
        ("number = 2", "number = 3", "resources.wrong_number"),
        ('key = "seats", name', 'key = "sign", name', "resources.key_twice"),
    ],
)
def test_a_method_that_does_not_fit_is_refused(old, new, code):
    assert old in scene.TEXT
    _document, found = scene.read(scene.TEXT.replace(old, new, 1))
    assert [one.code for one in found] == [code]


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def keeper(areas, now):
    return scene.keeper(areas, now)


@pytest.fixture
def place(areas, keeper, now):
    return scene.placed(areas, keeper, now, longitude=117.17, latitude=26.9)


def test_a_place_is_set_up_and_read(areas, keeper, place, now):
    page = selectors.public_spot(place, now=now)
    assert (page.spot.name, page.spot.kind_names) == ("青云之家", "邻里之家")
    assert page.spot.services == ("说事",)
    assert page.spot.now.open
    assert local(page.spot.now.until).hour == 12
    rows, more = selectors.public_spots(now=now, area_path=areas["100001"].path)
    assert ([one.id for one in rows], more) == ([place], False)
    assert selectors.public_spots(now=now, area_path=areas["100200"].path)[0] == ()
    assert selectors.public_spots(now=now, kind="hall")[0] == ()
    assert [one.id for one in selectors.public_spots(now=now, service="talk")[0]] == [place]


def test_the_nearest_comes_first_and_what_has_no_point_last(areas, keeper, place, now):
    scene.placed(areas, keeper, now, name="没有位置")
    near = scene.placed(areas, keeper, now, name="近处", longitude=117.171, latitude=26.9)
    rows, _more = selectors.public_spots(now=now, near=(117.1711, 26.9))
    assert [one.id for one in rows[:2]] == [near, place]
    assert rows[2].metres is None
    shut = now + timedelta(hours=4)  # 13:00
    assert selectors.public_spots(now=shut, open_only=True)[0] == ()


def test_lists_cost_the_same_for_one_and_for_three(
    areas, keeper, place, now, django_assert_num_queries
):
    def counted():
        with unit_of_work():
            selectors.public_spots(now=now)  # reference data is read once
            with django_assert_num_queries(4):
                selectors.public_spots(now=now)

    counted()
    for number in range(2):
        scene.placed(areas, keeper, now, name=f"之家{number}")
    counted()


def test_who_keeps_another_community_may_not(areas, place, now):
    far = scene.keeper(areas, now, code="100002")
    new = scene.new_place(areas)
    for actor in (far, ANONYMOUS):
        with pytest.raises(MayNotKeepPlaces):
            services.set_up_place(new=new, actor=actor, now=now)
        with pytest.raises(MayNotKeepPlaces):
            services.change_place(place_id=place, new=new, actor=actor, now=now)
        with pytest.raises(PlaceNotFound):
            selectors.desk_place(actor, place, now=now)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"name": " "}, BadPlace),
        ({"kinds": ()}, BadPlace),
        ({"kinds": ("castle",)}, BadPlace),
        ({"services": ("sing",)}, BadPlace),
        ({"longitude": 117.1}, BadPoint),
        ({"longitude": 26.9, "latitude": 117.1}, BadPoint),
        ({"hours": Hours(week=((),) * 6)}, WrongHours),
        ({"state": PlaceState.CLOSED}, WrongPlaceState),
        ({"kinds": ("station",), "services": ("rest", "water")}, TooFewServices),
    ],
)
def test_what_is_wrong_with_a_place_is_refused(areas, keeper, now, more, refusal):
    with pytest.raises(refusal):
        scene.placed(areas, keeper, now, **more)
    assert not models.Place.objects.exists()


def test_a_station_opens_when_it_has_all_its_services(areas, keeper, now):
    of = {"kinds": ("station",), "services": ("rest", "water")}
    made = scene.placed(areas, keeper, now, state=PlaceState.BUILDING, **of)
    with pytest.raises(TooFewServices):
        services.move_place(place_id=made, state=PlaceState.OPEN, actor=keeper, now=now)
    new = scene.new_place(areas, own_services=("充电", "充电", " "), **of)
    services.change_place(place_id=made, new=new, actor=keeper, now=now)
    services.move_place(place_id=made, state=PlaceState.OPEN, actor=keeper, now=now)
    assert selectors.public_spot(made, now=now).spot.services == ("歇脚", "喝水", "充电")
    day = timedelta(days=1)
    assert selectors.services_a_place("", now, now + day) == (3, 1)
    services.move_place(place_id=made, state=PlaceState.CLOSED, actor=keeper, now=now + day)
    with pytest.raises(PlaceNotFound):
        selectors.public_spot(made, now=now)
    with pytest.raises(WrongPlaceState):
        services.move_place(place_id=made, state=PlaceState.PLANNED, actor=keeper, now=now)
    assert selectors.places_open("", now, now + day) == (1, 1)
    assert selectors.places_open("", now, now + 2 * day) == (0, 0)


def test_one_room_many_uses_counts_under_both_kinds(areas, keeper, now):
    scene.placed(areas, keeper, now, kinds=("home", "canteen"), square_metres=120)
    scene.placed(areas, keeper, now, name="新的", state=PlaceState.PLANNED, square_metres=80)
    figures = {one.kind.key: one for one in selectors.place_figures(area_path="")}
    assert {key: (one.open, one.coming) for key, one in figures.items()} == {
        "home": (1, 1), "canteen": (1, 0),
    }  # fmt: skip
    assert (figures["home"].square_metres, figures["home"].services_each) == (120, "1.0")
    assert selectors.place_metres("", now, now + timedelta(days=1)) == (120, 1)


def test_a_day_of_its_own(areas, keeper, place, now):
    day = local(now).date()
    with pytest.raises(BadPlace):
        services.set_exception(place_id=place, day=day, spans=(), note="", actor=keeper, now=now)
    services.set_exception(place_id=place, day=day, spans=(), note="停电", actor=keeper, now=now)
    page = selectors.public_spot(place, now=now)
    assert not page.spot.now.open
    assert page.today == OpenDay(day, (), "停电")
    services.drop_exception(place_id=place, day=day, actor=keeper, now=now)
    assert selectors.public_spot(place, now=now).spot.now.open


def test_a_room_stands_once_in_a_place(keeper, place, now):
    room = scene.roomed(place, keeper, now)
    for wrong in ({}, {"name": ""}, {"name": "甲", "seats": -1}, {"name": "甲", "uses": ("x",)}):
        with pytest.raises(BadRoom):
            scene.roomed(place, keeper, now, **wrong)
    row, _place = selectors.room_and_place(room)
    assert (row.seats, [str(one.name) for one in row.uses]) == (20, ["议事"])
    assert row.minutes == (30, 120)


def look(place, item, actor, now, *, met=True, words="看过了", key="three"):
    services.look_at_item(
        place_id=place, list_key=key, item=item, met=met, words=words, actor=actor, now=now
    )


def test_a_list_is_accepted_by_a_second_person_and_ends_when_an_item_is_missing(
    areas, keeper, place, now
):
    other = scene.keeper(areas, now, 2)
    look(place, "sign", keeper, now)
    with pytest.raises(NotAllMet):
        services.accept_place(place_id=place, list_key="three", actor=other, now=now)
    look(place, "seats", keeper, now)
    with pytest.raises(SecondPerson):
        services.accept_place(place_id=place, list_key="three", actor=keeper, now=now)
    services.accept_place(place_id=place, list_key="three", actor=other, now=now)
    with pytest.raises(WrongPlaceState):
        services.accept_place(place_id=place, list_key="three", actor=other, now=now)
    assert [one.key for one in selectors.public_spot(place, now=now).accepted] == ["three"]
    desk = selectors.desk_place(keeper, place, now=now).lists[0]
    assert (desk.met, desk.by, desk.items[0].by) == (2, "李丙", "李乙")
    look(place, "seats", keeper, now, met=False, words="坏了三张")
    assert selectors.public_spot(place, now=now).accepted == ()
    assert models.Acceptance.objects.get().ended_at == now


def test_a_list_that_the_county_has_not_filled_in_accepts_nothing(keeper, place, now):
    with pytest.raises(ListEmpty):
        look(place, "sign", keeper, now, key="later")
    with pytest.raises(ListEmpty):
        services.accept_place(place_id=place, list_key="later", actor=SYSTEM, now=now)
    with pytest.raises(ListUnknown):
        look(place, "sign", keeper, now, key="none")
    with pytest.raises(ListUnknown):
        look(place, "roof", keeper, now)
    with pytest.raises(EvidenceMissing):
        look(place, "sign", keeper, now, words=" ")
