"""`[[stars]]`: levels by hours served, in all or in a calendar year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from linli.kernel.method_file import TABLES, WORDS, Row, Section
from linli.kernel.registry import Finding
from linli.volunteering.method.sections import error

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "yearly": (bool, False), "levels": (TABLES, True),
    "basis": (str, False),
}  # fmt: skip
LEVEL = {"hours": (int, True), "name": (WORDS, True)}


def _rules(row: Row, place: str) -> Iterator[Finding]:
    hours = [one["hours"] for one in row["levels"]]
    if not hours or hours[0] < 1 or any(b <= a for a, b in pairwise(hours)):
        yield error(f"{place}.levels", "not_rising", "每一级的 hours 要比前一级多，从 1 小时起")


SECTION = Section("stars", SHAPE, {"levels": LEVEL}, _rules)
