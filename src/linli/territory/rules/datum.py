"""WGS-84 inside, GCJ-02 at the edge.

Maps published in China carry the GCJ-02 offset (GB 20263-2006), some 300 to 700 metres. linli
stores one datum, WGS-84, and converts only where a foreign map hands in or takes out a point. The
forward formula is the published approximation on the Krasovsky ellipsoid; the way back iterates it.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

_AXIS = 6_378_245.0  # Krasovsky 1940, metres
_ECCENTRICITY = 0.006_693_421_622_965_943


def _waves(value: float, first: float, second: float) -> float:
    return (
        (
            20 * sin(value * pi)
            + 40 * sin(value / 3 * pi)
            + first * sin(value / 12 * pi)
            + second * sin(value / 30 * pi)
        )
        * 2
        / 3
    )


def _offset(longitude: float, latitude: float) -> tuple[float, float]:
    """How far GCJ-02 lies from WGS-84 there, in degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    common = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += _waves(y, 160, 320)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += _waves(x, 150, 300)
    angle = radians(latitude)
    magic = 1 - _ECCENTRICITY * sin(angle) ** 2
    north = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (_AXIS / sqrt(magic) * cos(angle) * pi)
    return east, north


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """A WGS-84 point as a GCJ-02 point, degrees."""
    east, north = _offset(longitude, latitude)
    return longitude + east, latitude + north


def to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """A GCJ-02 point as a WGS-84 point, degrees; exact to well under a millimetre."""
    x, y = longitude, latitude
    for _ in range(5):
        east, north = _offset(x, y)
        x, y = longitude - east, latitude - north
    return x, y
