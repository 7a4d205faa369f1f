"""Figures of deliberation, by name."""

from __future__ import annotations

from linli.deliberation import selectors
from linli.kernel import registry


def register() -> None:
    registry.measures.add("deliberation.meetings_held", selectors.meetings_held)
    registry.measures.add("deliberation.one_time_success", selectors.one_time_success)
    registry.measures.add("deliberation.one_shoulder", selectors.one_shoulder)
    registry.measures.add("deliberation.elections_completed", selectors.elections_completed)
    registry.measures.add("deliberation.disclosed", selectors.disclosed)
