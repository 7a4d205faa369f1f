"""How far two points on the ground are from each other. Pure."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]  # longitude, latitude in degrees, WGS-84 or CGCS2000
EARTH = 6_371_009.0  # mean radius in metres (IUGG)


def metres(one: Point, other: Point) -> int:
    """The great-circle distance (haversine); within half a percent of the true one."""
    east, north = radians(other[0] - one[0]), radians(other[1] - one[1])
    chord = sin(north / 2) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(east / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(chord))))
