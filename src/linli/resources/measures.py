"""Figures of resources, by name."""

from __future__ import annotations

from linli.kernel import registry
from linli.resources import selectors


def register() -> None:
    """Each topic adds its own."""
    _places()
    _lending()
    _bases()
    registry.measures.add("resources.shop_fetched", selectors.shop_fetched)
    registry.measures.add("resources.circle_coverage", selectors.circle_coverage)
    registry.measures.add("resources.circles", selectors.circles_built)


def _places() -> None:
    registry.measures.add("resources.places_open", selectors.places_open)
    registry.measures.add("resources.place_metres", selectors.place_metres)
    registry.measures.add("resources.services_a_place", selectors.services_a_place)
    registry.measures.add("resources.rooms_used", selectors.rooms_used)
    registry.measures.add("resources.meals_eaten", selectors.meals_eaten)
    registry.measures.add("resources.sittings_held", selectors.sittings_held)
    registry.measures.add("resources.sitting_child_days", selectors.sitting_child_days)
    registry.measures.add("resources.sitting_seats_used", selectors.sitting_seats_used)


def _lending() -> None:
    registry.measures.add("resources.books_on_shelf", selectors.books_on_shelf)
    registry.measures.add("resources.loans_made", selectors.loans_made)


def _bases() -> None:
    registry.measures.add("resources.base_groups", selectors.base_groups)
    registry.measures.add("resources.base_visitors", selectors.base_visitors)
    registry.measures.add("resources.base_classes", selectors.base_classes)
    registry.measures.add("resources.base_trainees", selectors.base_trainees)
    registry.measures.add("resources.base_sites", selectors.base_sites)
    registry.measures.add("resources.base_routes", selectors.base_routes)
    registry.measures.add("resources.base_longest", selectors.base_longest)
    registry.measures.add("resources.base_units", selectors.base_units)
