"""`[[gatherings]]`: which body meets, by which rule, how often, with which agenda."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.sections import (
    DATE,
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    WORDS_LIST,
    Row,
    Section,
    error,
    keys_of,
    known,
    unknown,
)  # fmt: skip
from linli.deliberation.rules.rehearsing import in_order
from linli.deliberation.terms import Every, Practice
from linli.kernel.registry import Finding, PartContext

EVERY = tuple(one.value for one in Every)
MOST_TIMES = 31
SHAPE = {
    "key": (str, True), "name": (WORDS, True), "body": (str, True), "rule": (str, True),
    "among": (str, False), "every": (str, False), "months": (NUMBERS, False),
    "only": (STRINGS, False), "agenda": (WORDS_LIST, False), "guide": (TABLES, False),
    "basis": (str, False), "needs": (bool, False), "undertakes": (STRINGS, False),
    "times": (int, False), "since": (DATE, False), "covers": (STRINGS, False),
    "agenda_kinds": (STRINGS, False),
}  # fmt: skip
INNER = {
    "guide": {
        "title": (WORDS, True), "words": (TEXT, True), "do": (str, False), "basis": (str, False),
    },
}  # fmt: skip
CADENCE = ("months", "only", "times", "since")


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if "every" in row and row["every"] not in EVERY:
        yield error(f"{place}.every", "unknown_every", f"可用：{'、'.join(EVERY)}")
    if any(not 1 <= month <= 12 for month in row.get("months", ())):
        yield error(f"{place}.months", "not_a_month", "月份写 1 到 12")
    for key in CADENCE:
        if key in row and "every" not in row:
            yield error(f"{place}.{key}", "no_every", f"写了 {key}，就要写 every")
    if row.get("agenda_kinds") and not row.get("needs"):
        yield error(f"{place}.agenda_kinds", "no_needs", "写了 agenda_kinds，就要写 needs = true")
    if not 1 <= row.get("times", 1) <= MOST_TIMES:
        yield error(f"{place}.times", "bad_times", f"每期几次写 1 到 {MOST_TIMES}")
    yield from _guide(row, place)


def _guide(row: Row, place: str) -> Iterator[Finding]:
    """What a rehearsal does at each step: known, each once, in the order of a meeting."""
    acts = [one["do"] for one in row.get("guide", ()) if one.get("do")]
    known_acts = [one.value for one in Practice]
    wrong = [one for one in acts if one not in known_acts]
    for one in wrong:
        yield error(f"{place}.guide", "unknown_do", f"没有“{one}”，可用：{'、'.join(known_acts)}")
    if not wrong and not in_order([Practice(one) for one in acts]):
        order = "、".join(known_acts)
        yield error(f"{place}.guide", "wrong_order", f"do 每样最多写一次，顺序是：{order}")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    yield from unknown(f"{place}.body", "议事组织", [row["body"]], keys_of(document, "bodies"))
    yield from unknown(f"{place}.rule", "议事规则", [row["rule"]], keys_of(document, "rules"))
    rows: list[Row] = document.get("bodies", [])
    body: Row = next((one for one in rows if one["key"] == row["body"]), {})
    if row.get("among"):
        tags = {one["key"] for one in body.get("tags", ())}
        yield from unknown(f"{place}.among", "身份", [row["among"]], tags)
    kinds = known(context, "organisations", "kinds")
    matters = known(context, "matters", "kinds")
    yield from unknown(f"{place}.undertakes", "事项种类", row.get("undertakes", []), matters)
    yield from unknown(f"{place}.agenda_kinds", "事项种类", row.get("agenda_kinds", []), matters)
    yield from unknown(f"{place}.only", "组织种类", row.get("only", []), kinds)
    same = {one["key"] for one in document["gatherings"] if one.get("body") == row["body"]}
    yield from unknown(f"{place}.covers", "同一组织的会议", row.get("covers", []), same)


SECTION = Section("gatherings", SHAPE, INNER, _rules, _check)
