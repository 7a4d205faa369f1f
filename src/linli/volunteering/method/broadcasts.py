"""`[[columns]]`: what volunteers broadcast where, and what a suggestion under it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import STRINGS, TEXT, WORDS, Row, Section, known
from linli.kernel.registry import Finding, PartContext
from linli.volunteering.method.sections import unknown

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, True), "at": (STRINGS, True),
    "matter": (str, False), "audio": (bool, False), "basis": (str, False),
}  # fmt: skip


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    kinds = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row["at"], kinds)
    matters = known(context, "matters", "kinds")
    wanted = [row["matter"]] if "matter" in row else []
    yield from unknown(f"{place}.matter", "事项种类", wanted, matters)


SECTION = Section("columns", SHAPE, {}, None, _check)
