"""The clock, read at the edges only: services receive `now`.

`LINLI_CLOCK=2026-03-02T09:00:00+08:00` starts a process at that moment and lets time run on
from there: demonstrations and browser journeys live on a day of their own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.errors import Invalid

LOCAL = ZoneInfo("Asia/Shanghai")
# At the ends of the calendar no time zone can be reckoned with: nothing typed may lie there.
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)

_offset: timedelta | None = None


def _start_offset() -> timedelta:
    start: str = settings.LINLI_CLOCK
    if not start:
        return timedelta()
    return datetime.fromisoformat(start) - datetime.now(UTC)


def now() -> datetime:
    """This moment in UTC, moved by `LINLI_CLOCK` where that is set."""
    global _offset  # noqa: PLW0603 - one reading per process, by design
    if _offset is None:
        _offset = _start_offset()
    return datetime.now(UTC) + _offset


def local(moment: datetime) -> datetime:
    """The moment on a Chinese wall clock."""
    return moment.astimezone(LOCAL)


def midnight(day: date, *, field: str = "") -> datetime:
    """The beginning of that day on a Chinese wall clock. Refuses (`Invalid`) a day before 1900 or
    from 2200 on."""
    if not FIRST <= day < LAST:
        raise Invalid(field=field)
    return datetime.combine(day, time.min, LOCAL)


def read(text: str) -> datetime | None:
    """The moment of an ISO text, on a Chinese wall clock if it names no zone; None for anything
    else, and for what lies before 1900 or from 2200 on."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST < moment.date() < LAST:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
