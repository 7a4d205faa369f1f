"""When a limit ends, how much office time has passed, and how to say what is left.

Rules and their source (Civil Code of the PRC, art. 200–204, on counting terms):
- minutes and hours run on the clock from the moment they start (art. 201 par. 2);
- natural days: the day of the start is not counted; the term ends at 24:00 of the last day, shown
  as 23:59:59 (art. 201, 203 par. 2). It does not move off a rest day unless the method says so
  (`Workdays.move_rest_end`, art. 203 par. 1): promises to residents run over weekends;
- working days: the day of the start is not counted; the term ends at the close of office of the
  n-th working day after it (art. 203 par. 2: where there are business hours, their end);
- working hours: only office time counts, from the start or from the next opening; a limit used up
  exactly at closing ends at that closing, not at the next opening.
All on the wall clock of China; results in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from linli.kernel.clock import LOCAL
from linli.kernel.language import Words
from linli.territory.terms import Limit, Unit, Workdays

_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)


def deadline(start: datetime, limit: Limit, calendar: Workdays) -> datetime:
    """The moment at which `limit`, begun at `start` (aware), is used up. In UTC."""
    begun = start.astimezone(LOCAL)
    if limit.unit is Unit.MINUTE:
        due = begun + timedelta(minutes=limit.amount)
    elif limit.unit is Unit.HOUR:
        due = begun + timedelta(hours=limit.amount)
    elif limit.unit is Unit.DAY:
        due = _at(_last_natural_day(begun.date(), limit.amount, calendar), _LAST_SECOND)
    elif limit.unit is Unit.WORK_DAY:
        due = _at(_nth_working_day(begun.date(), limit.amount, calendar), calendar.spans[-1][1])
    else:
        due = _use_up(begun, timedelta(hours=limit.amount), calendar)
    return due.astimezone(UTC)


def began(end: datetime, hours: int, calendar: Workdays) -> datetime:
    """The latest moment from which `hours` of office time are used up by `end`. In UTC."""
    ended, left = end.astimezone(LOCAL), timedelta(hours=hours)
    day = ended.date()
    while True:
        for opens, closes in reversed(tuple(_spans(day, calendar))):
            there = min(closes, ended)
            if there <= opens:
                continue
            if left <= there - opens:
                return (there - left).astimezone(UTC)
            left -= there - opens
        day -= _DAY


def worked(start: datetime, end: datetime, calendar: Workdays) -> timedelta:
    """Office time between two moments; nothing if `end` is not after `start`."""
    begun, ended = start.astimezone(LOCAL), end.astimezone(LOCAL)
    total = timedelta()
    if ended <= begun:
        return total
    first, last = begun.date(), ended.date()
    whole = sum(calendar.works(day) for day in _days(first + _DAY, last))
    total += timedelta(seconds=calendar.seconds) * whole
    for day in {first, last}:
        for opens, closes in _spans(day, calendar):
            total += max(min(closes, ended) - max(opens, begun), timedelta())
    return total


def guessed_years(start: datetime, due: datetime, calendar: Workdays) -> tuple[int, ...]:
    """The years between two moments whose holidays are not loaded: a working-time result that
    touches them is a guess (Monday to Friday).
    """
    first, last = start.astimezone(LOCAL).year, due.astimezone(LOCAL).year
    return tuple(year for year in range(first, last + 1) if year not in calendar.known)


def left_words(now: datetime, due: datetime, limit_unit: Unit, calendar: Workdays) -> Words:
    """What is left, or by how much it is over, in the unit of the limit: `余 2 工作时`,
    `超 1 工作日`. Days are counted by date, hours rounded down, so that it never promises
    more time than there is; on the last day, days become hours, and under an hour, minutes.
    """
    over = now > due
    early, late = (due, now) if over else (now, due)
    amount, unit = _measure(early, late, limit_unit, calendar)
    if amount == 0:
        return Words("已超时", "overdue") if over else Words("即将到期", "due now")
    counted = unit.counted(amount)
    if over:
        return Words(f"超 {counted.zh}", f"{counted.en} over")
    return Words(f"余 {counted.zh}", f"{counted.en} left")


def _measure(early: datetime, late: datetime, unit: Unit, calendar: Workdays) -> tuple[int, Unit]:
    """The span in the unit, or in the next smaller one if it would be nought."""
    first, last = early.astimezone(LOCAL).date(), late.astimezone(LOCAL).date()
    if unit is Unit.WORK_DAY:
        days = sum(calendar.works(day) for day in _days(first + _DAY, last + _DAY))
        if days:
            return days, unit
    if unit is Unit.DAY and last > first:
        return (last - first).days, unit
    working = unit in (Unit.WORK_DAY, Unit.WORK_HOUR)
    span = worked(early, late, calendar) if working else late - early
    minutes = int(span.total_seconds()) // 60
    if minutes >= 60 and unit is not Unit.MINUTE:
        return minutes // 60, Unit.WORK_HOUR if working else Unit.HOUR
    return minutes, Unit.MINUTE


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LOCAL)


def _days(first: date, end: date) -> Iterator[date]:
    """The days from `first` up to but not including `end`."""
    for ordinal in range(first.toordinal(), end.toordinal()):
        yield date.fromordinal(ordinal)


def _spans(day: date, calendar: Workdays) -> Iterator[tuple[datetime, datetime]]:
    if calendar.works(day):
        for opens, closes in calendar.spans:
            yield _at(day, opens), _at(day, closes)


def _last_natural_day(first: date, amount: int, calendar: Workdays) -> date:
    day = first + timedelta(days=amount)
    while calendar.move_rest_end and not calendar.works(day):
        day += _DAY
    return day


def _nth_working_day(first: date, amount: int, calendar: Workdays) -> date:
    day, left = first, amount
    while left:
        day += _DAY
        left -= calendar.works(day)
    return day


def _use_up(begun: datetime, left: timedelta, calendar: Workdays) -> datetime:
    day = begun.date()
    while True:
        for opens, closes in _spans(day, calendar):
            opens_for_us = max(opens, begun)
            if opens_for_us >= closes:
                continue
            if left <= closes - opens_for_us:
                return opens_for_us + left
            left -= closes - opens_for_us
        day += _DAY
