"""Which stretches of time a duty has, and how it stands in each. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from linli.deliberation.terms.disclosures import DISCLOSE_SOON, DisclosureState, Rhythm, Span

MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6, Rhythm.YEAR: 12}


def span_of(every: Rhythm, day: date) -> Span:
    """The stretch in which that day lies."""
    length = MONTHS[every]
    first = (day.month - 1) // length * length + 1
    begins = date(day.year, first, 1)
    after = first + length
    ends = date(day.year + (after > 12), (after - 1) % 12 + 1, 1)
    part = (first - 1) // length + 1
    name = {
        Rhythm.MONTH: f"{day.year}-{first:02d}",
        Rhythm.QUARTER: f"{day.year}-Q{part}",
        Rhythm.HALF_YEAR: f"{day.year}-H{part}",
        Rhythm.YEAR: f"{day.year}",
    }[every]
    return Span(name, begins, ends)


def spans(every: Rhythm, since: date, until: date) -> Iterator[Span]:
    """The stretches from that in which `since` lies to that in which `until` lies, oldest first."""
    day = since
    while day <= until:
        found = span_of(every, day)
        yield found
        day = found.ends


def named(every: Rhythm, name: str, around: date) -> Span | None:
    """The stretch of that name, within fifty years of a day."""
    year = name[:4]
    if not (year.isascii() and year.isdecimal()) or abs(int(year) - around.year) > 50:
        return None
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    return next((one for one in spans(every, first, last) if one.name == name), None)


def state_of(span: Span, today: date, *, shown: bool, excused: bool) -> DisclosureState:
    """Shown or excused, or due by the last day of the stretch, or late."""
    if shown:
        return DisclosureState.DONE
    if excused:
        return DisclosureState.EXCUSED
    if today >= span.ends:
        return DisclosureState.LATE
    near = today >= span.ends - timedelta(days=DISCLOSE_SOON)
    return DisclosureState.SOON if near else DisclosureState.DUE
