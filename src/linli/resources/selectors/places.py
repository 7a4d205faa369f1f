"""Reads of places: the public list and page, the desk, who may keep what, figures by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.distance import metres
from linli.kernel.fields import within
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.resources.models import (
    Acceptance,
    Place,
    PlaceException,
    PlaceService,
    PlaceUse,
    Room,
)
from linli.resources.rules.places import (
    LOOK_AHEAD,
    acceptance_lists,
    day_hours,
    hours_from,
    open_now,
    place_kinds,
    room_uses,
    services_offered,
)
from linli.resources.terms import (
    MANAGE,
    PART,
    RUN,
    AcceptanceList,
    Booking,
    OfferedService,
    OpenDay,
    OpenNow,
    PlaceKind,
    PlaceNotFound,
    PlaceState,
    RoomNotFound,
    RoomRow,
    RoomUse,
    Spot,
    SpotPage,
)
from linli.territory import selectors as territory

SPOTS_A_PAGE, MOST_SPOTS, WEEK = 50, 3000, 7
SHOWN_PLACES = (PlaceState.OPEN, PlaceState.BUILDING, PlaceState.PLANNED)
Where = tuple[float, float]  # longitude, latitude
DayOf = Callable[[date], OpenDay]


@cached_by(parts.VERSION)
def place_kinds_defined() -> dict[str, PlaceKind]:
    """The kinds of place of the method in force, by key, in their order."""
    return place_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def services_defined() -> dict[str, OfferedService]:
    return services_offered(parts.current(PART)[1])


@cached_by(parts.VERSION)
def uses_defined() -> dict[str, RoomUse]:
    return room_uses(parts.current(PART)[1])


@cached_by(parts.VERSION)
def lists_defined() -> dict[str, AcceptanceList]:
    return acceptance_lists(parts.current(PART)[1])


def place_kind(key: str) -> PlaceKind:
    """What the method says of it; a kind that it no longer has keeps its key as its name."""
    return place_kinds_defined().get(key) or PlaceKind(key, Words(key), Words(""))


def place_target(row: Place) -> Target:
    """Where a place is, for asking what an actor may."""
    unit = organisations.unit_by_id(row.organisation_id)
    return Target(row.area_path, unit.id, unit.path)


def may_run_place(actor: Actor, row: Place) -> bool:
    """Change its hours, say yes to bookings, write menus: who runs it, and who keeps it."""
    target = place_target(row)
    return actor.may(RUN, target) or actor.may(MANAGE, target)


def days_of(place: Place, exceptions: dict[date, OpenDay]) -> DayOf:
    """When it is open, day by day, with the county's working calendar."""
    hours, calendar = hours_from(place.hours), territory.calendar()

    def day_of(day: date) -> OpenDay:
        other = exceptions.get(day)
        exception = (other.spans, other.note) if other is not None else None
        return day_hours(hours, day, works=calendar.works(day), exception=exception)

    return day_of


def exceptions_of(ids: Iterable[UUID], since: date, until: date) -> dict[UUID, dict[date, OpenDay]]:
    """Days with hours of their own, both ends counted, in one statement."""
    found: dict[UUID, dict[date, OpenDay]] = defaultdict(dict)
    rows = PlaceException.objects.filter(place_id__in=list(ids), day__range=(since, until))
    for one in rows.order_by("day"):
        spans = tuple((a, b) for a, b in one.spans)
        found[one.place_id][one.day] = OpenDay(one.day, spans, one.note)
    return found


def spot_rows(rows: list[Place], *, now: datetime, near: Where | None = None) -> tuple[Spot, ...]:
    """As they are listed, in three statements."""
    ids = [one.pk for one in rows]
    at = local(now)
    exceptions = exceptions_of(ids, at.date(), at.date() + timedelta(days=LOOK_AHEAD))
    kinds: dict[UUID, list[PlaceKind]] = defaultdict(list)
    for place, key in (
        PlaceUse.objects.filter(place_id__in=ids).order_by("order").values_list("place_id", "kind")
    ):
        kinds[place].append(place_kind(key))
    services: dict[UUID, list[str]] = defaultdict(list)
    known = services_defined()
    for one in PlaceService.objects.filter(place_id__in=ids).order_by("order"):
        named = known.get(one.key)
        services[one.place_id].append(str(named.name) if named else one.words or one.key)
    return tuple(
        _spot(one, tuple(kinds[one.pk]), tuple(services[one.pk]), exceptions[one.pk], at, near)
        for one in rows
    )


def _spot(
    row: Place,
    kinds: tuple[PlaceKind, ...],
    services: tuple[str, ...],
    exceptions: dict[date, OpenDay],
    at: datetime,
    near: Where | None,
) -> Spot:
    point = (row.longitude, row.latitude)
    here = None
    if near is not None and point[0] is not None and point[1] is not None:
        here = metres(near, (point[0], point[1]))
    is_open = row.state == PlaceState.OPEN
    return Spot(
        id=row.pk,
        name=row.name,
        kinds=kinds,
        area_id=row.area_id,
        area_path=row.area_path,
        area=territory.full_name(row.area_id),
        address=row.address,
        longitude=row.longitude,
        latitude=row.latitude,
        state=PlaceState(row.state),
        now=open_now(at, days_of(row, exceptions)) if is_open else OpenNow(open=False),
        services=services,
        metres=here,
    )


