"""Which stretches of a room's day may be booked. Pure: moments are local, on a Chinese clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from linli.resources.terms.bookings import (
    A_QUARTER,
    NotAQuarter,
    NotOpenThen,
    Stretch,
    TooFarAhead,
    WrongLength,
)
from linli.resources.terms.places import QUARTER, OpenDay

Taken = Mapping[datetime, tuple[str, bool]]  # quarter -> (use, only asked for)


def quarters(starts_at: datetime, ends_at: datetime) -> tuple[datetime, ...]:
    """The quarters of an hour from one moment to another."""
    found, at = [], starts_at
    while at < ends_at:
        found.append(at)
        at += A_QUARTER
    return tuple(found)


def check_length(starts_at: datetime, minutes: int, span: tuple[int, int]) -> None:
    """Refuses `NotAQuarter`, `WrongLength`."""
    if starts_at.minute % QUARTER or starts_at.second or starts_at.microsecond:
        raise NotAQuarter(field="starts_at")
    if minutes <= 0 or minutes % QUARTER:
        raise NotAQuarter(field="minutes")
    least, most = span
    if not least <= minutes <= most:
        raise WrongLength(least=least, most=most, field="minutes")


def check_ahead(starts_at: datetime, now: datetime, days: int) -> None:
    """Not over, and not too far ahead. Refuses `TooFarAhead`."""
    if starts_at < now or starts_at.date() > (now + timedelta(days=days)).date():
        raise TooFarAhead(days=days, field="starts_at")


def check_open(starts_at: datetime, minutes: int, day: OpenDay) -> None:
    """All of it lies in one span of that day. Refuses `NotOpenThen`."""
    begin = starts_at.hour * 60 + starts_at.minute
    if not any(opens <= begin and begin + minutes <= closes for opens, closes in day.spans):
        raise NotOpenThen(field="starts_at")


def _at(day: date, minute: int, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time.min, zone) + timedelta(minutes=minute)


def day_stretches(day: OpenDay, taken: Taken, *, least: int, now: datetime) -> tuple[Stretch, ...]:
    """A day as free and taken stretches, in order: neighbouring quarters that are alike are one.
    What has begun is not offered any more; the quarter that `now` is in neither."""
    found: list[Stretch] = []
    for opens, closes in day.spans:
        first = _at(day.day, -(-opens // QUARTER) * QUARTER, now.tzinfo)
        last = _at(day.day, closes // QUARTER * QUARTER, now.tzinfo)
        found += _merged(quarters(first, last), taken, least, now)
    return tuple(found)


def _merged(
    listed: Iterable[datetime], taken: Taken, least: int, now: datetime
) -> Iterator[Stretch]:
    begin: datetime | None = None
    end: datetime | None = None
    look: tuple[bool, str, bool, bool] | None = None
    for quarter in listed:
        use, asked = taken.get(quarter, ("", False))
        here = (quarter in taken, use, asked, quarter < now)
        if here != look and begin is not None and end is not None and look is not None:
            yield _stretch(begin, end, look, least)
            begin = None
        if begin is None:
            begin = quarter
        look, end = here, quarter + A_QUARTER
    if begin is not None and end is not None and look is not None:
        yield _stretch(begin, end, look, least)


def _stretch(
    begin: datetime, end: datetime, look: tuple[bool, str, bool, bool], least: int
) -> Stretch:
    is_taken, use, asked, past = look
    enough = end - begin >= timedelta(minutes=least)
    return Stretch(
        starts_at=begin,
        ends_at=end,
        taken=is_taken,
        use=use,
        bookable=enough and not is_taken and not past,
        asked=asked,
    )


def free_starts(stretches: Iterable[Stretch], minutes: int) -> Iterator[datetime]:
    """The moments from which that many minutes are free, the first of each free stretch."""
    for one in stretches:
        if one.bookable and one.ends_at - one.starts_at >= timedelta(minutes=minutes):
            yield one.starts_at
