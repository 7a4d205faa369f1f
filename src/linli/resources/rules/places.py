"""Opening hours, distances, and what the method says of places. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from linli.kernel.language import Words
from linli.resources.terms.places import (
    AcceptanceList,
    Booking,
    Hours,
    ListItem,
    OfferedService,
    OpenDay,
    OpenNow,
    PlaceKind,
    PlaceState,
    RoomUse,
    Span,
    WrongHours,
)

Document = Mapping[str, Any]
DAY = 24 * 60
LOOK_AHEAD = 14  # days in which the next opening is looked for
MOST_SPANS = 4
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})")


MOVES: Mapping[PlaceState, tuple[PlaceState, ...]] = {
    PlaceState.PLANNED: (PlaceState.BUILDING, PlaceState.OPEN, PlaceState.CLOSED),
    PlaceState.BUILDING: (PlaceState.OPEN, PlaceState.PLANNED, PlaceState.CLOSED),
    PlaceState.OPEN: (PlaceState.CLOSED, PlaceState.BUILDING),
    PlaceState.CLOSED: (PlaceState.OPEN, PlaceState.BUILDING),
}


def spans_of(text: str, field: str = "") -> tuple[Span, ...]:
    """`08:30-12:00 14:00-17:30` as minutes of the day, in order. Refuses `WrongHours`."""
    found = []
    for opens, at, closes, to in _SPAN.findall(text):
        if int(at) > 59 or int(to) > 59:
            raise WrongHours(field=field)
        found.append((int(opens) * 60 + int(at), int(closes) * 60 + int(to)))
    if _SPAN.sub("", text).strip(" ,，、;；/"):
        raise WrongHours(field=field)
    return checked(found, field)


def checked(spans: Iterable[Span], field: str = "") -> tuple[Span, ...]:
    """In order, within the day, none into another. Refuses `WrongHours`."""
    found = tuple(spans)
    last = 0
    for opens, closes in found:
        if not last <= opens < closes <= DAY:
            raise WrongHours(field=field)
        last = closes
    if len(found) > MOST_SPANS:
        raise WrongHours(field=field)
    return found


def span_words(spans: Iterable[Span]) -> str:
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_from(kept: Mapping[str, Any]) -> Hours:
    """As it is stored: `{"week": [[[510, 720]], …], "holiday": null | [[…]]}`."""
    week = tuple(tuple((a, b) for a, b in day) for day in kept.get("week", ()))
    holiday = kept.get("holiday", [])
    return Hours(
        week=week if len(week) == 7 else Hours().week,
        holiday=None if holiday is None else tuple((a, b) for a, b in holiday),
    )


def hours_kept(hours: Hours) -> dict[str, Any]:
    """To be stored. Refuses `WrongHours`."""
    if len(hours.week) != 7:
        raise WrongHours
    return {
        "week": [list(checked(day, "hours")) for day in hours.week],
        "holiday": None if hours.holiday is None else list(checked(hours.holiday, "holiday")),
    }


def day_hours(
    hours: Hours,
    day: date,
    *,
    works: bool,
    exception: tuple[tuple[Span, ...], str] | None = None,
) -> OpenDay:
    """When it is open that day. An exception goes before everything. A weekday that does not work
    is a holiday; a weekend day that works (调休) is as that day if the place is open then anyway,
    else as a Monday."""
    if exception is not None:
        return OpenDay(day, exception[0], exception[1])
    usual = hours.week[day.weekday()]
    if day.weekday() < 5 and not works:
        return OpenDay(day, usual if hours.holiday is None else hours.holiday, holiday=True)
    if day.weekday() >= 5 and works and not usual:
        return OpenDay(day, hours.week[0])
    return OpenDay(day, usual)


def open_now(at: datetime, day_of: Callable[[date], OpenDay]) -> OpenNow:
    """Is it open at `at` (a local moment), until when, else when next. `day_of` gives a day's
    spans."""
    today, minute = at.date(), at.hour * 60 + at.minute
    for opens, closes in day_of(today).spans:
        if opens <= minute < closes:
            return OpenNow(open=True, until=_moment(at, today, closes))
        if minute < opens:
            return OpenNow(open=False, opens=_moment(at, today, opens))
    for ahead in range(1, LOOK_AHEAD + 1):
        day = today + timedelta(days=ahead)
        spans = day_of(day).spans
        if spans:
            return OpenNow(open=False, opens=_moment(at, day, spans[0][0]))
    return OpenNow(open=False)


def _moment(at: datetime, day: date, minute: int) -> datetime:
    begin = at.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0,
                       microsecond=0)  # fmt: skip
    return begin + timedelta(minutes=minute)


def services_offered(document: Document) -> dict[str, OfferedService]:
    return {
        row["key"]: OfferedService(row["key"], Words.of(row["name"]))
        for row in document.get("services", ())
    }


def room_uses(document: Document) -> dict[str, RoomUse]:
    return {
        row["key"]: RoomUse(row["key"], Words.of(row["name"])) for row in document.get("uses", ())
    }


def acceptance_lists(document: Document) -> dict[str, AcceptanceList]:
    return {
        row["key"]: AcceptanceList(
            key=row["key"],
            name=Words.of(row["name"]),
            number=row["number"],
            items=tuple(
                ListItem(one["key"], Words.of(one["name"]), Words.of(one.get("look", "")))
                for one in row.get("items", ())
            ),
            basis=row.get("basis", ""),
        )
        for row in document.get("lists", ())
    }


def place_kinds(document: Document) -> dict[str, PlaceKind]:
    """`[[kinds]]` of places.toml, as checked and stored, by key, in their order."""
    return {row["key"]: _kind(row) for row in document.get("kinds", ())}


def _kind(row: Mapping[str, Any]) -> PlaceKind:
    shortest, longest = row.get("minutes", (30, 240))
    return PlaceKind(
        key=row["key"],
        name=Words.of(row["name"]),
        about=Words.of(row.get("about", "")),
        services=tuple(row.get("services", ())),
        least_services=row.get("least_services", 0),
        uses=tuple(row.get("uses", ())),
        lists=tuple(row.get("lists", ())),
        booking=Booking(row.get("booking", Booking.OFFICE)),
        minutes=(shortest, longest),
        ahead=row.get("ahead", 30),
        most=row.get("most", 3),
        meals=row.get("meals", False),
        sittings=row.get("sittings", False),
        forgets=row.get("forgets", 90),
        basis=row.get("basis", ""),
    )