def _matching(*, area_path: str, kind: str, service: str) -> QuerySet[Place]:
    rows = Place.objects.filter(state__in=SHOWN_PLACES)
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    if kind:
        rows = rows.filter(pk__in=PlaceUse.objects.filter(kind=kind).values("place_id"))
    if service:
        offering = PlaceService.objects.filter(key=service).values("place_id")
        rows = rows.filter(pk__in=offering)
    return rows


def public_spots(
    *,
    now: datetime,
    area_path: str = "",
    kind: str = "",
    service: str = "",
    near: Where | None = None,
    open_only: bool = False,
    page: int = 1,
) -> tuple[tuple[Spot, ...], bool]:
    """Places that anybody may read, at and below an area, of a kind, with a service: the nearest
    first where the reader said where they are, else by area and name. 50 a page, and whether there
    are more."""
    rows = _matching(area_path=area_path, kind=kind, service=service)
    start = (max(page, 1) - 1) * SPOTS_A_PAGE
    ordered = rows.order_by("area_path", "name", "pk")
    if near is None and not open_only:
        found = spot_rows(list(ordered[start : start + SPOTS_A_PAGE + 1]), now=now)
    else:
        every = spot_rows(list(ordered[:MOST_SPOTS]), now=now, near=near)
        kept = [one for one in every if one.now.open or not open_only]
        if near is not None:
            kept.sort(key=lambda one: (one.metres is None, one.metres or 0))
        found = tuple(kept[start : start + SPOTS_A_PAGE + 1])
    return found[:SPOTS_A_PAGE], len(found) > SPOTS_A_PAGE


def place_kinds_there() -> tuple[PlaceKind, ...]:
    """The kinds of which there is a place, in the method's order."""
    there = set(
        PlaceUse.objects.filter(place__state__in=SHOWN_PLACES).values_list("kind", flat=True)
    )
    return tuple(one for key, one in place_kinds_defined().items() if key in there)


def spot_points(spots: Iterable[Spot]) -> dict[str, Any]:
    """Places as GeoJSON points, WGS-84."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(one.id),
                "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
                "properties": {
                    "id": str(one.id),
                    "name": one.name,
                    "url": f"/spots/{one.id}",
                    "state": "done" if one.now.open else "",
                },
            }
            for one in spots
            if one.longitude is not None
        ],
    }


def room_rows(place: Place, kinds: tuple[PlaceKind, ...]) -> tuple[RoomRow, ...]:
    """The rooms of a place; its first kind governs their bookings."""
    main = kinds[0] if kinds else place_kind("")
    return tuple(room_row(one, main) for one in Room.objects.filter(place=place).order_by("name"))


def room_row(one: Room, main: PlaceKind) -> RoomRow:
    known = uses_defined()
    return RoomRow(
        id=one.pk,
        place_id=one.place_id,
        name=one.name,
        seats=one.seats,
        uses=tuple(known.get(key) or RoomUse(key, Words(key)) for key in one.uses),
        booking=Booking(one.booking) if one.booking else main.booking,
        minutes=main.minutes,
        ahead=main.ahead,
        most=main.most,
        closed=one.closed,
    )


def room_and_place(room_id: UUID) -> tuple[RoomRow, Place]:
    """A room with its place. Refuses `RoomNotFound`. Two statements."""
    one = Room.objects.select_related("place").filter(pk=room_id).first()
    if one is None:
        raise RoomNotFound
    keys = PlaceUse.objects.filter(place_id=one.place_id).order_by("order")
    first = keys.values_list("kind", flat=True).first()
    return room_row(one, place_kind(first or "")), one.place


def public_spot(place_id: UUID, *, now: datetime) -> SpotPage:
    """What anybody may read of a place. Refuses `PlaceNotFound`."""
    row = Place.objects.filter(pk=place_id, state__in=SHOWN_PLACES).first()
    if row is None:
        raise PlaceNotFound
    return place_page(row, now)


def place_page(row: Place, now: datetime) -> SpotPage:
    spot = spot_rows([row], now=now)[0]
    today = local(now).date()
    exceptions = exceptions_of([row.pk], today, today + timedelta(days=WEEK))[row.pk]
    day_of = days_of(row, exceptions)
    accepted = Acceptance.objects.filter(place=row, ended_at__isnull=True)
    keys = set(accepted.values_list("list", flat=True))
    return SpotPage(
        spot=spot,
        about=row.about,
        phone=row.phone,
        square_metres=row.square_metres,
        runs=organisations.unit_by_id(row.organisation_id).name,
        hours=hours_from(row.hours),
        today=day_of(today),
        days=tuple(day_of(today + timedelta(days=ahead)) for ahead in range(WEEK)),
        rooms=room_rows(row, spot.kinds),
        accepted=tuple(one for key, one in lists_defined().items() if key in keys),
        organisation_id=row.organisation_id,
        opened_on=row.opened_on,
    )
