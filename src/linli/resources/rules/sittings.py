"""On which days a term sits, whom it takes, and from when to when. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from linli.kernel.clock import LAST, midnight
from linli.resources.terms.places import OpenDay
from linli.resources.terms.sittings import (
    LONGEST_TERM_DAYS,
    MOST_SEATS_SAT,
    OLDEST_CHILD,
    BadTerm,
    NewTerm,
)

WORKING = frozenset(range(5))
A_DAY_LONG = 24 * 60


def sits(weekdays: Collection[int], opens: int, closes: int, day: OpenDay, *, works: bool) -> bool:
    """Is it a sitting day? Never on a holiday of the county, nor when the place is closed at that
    time. A weekend day that works (调休) is a school day: a term of all five working days sits
    then too."""
    made_up = works and day.day.weekday() >= 5 and set(weekdays) >= WORKING
    if day.holiday or not (day.day.weekday() in weekdays or made_up):
        return False
    return any(begins < closes and ends > opens for begins, ends in day.spans)


def span_of(day: date, opens: int, closes: int) -> tuple[datetime, datetime]:
    begin = midnight(day)
    return begin + timedelta(minutes=opens), begin + timedelta(minutes=closes)


def age_fits(born: int, since: date, youngest: int, oldest: int) -> bool:
    """Of a birth year alone two ages are possible on a day; one of them has to fit."""
    turns = since.year - born
    return turns >= youngest and turns - 1 <= oldest and turns >= 0


def check_term(new: NewTerm, today: date) -> None:
    """Refuses `BadTerm`, at the field at fault."""
    fine = {
        "since": today <= new.since < LAST,
        "until": timedelta(0) <= new.until - new.since < timedelta(days=LONGEST_TERM_DAYS),
        "weekdays": bool(new.weekdays) and set(new.weekdays) <= set(range(7)),
        "closes": 0 <= new.opens < new.closes < A_DAY_LONG,
        "seats": 1 <= new.seats <= MOST_SEATS_SAT,
        "oldest": 0 <= new.youngest <= new.oldest <= OLDEST_CHILD,
    }
    for field, good in fine.items():
        if not good:
            raise BadTerm(field=field)
