"""Pure decisions of pages: how far things lie from a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import TypeVar

K = TypeVar("K")
Point = tuple[float, float]  # longitude, latitude in degrees, WGS-84
EARTH = 6_371_009.0  # mean radius in metres (IUGG)


def metres(one: Point, other: Point) -> float:
    """The great-circle distance; within half a percent of the true one."""
    east, north = radians(other[0] - one[0]), radians(other[1] - one[1])
    chord = sin(north / 2) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def by_distance(
    keys: Sequence[K], points: Mapping[K, Point], here: Point
) -> tuple[tuple[K, float | None], ...]:
    """(key, metres) nearest first; then those without a point, with None, in the order given."""
    known = [(key, metres(here, points[key])) for key in keys if key in points]
    known.sort(key=lambda pair: pair[1])
    return (*known, *((key, None) for key in keys if key not in points))


def rounded(distance: float) -> int:
    """Metres as people say them: to ten below a kilometre, to a hundred above."""
    step = 10 if distance < 995 else 100
    return max(step, round(distance / step) * step)
