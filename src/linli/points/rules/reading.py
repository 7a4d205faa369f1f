"""Schemes and deeds of a method's document, as values. The document has been checked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from linli.kernel.language import Words
from linli.points.terms import Deed, Limit, Per, Scheme, SchemeKind


def fen(text: str) -> int:
    """Fen of an amount in yuan with at most two places: "5" is 500, "0.35" is 35."""
    return int(Decimal(text) * 100)


def limits(row: Mapping[str, Any]) -> tuple[Limit, ...]:
    return tuple(Limit(Per(one["per"]), one["most"]) for one in row.get("limits", ()))


def scheme(row: Mapping[str, Any]) -> Scheme:
    """A row of `[[schemes]]`."""
    return Scheme(
        key=row["key"],
        name=Words.of(row["name"]),
        kind=SchemeKind(row["kind"]),
        unit=Words.of(row["unit"]),
        who=frozenset(row.get("who", ["person"])),
        points=row.get("points", 0),
        fen=fen(row.get("yuan", "0")),
        months=row.get("months", 0),
        year_end=row.get("year_end", False),
        spend_from=row.get("spend_from", 0),
        most=row.get("most", 0),
        step=row.get("step", 1),
        gifts=row.get("gifts", ""),
        opening=row.get("opening", 0),
        may_owe=row.get("may_owe", 0),
        limits=limits(row),
        appeal_days=row.get("appeal_days", 30),
        about=Words.of(row.get("about", "")),
    )


def deed(row: Mapping[str, Any]) -> Deed:
    """A row of `[[deeds]]`."""
    return Deed(
        key=row["key"],
        name=Words.of(row["name"]),
        scheme=row["scheme"],
        points=row.get("points", 0) - row.get("minus", 0),
        who=row.get("who", "person"),
        claim=row.get("claim", False),
        limits=limits(row),
        basis=row.get("basis", ""),
        about=Words.of(row.get("about", "")),
    )
