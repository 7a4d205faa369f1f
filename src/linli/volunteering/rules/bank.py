"""Who counts as family. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel.language import Words
from linli.volunteering.terms.bank import Relation


def relations(document: Mapping[str, Any]) -> dict[str, Relation]:
    """`[[relations]]` of the method, as checked and stored, by key."""
    return {
        row["key"]: Relation(row["key"], Words.of(row["name"]), row.get("phone", True))
        for row in document.get("relations", ())
    }
