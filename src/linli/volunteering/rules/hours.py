"""What counts of a service: no minute twice, no travel, whole steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from linli.kernel.language import Words
from linli.volunteering.terms.hours import Counted, HoursRules

Span = tuple[datetime, datetime]


def _overlap(start: datetime, end: datetime, taken: Iterable[Span]) -> float:
    """Seconds between `start` and `end` that lie in any of `taken`, each once."""
    inside = sorted((max(one, start), min(last, end)) for one, last in taken)
    total, reached = 0.0, start
    for one, last in inside:
        begins = max(one, reached)
        if last > begins:
            total += (last - begins).total_seconds()
            reached = last
    return total


def counted(
    start: datetime, end: datetime, *, taken: Iterable[Span], travel: int, step: int
) -> Counted:
    """The minutes of a service that count: without what is counted already, without travel, down
    to the next whole step. An overlap that is begun is a whole minute; travel counts only against
    what is left, so that nothing becomes less than nothing."""
    span = max(int((end - start).total_seconds()) // 60, 0)
    overlap = min(-int(-_overlap(start, end, taken) // 60), span)
    away = min(max(travel, 0), span - overlap)
    left = span - overlap - away
    minutes = left - left % max(step, 1)
    return Counted(span, overlap, away, left - minutes, minutes)


def hours_rules(document: Mapping[str, Any]) -> HoursRules:
    """The first of `[[hours]]` of the method, as checked and stored, but for the step, which is the
    ledger's; without it hours are recorded to the minute, and no ledger holds them."""
    rows = document.get("hours", ())
    if not rows:
        return HoursRules()
    row = rows[0]
    return HoursRules(
        key=row["key"],
        name=Words.of(row["name"]),
        scheme=row.get("scheme", ""),
        units=frozenset(row.get("units", ())),
        claim_days=row.get("claim_days", 30),
        helped_most=row.get("helped_most", 240),
        publicity=row.get("publicity", ""),
        basis=row.get("basis", ""),
    )
