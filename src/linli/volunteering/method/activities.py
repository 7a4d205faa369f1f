"""`[[activities]]` and `[[series]]`: kinds of activities, and what the months are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import TABLES, TEXT, WORDS, Row, Section, keys_of
from linli.kernel.registry import Finding, PartContext
from linli.volunteering.method.sections import error, unknown

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, False), "risky": (bool, False),
    "serves": (WORDS, False), "counts": (str, False), "basis": (str, False),
}  # fmt: skip
SERIES_SHAPE = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, False), "kind": (str, False),
    "themes": (TABLES, False),
}  # fmt: skip
THEME = {"month": (int, True), "name": (WORDS, True)}
COUNTED = ("", "pupils", "people")  # what a measure knows to count


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if row.get("counts", "") not in COUNTED:
        yield error(
            f"{place}.counts", "not_counted", "counts 只能是 pupils（学生）或 people（群众）"
        )
    if bool(row.get("counts")) != bool(row.get("serves")):
        yield error(place, "counts_whom", "counts 和 serves 要一起写：服务了谁，记在哪个数里")


def _series_rules(row: Row, place: str) -> Iterator[Finding]:
    months = [one["month"] for one in row.get("themes", ()) if "month" in one]
    if any(not 1 <= month <= 12 for month in months):
        yield error(f"{place}.themes", "not_a_month", "month 写 1 到 12")
    if len(set(months)) != len(months):
        yield error(f"{place}.themes", "month_twice", "同一个月写了两个主题")


def _series_check(
    row: Row,
    place: str,
    document: Mapping[str, Any],
    context: PartContext,  # noqa: ARG001 - a shape
) -> Iterator[Finding]:
    if row.get("kind"):
        yield from unknown(f"{place}.kind", "活动", [row["kind"]], keys_of(document, "activities"))


SECTION = Section("activities", SHAPE, {}, _rules)
SERIES = Section("series", SERIES_SHAPE, {"themes": THEME}, _series_rules, _series_check)
