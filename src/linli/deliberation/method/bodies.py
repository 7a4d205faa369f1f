"""`[[bodies]]`: kinds of bodies, where they may be, who calls them, what their members must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from linli.deliberation.method.sections import (
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    Row,
    Section,
    Shape,
    error,
    known,
    unknown,
)  # fmt: skip
from linli.kernel.registry import Finding, PartContext

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "convenes": (STRINGS, True), "at": (STRINGS, False),
    "of": (STRINGS, False), "years": (int, False), "size": (NUMBERS, False),
    "represents": (NUMBERS, False), "shares": (TABLES, False), "tags": (TABLES, False),
    "age": (int, False), "public": (bool, False), "about": (TEXT, False),
}  # fmt: skip
INNER: dict[str, Shape] = {
    "tags": {"key": (str, True), "name": (WORDS, True)},
    "shares": {"tag": (str, True), "least": (str, True), "basis": (str, False)},
}


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if bool(row.get("at")) == bool(row.get("of")):
        yield error(place, "at_or_of", "at（区域种类）和 of（组织种类）写一个，只写一个")
    for key in ("size", "represents"):
        pair = row.get(key)
        if pair is not None and not (len(pair) == 2 and pair[0] <= pair[1]):
            yield error(f"{place}.{key}", "not_a_span", "写成 [最少, 最多]")
    tags = {one.get("key") for one in row.get("tags", ())}
    for one in row.get("shares", ()):
        if one["tag"] not in tags:
            yield error(f"{place}.shares", "unknown_tag", f"tags 里没有“{one['tag']}”")
        if not _is_share(one["least"]):
            yield error(f"{place}.shares", "not_a_share", f"“{one['least']}”要写成 1/3 这样的分数")


def _is_share(text: str) -> bool:
    try:
        return 0 < Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a check's shape
    context: PartContext,
) -> Iterator[Finding]:
    duties = known(context, "organisations", "duties")
    yield from unknown(f"{place}.convenes", "职责", row["convenes"], duties)
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row.get("at", []), areas)
    kinds = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.of", "组织种类", row.get("of", []), kinds)


SECTION = Section("bodies", SHAPE, INNER, _rules, _check)
