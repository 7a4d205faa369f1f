"""`[[selections]]`: 评选: who is nominated by whom, jury and public, seats, publicity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from linli.deliberation.method.sections import (
    STRINGS,
    WORDS,
    Row,
    Section,
    error,
    known,
    unknown,
)  # fmt: skip
from linli.kernel.registry import Finding, PartContext
from linli.territory.terms import Limit, Unit, UnknownLimit

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "units": (STRINGS, True),
    "nominates": (STRINGS, True), "runs": (STRINGS, True), "at": (STRINGS, True),
    "jury": (str, False), "trimmed": (bool, False), "seats": (int, True), "picks": (int, False),
    "publicity": (str, True), "basis": (str, True), "award": (WORDS, True),
}  # fmt: skip


def _share(text: str) -> bool:
    try:
        return 0 <= Fraction(text) <= 1 and "." not in text
    except (ValueError, ZeroDivisionError):
        return False


def _days(text: str) -> bool:
    try:
        return Limit.parse(text).unit in (Unit.DAY, Unit.WORK_DAY)
    except UnknownLimit:
        return False


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not _share(row.get("jury", "0")):
        yield error(f"{place}.jury", "not_a_share", "评委的权重写成 3/5 这样的分数，其余归群众投票")
    if not _days(row["publicity"]):
        yield error(f"{place}.publicity", "not_days", "写成“5 工作日”或“7 天”")
    for key in ("seats", "picks"):
        if row.get(key, 1) < 1:
            yield error(f"{place}.{key}", "too_small", "至少是 1")
    if row.get("trimmed") and row.get("jury", "0") == "0":
        yield error(f"{place}.trimmed", "no_jury", "没有评委，就不用写 trimmed")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    kinds = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.units", "组织种类", row["units"], kinds)
    duties = known(context, "organisations", "duties")
    for key in ("nominates", "runs"):
        yield from unknown(f"{place}.{key}", "职责", row[key], duties)
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row["at"], areas)


SECTION = Section("selections", SHAPE, {}, _rules, _check)
