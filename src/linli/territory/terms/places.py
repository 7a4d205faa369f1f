"""Areas, as values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from linli.kernel.language import Words
from linli.territory.terms.refusals import UnknownKind


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of area in this county's method. `parents` are kind keys (none: the root); `rule` is
    the sentence shown when a parent is wrong; `digits` the length of its official code (0: own
    codes); `ranges` the allowed last three digits; `private`: never shown to the public;
    `addressed`: written in addresses (grids are not).
    """

    key: str
    name: Words
    parents: tuple[str, ...] = ()
    rule: Words = field(default_factory=lambda: Words(""))
    digits: int = 0
    ranges: tuple[tuple[int, int], ...] = ()
    private: bool = False
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Area:
    """One area. Coordinates are WGS-84 degrees; `synthetic` areas are demonstration data."""

    id: UUID
    code: str
    kind: str
    name: str
    short_name: str
    path: str
    parent_id: UUID | None
    longitude: float | None = None
    latitude: float | None = None
    synthetic: bool = False
    valid_from: date | None = None
    valid_to: date | None = None  # the first day on which it no longer is
    successor_id: UUID | None = None
    boundary_source: str = ""  # "", "synthetic", or where the boundary came from

    def open_on(self, day: date) -> bool:
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as a file, the office or a generator gives it; `parent` is a code, "" for the root.
    `boundary` is a GeoJSON Polygon or MultiPolygon in WGS-84.
    """

    code: str
    name: str
    kind: str
    parent: str
    valid_from: date
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    short_name: str = ""
    longitude: float | None = None
    latitude: float | None = None
    boundary: Mapping[str, Any] | None = None
    boundary_source: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish_areas` did."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class PathChange:
    """An area whose path changed when its parent was merged: whoever keeps paths follows."""

    area_id: UUID
    before: str
    after: str


def outermost(changes: Iterable[PathChange]) -> tuple[PathChange, ...]:
    """The changes that say it all when a path's beginning is replaced: those that follow from
    another are left out. The innermost come first, so that each is done before what holds it.
    """
    kept: list[PathChange] = []
    for one in sorted(changes, key=lambda change: len(change.before)):
        holder = next((o for o in reversed(kept) if one.before.startswith(o.before)), None)
        if holder is None or one.after != holder.after + one.before[len(holder.before) :]:
            kept.append(one)
    return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class Change:
    """One entry in an area's history. `kind`: opened, renamed, merged, moved, drawn or closed."""

    kind: str
    on: date
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that holds the county, WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@dataclass(frozen=True, slots=True)
class Suffix:
    """How the official names of a kind end, longest first, and what people say instead
    (`炉峰居委会` is called `炉峰社区`); `spoken` "" leaves the official name as the short one.
    """

    kind: str
    official: tuple[str, ...]
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a county's method says about its tree: kinds, endings of names, and its frame."""

    kinds: Mapping[str, Kind]
    suffixes: tuple[Suffix, ...] = ()
    frame: Frame | None = None

    def kind(self, key: str) -> Kind:
        if key not in self.kinds:
            raise UnknownKind(kind=key)
        return self.kinds[key]


def normal(text: str) -> str:
    """A name for comparing: full-width to half-width, no spaces or punctuation, lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if char.isalnum())
