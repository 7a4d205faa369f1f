"""`[[meals]]` and `[[subsidies]]`: until when a meal is ordered, and what the old pay less."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from linli.kernel.method_file import DECIMAL, WORDS, Row, Section
from linli.kernel.registry import Finding
from linli.resources.method.sections import error

MEAL = {
    "key": (str, True), "name": (WORDS, True), "until": (str, True), "before": (bool, False),
}  # fmt: skip
SUBSIDY = {"key": (str, True), "name": (WORDS, True), "yuan": (DECIMAL, True)}


def _meal(row: Row, place: str) -> Iterator[Finding]:
    try:
        time.fromisoformat(row["until"])
    except ValueError:
        yield error(f"{place}.until", "not_a_time", "写成 09:30 这样")


SECTIONS = (Section("meals", MEAL, {}, _meal), Section("subsidies", SUBSIDY))
