"""Booking a room, answering, withdrawing, saying whether anybody came."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.people.terms import Revealed
from linli.resources import selectors
from linli.resources.models import BookedQuarter, Place, Room, RoomBooking
from linli.resources.rules.bookings import check_ahead, check_length, check_open, quarters
from linli.resources.terms import (
    BOOKING_SUBJECT,
    LONGEST_BOOKING_REASON,
    LONGEST_PURPOSE,
    ROOM_BOOKED,
    ROOM_OFF,
    STANDING,
    Booking,
    BookingMade,
    BookingNotFound,
    BookingOver,
    BookingReasonMissing,
    BookingState,
    MayNotBook,
    NewBooking,
    NotOpenThen,
    NotYourUnit,
    PlaceState,
    PurposeTooLong,
    RoomClosed,
    RoomRow,
    RoomTaken,
    SignInToBook,
    TooManyBookings,
    TooManyPeople,
    UseUnknown,
)

BATCH = 200


def _note(verb: str, row: RoomBooking, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"resources.{verb}", actor=actor, now=now, subject=(BOOKING_SUBJECT, row.pk), data=data
    )


def book(
    *, new: NewBooking, actor: Actor, now: datetime, person: UUID | None = None
) -> BookingMade:
    """Book a room: by a `person` who proved a phone, for an organisation by somebody of it, or by
    the office that runs the place (booked at once, whatever the room says). Answers `booked`, or
    `asked` where who runs it has to say yes; both hold the room. Refuses `SignInToBook`,
    `MayNotBook`, `NotYourUnit`, `RoomClosed`, `NotAQuarter`, `WrongLength`, `TooFarAhead`,
    `NotOpenThen`, `RoomTaken`, `TooManyBookings`, `TooManyPeople`, `UseUnknown`.
    """
    words = clean(new.words, LONGEST_PURPOSE, "words", refusal=PurposeTooLong)
    try:
        with transaction():
            return _book(new, words, person, actor, now)
    except IntegrityError:  # somebody took a quarter between our looking and our writing
        raise RoomTaken(field="starts_at") from None


def _book(
    new: NewBooking, words: str, person: UUID | None, actor: Actor, now: datetime
) -> BookingMade:
    # the place first: its hours and a person's bookings do not change under this booking
    home = Place.objects.filter(pk__in=Room.objects.filter(pk=new.room_id).values("place_id"))
    locked(home).first()
    room, place = selectors.room_and_place(new.room_id)
    runs = selectors.may_run_place(actor, place)
    state = _state_of(new, room, place, person, actor, runs=runs)
    _check_wishes(new, room)
    begins, ends = _check_time(new, room, place, now, office=runs)
    if person is not None and not runs and new.organisation_id is None:
        _check_most(person, room, place, now)
    row = RoomBooking.objects.create(
        id=new_id(),
        room_id=room.id,
        identity_id=person if new.organisation_id is None else None,
        organisation_id=new.organisation_id or (place.organisation_id if person is None else None),
        account_id=actor.account_id,
        use=new.use,
        words=words,
        people=new.people,
        starts_at=begins,
        ends_at=ends,
        state=state,
        about_kind=new.about[0] if new.about else "",
        about_id=new.about[1] if new.about else None,
        asked_at=now,
        changed_at=now,
    )
    BookedQuarter.objects.bulk_create(
        BookedQuarter(room_id=room.id, starts_at=one, booking=row) for one in quarters(begins, ends)
    )
    _note("room_booked", row, actor, now, room=str(room.id), state=state, minutes=new.minutes)
    return BookingMade(row.pk, state)


def _state_of(
    new: NewBooking, room: RoomRow, place: Place, person: UUID | None, actor: Actor, *, runs: bool
) -> BookingState:
    """Is it booked at once, or asked for? Refuses whoever may not."""
    if place.state != PlaceState.OPEN or room.closed:
        raise RoomClosed
    if new.organisation_id is not None and not _acts_for(actor, new.organisation_id):
        raise NotYourUnit
    if runs:
        return BookingState.BOOKED
    if not room.bookable:
        raise MayNotBook
    if person is None and new.organisation_id is None:
        raise SignInToBook
    return BookingState.BOOKED if room.booking is Booking.FREE else BookingState.ASKED


def _acts_for(actor: Actor, organisation_id: UUID) -> bool:
    if actor.kind == "system":
        return True
    unit = organisations.unit_by_id(organisation_id)
    target = Target("", unit.id, unit.path)
    return any(one.covers(target) for one in actor.grants)


def _check_wishes(new: NewBooking, room: RoomRow) -> None:
    if room.uses and new.use not in {one.key for one in room.uses}:
        raise UseUnknown(field="use")
    if not room.uses and new.use:
        raise UseUnknown(field="use")
    if new.people < 0 or (room.seats and new.people > room.seats):
        raise TooManyPeople(seats=room.seats, field="people")


def _check_time(
    new: NewBooking, room: RoomRow, place: Place, now: datetime, *, office: bool
) -> tuple[datetime, datetime]:
    """When it begins and ends. Refuses before anything is written."""
    begins = local(new.starts_at)
    span = (15, 24 * 60) if office else room.minutes
    check_length(begins, new.minutes, span)
    check_ahead(begins, local(now), 366 if office else room.ahead)
    day = begins.date()
    hours = selectors.days_of(place, selectors.exceptions_of([place.pk], day, day)[place.pk])
    check_open(begins, new.minutes, hours(day))
    ends = begins + timedelta(minutes=new.minutes)
    if BookedQuarter.objects.filter(
        room_id=room.id, starts_at__gte=begins, starts_at__lt=ends
    ).exists():
        raise RoomTaken(field="starts_at")
    return begins, ends


def _check_most(person: UUID, room: RoomRow, place: Place, now: datetime) -> None:
    """One person's bookings at a place are counted one after the other: the place is held."""
    if selectors.standing_of(person, place.pk, now=now) >= room.most:
        raise TooManyBookings(most=room.most)


