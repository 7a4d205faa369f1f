"""`[[teams]]`: kinds of teams and their size rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import (
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    Row,
    Section,
    known,
)
from linli.kernel.registry import Finding, PartContext
from linli.volunteering.method.sections import error, unknown

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, False), "units": (STRINGS, True),
    "of": (STRINGS, True), "one_each": (bool, False), "size": (NUMBERS, False),
    "tags": (TABLES, False), "leads": (str, False), "basis": (str, False),
}  # fmt: skip
TAG = {
    "key": (str, True), "name": (WORDS, True), "majority": (bool, False), "least": (int, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not row["units"]:
        yield error(f"{place}.units", "no_unit", "写明这种队伍是哪种组织（form 是 team）")
    if not row["of"]:
        yield error(f"{place}.of", "under_nobody", "写明这种队伍设在哪些种类的组织下")
    size = row.get("size")
    if size is not None and not (
        len(size) == 2 and size[0] >= 0 and (size[1] == 0 or size[0] <= size[1])
    ):
        yield error(f"{place}.size", "not_a_size", "写成 [最少人数, 最多人数]；最多写 0 是不限")
    keys = [one["key"] for one in row.get("tags", ()) if "key" in one]
    if len(set(keys)) != len(keys):
        yield error(f"{place}.tags", "tag_twice", "队员类别的 key 重复了")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    kinds = context.documents.get("organisations", {}).get("kinds", ())
    teams = {one["key"] for one in kinds if one.get("form") == "team" and "key" in one}
    yield from unknown(f"{place}.units", "队伍类的组织种类", row["units"], teams)
    there = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.of", "组织种类", row["of"], there)
    if row.get("leads"):
        duties = known(context, "organisations", "duties")
        yield from unknown(f"{place}.leads", "职责", [row["leads"]], duties)


SECTION = Section("teams", SHAPE, {"tags": TAG}, _rules, _check)
