"""The walk's share of places, bookings and meals: one of each, and who may call which address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.rules import ALL, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import LOCAL, local
from linli.matters.stories import scene
from linli.organisations import selectors as organisations
from linli.resources import services
from linli.resources.terms import Booking, Hours, NewBooking, NewMenu, NewPlace, NewRoom, Way

KEEPS, RUNS = only("community_in", "county"), only("community_in", "community_out", "county")
SEES_HERE = only("community_in", "county", "party_office", "supervision")
SEES = SEES_HERE | only("grid_in", "grid_out", "community_out")
ONE = only("resident")
HOURS = Hours(week=(((480, 720), (780, 1200)),) * 7, holiday=None)
DAY = timedelta(days=1)


def arrange(setting: Setting) -> None:
    """A home with a canteen at 炉峰社区; one booking waits, one is booked and one has begun."""
    clerk, area = setting.actor("community_in"), scene.area_named("炉峰社区")
    unit = next(one for one in organisations.units() if one.area_id == area.id)
    place = services.set_up_place(
        new=NewPlace(
            "炉峰之家", ("neighbour_home", "canteen"), area.id, unit.id, hours=HOURS,
            services=("meals",), longitude=area.longitude, latitude=area.latitude,
        ),
        actor=clerk, now=NOW,
    )  # fmt: skip
    rooms = [
        services.set_room(
            place_id=place, new=NewRoom(name, 20, ("council",), way), actor=clerk, now=NOW
        )
        for name, way in (("问厅", Booking.ASKED), ("大厅", Booking.FREE))
    ]
    resident = setting.ids["identity_resident"]
    tomorrow = local(NOW).date() + 3 * DAY
    at = datetime.combine(tomorrow, datetime.min.time(), LOCAL) + timedelta(hours=9)
    made = [
        services.book(
            new=NewBooking(room, starts, 60, "council", "炉峰的事", 8),
            person=person, actor=ANONYMOUS, now=NOW,
        ).id
        for room, starts, person in (
            (rooms[0], at, setting.ids["identity_stranger"]), (rooms[1], at, resident),
        )
    ]  # fmt: skip
    begun = services.book(new=NewBooking(rooms[1], local(NOW), 60, "council"), actor=clerk, now=NOW)
    menus = [
        services.write_menu(
            new=NewMenu(place, day, "lunch", "豆腐", 800, 9, True), actor=clerk, now=NOW
        )
        for day in (local(NOW).date(), tomorrow)
    ]
    meals = [
        services.order_meal(
            menu_id=menu, group="elder", way=Way.HERE, person=resident, actor=ANONYMOUS, now=NOW
        )
        for menu in menus
    ]
    setting.ids.update(
        spot_place=place, spot_room=rooms[1], asked_booking=made[0], kept_booking=made[1],
        begun_booking=begun.id, spot_menu=menus[1], meal_today=meals[0], meal_later=meals[1],
        spot_area=area.name, spot_unit=str(unit.id), spot_at=at.isoformat(),
    )  # fmt: skip


def _day(ahead: int) -> str:
    return (local(NOW).date() + ahead * DAY).isoformat()


def _form(setting: Setting) -> dict[str, Any]:
    return {
        "name": "新的之家", "kinds": "neighbour_home", "state": "open",
        "area": str(setting.ids["spot_area"]), "organisation": str(setting.ids["spot_unit"]),
        "day_0": "08:00-12:00 13:00-20:00", "services": "meals",
    }  # fmt: skip


PLACE, ROOM = {"place_id": "spot_place"}, {"room_id": "spot_room"}
ASKED, KEPT = {"booking_id": "asked_booking"}, {"booking_id": "kept_booking"}
MENU = {"menu_id": "spot_menu"}
RULES: dict[str, Rule] = {
    "spots": Rule(get=ALL),
    "spots-near": Rule(
        post=ALL, writes=False, post_status=(200,),
        data=lambda _s: {"longitude": "117.17", "latitude": "26.90"},
    ),
    "spots-points": Rule(get=ALL),
    "spot": Rule(get=ALL, more=PLACE),
    "spots-desk": Rule(get=SEES),
    "spots-figures": Rule(get=SEES),
    "spot-new": Rule(get=RUNS, post=KEEPS, data=_form),
    "spot-desk": Rule(get=SEES_HERE, more=PLACE),
    "spot-change": Rule(get=KEEPS, post=KEEPS, more=PLACE, data=_form),
    "spot-state": Rule(post=KEEPS, more=PLACE, data=lambda _s: {"state": "closed"}),
    "spot-day": Rule(
        post=KEEPS, more=PLACE, data=lambda _s: {"day": _day(2), "spans": "", "note": "停电"}
    ),
    "spot-room": Rule(post=KEEPS, more=PLACE, data=lambda _s: {"name": "小厅", "seats": "6"}),
    "room-close": Rule(post=KEEPS, more=ROOM, data=lambda _s: {"closed": "yes"}),
    # no list of 泰宁 says how its places are accepted: the county has none
    "spot-item": Rule(
        post=frozenset(), more=PLACE,
        data=lambda _s: {"list": "none", "item": "none", "met": "yes", "words": "看过"},
    ),
    "spot-accept": Rule(post=frozenset(), more=PLACE, data=lambda _s: {"list": "none"}),
    "room": Rule(get=ALL, more=ROOM),
    "room-book": Rule(
        get=ALL,
        post=KEEPS | only("resident", "stranger"),
        more=ROOM,
        data=lambda _s: {"day": _day(4), "at": "10:00", "minutes": "60", "use": "council"},
    ),
    "room-ics": Rule(get=ALL, more=ROOM),
    "room-desk": Rule(get=KEEPS, more=ROOM, marked=KEEPS),
    "bookings": Rule(get=ALL),
    "booking": Rule(get=ONE, more=KEPT),
    "booking-withdraw": Rule(post=ONE, more=KEPT),
    "bookings-desk": Rule(get=RUNS, marked=KEEPS),
    "booking-answer": Rule(post=KEEPS, more=ASKED, data=lambda _s: {"yes": "yes"}),
    "booking-call-off": Rule(post=KEEPS, more=KEPT, data=lambda _s: {"reason": "停电"}),
    "booking-came": Rule(
        post=KEEPS, more={"booking_id": "begun_booking"}, data=lambda _s: {"came": "yes"}
    ),
    "booking-reveal": Rule(
        post=KEEPS, marked=KEEPS, more=KEPT, post_status=(200,),
        data=lambda _s: {"purpose": "告诉他换房间"},
    ),
    "menus": Rule(get=ALL, more=PLACE),
    "menus-desk": Rule(
        get=KEEPS, post=KEEPS, more=PLACE,
        data=lambda _s: {
            "day": _day(5), "meal": "lunch", "dishes": "青菜", "yuan": "8", "portions": "9",
        },
    ),
    "meals-mine": Rule(get=ALL),
    "meal-order": Rule(
        get=ALL, post=KEEPS | only("resident", "stranger"), more=MENU,
        data=lambda _s: {"group": "elder", "way": "here", "name": "老张"},
    ),
    "kitchen": Rule(get=KEEPS, more=MENU, marked=KEEPS),
    "meal-withdraw": Rule(post=ONE, more={"order_id": "meal_later"}),
    "meal-mark": Rule(
        post=KEEPS, more={"order_id": "meal_today"}, data=lambda _s: {"done": "yes"}
    ),
}  # fmt: skip
