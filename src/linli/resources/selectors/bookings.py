"""Reads of bookings: a room's day and week, one's own bookings, the desk, the feed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.clock import LOCAL, local, midnight
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.resources.models import BookedQuarter, Place, RoomBooking
from linli.resources.rules.bookings import Taken, day_stretches, free_starts
from linli.resources.selectors.places import (
    days_of,
    exceptions_of,
    may_run_place,
    room_and_place,
    uses_defined,
)
from linli.resources.terms import (
    BACK_DAYS,
    HOLDING,
    MANAGE,
    PLACE_STATES,
    RUN,
    STANDING,
    BookingNotFound,
    BookingRow,
    BookingState,
    Busy,
    OpenDay,
    PlaceState,
    RoomDay,
    RoomNotFound,
    RoomPage,
    RoomRow,
    RoomUse,
)
from linli.territory import selectors as territory

MOST_BOOKINGS, MOST_FREE = 200, 5
A_DAY = timedelta(days=1)


def use_of(key: str) -> RoomUse | None:
    return (uses_defined().get(key) or RoomUse(key, Words(key))) if key else None


def taken_quarters(room_id: UUID, since: datetime, until: datetime) -> Taken:
    """The quarters that are held in [since, until), each with its use, in one statement."""
    rows = BookedQuarter.objects.filter(
        room_id=room_id, starts_at__gte=since, starts_at__lt=until
    ).values_list("starts_at", "booking__use", "booking__state")
    return {
        local(at): (str(use.name) if (use := use_of(key)) else "", state == BookingState.ASKED)
        for at, key, state in rows
    }


def room_days(
    room: RoomRow, place: Place, first: date, count: int, *, now: datetime
) -> tuple[RoomDay, ...]:
    """So many days of a room. Two statements."""
    last = first + timedelta(days=count - 1)
    day_of = days_of(place, exceptions_of([place.pk], first, last)[place.pk])
    taken = taken_quarters(room.id, midnight(first), midnight(last) + A_DAY)
    here, is_open = local(now), place.state == PlaceState.OPEN and not room.closed
    why = str(PLACE_STATES[PlaceState.CLOSED if room.closed else PlaceState(place.state)])
    found = []
    for ahead in range(count):
        day = first + timedelta(days=ahead)
        hours = day_of(day) if is_open else OpenDay(day, (), note=why)
        found.append(RoomDay(hours, day_stretches(hours, taken, least=room.minutes[0], now=here)))
    return tuple(found)


def last_day(room: RoomRow, now: datetime) -> date:
    return local(now).date() + timedelta(days=room.ahead)


def next_free(
    room_id: UUID, *, after: datetime, minutes: int, now: datetime
) -> tuple[datetime, ...]:
    """The next moments from which that long is free, at most five, as far ahead as may be booked.
    Refuses `RoomNotFound`."""
    room, place = room_and_place(room_id)
    first = max(local(after).date(), local(now).date())
    count = max((last_day(room, now) - first).days + 1, 0)
    days = room_days(room, place, first, min(count, 62), now=now) if count else ()
    found: list[datetime] = []
    for day in days:
        found += free_starts(day.stretches, minutes)
        if len(found) >= MOST_FREE:
            break
    return tuple(found[:MOST_FREE])


def room_page(
    room_id: UUID, *, day: date | None = None, week: bool = False, actor: Actor, now: datetime
) -> RoomPage:
    """A room's day, or the seven days from the Monday of it. Refuses `RoomNotFound`, also for a
    room of a place that is closed, to those who do not run it."""
    room, place = room_and_place(room_id)
    runs = may_run_place(actor, place)
    if (place.state == PlaceState.CLOSED or room.closed) and not runs:
        raise RoomNotFound
    today = local(now).date()
    shown = day or today
    first = shown - timedelta(days=shown.weekday()) if week else shown
    return RoomPage(
        room=room,
        place_id=place.pk,
        place=place.name,
        area=territory.full_name(place.area_id),
        days=room_days(room, place, first, 7 if week else 1, now=now),
        free=next_free(room_id, after=midnight(shown), minutes=room.minutes[0], now=now),
        last=last_day(room, now),
        may_run=runs,
    )


def _rows(listed: list[RoomBooking], *, now: datetime, named: bool) -> tuple[BookingRow, ...]:
    ids = [one.identity_id for one in listed if one.identity_id] if named else []
    masked = people.masked(ids)
    units = organisations.units_by_id(
        [one.organisation_id for one in listed if one.organisation_id]
    )
    found = []
    for one in listed:
        unit = units.get(one.organisation_id) if one.organisation_id else None
        person = masked.get(one.identity_id) if one.identity_id else None
        found.append(
            BookingRow(
                id=one.pk,
                room_id=one.room_id,
                room=one.room.name,
                place_id=one.room.place_id,
                place=one.room.place.name,
                use=use_of(one.use),
                words=one.words,
                people=one.people,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                state=BookingState(one.state),
                reason=one.reason,
                asked_at=one.asked_at,
                who=unit.name if unit else person.name if person else "",
                phone=person.phone if person else "",
                person=one.identity_id is not None,
                over=one.ends_at <= now,
                begun=one.starts_at <= now,
            )
        )
    return tuple(found)


def _with_rooms(rows: QuerySet[RoomBooking]) -> QuerySet[RoomBooking]:
    return rows.select_related("room__place")


def my_bookings(person: UUID, *, now: datetime) -> tuple[BookingRow, ...]:
    """One's own, the next first, then what was in the last month."""
    rows = RoomBooking.objects.filter(
        identity_id=person, starts_at__gte=now - timedelta(days=BACK_DAYS)
    )
    found = _rows(
        list(_with_rooms(rows).order_by("starts_at")[:MOST_BOOKINGS]), now=now, named=False
    )
    coming = [one for one in found if one.standing]
    return (*coming, *reversed([one for one in found if not one.standing]))


