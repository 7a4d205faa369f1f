"""What a meal costs, and until when it may be ordered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.kernel.clock import LOCAL
from linli.kernel.language import Words
from linli.resources.terms.meals import AgeGroup, MealTime

Document = Mapping[str, Any]


def to_pay(fen: int, group: AgeGroup) -> int:
    """What is paid on the spot: never less than nothing."""
    return max(fen - group.fen, 0)


def order_until(day: date, meal: MealTime) -> datetime:
    on = day - timedelta(days=1) if meal.before else day
    return datetime.combine(on, meal.until, LOCAL)


def meal_times(document: Document) -> dict[str, MealTime]:
    """`[[meals]]` of places.toml, as checked and stored."""
    return {
        row["key"]: MealTime(
            row["key"],
            Words.of(row["name"]),
            time.fromisoformat(row["until"]),
            row.get("before", False),
        )
        for row in document.get("meals", ())
    }


def age_groups(document: Document) -> dict[str, AgeGroup]:
    """`[[subsidies]]` of places.toml: yuan in the file, fen from here on."""
    return {
        row["key"]: AgeGroup(row["key"], Words.of(row["name"]), int(Decimal(row["yuan"]) * 100))
        for row in document.get("subsidies", ())
    }
