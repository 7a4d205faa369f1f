"""At once, on two connections: one room, one hour, one winner; one more than one may have: none."""

from datetime import datetime

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import LOCAL
from linli.kernel.tests.racing import at_once
from linli.resources import models, services
from linli.resources.rules.bookings import quarters
from linli.resources.terms import (
    Booking,
    BookingOver,
    NewBooking,
    NotOpenThen,
    RoomTaken,
    TooManyBookings,
)
from linli.resources.tests import places_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)


def at(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=LOCAL)


@pytest.fixture
def keeper(now):
    scene_areas = scene.set_scene(now)
    return scene_areas, scene.keeper(scene_areas, now)


@pytest.fixture
def room(keeper, now):
    areas, actor = keeper
    return scene.roomed(scene.placed(areas, actor, now), actor, now, booking=Booking.FREE)


def booking(room, person, starts, now, minutes=60):
    new = NewBooking(room, starts, minutes, use="council")
    return lambda: services.book(new=new, person=person, actor=ANONYMOUS, now=now)


def test_of_five_who_want_the_same_hour_one_has_it(room, now):
    works = [booking(room, scene.resident(one, now), at(10), now) for one in range(5)]
    assert at_once(*works, no=RoomTaken) == ["done"] + ["refused"] * 4
    assert models.BookedQuarter.objects.count() == 4


def test_the_constraint_alone_decides_too(room, now):
    """Rows written past every lock and every look: the database has one winner."""
    people = [scene.resident(one, now) for one in range(3)]

    def write(person):
        row = models.RoomBooking.objects.create(
            room_id=room, identity_id=person, starts_at=at(10), ends_at=at(11), state="booked",
            asked_at=now, changed_at=now,
        )  # fmt: skip
        models.BookedQuarter.objects.bulk_create(
            models.BookedQuarter(room_id=room, starts_at=one, booking=row)
            for one in quarters(at(10), at(11))
        )

    from django.db import IntegrityError, transaction

    def whole(person):
        with transaction.atomic():
            write(person)

    works = [lambda person=person: whole(person) for person in people]
    assert at_once(*works, no=IntegrityError) == ["done", "refused", "refused"]
    assert models.RoomBooking.objects.count() == 1


def test_hours_that_overlap_by_a_quarter_are_not_both_booked(room, now):
    first, second = scene.resident(1, now), scene.resident(2, now)
    works = [booking(room, first, at(9), now, 75), booking(room, second, at(10), now)]
    assert at_once(*works, no=RoomTaken) == ["done", "refused"]


def test_nobody_has_more_than_they_may_by_asking_at_once(room, now):
    person = scene.resident(1, now)
    works = [booking(room, person, at(hour), now) for hour in (9, 10, 11, 14)]
    assert at_once(*works, no=TooManyBookings) == ["done", "done", "refused", "refused"]


def test_a_booking_that_comes_with_the_closing_is_refused_or_called_off(keeper, room, now):
    _areas, actor = keeper
    place = models.Room.objects.get().place_id

    def close():
        services.set_exception(
            place_id=place, day=at(10).date(), spans=(), note="停电", actor=actor, now=now
        )

    at_once(booking(room, scene.resident(1, now), at(10), now), close, no=NotOpenThen)
    assert models.PlaceException.objects.count() == 1
    assert not models.BookedQuarter.objects.exists()
    assert not models.RoomBooking.objects.filter(state="booked").exists()


def test_a_withdrawal_and_a_no_at_once_end_it_once(keeper, now):
    areas, actor = keeper
    place = scene.placed(areas, actor, now, name="大厅")
    room = scene.roomed(place, actor, now, booking=Booking.ASKED)
    person = scene.resident(1, now)
    made = booking(room, person, at(10), now)()

    def withdraw():
        services.withdraw_booking(booking_id=made.id, person=person, actor=ANONYMOUS, now=now)

    def refuse():
        services.decide_booking(
            booking_id=made.id, yes=False, reason="换地板", actor=actor, now=now
        )

    assert at_once(withdraw, refuse, no=BookingOver) == ["done", "refused"]
