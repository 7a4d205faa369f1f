"""Figures of resources, by name."""

from __future__ import annotations

from linli.kernel import registry
from linli.resources import selectors


def register() -> None:
    """Each topic adds its own."""
    _places()
    _lending()
    registry.measures.add("resources.shop_fetched", selectors.shop_fetched)
    registry.measures.add("resources.circle_coverage", selectors.circle_coverage)
    registry.measures.add("resources.circles", selectors.circles_built)


def _places() -> None:
    registry.measures.add("resources.places_open", selectors.places_open)
    registry.measures.add("resources.place_metres", selectors.place_metres)
    registry.measures.add("resources.services_a_place", selectors.services_a_place)
    registry.measures.add("resources.rooms_used", selectors.rooms_used)


def _lending() -> None:
    registry.measures.add("resources.books_on_shelf", selectors.books_on_shelf)
    registry.measures.add("resources.loans_made", selectors.loans_made)
