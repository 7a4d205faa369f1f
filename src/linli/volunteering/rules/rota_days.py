"""Which shifts a rota has, by the method and the county's calendar. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.kernel.clock import LOCAL
from linli.kernel.language import Words
from linli.volunteering.terms.rotas import (
    LONGEST_ROTA_SPAN,
    Days,
    RoleNeed,
    RotaKind,
    SchoolTerm,
    ShiftPattern,
)

Document = Mapping[str, Any]
Works = Callable[[date], bool]


def span_fits(since: date, until: date, today: date) -> bool:
    """Both ends count; a rota cannot begin in the past."""
    return today <= since <= until and (until - since).days < LONGEST_ROTA_SPAN


def falls_on(pattern: ShiftPattern, day: date, works: Works, terms: Iterable[SchoolTerm]) -> bool:
    """Is there such a shift on that day? School days are the working days of a term; a make-up day
    (调休) counts as the working day that it is, whatever its weekday."""
    if pattern.days is Days.EVERY:
        return day.isoweekday() in pattern.weekdays
    if pattern.days is Days.REST:
        return not works(day) and day.isoweekday() in pattern.weekdays
    if not works(day):
        return False
    if pattern.days is Days.SCHOOL and not any(one.since <= day <= one.until for one in terms):
        return False
    return day.isoweekday() in pattern.weekdays or day.isoweekday() > 5


def shifts(
    kind: RotaKind, since: date, until: date, works: Works, terms: Iterable[SchoolTerm]
) -> Iterator[tuple[date, ShiftPattern, datetime, datetime]]:
    """Every shift of the span: its day, pattern, beginning and end, in order."""
    known = tuple(terms)
    day = since
    while day <= until:
        for pattern in sorted(kind.shifts, key=lambda one: one.since):
            if falls_on(pattern, day, works, known):
                start, end = hours(pattern, day)
                yield day, pattern, start, end
        day += timedelta(days=1)


def hours(pattern: ShiftPattern, day: date) -> tuple[datetime, datetime]:
    """From when to when, past midnight where it ends no later than it begins."""
    start = datetime.combine(day, pattern.since, LOCAL)
    end = datetime.combine(day, pattern.until, LOCAL)
    return start, end if end > start else end + timedelta(days=1)


def week_of(day: date) -> int:
    """The same number for the days of a week, Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def clock(text: str) -> time:
    return time.fromisoformat(text)


def rota_kinds(document: Document) -> dict[str, RotaKind]:
    """`[[rotas]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("rotas", ())}


def school_terms(document: Document) -> tuple[SchoolTerm, ...]:
    return tuple(
        SchoolTerm(date.fromisoformat(row["since"]), date.fromisoformat(row["until"]))
        for row in document.get("school_terms", ())
    )


def _kind(row: Mapping[str, Any]) -> RotaKind:
    return RotaKind(
        key=row["key"],
        name=Words.of(row["name"]),
        about=Words.of(row["about"]),
        shifts=tuple(_pattern(one) for one in row["shifts"]),
        managers=tuple(row["managers"]),
        units=tuple(row["units"]),
        roles={one["key"]: Words.of(one["name"]) for one in row.get("roles", ())},
        weekly=row.get("weekly", 7),
        rest=row.get("rest", 0),
        fairness=row.get("fairness", 0),
        approved=row.get("approved", False),
        shown=row.get("shown", True),
        basis=row.get("basis", ""),
    )


def _pattern(row: Mapping[str, Any]) -> ShiftPattern:
    since, until = row["hours"].split("-")
    return ShiftPattern(
        key=row["key"],
        name=Words.of(row["name"]),
        since=clock(since),
        until=clock(until),
        people=row["people"],
        days=Days(row.get("days", Days.EVERY)),
        weekdays=tuple(row.get("weekdays", (1, 2, 3, 4, 5, 6, 7))),
        weight=row.get("weight", 1),
        place=Words.of(row["place"]) if "place" in row else None,
        roles=tuple(_need(one) for one in row.get("needs", ())),
    )


def _need(text: str) -> RoleNeed:
    """`leader` (one), or `leader:2`."""
    key, _colon, count = text.partition(":")
    return RoleNeed(key, int(count or 1))
