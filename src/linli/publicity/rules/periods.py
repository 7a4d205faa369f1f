"""When a period may end, and which days it counted."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from linli.kernel.clock import LOCAL
from linli.publicity.terms import CountedDay
from linli.territory.terms import Limit, Unit, Workdays

_DAY = timedelta(days=1)


class Verdict(StrEnum):
    """How a period stands at a moment: its days run; or they are used up and it ends, or waits."""

    RUNS = "runs"
    WAITS_RULING = "waits_ruling"
    WAITS_PHOTO = "waits_photo"
    UPHELD = "upheld"
    EFFECTIVE = "effective"


def verdict(
    *, now: datetime, ends: datetime, unanswered: int, upheld: int, photo_missing: bool
) -> Verdict:
    """Whether a period may end. `unanswered` objections of any version hold it open; `upheld` are
    those against the text that stands now: it has not been changed for them, so it does not hold.
    A photo is asked for last, for a text that falls needs none.
    """
    if now < ends:
        return Verdict.RUNS
    if unanswered:
        return Verdict.WAITS_RULING
    if upheld:
        return Verdict.UPHELD
    return Verdict.WAITS_PHOTO if photo_missing else Verdict.EFFECTIVE


def counted_days(
    begins: datetime, ends: datetime, length: Limit, calendar: Workdays
) -> tuple[CountedDay, ...]:
    """Each day of a period after the one on which it began (which does not count: Civil Code art.
    201) up to its last: its number, or 0 where the county does not work that day (and, for natural
    days, where a term that would end on a rest day was moved off it).
    """
    day, last = begins.astimezone(LOCAL).date() + _DAY, ends.astimezone(LOCAL).date()
    number, found = 0, []
    while day <= last:
        counts = length.unit is not Unit.WORK_DAY or calendar.works(day)
        counts = counts and number < length.amount
        number += counts
        found.append(CountedDay(day, number if counts else 0))
        day += _DAY
    return tuple(found)


def left_days(days: tuple[CountedDay, ...], now: datetime) -> int:
    """How many counted days lie ahead, today among them."""
    today = now.astimezone(LOCAL).date()
    return sum(1 for one in days if one.number and one.day >= today)


def digest_of(title: str, words: str) -> str:
    """SHA-256 of a text as it was shown: title, an empty line, words, in UTF-8."""
    return hashlib.sha256(f"{title}\n\n{words}".encode()).hexdigest()
