"""Kinds and series of activities out of the method; when an activity repeats; who clashes with
what; codes that change every minute. Pure.
"""

from __future__ import annotations

import hashlib
import hmac
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from linli.kernel.language import Words
from linli.volunteering.terms.activities import (
    MOST_HOURS,
    MOST_PLACES,
    MOST_ROLES,
    ActivityKind,
    Every,
    RolePlan,
    Series,
)
from linli.volunteering.terms.attending import CLOSES_AFTER, CODE_LIVES, OPENS_BEFORE, CodeWindow

Document = Mapping[str, Any]
T = TypeVar("T")


def activity_kinds(document: Document) -> dict[str, ActivityKind]:
    """`[[activities]]` of the method, by key."""
    return {
        row["key"]: ActivityKind(
            key=row["key"],
            name=Words.of(row["name"]),
            about=Words.of(row.get("about", "")),
            risky=row.get("risky", False),
            serves=Words.of(row.get("serves", "")),
            counts=row.get("counts", ""),
            basis=row.get("basis", ""),
        )
        for row in document.get("activities", ())
    }


def series_of(document: Document) -> dict[str, Series]:
    """`[[series]]` of the method, by key."""
    return {
        row["key"]: Series(
            key=row["key"],
            name=Words.of(row["name"]),
            about=Words.of(row.get("about", "")),
            kind=row.get("kind", ""),
            themes=tuple((one["month"], Words.of(one["name"])) for one in row.get("themes", ())),
        )
        for row in document.get("series", ())
    }


# --- when -----------------------------------------------------------------------------------------


def days(every: Every, first: date, *, after: date, until: date) -> Iterator[date]:
    """The days of a repeat that begins on `first`: those later than `after`, up to and including
    `until`, by time."""
    number = 0
    while (day := _day(every, first, number)) <= until:
        if day > after:
            yield day
        number += 1


def _day(every: Every, first: date, number: int) -> date:
    if every in (Every.WEEK, Every.FORTNIGHT):
        return first + timedelta(weeks=number * (2 if every is Every.FORTNIGHT else 1))
    months = first.year * 12 + first.month - 1 + number
    year, month = months // 12, months % 12 + 1
    last = monthrange(year, month)[1]
    if every is Every.MONTH_DAY:
        return date(year, month, min(first.day, last))
    nth = (first.day - 1) // 7
    begin = date(year, month, 1)
    day = 1 + (first.weekday() - begin.weekday()) % 7 + 7 * nth
    return date(year, month, day if day <= last else day - 7)  # a fifth Saturday: else the last one


def time_fits(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return now < starts_at < ends_at <= starts_at + MOST_HOURS


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Do two half-open spans share a moment? What ends as the other begins does not clash."""
    return one[0] < other[1] and other[0] < one[1]


def first_clash(
    span: tuple[datetime, datetime], others: Iterable[tuple[T, datetime, datetime]]
) -> T | None:
    """The first of the others, as they come, that overlaps."""
    return next((it for it, start, end in others if overlap(span, (start, end))), None)


def roles_fit(roles: tuple[RolePlan, ...]) -> bool:
    names = [one.name for one in roles]
    return (
        1 <= len(roles) <= MOST_ROLES
        and all(names)
        and len(set(names)) == len(names)
        and all(0 <= one.places <= MOST_PLACES for one in roles)
    )


# --- codes ----------------------------------------------------------------------------------------


def window(starts_at: datetime, ends_at: datetime) -> CodeWindow:
    return CodeWindow(starts_at - OPENS_BEFORE, ends_at + CLOSES_AFTER)


def code_at(secret: bytes, now: datetime) -> str:
    """Six digits of the activity's secret for this minute (RFC 4226's truncation)."""
    return _code(secret, int(now.timestamp()) // CODE_LIVES)


def _code(secret: bytes, minute: int) -> str:
    mark = hmac.new(secret, minute.to_bytes(8, "big"), hashlib.sha256).digest()
    offset = mark[-1] & 0x0F
    number = int.from_bytes(mark[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_good(secret: bytes, typed: str, now: datetime) -> bool:
    """Is it the code of this minute, or of the one before?"""
    minute = int(now.timestamp()) // CODE_LIVES
    given = "".join(one for one in typed if one.isascii() and one.isdigit())
    now_good = hmac.compare_digest(_code(secret, minute), given)
    before_good = hmac.compare_digest(_code(secret, minute - 1), given)
    return now_good or before_good


def stay(
    came: datetime, went: datetime, starts_at: datetime, ends_at: datetime
) -> tuple[datetime, datetime] | None:
    """The time that is service: not before the activity begins, however early somebody comes; None
    if nothing is left."""
    begins, ends = max(came, starts_at), min(went, ends_at + CLOSES_AFTER)
    return (begins, ends) if begins < ends else None