def _tell(template: str, row: RoomBooking, now: datetime) -> None:
    """Whoever booked; in a unit, whoever booked for it."""
    if row.identity_id is not None:
        to = Audience.of_identity(row.identity_id)
    elif row.account_id is not None:
        to = Audience.of_accounts([row.account_id])
    else:
        return
    at = row.starts_at.isoformat()
    messaging.tell(
        template=template,
        to=to,
        data={"title": row.room.name, "place": row.room.place.name, "at": at},
        about=(BOOKING_SUBJECT, row.pk),
        url=f"/bookings/{row.pk}",
        now=now,
    )


def _held(booking_id: UUID) -> RoomBooking:
    rows = RoomBooking.objects.filter(pk=booking_id).select_related("room__place")
    row = locked(rows).first()
    if row is None:
        raise BookingNotFound
    return row


def _end(row: RoomBooking, state: BookingState, reason: str, actor: Actor, now: datetime) -> None:
    """The room is free again."""
    row.state, row.reason, row.changed_at = state, reason, now
    row.decided_by_id = actor.account_id
    row.save(update_fields=["state", "reason", "changed_at", "decided_by"])
    BookedQuarter.objects.filter(booking=row).delete()


def _why(reason: str) -> str:
    why = clean(reason, LONGEST_BOOKING_REASON, "reason", refusal=BookingReasonMissing)
    if not why:
        raise BookingReasonMissing(field="reason")
    return why


def withdraw_booking(
    *, booking_id: UUID, actor: Actor, now: datetime, person: UUID | None = None, reason: str = ""
) -> None:
    """Its owner takes it back before it begins, without a reason; whoever runs the place calls it
    off, with one. Refuses `BookingNotFound`, `BookingOver`, `BookingReasonMissing`."""
    with transaction():
        row = _held(booking_id)
        own = person is not None and row.identity_id == person
        if not own and row.identity_id is None and row.organisation_id is not None:
            own = actor.account_id is not None and row.account_id == actor.account_id
        if not own and not selectors.may_run_place(actor, row.room.place):
            raise BookingNotFound
        why = "" if own else _why(reason)
        if row.state not in STANDING or row.starts_at <= now:
            raise BookingOver
        _end(row, BookingState.WITHDRAWN, why, actor, now)
        if not own:
            _tell(ROOM_OFF, row, now)
        _note("booking_withdrawn", row, actor, now, own=own)