def my_booking(person: UUID | None, booking_id: UUID, *, now: datetime) -> BookingRow:
    """One of one's own. Refuses `BookingNotFound`."""
    if person is None:
        raise BookingNotFound
    row = _with_rooms(RoomBooking.objects.filter(pk=booking_id, identity_id=person)).first()
    if row is None:
        raise BookingNotFound
    return _rows([row], now=now, named=False)[0]


def _runs(actor: Actor) -> Q:
    """Bookings of places that the actor may run."""
    if actor.kind == "system":
        return Q()
    found = Q(pk__in=[])
    for verb in (RUN, MANAGE):
        found |= within_any("room__place__area_path", actor.area_paths(verb))
        found |= Q(room__place__organisation_id__in=actor.organisation_ids(verb))
    return found


def desk_bookings(
    actor: Actor, *, now: datetime, room_id: UUID | None = None, over: bool = False
) -> tuple[BookingRow, ...]:
    """Of the places that the actor runs: what waits for an answer first, then what is coming; or,
    with `over`, what was in the last month, newest first."""
    rows = RoomBooking.objects.filter(_runs(actor))
    if room_id is not None:
        rows = rows.filter(room_id=room_id)
    if over:
        rows = rows.filter(ends_at__lte=now, ends_at__gte=now - timedelta(days=BACK_DAYS))
        ordered = rows.exclude(state__in=(BookingState.WITHDRAWN, BookingState.REFUSED))
        listed = ordered.order_by("-starts_at", "pk")
    else:
        listed = rows.filter(ends_at__gt=now, state__in=HOLDING).order_by("starts_at", "pk")
    found = _rows(list(_with_rooms(listed)[:MOST_BOOKINGS]), now=now, named=True)
    return tuple(sorted(found, key=lambda one: one.state is not BookingState.ASKED))


def desk_booking(actor: Actor, booking_id: UUID, *, now: datetime) -> BookingRow:
    """Refuses `BookingNotFound` to those who do not run the place."""
    row = _with_rooms(RoomBooking.objects.filter(_runs(actor), pk=booking_id)).first()
    if row is None:
        raise BookingNotFound
    return _rows([row], now=now, named=True)[0]


def standing_of(person: UUID, place_id: UUID, *, now: datetime) -> int:
    """How many bookings of a person at a place are still to come."""
    return RoomBooking.objects.filter(
        identity_id=person, room__place_id=place_id, state__in=STANDING, ends_at__gt=now
    ).count()


def booking_units(actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """The organisations for which the actor may book: those in which they hold a duty."""
    ids = {one.organisation_id for one in actor.grants if one.organisation_id is not None}
    return tuple(sorted((one.id, one.name) for one in organisations.units_by_id(ids).values()))


def room_feed(room_id: UUID, *, now: datetime) -> tuple[str, tuple[Busy, ...]]:
    """A room's name and when it is taken, from a month back: no persons, no words. Refuses
    `RoomNotFound`."""
    room, place = room_and_place(room_id)
    if place.state == PlaceState.CLOSED:
        raise RoomNotFound
    rows = RoomBooking.objects.filter(
        room_id=room_id, state__in=HOLDING, starts_at__gte=now - timedelta(days=BACK_DAYS)
    ).order_by("starts_at")
    busy = tuple(
        Busy(
            id=f"booking-{one.pk}",
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            use=str(use.name) if (use := use_of(one.use)) else "",
            changed=one.changed_at,
        )
        for one in rows[:MOST_BOOKINGS]
    )
    return f"{place.name} · {room.name}", busy


def bookings_of_person(identity_id: UUID) -> list[dict[str, str]]:
    """What a person booked, for their own copy."""
    rows = RoomBooking.objects.filter(identity_id=identity_id).order_by("starts_at")
    return [
        {
            "room": one.room.name,
            "starts": one.starts_at.astimezone(LOCAL).isoformat(),
            "words": one.words,
            "state": one.state,
        }
        for one in rows.select_related("room")
    ]


def rooms_used(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: bookings in the span that took place, of all that stood when their time came."""
    states = (BookingState.BOOKED, BookingState.CAME, BookingState.MISSED)
    rows = RoomBooking.objects.filter(
        within("room__place__area_path", area_path),
        ends_at__gte=since,
        ends_at__lt=until,
        state__in=states,
    )
    found = rows.aggregate(
        came=Count("pk", filter=~Q(state=BookingState.MISSED)), every=Count("pk")
    )
    return found["came"], found["every"]
