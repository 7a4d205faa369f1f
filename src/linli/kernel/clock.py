"""The clock, read at the edges only: services receive `now`.

`LINLI_CLOCK=2026-03-02T09:00:00+08:00` starts a process at that moment and lets time run on
from there: demonstrations and browser journeys live on a day of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL = ZoneInfo("Asia/Shanghai")

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
