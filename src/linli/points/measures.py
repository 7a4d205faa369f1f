"""Figures of points, by name."""

from __future__ import annotations

from linli.kernel import registry
from linli.points import selectors


def register() -> None:
    registry.measures.add("points.given", selectors.points_given)
    registry.measures.add("points.used", selectors.points_used)
    registry.measures.add("points.people", selectors.people_with_points)
