"""Reading a walking network that somebody uploads: GeoJSON lines, or a CSV of ways. Hostile until
it has been through here. Pure."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from linli.resources.rules.walking import Network, Spot, Way
from linli.resources.terms.circle import (
    MOST_UPLOADED,
    MOST_WAYS,
    TooManyWays,
    WaysOutside,
    WaysUnreadable,
)

Box = tuple[float, float, float, float]  # west, south, east, north
LONGEST_WAY = 50_000.0  # metres of one piece
HEAD = ("from_lon", "from_lat", "to_lon", "to_lat", "metres")


def read_network(data: bytes, box: Box) -> Network:
    """A network from what was uploaded. Refuses `TooManyWays`, `WaysUnreadable`, `WaysOutside`."""
    if len(data) > MOST_UPLOADED:
        raise _too_many()
    try:
        text = data.decode("utf-8-sig").lstrip()
    except UnicodeDecodeError as fault:
        raise WaysUnreadable(place=f"{fault.start}", field="upload") from fault
    ways = _lines(text, box) if text.startswith("{") else _rows(text, box)
    network = Network.of(_counted(ways))
    if not network.ways:
        raise WaysUnreadable(place="1", field="upload")
    return network


def _too_many() -> TooManyWays:
    return TooManyWays(most=MOST_WAYS, megabytes=MOST_UPLOADED // 1024 // 1024, field="upload")


def _counted(ways: Iterator[Way]) -> Iterator[Way]:
    for number, way in enumerate(ways, start=1):
        if number > MOST_WAYS:
            raise _too_many()
        yield way


def _rows(text: str, box: Box) -> Iterator[Way]:
    """A CSV of ways, with or without a head; the last column may be missing or empty."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
            if not row or (
                number == 1 and tuple(one.strip().lower() for one in row[:4]) == HEAD[:4]
            ):
                continue
            if len(row) not in (4, 5):
                raise WaysUnreadable(place=str(number), field="upload")
            a = _spot(row[0], row[1], box, number)
            b = _spot(row[2], row[3], box, number)
            length = _number(row[4], number) if len(row) == 5 and row[4].strip() else None
            if length is not None and not 0 <= length <= LONGEST_WAY:
                raise WaysUnreadable(place=str(number), field="upload")
            yield a, b, length
    except csv.Error as fault:
        raise WaysUnreadable(place="1", field="upload") from fault


def _lines(text: str, box: Box) -> Iterator[Way]:
    """GeoJSON: LineString and MultiLineString, alone, as a feature or in a collection; other
    geometries are passed over."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise WaysUnreadable(place="1", field="upload") from fault
    features = raw.get("features") if raw.get("type") == "FeatureCollection" else [raw]
    if not isinstance(features, list):
        raise WaysUnreadable(place="1", field="upload")
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise WaysUnreadable(place=str(number), field="upload")
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        for line in _parts(geometry, number):
            spots = [_pair(one, box, number) for one in line]
            yield from ((a, b, None) for a, b in pairwise(spots))


def _parts(geometry: Any, number: int) -> list[list[Any]]:
    if geometry is None:
        return []
    if not isinstance(geometry, dict):
        raise WaysUnreadable(place=str(number), field="upload")
    lines = geometry.get("coordinates")
    if geometry.get("type") == "LineString":
        lines = [lines]
    elif geometry.get("type") != "MultiLineString":
        return []
    if not isinstance(lines, list) or not all(isinstance(one, list) for one in lines):
        raise WaysUnreadable(place=str(number), field="upload")
    return lines


def _pair(raw: Any, box: Box, number: int) -> Spot:
    if not isinstance(raw, list) or len(raw) < 2:
        raise WaysUnreadable(place=str(number), field="upload")
    return _spot(raw[0], raw[1], box, number)


def _spot(longitude: Any, latitude: Any, box: Box, number: int) -> Spot:
    x, y = _number(longitude, number), _number(latitude, number)
    west, south, east, north = box
    if not (west <= x <= east and south <= y <= north):
        raise WaysOutside(place=str(number), field="upload")
    return x, y


def _number(raw: Any, number: int) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise WaysUnreadable(place=str(number), field="upload")
    try:
        value = float(raw)
    except (ValueError, OverflowError) as fault:
        raise WaysUnreadable(place=str(number), field="upload") from fault
    if not math.isfinite(value):
        raise WaysUnreadable(place=str(number), field="upload")
    return value
