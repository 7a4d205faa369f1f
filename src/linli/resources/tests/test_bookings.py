"""Bookings: by quarters, within the hours, by whom it may be; answered, withdrawn, marked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from linli.jobs.models import Job
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.clock import LOCAL
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import person
from linli.resources import models, selectors, services
from linli.resources.rules.bookings import check_open, day_stretches, free_starts, quarters
from linli.resources.terms import (
    Booking,
    BookingNotFound,
    BookingOver,
    BookingReasonMissing,
    BookingState,
    MayNotBook,
    NewBooking,
    NotAQuarter,
    NotOpenThen,
    NotYourUnit,
    OpenDay,
    PlaceState,
    RoomClosed,
    RoomNotFound,
    RoomTaken,
    SignInToBook,
    TooFarAhead,
    TooManyBookings,
    TooManyPeople,
    UseUnknown,
    WrongLength,
)
from linli.resources.tests import places_scene as scene

MONDAY = date(2026, 3, 2)
DAY = OpenDay(MONDAY, ((510, 720), (840, 1050)))


def at(hour, minute=0, day=2):
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


@given(st.sets(st.integers(0, 95)), st.integers(1, 4), st.integers(0, 95))
def test_stretches_are_the_open_quarters_each_once_and_only_free_ones_are_offered(
    taken, least, now
):
    start = datetime(2026, 3, 2, tzinfo=LOCAL)
    held = {start + timedelta(minutes=15 * one): ("", False) for one in taken}
    here = start + timedelta(minutes=15 * now)
    found = day_stretches(DAY, held, least=15 * least, now=here)
    listed = [one for stretch in found for one in quarters(stretch.starts_at, stretch.ends_at)]
    opened = [*quarters(at(8, 30), at(12)), *quarters(at(14), at(17, 30))]
    assert listed == opened
    for stretch in found:
        inside = quarters(stretch.starts_at, stretch.ends_at)
        assert all((one in held) == stretch.taken for one in inside)
        if stretch.bookable:
            assert len(inside) >= least
            assert stretch.starts_at >= here
    for begin in free_starts(found, 15 * least):
        check_open(begin, 15 * least, DAY)
        assert not set(quarters(begin, begin + timedelta(minutes=15 * least))) & set(held)


def test_an_opening_between_quarters_is_offered_from_the_next_one():
    day = OpenDay(MONDAY, ((8 * 60 + 20, 9 * 60 + 10),))
    (only,) = day_stretches(day, {}, least=15, now=at(7))
    assert (only.starts_at, only.ends_at) == (at(8, 30), at(9))


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def keeper(areas, now):
    return scene.keeper(areas, now)


@pytest.fixture
def place(areas, keeper, now):
    return scene.placed(areas, keeper, now)


@pytest.fixture
def room(place, keeper, now):
    return scene.roomed(place, keeper, now)


@pytest.fixture
def asked(place, keeper, now):
    return scene.roomed(place, keeper, now, name="大厅", booking=Booking.ASKED)


@pytest.fixture
def wang(now):
    return scene.resident(1, now)


def book(room, now, *, starts=None, minutes=60, person=None, actor=ANONYMOUS, **more):
    new = NewBooking(room, starts or at(10), minutes, **{"use": "council", **more})
    return services.book(new=new, person=person, actor=actor, now=now)


def test_a_resident_books_and_nobody_else_has_that_time(room, wang, now):
    made = book(room, now, person=wang, words="楼栋议事", people=12)
    assert made.state is BookingState.BOOKED
    other = scene.resident(2, now)
    for starts in (at(9, 15), at(10), at(10, 45)):
        with pytest.raises(RoomTaken):
            book(room, now, person=other, starts=starts)
    assert book(room, now, person=other, starts=at(11)).state is BookingState.BOOKED
    (mine,) = selectors.my_bookings(wang, now=now)
    assert (mine.words, mine.state_name, mine.standing) == ("楼栋议事", "约好了", True)
    assert models.BookedQuarter.objects.count() == 8


def test_the_database_itself_refuses_a_quarter_twice(room, wang, now):
    book(room, now, person=wang)
    held = models.BookedQuarter.objects.first()
    with pytest.raises(IntegrityError):
        models.BookedQuarter.objects.create(
            room_id=held.room_id, starts_at=held.starts_at, booking_id=held.booking_id
        )


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"starts": at(10, 10)}, NotAQuarter),
        ({"minutes": 40}, NotAQuarter),
        ({"minutes": 15}, WrongLength),
        ({"minutes": 135}, WrongLength),
        ({"starts": at(8, 30)}, TooFarAhead),  # over
        ({"starts": at(9, day=17)}, TooFarAhead),
        ({"starts": at(11, 30)}, NotOpenThen),  # through noon
        ({"starts": at(9, day=8)}, NotOpenThen),  # a Sunday
        ({"people": 21}, TooManyPeople),
        ({"use": "study"}, UseUnknown),
        ({"use": ""}, UseUnknown),
    ],
)
def test_what_cannot_be_booked(room, wang, now, more, refusal):
    with pytest.raises(refusal):
        book(room, now, person=wang, **more)
    assert not models.RoomBooking.objects.exists()


def test_the_next_free_times_are_offered(room, wang, now):
    book(room, now, person=wang, starts=at(9), minutes=120)
    free = selectors.next_free(room, after=now, minutes=60, now=now)
    assert free[:3] == (at(11), at(14), at(8, 30, day=3))
    assert selectors.next_free(room, after=now, minutes=90, now=now)[0] == at(14)


def test_one_person_has_so_many_at_a_time(room, wang, now):
    book(room, now, person=wang, starts=at(9))
    first = book(room, now, person=wang)
    with pytest.raises(TooManyBookings):
        book(room, now, person=wang, starts=at(11))
    services.withdraw_booking(booking_id=first.id, person=wang, actor=ANONYMOUS, now=now)
    book(room, now, person=wang, starts=at(11))


def test_who_may_book_what(areas, place, room, asked, keeper, wang, now):
    with pytest.raises(SignInToBook):
        book(room, now)
    inner = scene.roomed(place, keeper, now, name="值班室", booking=Booking.OFFICE)
    with pytest.raises(MayNotBook):
        book(inner, now, person=wang)
    assert book(inner, now, actor=keeper).state is BookingState.BOOKED
    assert book(asked, now, person=wang).state is BookingState.ASKED
    far = scene.keeper(areas, now, code="100002")
    unit = organisations.unit_at(areas["100001"].id, "社区大党委")
    with pytest.raises(NotYourUnit):
        book(room, now, actor=far, organisation_id=unit.id)


def test_a_team_books_by_somebody_of_it_and_waits_for_the_answer_as_everybody(areas, asked, now):
    own = organisations.unit_at(areas["100002"].id, "社区大党委")
    lead = Grant("队长", frozenset(), organisation_id=own.id, organisation_path=own.path)
    captain = Actor("staff", account_id=person("captain", "队长", now), grants=(lead,))
    made = book(asked, now, actor=captain, starts=at(15), organisation_id=own.id)
    row = models.RoomBooking.objects.get()
    assert (made.state, row.organisation_id, row.identity_id) == ("asked", own.id, None)
    services.withdraw_booking(booking_id=made.id, actor=captain, now=now)
    assert not models.BookedQuarter.objects.exists()


def test_a_yes_and_a_no_with_a_reason(asked, keeper, wang, now):
    first = book(asked, now, person=wang)
    second = book(asked, now, person=wang, starts=at(15))
    far = ANONYMOUS
    with pytest.raises(BookingNotFound):
        services.decide_booking(booking_id=first.id, yes=True, actor=far, now=now)
    with pytest.raises(BookingReasonMissing):
        services.decide_booking(booking_id=second.id, yes=False, actor=keeper, now=now)
    services.decide_booking(booking_id=first.id, yes=True, actor=keeper, now=now)
    services.decide_booking(
        booking_id=second.id, yes=False, reason="那天换地板", actor=keeper, now=now
    )
    with pytest.raises(BookingOver):
        services.decide_booking(booking_id=first.id, yes=True, actor=keeper, now=now)
    mine = {one.id: one for one in selectors.my_bookings(wang, now=now)}
    assert mine[first.id].state is BookingState.BOOKED
    assert (mine[second.id].state_name, mine[second.id].reason) == ("没有同意", "那天换地板")
    assert book(asked, now, person=scene.resident(2, now), starts=at(15))  # free again


def told():
    """What was told of bookings, and to whom, in order."""
    rows = Job.objects.filter(handler="messaging.fan_out").order_by("id")
    payloads = rows.values_list("payload", flat=True)
    return [(one["template"], one["to"].get("identity")) for one in payloads]


def test_whoever_booked_is_told_the_answer_and_of_a_calling_off(asked, room, keeper, wang, now):
    first, second = book(asked, now, person=wang), book(asked, now, person=wang, starts=at(15))
    decide, withdraw = services.decide_booking, services.withdraw_booking
    decide(booking_id=first.id, yes=True, actor=keeper, now=now)
    decide(booking_id=second.id, yes=False, reason="那天换地板", actor=keeper, now=now)
    third = book(room, now, person=wang)
    withdraw(booking_id=third.id, reason="停电", actor=keeper, now=now)
    own = book(room, now, person=wang, starts=at(16))
    withdraw(booking_id=own.id, person=wang, actor=ANONYMOUS, now=now)  # knows it already
    assert told() == [
        ("room_booked", str(wang)), ("room_off", str(wang)), ("room_off", str(wang)),
    ]  # fmt: skip


def test_what_nobody_answered_is_free_again_when_its_time_comes(asked, wang, now):
    book(asked, now, person=wang)
    assert services.lapse_bookings(at(9, 59)) == 0
    assert services.lapse_bookings(at(10)) == 1
    assert models.BookedQuarter.objects.count() == 0
    assert selectors.my_bookings(wang, now=now)[0].state is BookingState.LAPSED


def test_withdrawing_before_it_begins_by_its_owner_or_with_a_reason(room, keeper, wang, now):
    made = book(room, now, person=wang)
    other = scene.resident(2, now)
    with pytest.raises(BookingNotFound):
        services.withdraw_booking(booking_id=made.id, person=other, actor=ANONYMOUS, now=now)
    with pytest.raises(BookingReasonMissing):
        services.withdraw_booking(booking_id=made.id, actor=keeper, now=now)
    with pytest.raises(BookingOver):
        services.withdraw_booking(booking_id=made.id, person=wang, actor=ANONYMOUS, now=at(10))
    services.withdraw_booking(booking_id=made.id, actor=keeper, reason="停电", now=now)
    assert selectors.my_bookings(wang, now=now)[0].reason == "停电"
    assert models.BookedQuarter.objects.count() == 0


def test_whether_anybody_came_is_noted_once_it_has_begun(room, keeper, wang, now):
    made = book(room, now, person=wang)
    with pytest.raises(BookingOver):
        services.mark_booking(booking_id=made.id, came=True, actor=keeper, now=now)
    with pytest.raises(BookingNotFound):
        services.mark_booking(booking_id=made.id, came=True, actor=ANONYMOUS, now=at(10))
    services.mark_booking(booking_id=made.id, came=False, actor=keeper, now=at(10, 20))
    assert selectors.rooms_used("", now, at(12)) == (0, 1)
    services.mark_booking(booking_id=made.id, came=True, actor=keeper, now=at(10, 30))
    assert selectors.rooms_used("", now, at(12)) == (1, 1)


def test_a_day_that_closes_calls_off_what_was_booked_and_says_why(place, room, keeper, wang, now):
    book(room, now, person=wang)
    book(room, now, person=wang, starts=at(15))
    called_off = services.set_exception(
        place_id=place, day=MONDAY, spans=((510, 720),), note="下午停电", actor=keeper, now=now
    )
    assert called_off == 1
    states = {one.starts_at: (one.state, one.reason) for one in models.RoomBooking.objects.all()}
    assert states[at(10).astimezone(UTC)] == ("booked", "")
    assert states[at(15).astimezone(UTC)] == ("withdrawn", "下午停电")
    with pytest.raises(NotOpenThen):
        book(room, now, person=wang, starts=at(16))


def test_a_closed_room_or_place_is_not_booked_nor_seen(place, room, keeper, wang, now):
    services.close_room(room_id=room, closed=True, actor=keeper, now=now)
    with pytest.raises(RoomClosed):
        book(room, now, person=wang)
    with pytest.raises(RoomNotFound):
        selectors.room_page(room, actor=ANONYMOUS, now=now)
    services.close_room(room_id=room, closed=False, actor=keeper, now=now)
    services.move_place(place_id=place, state=PlaceState.CLOSED, actor=keeper, now=now)
    with pytest.raises(RoomClosed):
        book(room, now, person=wang)
    with pytest.raises(RoomNotFound):
        selectors.room_feed(room, now=now)


def test_the_day_and_the_week_of_a_room_tell_no_names(room, keeper, wang, now):
    book(room, now, person=wang, words="王家的事")
    page = selectors.room_page(room, actor=ANONYMOUS, now=now)
    taken = [one for one in page.days[0].stretches if one.taken]
    assert [(one.starts_at, one.ends_at, one.use) for one in taken] == [(at(10), at(11), "议事")]
    week = selectors.room_page(room, week=True, actor=ANONYMOUS, now=now)
    assert [one.day.day for one in week.days] == [2, 3, 4, 5, 6, 7, 8]
    name, (busy,) = selectors.room_feed(room, now=now)
    assert (name, busy.use) == ("青云之家 · 二楼会议室", "议事")
    assert "王家" not in repr((page, week, busy))
    (desk,) = selectors.desk_bookings(keeper, now=now)
    assert (desk.words, desk.who[0], desk.phone[:3]) == ("王家的事", "王", "138")
    assert selectors.desk_bookings(ANONYMOUS, now=now) == ()


def test_a_person_who_is_forgotten_leaves_the_room_free(room, wang, now):
    book(room, now, person=wang, words="王家的事")
    assert "王家的事" in str(selectors.bookings_of_person(wang))
    assert services.forget_bookings(identity_id=wang, now=now) == 1
    assert selectors.bookings_of_person(wang) == []
    row = models.RoomBooking.objects.get()
    assert (row.words, row.state) == ("", "withdrawn")
    assert not models.BookedQuarter.objects.exists()
