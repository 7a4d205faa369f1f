"""Figures of matters for an area and a span of time, by name."""

from __future__ import annotations

from linli.kernel import registry
from linli.matters import selectors


def register() -> None:
    registry.measures.add("matters.opened", selectors.count_opened)
    registry.measures.add("matters.closed", selectors.count_closed)
