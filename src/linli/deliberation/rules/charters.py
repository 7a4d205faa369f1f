"""Which version of a charter is in force, and when the next may begin. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from linli.deliberation.terms.charters import CharterKind, Force
from linli.kernel.language import Words

Document = Mapping[str, Any]


def forces(days: Sequence[date], today: date) -> tuple[Force, ...]:
    """Of versions by the day from which each is in force, in any order: the latest that has begun
    is in force, those before it were, those after it are coming."""
    begun = [day for day in days if day <= today]
    current = max(begun, default=None)
    return tuple(
        Force.COMING if day > today else Force.NOW if day == current else Force.EARLIER
        for day in days
    )


def least_day(adopted: date, days: Sequence[date]) -> date:
    """A version is in force from the day of its adoption at the earliest, and after the one before:
    nothing is changed for days that are over."""
    return max([adopted, *(day + timedelta(days=1) for day in days)])


def charter_kinds(document: Document) -> dict[str, CharterKind]:
    """`[[charters]]` of the method, as checked and stored, by key."""
    return {
        row["key"]: CharterKind(
            key=row["key"],
            name=Words.of(row["name"]),
            at=tuple(row["at"]),
            bodies=tuple(row["bodies"]),
            files=tuple(row.get("files", ())),
            within=row.get("within", ""),
            basis=row.get("basis", ""),
        )
        for row in document.get("charters", ())
    }
