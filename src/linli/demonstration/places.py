"""Places with rooms and bookings, of the kinds that the method has. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle
from uuid import UUID

from linli.demonstration.plan import Plan
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import LOCAL, local
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.people import services as people
from linli.resources import selectors, services
from linli.resources.terms import (
    Booking,
    Hours,
    NewBooking,
    NewMenu,
    NewPlace,
    NewRoom,
    PlaceKind,
    PlaceState,
    Span,
    Way,
)
from linli.territory import selectors as territory
from linli.territory.terms import Area

MOST_PLACES, MOST_BOOKED = 12, 6
_PHONE = "1990001{:04}"  # 199 0001 is given to nobody
_MORNING, _AFTERNOON, _EVENING = (510, 720), (870, 1050), (1140, 1260)
_DAILY: tuple[Span, ...] = (_MORNING, _AFTERNOON)
HOURS = Hours(week=((*_DAILY, _EVENING),) * 5 + (_DAILY, _DAILY), holiday=(_MORNING,))
_STEP = 0.0016  # degrees: some 160 metres beside the middle of the area
_AT = ("estate", "community", "village")
_DISHES = ("红烧豆腐、青菜、米饭", "蒸蛋、白菜、米饭", "冬瓜汤、茄子、米饭")
_COLOURS = ("东厅", "西厅")


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A place that was made, with its rooms that residents may book."""

    id: UUID
    kind: PlaceKind
    area: Area
    rooms: tuple[UUID, ...]
    open: bool


def add_places(plan: Plan, actor: Actor, begin: datetime, end: datetime) -> tuple[DemoPlace, ...]:
    """A place in each of the first areas that have an organisation of their own, of all kinds in
    turn; one of them is still being built. Then bookings by a few residents."""
    kinds = list(selectors.place_kinds_defined().values())
    if not kinds:
        return ()
    turn = cycle(kinds)
    made = tuple(
        _place(area, unit, next(turn), number, actor, begin)
        for number, (area, unit) in enumerate(_where(plan))
    )
    _book(plan, made, actor, end)
    _cook(made, actor, end)
    return made


def _where(plan: Plan) -> Iterator[tuple[Area, Organisation]]:
    """Estates, villages and communities with an organisation of their own."""
    units: dict[UUID, Organisation] = {}
    for one in organisations.units():
        if one.area_id is not None and one.parent_id is not None:
            units.setdefault(one.area_id, one)
    areas = sorted((territory.area(key) for key in units), key=lambda one: one.path)
    placed = [one for one in areas if one.longitude is not None and one.kind in _AT]
    meeting = {one.area for one in plan.bodies}  # where something is shown already
    first = [one for one in placed if one.code in meeting]
    others = [one for one in placed if one.code not in meeting]
    spread = others[:: max(len(others) // MOST_PLACES, 1)]
    return ((one, units[one.id]) for one in (*first, *spread)[:MOST_PLACES])


def _place(
    area: Area, unit: Organisation, kind: PlaceKind, number: int, actor: Actor, now: datetime
) -> DemoPlace:
    coming = number == MOST_PLACES - 1
    missing = max(kind.least_services - len(kind.services), 0)
    assert area.longitude is not None
    assert area.latitude is not None
    place = services.set_up_place(
        new=NewPlace(
            name=f"{area.short_name or area.name}{kind.name.zh}",
            kinds=(kind.key,),
            area_id=area.id,
            organisation_id=unit.id,
            state=PlaceState.BUILDING if coming else PlaceState.OPEN,
            address="北门进来右手边",
            square_metres=60 + 20 * number,
            longitude=round(area.longitude + _STEP * (number % 3 - 1), 6),
            latitude=round(area.latitude + _STEP * (number % 2), 6),
            services=kind.services,
            own_services=tuple(f"服务{one + 1}" for one in range(missing)),
            hours=HOURS,
        ),
        actor=actor,
        now=now,
    )
    rooms = tuple(
        services.set_room(
            place_id=place,
            new=NewRoom(name, 12 + 8 * index, kind.uses),
            actor=actor,
            now=now,
        )
        for index, name in enumerate(_COLOURS if kind.uses else ())
    )
    open_rooms = kind.booking in (Booking.FREE, Booking.ASKED) and not coming
    return DemoPlace(place, kind, area, rooms if open_rooms else (), not coming)


def _cook(made: Iterable[DemoPlace], actor: Actor, end: datetime) -> None:
    """Menus for the next days, and one meal that was ordered for an old neighbour."""
    meals, groups = list(selectors.meals_defined()), list(selectors.groups_defined())
    today = local(end).date()
    for place in (one for one in made if one.open and one.kind.meals and meals and groups):
        menus = [
            services.write_menu(
                new=NewMenu(
                    place_id=place.id, day=today + timedelta(days=ahead), meal=meals[0],
                    dishes=_DISHES[ahead % len(_DISHES)], fen=800, portions=40, brings=True,
                ),
                actor=actor,
                now=end,
            )
            for ahead in (1, 2, 3)
        ]  # fmt: skip
        services.order_meal(
            menu_id=menus[0], group=groups[0], way=Way.BRING, name="林阿婆", actor=actor, now=end
        )


def _book(plan: Plan, made: Iterable[DemoPlace], actor: Actor, end: datetime) -> None:
    """Tomorrow and the day after, by residents; every second request is answered."""
    tomorrow = local(end).date() + timedelta(days=1)
    rooms = [(one, room) for one in made for room in one.rooms][:MOST_BOOKED]
    for number, (place, room) in enumerate(rooms):
        name = plan.families[number % len(plan.families)] + plan.given[number % len(plan.given)]
        person = people.remember(name=name, phone=_PHONE.format(number), actor=actor, now=end)
        day = tomorrow + timedelta(days=number % 2)
        booked = services.book(
            new=NewBooking(
                room_id=room,
                starts_at=datetime.combine(day, time(9 + number % 3), LOCAL),
                minutes=60,
                use=place.kind.uses[number % len(place.kind.uses)],
                words="楼栋里的事，坐下来说一说",
                people=8 + number,
            ),
            person=person,
            actor=ANONYMOUS,
            now=end,
        )
        if place.kind.booking is Booking.ASKED and number % 2:
            services.decide_booking(booking_id=booked.id, yes=True, actor=actor, now=end)
