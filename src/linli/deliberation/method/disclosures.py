"""`[[disclosures]]`: what places must show the public, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.elections import days_fit
from linli.deliberation.method.sections import (
    DATE,
    STRINGS,
    TEXT,
    WORDS,
    Row,
    Section,
    error,
    known,
    unknown,
)  # fmt: skip
from linli.deliberation.terms.disclosures import Rhythm
from linli.kernel.registry import Finding, PartContext

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "at": (STRINGS, True), "every": (str, True),
    "what": (TEXT, True), "basis": (str, True), "since": (DATE, True), "duty": (str, False),
    "length": (str, False), "remind": (int, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    rhythms = [one.value for one in Rhythm]
    if row["every"] not in rhythms:
        yield error(f"{place}.every", "unknown_every", f"可用：{'、'.join(rhythms)}")
    if "length" in row and not days_fit(row["length"]):
        yield error(f"{place}.length", "not_days", "写成“7 天”或“5 工作日”")
    if row.get("remind", 0) > 60:
        yield error(f"{place}.remind", "too_early", "最多提前 60 天提醒")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row["at"], areas)
    if row.get("duty"):
        duties = known(context, "organisations", "duties")
        yield from unknown(f"{place}.duty", "职责", [row["duty"]], duties)


SECTION = Section("disclosures", SHAPE, rules=_rules, check=_check)
