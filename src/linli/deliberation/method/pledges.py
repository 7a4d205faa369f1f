"""`[[pledges]]`: who may pledge in public, what, how long, and what keeping it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.sections import (
    NUMBERS,
    STRINGS,
    TEXT,
    WORDS,
    WORDS_LIST,
    Row,
    Section,
    error,
    known,
    unknown,
)  # fmt: skip
from linli.kernel.registry import Finding, PartContext

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "kept": (TEXT, True), "members": (STRINGS, False),
    "units": (STRINGS, False), "writers": (STRINGS, False), "points": (WORDS_LIST, False),
    "days": (NUMBERS, False), "asks": (int, False), "anonymous": (bool, False),
    "basis": (str, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not row.get("members") and not row.get("units"):
        yield error(place, "nobody_pledges", "members（职责）和 units（组织种类）至少写一个")
    if bool(row.get("units")) != bool(row.get("writers")):
        yield error(place, "nobody_writes", "units 和 writers 要一起写：谁替组织写承诺")
    days = row.get("days")
    if days is not None and not (len(days) == 2 and 1 <= days[0] <= days[1]):
        yield error(f"{place}.days", "not_a_span", "写成 [最少天数, 最多天数]")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    duties = known(context, "organisations", "duties")
    for key in ("members", "writers"):
        yield from unknown(f"{place}.{key}", "职责", row.get(key, []), duties)
    kinds = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.units", "组织种类", row.get("units", []), kinds)


SECTION = Section("pledges", SHAPE, {}, _rules, _check)
