"""Stars by hours. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel.language import Words
from linli.volunteering.terms.certificates import StarLevel, StarRow, StarRule


def star_rules(document: Mapping[str, Any]) -> tuple[StarRule, ...]:
    """`[[stars]]` of the method, as checked and stored."""
    return tuple(
        StarRule(
            key=row["key"],
            name=Words.of(row["name"]),
            levels=tuple(StarLevel(one["hours"], Words.of(one["name"])) for one in row["levels"]),
            yearly=row.get("yearly", False),
            basis=row.get("basis", ""),
        )
        for row in document.get("stars", ())
    )


def standing(rule: StarRule, minutes: int) -> StarRow:
    """A level is reached with its last whole minute."""
    stars = sum(minutes >= one.hours * 60 for one in rule.levels)
    return StarRow(rule, minutes, stars)
