"""The vocabulary of search."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind (`matter`) and id."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a query: tokens that stand side by side; the last may be a beginning."""

    tokens: tuple[str, ...]
    prefix: bool = False
