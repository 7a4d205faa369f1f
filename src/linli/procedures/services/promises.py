"""From limits to moments, and from a ladder to the next ring of a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from linli.kernel.clock import LOCAL, local, read
from linli.procedures.rules import rung_after
from linli.procedures.terms import BadLimit, Ladder
from linli.territory import selectors as territory
from linli.territory.terms import Limit, Unit, UnknownLimit

_NATURAL = {Unit.MINUTE: "minutes", Unit.HOUR: "hours", Unit.DAY: "days"}


def due(start: datetime, text: str, step: str) -> datetime:
    """When a limit that began at `start` is over; refuses with `BadLimit` what is no limit. An
    appointment (`2026-03-05T09:30`, or a day, until its end) is over when it says, whenever it was
    made."""
    stated = appointed(text)
    if stated is not None:
        return stated
    try:
        return territory.due(start, Limit.parse(text))
    except UnknownLimit:
        raise BadLimit(step=step, limit=text[:40]) from None


def appointed(text: str) -> datetime | None:
    """The moment that an answer of the type `moment` or `date` names; None for a limit."""
    if not text[:1].isdigit() or text[4:5] != "-":
        return None
    if len(text) > len("2026-03-05"):
        return read(text)
    day = read(text)
    return datetime.combine(date.fromisoformat(text), time(23, 59), LOCAL) if day else None


def before(moment: datetime, text: str) -> datetime:
    """The latest moment from which `text` is still there until `moment`: the same hour some working
    days earlier, or for working hours the last office minute from which they fit.
    """
    limit = Limit.parse(text)
    if limit.unit in _NATURAL:
        return moment - timedelta(**{_NATURAL[limit.unit]: limit.amount})
    if limit.unit is Unit.WORK_DAY:
        works, left, there = territory.calendar().works, limit.amount, moment
        while left:
            there -= timedelta(days=1)
            left -= works(local(there).date())
        return there
    return territory.began(moment, limit.amount)


def moments(ladder: Ladder, due_at: datetime) -> Iterator[datetime]:
    """When each rung of a ladder rings for a promise, in the ladder's order."""
    for rung in ladder.rungs:
        if rung.side == 0:
            yield due_at
        elif rung.side < 0:
            yield before(due_at, rung.limit)
        else:
            yield territory.due(due_at, Limit.parse(rung.limit))


def next_ring(
    ladder: Ladder, due_at: datetime, *, start: int, since: datetime
) -> tuple[int, datetime | None]:
    """The number and moment of the next rung; (start, None) when none is left."""
    found = rung_after(moments(ladder, due_at), start, since)
    return found if found is not None else (start, None)
