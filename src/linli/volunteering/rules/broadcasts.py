"""The columns that a method has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel.language import Words
from linli.volunteering.terms.broadcasts import Column


def columns(document: Mapping[str, Any]) -> dict[str, Column]:
    """`[[columns]]` of the method, as checked and stored, by key."""
    return {
        row["key"]: Column(
            key=row["key"],
            name=Words.of(row["name"]),
            about=Words.of(row["about"]),
            at=tuple(row["at"]),
            matter=row.get("matter", ""),
            audio=row.get("audio", True),
            basis=row.get("basis", ""),
        )
        for row in document.get("columns", ())
    }