def decide_booking(
    *, booking_id: UUID, yes: bool, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Whoever runs the place says yes, or no with a reason. Refuses `BookingNotFound`,
    `BookingOver`, `BookingReasonMissing`."""
    why = "" if yes else _why(reason)
    with transaction():
        row = _held(booking_id)
        if not selectors.may_run_place(actor, row.room.place):
            raise BookingNotFound
        if row.state != BookingState.ASKED or row.starts_at <= now:
            raise BookingOver
        if yes:
            row.state, row.changed_at, row.decided_by_id = (
                BookingState.BOOKED,
                now,
                actor.account_id,
            )
            row.save(update_fields=["state", "changed_at", "decided_by"])
        else:
            _end(row, BookingState.REFUSED, why, actor, now)
        _tell(ROOM_BOOKED if yes else ROOM_OFF, row, now)
        _note("booking_decided", row, actor, now, yes=yes)


def mark_booking(*, booking_id: UUID, came: bool, actor: Actor, now: datetime) -> None:
    """Whoever runs the place notes, once it has begun, whether anybody came: for the use of the
    room alone, nothing follows for anybody. Refuses `BookingNotFound`, `BookingOver`."""
    with transaction():
        row = _held(booking_id)
        if not selectors.may_run_place(actor, row.room.place):
            raise BookingNotFound
        marked = (BookingState.BOOKED, BookingState.CAME, BookingState.MISSED)
        if row.state not in marked or row.starts_at > now:
            raise BookingOver
        row.state = BookingState.CAME if came else BookingState.MISSED
        row.changed_at, row.decided_by_id = now, actor.account_id
        row.save(update_fields=["state", "changed_at", "decided_by"])
        _note("booking_marked", row, actor, now, came=came)


def lapse_bookings(now: datetime) -> int:
    """What nobody answered before it began holds the room no longer. Returns how many."""
    due = RoomBooking.objects.filter(state=BookingState.ASKED, starts_at__lte=now)
    with transaction():
        rows = list(locked(due.select_related("room__place").order_by("starts_at"))[:BATCH])
        for row in rows:
            _end(row, BookingState.LAPSED, "", SYSTEM, now)
            _tell(ROOM_OFF, row, now)
            _note("booking_lapsed", row, SYSTEM, now)
    return len(rows)


def call_off_beyond(place: Place, day: date, note: str, actor: Actor, now: datetime) -> int:
    """What was booked on a day whose hours have changed and lies outside them now is called off,
    with the reason of the change. Joins the caller's transaction; returns how many."""
    hours = selectors.days_of(place, selectors.exceptions_of([place.pk], day, day)[place.pk])(day)
    begin = midnight(day)
    rows = RoomBooking.objects.filter(
        room__place=place,
        state__in=STANDING,
        starts_at__gt=max(now, begin - timedelta(seconds=1)),
        starts_at__lt=begin + timedelta(days=1),
    )
    count = 0
    for row in locked(rows.select_related("room__place")):
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
        try:
            check_open(local(row.starts_at), minutes, hours)
        except NotOpenThen:
            _end(row, BookingState.WITHDRAWN, note, actor, now)
            _tell(ROOM_OFF, row, now)
            _note("booking_called_off", row, actor, now)
            count += 1
    return count


def forget_bookings(*, identity_id: UUID, now: datetime) -> int:
    """Forget a person's words, and whose booking it was; that the room was used stays counted.
    What is still to come is taken back."""
    with transaction():
        rows = RoomBooking.objects.filter(identity_id=identity_id)
        for row in locked(rows.filter(state__in=STANDING, starts_at__gt=now)):
            _end(row, BookingState.WITHDRAWN, "", SYSTEM, now)
        count = rows.update(identity=None, words="", people=0)
        if count:
            trail.record("resources.bookings_forgotten", actor=SYSTEM, now=now, data={"n": count})
    return count


def reveal_booker(*, booking_id: UUID, purpose: str, actor: Actor, now: datetime) -> Revealed:
    """The plain words of whoever booked, for whoever runs the place and may look people up.
    Refuses `BookingNotFound`, and as `people.services.reveal`."""
    row = RoomBooking.objects.filter(pk=booking_id).select_related("room__place").first()
    if row is None or row.identity_id is None:
        raise BookingNotFound
    if not selectors.may_run_place(actor, row.room.place):
        raise BookingNotFound
    target = selectors.place_target(row.room.place)
    return people.reveal(
        identity_id=row.identity_id, purpose=purpose, target=target, actor=actor, now=now
    )
