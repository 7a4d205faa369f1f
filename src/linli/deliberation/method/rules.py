"""`[[rules]]`: what makes a gathering valid and a motion pass, with dates and legal basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.sections import DATE, STRINGS, WORDS, Row, Section, error
from linli.deliberation.rules.reading import Unreadable, read_ways
from linli.deliberation.terms import Way
from linli.kernel.registry import Finding, PartContext
from linli.territory.terms import Limit, UnknownLimit

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "quorum": (str, True), "majority": (str, True),
    "basis": (str, True), "ways": (STRINGS, False), "notice": (str, False),
    "proxies": (int, False), "since": (DATE, False), "until": (DATE, False), "area": (str, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    for key in ("quorum", "majority"):
        try:
            read_ways(row[key])
        except Unreadable as fault:
            yield error(
                f"{place}.{key}",
                "unreadable",
                f"读不懂“{fault}”；写成“present >= 2/3 of due and yes > 1/2 of present”这样",
            )
    ways = {one.value for one in Way}
    for one in row.get("ways", ()):
        if one not in ways:
            yield error(
                f"{place}.ways",
                "unknown_way",
                f"没有表决方式“{one}”，可用：{'、'.join(sorted(ways))}",
            )
    if "notice" in row:
        try:
            Limit.parse(row["notice"])
        except UnknownLimit as fault:
            yield error(f"{place}.notice", "unreadable", fault.message)
    if "since" in row and "until" in row and row["until"] <= row["since"]:
        yield error(f"{place}.until", "ends_before", "until 要晚于 since")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],
    context: PartContext,  # noqa: ARG001 - a check's shape
) -> Iterator[Finding]:
    """Two rules of one key in force on one day in one area: nobody could say which governs."""
    same = [
        other
        for other in document["rules"]
        if other is not row and other["key"] == row["key"] and other.get("area") == row.get("area")
    ]
    for other in same:
        if _meet(row, other) and row.get("since", "") <= other.get("since", ""):
            yield error(place, "overlap", f"“{row['key']}”有两条同时生效，请用 since、until 分开")


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    last = "9999-12-31"
    return bool(
        one.get("since", "") < other.get("until", last)
        and other.get("since", "") < one.get("until", last)
    )


SECTION = Section("rules", SHAPE, rules=_rules, check=_check, unique=False)
