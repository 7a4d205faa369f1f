"""Points and polygons, WGS-84 degrees. Shapely does the geometry, we say what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any
from uuid import UUID

from shapely import STRtree, get_num_coordinates, points, set_precision
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from linli.territory.terms import BadBoundary, BadCoordinates, Frame, Why

MOST_POINTS = 20_000
PRECISION = 1e-7  # degrees, about a centimetre: what we keep of a coordinate


def check_point(longitude: object, latitude: object, frame: Frame | None) -> tuple[float, float]:
    """Two finite numbers inside the county's frame, or `BadCoordinates` saying why not."""
    try:
        x, y = float(str(longitude)), float(str(latitude))
    except ValueError as error:
        raise BadCoordinates(reason=Why.NOT_A_NUMBER) from error
    if not (isfinite(x) and isfinite(y)):
        raise BadCoordinates(reason=Why.NOT_A_NUMBER)
    if not (frame or Frame(-180, -90, 180, 90)).holds(x, y):
        raise BadCoordinates(reason=Why.OUTSIDE)
    return x, y


def check_boundary(boundary: Mapping[str, Any], frame: Frame | None) -> Polygon | MultiPolygon:
    """The boundary as a geometry; `BadBoundary` unless it is a simple GeoJSON polygon (or several)
    of at most 20,000 points inside the frame.
    """
    try:
        found = (
            shape(dict(boundary)) if boundary.get("type") in ("Polygon", "MultiPolygon") else None
        )
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise BadBoundary(reason=Why.GEOJSON) from error
    if not isinstance(found, Polygon | MultiPolygon):
        raise BadBoundary(reason=Why.GEOJSON)
    if get_num_coordinates(found) > MOST_POINTS:
        raise BadBoundary(reason=Why.TOO_MANY_POINTS)
    if found.is_empty or not found.is_valid:
        raise BadBoundary(reason=Why.CROSSES_ITSELF)
    west, south, east, north = found.bounds
    box = frame or Frame(-180, -90, 180, 90)
    if not (box.holds(west, south) and box.holds(east, north)):
        raise BadBoundary(reason=Why.OUTSIDE)
    return found


def overlap_share(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """How much of the smaller boundary lies in the other, 0 to 1."""
    a, b = shape(dict(one)), shape(dict(other))
    return float(a.intersection(b).area / min(a.area, b.area))


def rounded(geometry: Polygon | MultiPolygon) -> dict[str, Any]:
    """The geometry as GeoJSON, to seven decimals."""
    drawn = mapping(set_precision(geometry, PRECISION))
    return {"type": drawn["type"], "coordinates": _lists(drawn["coordinates"])}


def _lists(value: Any) -> Any:
    """Tuples as lists, as JSON gives them back: so that drawn and stored compare equal."""
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else round(value, 7)


class Shapes:
    """An index over boundaries: which area holds a point, the innermost first. Built once per
    version of the territory; about a microsecond a point.
    """

    def __init__(self, boundaries: Iterable[tuple[UUID, int, Mapping[str, Any]]]) -> None:
        """(area id, depth in the tree, GeoJSON boundary) of every area that has one."""
        known = sorted(boundaries, key=lambda one: -one[1])  # deepest first
        self._ids = [area_id for area_id, _, _ in known]
        self._tree = STRtree([shape(dict(boundary)) for _, _, boundary in known])

    def innermost(self, longitude: float, latitude: float) -> UUID | None:
        """The deepest area whose boundary holds or touches the point."""
        hits = self._tree.query(points(longitude, latitude), predicate="intersects")
        return self._ids[int(hits.min())] if len(hits) else None
