"""When to try again, when to give up, when periodic work is next."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 10

_LOCAL = ZoneInfo("Asia/Shanghai")


def back_off(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None to give up.
    10 s, 40 s, 2⅔ min, 11 min, 43 min, then every hour: about six hours in all.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    factor: int = 4 ** (max(attempts, 1) - 1)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


def next_time(last: datetime, now: datetime, every: timedelta, at: time | None) -> datetime:
    """The first moment after `now` on the beat that began at `last`; with `at`, the next such
    wall-clock time in Shanghai. Beats missed while nothing ran are not made up for.
    """
    if at is not None:
        local = now.astimezone(_LOCAL)
        today = local.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
        return today if today > local else today + timedelta(days=1)
    missed = max((now - last) // every, 0)
    return last + every * (missed + 1)
