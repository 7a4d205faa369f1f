"""Which limit, if any, stands in the way of earning more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from linli.points.rules.amounts import span_start
from linli.points.terms import Limit

Earned = Iterable[tuple[date, int]]  # on which day, how much


def reached(limits: Iterable[Limit], earned: Earned, amount: int, today: date) -> Limit | None:
    """The first limit that `amount` more today would go beyond; None if there is room."""
    so_far = tuple(earned)
    for one in limits:
        start = span_start(one.per, today)
        within = sum(much for day, much in so_far if start is None or day >= start)
        if within + amount > one.most:
            return one
    return None


def earliest(limits: Iterable[Limit], today: date) -> date | None:
    """From which day on earnings matter to these limits; None: from the beginning."""
    starts = [span_start(one.per, today) for one in limits]
    return None if None in starts or not starts else min(day for day in starts if day is not None)
