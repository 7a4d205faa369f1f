"""Writes of the working calendar. The last word: a correction by hand beats the method's day, which
beats the national table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import chinese_calendar
from chinese_calendar import constants

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.versions import bump
from linli.territory.models import Day, Office, Year
from linli.territory.terms import (
    CALENDAR_VERSION,
    VERSION,
    CalendarDay,
    DayKind,
    ReasonMissing,
    UnknownYear,
    Workdays,
)


def publish_calendar(
    *,
    spans: Iterable[tuple[time, time]],
    days: Iterable[CalendarDay] = (),
    years: Iterable[int] = (),
    move_rest_end: bool = False,
    actor: Actor,
    now: datetime,
) -> tuple[int, ...]:
    """Put the county's office hours and days in force: `days` from its method, and the national
    tables of `years`. Idempotent; corrections by hand stay. Returns the years that the national
    table does not know (they count Monday to Friday, with a warning, until `load_year` can or
    their days are given). Refuses hours that overlap with `BadCalendar`.
    """
    hours = tuple(spans)
    Workdays({}, hours, frozenset())  # refuses what cannot be
    given = tuple(days)
    with transaction():
        Office.objects.update_or_create(
            id=1,
            defaults={
                "spans": [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in hours],
                "move_rest_end": move_rest_end,
            },
        )
        unknown = []
        for year in sorted(set(years)):
            if knows_year(year):
                _load(year, now)
            else:
                unknown.append(year)
        Day.objects.filter(source="method").delete()
        _write(given, "method")
        _changed()
        data = {"days": len(given), "unknown_years": unknown}
        trail.record(
            "territory.calendar_published",
            actor=actor,
            now=now,
            subject=("calendar", None),
            data=data,
        )
    return tuple(unknown)


def load_year(*, year: int, days: Iterable[CalendarDay] = (), actor: Actor, now: datetime) -> int:
    """Load a year's holidays: from the national table if it knows the year, else from `days`, typed
    from the State Council's notice. Returns how many days differ from Monday to Friday.
    Refuses with `UnknownYear` if neither is there.
    """
    actor.require("territory.calendar")
    given = tuple(one for one in days if one.day.year == year)
    with transaction():
        if given:
            Year.objects.update_or_create(
                year=year, defaults={"source": "correction", "loaded_at": now}
            )
            _write(given, "correction")
        elif knows_year(year):
            _load(year, now)
        else:
            raise UnknownYear(year=year)
        _changed()
        trail.record(
            "territory.year_loaded",
            actor=actor,
            now=now,
            subject=("calendar", None),
            data={"year": year},
        )
        return Day.objects.filter(day__year=year).count()


def correct_day(*, day: date, kind: DayKind, reason: str, actor: Actor, now: datetime) -> None:
    """One day is worked, or not, whatever the tables say. The counter `calendar` rises, so that
    procedures compute their due dates anew. Refuses without a reason.
    """
    actor.require("territory.calendar")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    with transaction():
        _write([CalendarDay(day, kind, reason.strip()[:100])], "correction")
        _changed()
        trail.record(
            "territory.day_corrected",
            actor=actor,
            now=now,
            subject=("calendar", None),
            data={"day": day.isoformat(), "kind": kind.value},
        )


def _changed() -> None:
    bump(VERSION)
    bump(CALENDAR_VERSION)


def _write(days: Iterable[CalendarDay], source: str) -> None:
    """Weaker sources never replace a correction."""
    rows = {
        one.day: Day(day=one.day, kind=one.kind.value, note=one.note, source=source) for one in days
    }
    if source != "correction":
        kept = Day.objects.filter(day__in=rows.keys(), source="correction")
        for day in kept.values_list("day", flat=True):
            del rows[day]
    Day.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "note", "source"],
    )


def knows_year(year: int) -> bool:
    """Does the national table (State Council notices) know this year?"""
    return any(day.year == year for day in constants.holidays)


def _load(year: int, now: datetime) -> None:
    Year.objects.update_or_create(year=year, defaults={"source": "national", "loaded_at": now})
    Day.objects.filter(day__year=year, source="national").delete()
    _write(_national_days(year), "national")


def _national_days(year: int) -> Iterable[CalendarDay]:
    """The days on which the national table differs from Monday to Friday."""
    day = date(year, 1, 1)
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < 5):
            name = str(constants.holidays.get(day) or constants.workdays.get(day) or "")
            yield CalendarDay(day, DayKind.WORK if works else DayKind.REST, name[:100])
        day += timedelta(days=1)
