"""Figures of visits, by name."""

from __future__ import annotations

from linli.kernel import registry
from linli.visits import selectors


def register() -> None:
    registry.measures.add("visits.covered", selectors.covered)
    registry.measures.add("visits.findings_settled", selectors.settled)
