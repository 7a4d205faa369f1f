"""Setting up places and keeping them: what, where, when, which rooms; accepting them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from linli.kernel import parts, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.distance import metres
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.organisations import selectors as organisations
from linli.resources import selectors
from linli.resources.models import (
    Acceptance,
    Place,
    PlaceException,
    PlaceItem,
    PlaceService,
    PlaceUse,
    Room,
)
from linli.resources.rules.places import MOVES, checked, hours_kept
from linli.resources.services.bookings import call_off_beyond
from linli.resources.terms import (
    LONGEST_ABOUT,
    LONGEST_EVIDENCE,
    LONGEST_OWN_SERVICE,
    LONGEST_PLACE_ADDRESS,
    LONGEST_PLACE_NAME,
    MANAGE,
    PART,
    PLACE,
    AcceptanceList,
    BadPlace,
    BadPoint,
    BadRoom,
    EvidenceMissing,
    ListEmpty,
    ListUnknown,
    MayNotKeepPlaces,
    NewPlace,
    NewRoom,
    NotAllMet,
    PlaceNotFound,
    PlaceState,
    RoomNotFound,
    SecondPerson,
    Span,
    TooFewServices,
    WrongPlaceState,
)
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea

LONGEST_NOTE, LONGEST_ROOM_NAME, MOST_SEATS, MOST_METRES = 60, 40, 5000, 1_000_000
FARTHEST = 300_000  # metres from the middle of the county


def note_place(verb: str, row: Place, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(PLACE, row.pk), data=data)


def _told(new: NewPlace) -> dict[str, object]:
    """The columns. Refuses `BadPlace`, `BadPoint`, `WrongHours`."""
    name = clean(new.name, LONGEST_PLACE_NAME, "name", refusal=BadPlace)
    kinds = selectors.place_kinds_defined()
    if not name:
        raise BadPlace(field="name")
    if not new.kinds or any(one not in kinds for one in new.kinds):
        raise BadPlace(field="kinds")
    if not 0 <= new.square_metres <= MOST_METRES:
        raise BadPlace(field="square_metres")
    _check_point(new)
    return {
        "name": name,
        "address": clean(new.address, LONGEST_PLACE_ADDRESS, "address"),
        "about": clean(new.about, LONGEST_ABOUT, "about"),
        "phone": clean(new.phone, 20, "phone"),
        "square_metres": new.square_metres,
        "longitude": new.longitude,
        "latitude": new.latitude,
        "hours": hours_kept(new.hours),
    }


def _check_point(new: NewPlace) -> None:
    if (new.longitude is None) != (new.latitude is None):
        raise BadPoint(field="latitude")
    if new.longitude is None or new.latitude is None:
        return
    if not (-180 <= new.longitude <= 180 and -90 <= new.latitude <= 90):
        raise BadPoint(field="longitude")
    centre = territory.root()
    if centre.longitude is not None and centre.latitude is not None:
        here = (new.longitude, new.latitude)
        if metres(here, (centre.longitude, centre.latitude)) > FARTHEST:
            raise BadPoint(field="longitude")


def _where(new: NewPlace, actor: Actor) -> str:
    """The path of the area, where the actor may set up a place for that organisation."""
    try:
        area = territory.area(new.area_id)
        unit = organisations.unit_by_id(new.organisation_id)
    except (UnknownArea, NotFound):
        raise BadPlace(field="area") from None
    if not actor.may(MANAGE, Target(area.path)) and not actor.may(
        MANAGE, Target("", unit.id, unit.path)
    ):
        raise MayNotKeepPlaces(field="area")
    return area.path


def set_up_place(*, new: NewPlace, actor: Actor, now: datetime) -> UUID:
    """Write down a place, open or coming. Needs `resources.manage` over the area, or over the
    organisation that runs it. Refuses `BadPlace`, `BadPoint`, `WrongHours`, `TooFewServices`,
    `MayNotKeepPlaces`."""
    columns, path = _told(new), _where(new, actor)
    if new.state is PlaceState.CLOSED:
        raise WrongPlaceState(field="state")
    opens = new.state is PlaceState.OPEN
    with transaction():
        row = Place(
            id=new_id(),
            area_id=new.area_id,
            area_path=path,
            organisation_id=new.organisation_id,
            state=new.state,
            opened_on=local(now).date() if opens else None,
            made_at=now,
            made_by_id=actor.account_id,
            **columns,
        )
        _check_services(new, row)
        row.save(force_insert=True)
        _write_uses(row, new)
        note_place("place_set_up", row, actor, now, kinds=list(new.kinds), state=new.state)
    return row.pk


def _check_services(new: NewPlace, row: Place) -> None:
    """An open place has as many services as its kinds ask for. Refuses `TooFewServices`."""
    known, kinds = selectors.services_defined(), selectors.place_kinds_defined()
    if any(one not in known for one in new.services):
        raise BadPlace(field="services")
    least = max(kinds[key].least_services for key in new.kinds)
    given = len(set(new.services)) + len(_own(new.own_services))
    if row.state == PlaceState.OPEN and given < least:
        raise TooFewServices(least=least, given=given, field="own_services")


def _own(words: Iterable[str]) -> tuple[str, ...]:
    kept = (clean(one, LONGEST_OWN_SERVICE, "own_services") for one in words)
    return tuple(dict.fromkeys(one for one in kept if one))


def _write_uses(row: Place, new: NewPlace) -> None:
    PlaceUse.objects.filter(place=row).delete()
    PlaceService.objects.filter(place=row).delete()
    PlaceUse.objects.bulk_create(
        PlaceUse(place=row, kind=key, order=number)
        for number, key in enumerate(dict.fromkeys(new.kinds))
    )
    named = [(key, "") for key in dict.fromkeys(new.services)]
    own = [("", words) for words in _own(new.own_services)]
    PlaceService.objects.bulk_create(
        PlaceService(place=row, key=key, words=words, order=number)
        for number, (key, words) in enumerate((*named, *own))
    )


def held_place(place_id: UUID, actor: Actor, *, manage: bool = False) -> Place:
    """The row, locked, for whoever may run it (or, with `manage`, keep it). Refuses
    `PlaceNotFound`, `MayNotKeepPlaces`."""
    row = locked(Place.objects.filter(pk=place_id)).first()
    if row is None:
        raise PlaceNotFound
    target = selectors.place_target(row)
    if not (actor.may(MANAGE, target) if manage else selectors.may_run_place(actor, row)):
        raise MayNotKeepPlaces
    return row


def change_place(*, place_id: UUID, new: NewPlace, actor: Actor, now: datetime) -> None:
    """Write down anew what a place is; its state is another matter (`move_place`). Needs
    `resources.manage` where it is and where it goes. Refuses as `set_up_place`."""
    columns, path = _told(new), _where(new, actor)
    with transaction():
        row = held_place(place_id, actor, manage=True)
        _check_services(new, row)
        for column, value in columns.items():
            setattr(row, column, value)
        row.area_id, row.area_path, row.organisation_id = new.area_id, path, new.organisation_id
        row.save()
        _write_uses(row, new)
        note_place("place_changed", row, actor, now, kinds=list(new.kinds))


def move_place(*, place_id: UUID, state: PlaceState, actor: Actor, now: datetime) -> None:
    """Plan, build, open or close it. Needs `resources.manage`. Refuses `WrongPlaceState`,
    `TooFewServices`."""
    with transaction():
        row = held_place(place_id, actor, manage=True)
        if state not in MOVES[PlaceState(row.state)]:
            raise WrongPlaceState
        if state is PlaceState.OPEN:
            _ready_to_open(row)
            row.opened_on = row.opened_on or local(now).date()
        row.closed_on = local(now).date() if state is PlaceState.CLOSED else None
        row.state = state
        row.save(update_fields=["state", "opened_on", "closed_on"])
        note_place("place_moved", row, actor, now, state=state)


def _ready_to_open(row: Place) -> None:
    keys = PlaceUse.objects.filter(place=row).values_list("kind", flat=True)
    least = max((selectors.place_kind(key).least_services for key in keys), default=0)
    given = PlaceService.objects.filter(place=row).count()
    if given < least:
        raise TooFewServices(least=least, given=given)


def set_exception(
    *, place_id: UUID, day: date, spans: tuple[Span, ...], note: str, actor: Actor, now: datetime
) -> int:
    """A day with hours of its own (none: closed), and why. By whoever runs it. Bookings that lie
    outside them now are called off for that reason; returns how many. Refuses
    `WrongHours`, `BadPlace` for a day that is over or without a reason."""
    why = clean(note, LONGEST_NOTE, "note", refusal=BadPlace)
    if not why or day < local(now).date():
        raise BadPlace(field="note" if not why else "day")
    kept = [list(one) for one in checked(spans, "spans")]
    with transaction():
        row = held_place(place_id, actor)
        PlaceException.objects.update_or_create(
            place=row, day=day, defaults={"spans": kept, "note": why}
        )
        called_off = call_off_beyond(row, day, why, actor, now)
        note_place(
            "place_hours_set", row, actor, now, day=day.isoformat(), closed=not kept,
            called_off=called_off,
        )  # fmt: skip
    return called_off


def drop_exception(*, place_id: UUID, day: date, actor: Actor, now: datetime) -> None:
    """That day is as usual again."""
    with transaction():
        row = held_place(place_id, actor)
        PlaceException.objects.filter(place=row, day=day).delete()
        note_place("place_hours_usual", row, actor, now, day=day.isoformat())


def set_room(
    *, place_id: UUID, new: NewRoom, actor: Actor, now: datetime, room_id: UUID | None = None
) -> UUID:
    """Add a room, or change the one named. Needs `resources.manage`. Refuses `BadRoom`,
    `RoomNotFound`."""
    name = clean(new.name, LONGEST_ROOM_NAME, "name", refusal=BadRoom)
    if not name or not 0 <= new.seats <= MOST_SEATS:
        raise BadRoom(field="seats" if name else "name")
    if any(one not in selectors.uses_defined() for one in new.uses):
        raise BadRoom(field="uses")
    with transaction():
        row = held_place(place_id, actor, manage=True)
        named = Room.objects.filter(place=row, name=name)
        if (named.exclude(pk=room_id) if room_id else named).exists():
            raise BadRoom(field="name")
        room = Room.objects.filter(place=row, pk=room_id).first() if room_id else Room(place=row)
        if room is None:
            raise RoomNotFound
        room.name, room.seats, room.uses = name, new.seats, list(dict.fromkeys(new.uses))
        room.booking = new.booking.value if new.booking else ""
        room.save()
        note_place("room_set", row, actor, now, room=str(room.pk), seats=new.seats)
    return room.pk


def close_room(*, room_id: UUID, closed: bool, actor: Actor, now: datetime) -> None:
    """Not to be booked any more, or again. What was booked stays booked."""
    with transaction():
        room = Room.objects.filter(pk=room_id).first()
        if room is None:
            raise RoomNotFound
        row = held_place(room.place_id, actor, manage=True)
        Room.objects.filter(pk=room_id).update(closed=closed)
        note_place("room_closed" if closed else "room_reopened", row, actor, now, room=str(room_id))


def _list_of(row: Place, key: str) -> AcceptanceList:
    """A list by which a place of its kinds is accepted, with all its items. Refuses `ListUnknown`,
    `ListEmpty`."""
    keys = PlaceUse.objects.filter(place=row).values_list("kind", flat=True)
    found = selectors.lists_defined().get(key)
    if found is None or not any(key in selectors.place_kind(kind).lists for kind in keys):
        raise ListUnknown
    if not found.complete:
        raise ListEmpty(name=found.name, number=found.number)
    return found


def look_at_item(
    *, place_id: UUID, list_key: str, item: str, met: bool, words: str, actor: Actor, now: datetime
) -> None:
    """Somebody looks at an item of a list and writes what they saw. An accepted list with an item
    found missing is accepted no longer. By whoever may run the place. Refuses `ListUnknown`,
    `ListEmpty`, `EvidenceMissing`."""
    seen = clean(words, LONGEST_EVIDENCE, "words", refusal=EvidenceMissing)
    if not seen:
        raise EvidenceMissing(field="words")
    with transaction():
        row = held_place(place_id, actor)
        found = _list_of(row, list_key)
        if item not in {one.key for one in found.items}:
            raise ListUnknown
        PlaceItem.objects.update_or_create(
            place=row, list=list_key, item=item,
            defaults={"met": met, "words": seen, "at": now, "by_id": actor.account_id},
        )  # fmt: skip
        ended = 0
        if not met:
            ended = Acceptance.objects.filter(
                place=row, list=list_key, ended_at__isnull=True
            ).update(ended_at=now)
        note_place(
            "place_looked_at", row, actor, now, list=list_key, item=item, met=met, ended=bool(ended)
        )


def accept_place(*, place_id: UUID, list_key: str, actor: Actor, now: datetime) -> None:
    """A second person, who looked at none of its items, confirms that the place meets the list.
    Needs `resources.manage`. Refuses `ListUnknown`, `ListEmpty`, `NotAllMet`, `SecondPerson`,
    `WrongPlaceState` for what is accepted already."""
    with transaction():
        row = held_place(place_id, actor, manage=True)
        found = _list_of(row, list_key)
        seen = {one.item: one for one in PlaceItem.objects.filter(place=row, list=list_key)}
        if any(one.key not in seen or not seen[one.key].met for one in found.items):
            raise NotAllMet
        if any(one.by_id == actor.account_id for one in seen.values()):
            raise SecondPerson
        if Acceptance.objects.filter(place=row, list=list_key, ended_at__isnull=True).exists():
            raise WrongPlaceState
        Acceptance.objects.create(
            place=row,
            list=list_key,
            revision=parts.current(PART)[0],
            items=[{"item": one.key, "at": seen[one.key].at.isoformat()} for one in found.items],
            at=now,
            by_id=actor.account_id,
        )
        note_place("place_accepted", row, actor, now, list=list_key)
