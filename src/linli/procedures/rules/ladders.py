"""Ladders: what happens as a promise comes near and passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from linli.kernel.language import Words
from linli.procedures.terms import Ladder, Rung

SIDES = {"before": -1, "提前": -1, "after": 1, "逾期": 1}
AT = frozenset({"at", "到期"})


def read_when(when: str) -> tuple[int, str] | None:
    """`before 2 工作时` -> (-1, "2 工作时"), `at` -> (0, ""); None if it is neither."""
    text = " ".join(when.split())
    if text in AT:
        return 0, ""
    word, _, limit = text.partition(" ")
    return (SIDES[word], limit) if word in SIDES and limit else None


def parse_ladders(document: Mapping[str, Any]) -> dict[str, Ladder]:
    """The ladders of a checked `forms` document, by key."""
    return {
        one["key"]: Ladder(
            key=one["key"],
            rungs=tuple(_rung(raw) for raw in one.get("rungs", ())),
            ceiling=one.get("ceiling", ""),
            extensions=one.get("extensions", 0),
        )
        for one in document.get("ladders", ())
    }


def _rung(raw: Mapping[str, Any]) -> Rung:
    side, limit = read_when(raw["when"]) or (0, "")
    return Rung(side, limit, raw["act"], raw.get("duty", ""), Words.of(raw.get("told", "")))


def rung_after(
    moments: Iterable[datetime], start: int, since: datetime
) -> tuple[int, datetime] | None:
    """The next rung to ring, from number `start`, with its moment: rungs whose moment is not after
    `since` (the opening, the extension) are passed over. None if no rung is left.
    """
    for number, moment in enumerate(moments):
        if number >= start and moment > since:
            return number, moment
    return None
