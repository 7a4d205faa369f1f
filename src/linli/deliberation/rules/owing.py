"""What is owed, period by period, and how it stands. Pure; days are Chinese wall-clock days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from linli.deliberation.terms.bodies import GatheringKind
from linli.deliberation.terms.owing import STAGES, Every, Period, Stands, Tally, Took

SPANS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}  # in months
_KEYS = {Every.QUARTER: "{}-Q{}", Every.HALF_YEAR: "{}-H{}"}


def periods(every: Every, year: int, months: Sequence[int] = ()) -> tuple[Period, ...]:
    """The periods of a year in which a gathering is owed. With `months` only those months count:
    a period begins with the first of them and ends with the last, and is none without any."""
    span = SPANS[every]
    found = []
    for number in range(12 // span):
        within = range(number * span + 1, number * span + span + 1)
        kept = [month for month in within if not months or month in months]
        if kept:
            last = date(year, kept[-1], monthrange(year, kept[-1])[1])
            gaps = tuple(kept) if len(kept) < kept[-1] - kept[0] + 1 else ()
            found.append(Period(_key(every, year, number + 1), date(year, kept[0], 1), last, gaps))
    return tuple(found)


def _key(every: Every, year: int, number: int) -> str:
    if every is Every.YEAR:
        return str(year)
    if every is Every.MONTH:
        return f"{year}-{number:02d}"
    return _KEYS[every].format(year, number)


def length(period: Period) -> int:
    """How many days count."""
    return sum(1 for _ in _days(period))


def _days(period: Period) -> Iterable[date]:
    day = period.first
    while day <= period.last:
        if period.has(day):
            yield day
        day += timedelta(days=1)


def is_owed(period: Period, since: date, until: date | None) -> bool:
    """Does a body that is one from `since` up to, not including, `until` owe it?

    Set up within a period, it owes the meeting if at least half of the period's days are left: a
    branch of the 2nd can meet in its first month; one of the 28th must not begin with a reminder.
    Dissolved before a period is over, it does not: nobody would be left to hold it.
    """
    if until is not None and until <= period.last:
        return False
    if since <= period.first:
        return True
    left = sum(1 for day in _days(period) if day >= since)
    return left * 2 >= length(period)


def owed(
    kind: GatheringKind, year: int, since: date, until: date | None = None
) -> tuple[Period, ...]:
    """The periods of that year in which a body owes this kind; none for a kind without `every`.
    Nothing is owed from before the day that the method names (`since`)."""
    if not kind.every:
        return ()
    begins = max(since, kind.since) if kind.since else since
    return tuple(
        one for one in periods(Every(kind.every), year, kind.months) if is_owed(one, begins, until)
    )


def owes(kind: GatheringKind, body_kind: str, unit_kind: str, tags: Iterable[str]) -> bool:
    """Is it a matter of this body at all? `only` names kinds of organisation; where only the tagged
    meet (a committee), a body that has none of them owes nothing."""
    return (
        bool(kind.every)
        and kind.body == body_kind
        and (not kind.only or unit_kind in kind.only)
        and (not kind.among or kind.among in set(tags))
    )


def counts_for(kind: GatheringKind, kinds: Iterable[GatheringKind]) -> frozenset[str]:
    """The kinds of gathering whose meetings count for this one: itself, and those that cover it."""
    return frozenset({kind.key} | {one.key for one in kinds if kind.key in one.covers})


def standing(
    period: Period,
    times: int,
    took: Iterable[Took],
    today: date,
    *,
    excused: bool,
) -> Stands:
    """How a period stands. What was held is held, whatever an excuse says; a meeting that was
    called for a day gone by and never opened plans nothing."""
    there = [one for one in took if period.has(one.day)]
    held = sum(1 for one in there if one.held)
    if held >= times:
        return Stands.HELD
    if excused:
        return Stands.EXCUSED
    coming = sum(1 for one in there if not one.held and (one.open or one.day >= today))
    if held + coming >= times:
        return Stands.PLANNED
    if today < period.first:
        return Stands.AHEAD
    return Stands.LATE if today > period.last else Stands.DUE


def reminders(left: int, told: Iterable[int]) -> tuple[int, ...]:
    """The stages of a reminder (days before the end) that are reached and were not told."""
    known = set(told)
    return tuple(stage for stage in STAGES if 0 <= left <= stage and stage not in known)


def tally(cells: Iterable[tuple[Period, Stands]], today: date) -> Tally:
    """Of the periods that are over: one that is under way is neither owed nor held yet, so that a
    rate does not rise and fall with the day of the month on which it is read."""
    over = [standing for period, standing in cells if period.last < today]
    return Tally(owed=len(over), held=over.count(Stands.HELD), excused=over.count(Stands.EXCUSED))
