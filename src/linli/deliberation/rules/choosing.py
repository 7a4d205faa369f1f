"""Which rule governs, and who is entitled. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from linli.deliberation.terms.elections import ElectionRule
from linli.deliberation.terms.votes import VoteRule

R = TypeVar("R", VoteRule, ElectionRule)


def rule_on(rules: Iterable[R], key: str, day: date, area_path: str) -> R | None:
    """The rule in force on that day at that place: of several, the one of the smallest area, then
    the youngest. None if there is none."""
    fitting = [
        one
        for one in rules
        if one.key == key
        and one.since <= day
        and (one.until is None or day < one.until)
        and (not one.area or f".{one.area}." in f".{area_path}")
    ]
    return max(fitting, key=lambda one: (len(one.area), one.since), default=None)


def age_on(born: date, day: date) -> int:
    """Whole years: one is a year older on one's birthday (of 29 February: on 1 March)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
