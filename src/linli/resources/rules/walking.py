"""Walking: points, straight lines and a network of ways, kept as plain arrays. Pure."""

from __future__ import annotations

import heapq
import math
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from struct import Struct, error

DEGREE = 111_320.0  # metres of a degree of latitude, and of longitude at the equator
MICRO = 1_000_000  # coordinates are kept in millionths of a degree: a tenth of a metre
SNAP = 150.0  # metres within which a point belongs to the nearest crossing of the network

Spot = tuple[float, float]  # longitude and latitude, WGS-84

_HEAD = Struct("<4sII")
_MARK = b"LWN1"
_MOST_PACKED = 64 * 1024 * 1024


class NetworkBroken(ValueError):
    """The bytes are no network that `Network.packed` made."""


def metres(a: Spot, b: Spot) -> float:
    """The straight distance between two points of one county (flat within a metre in a hundred)."""
    east = (b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, b[1] - a[1]) * DEGREE


class Cells:
    """Points in square cells, so that only neighbours are measured."""

    def __init__(self, spots: Sequence[Spot], size: float) -> None:
        self._spots = spots
        middle = math.radians(spots[0][1]) if spots else 0.0
        self._tall = max(size, 1.0) / DEGREE
        self._wide = self._tall / max(math.cos(middle), 0.01)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, spot in enumerate(spots):
            self._cells[self.cell(spot)].append(index)

    def cell(self, spot: Spot) -> tuple[int, int]:
        return math.floor(spot[0] / self._wide), math.floor(spot[1] / self._tall)

    def near(self, spot: Spot, reach: float) -> Iterator[tuple[int, float]]:
        """The points within so many metres, with their distance, in the order of their cells."""
        x, y = self.cell(spot)
        # one cell more: a degree of longitude is not as wide everywhere
        rings = math.ceil(reach / (self._tall * DEGREE)) + 1
        columns, rows = range(x - rings, x + rings + 1), range(y - rings, y + rings + 1)
        for cell in product(columns, rows):
            for index in self._cells.get(cell, ()):
                away = metres(spot, self._spots[index])
                if away <= reach:
                    yield index, away

    def nearest(self, spot: Spot, reach: float) -> tuple[int, float] | None:
        """The nearest point within so many metres; of two alike the first."""
        return min(self.near(spot, reach), key=lambda one: (one[1], one[0]), default=None)


Way = tuple[Spot, Spot, float | None]  # from, to, metres (None: the straight line)


@dataclass(frozen=True, slots=True)
class Network:
    """Crossings and the ways between them, walked in both directions. The ways of crossing `i` are
    those from `starts[i]` up to `starts[i + 1]`: each to `ends`, so many metres long."""

    longitudes: array[int]  # in millionths of a degree
    latitudes: array[int]
    starts: array[int]
    ends: array[int]
    lengths: array[float]

    @classmethod
    def of(cls, ways: Iterable[Way]) -> Network:
        """From its ways; ends at the same millionth of a degree are one crossing. A way is never
        shorter than the straight line; ways from a crossing to itself are dropped."""
        nodes: dict[tuple[int, int], int] = {}
        shortest: dict[tuple[int, int], float] = {}
        for a, b, length in ways:
            first, second = _node(nodes, a), _node(nodes, b)
            if first == second:
                continue
            straight = metres(a, b)
            long = straight if length is None else max(length, straight)
            key = (min(first, second), max(first, second))
            shortest[key] = min(long, shortest.get(key, math.inf))
        beside: list[list[tuple[int, float]]] = [[] for _ in nodes]
        for (first, second), long in shortest.items():
            beside[first].append((second, long))
            beside[second].append((first, long))
        starts, ends, lengths = array("I", [0]), array("I"), array("f")
        for some in beside:
            for end, long in some:
                ends.append(end)
                lengths.append(long)
            starts.append(len(ends))
        spots = list(nodes)
        return cls(
            array("i", (x for x, _ in spots)),
            array("i", (y for _, y in spots)),
            starts,
            ends,
            lengths,
        )

    @property
    def crossings(self) -> int:
        return len(self.longitudes)

    @property
    def ways(self) -> int:
        return len(self.ends) // 2

    @property
    def kilometres(self) -> float:
        return sum(self.lengths) / 2000

    def spots(self) -> list[Spot]:
        return [
            (x / MICRO, y / MICRO) for x, y in zip(self.longitudes, self.latitudes, strict=True)
        ]

    def walk(self, sources: Iterable[tuple[int, float]], limit: float) -> dict[int, float]:
        """How far each crossing is from the nearest source (a crossing, and the metres walked to
        get there), for those not farther than `limit`. Dijkstra's way, cut off at the limit."""
        best: dict[int, float] = {}
        for node, already in sources:
            if already <= limit and already < best.get(node, math.inf):
                best[node] = already
        heap = [(away, node) for node, away in best.items()]
        heapq.heapify(heap)
        starts, ends, lengths = self.starts, self.ends, self.lengths
        while heap:
            away, node = heapq.heappop(heap)
            if away > best[node]:
                continue
            for at in range(starts[node], starts[node + 1]):
                further = away + lengths[at]
                if further <= limit and further < best.get(ends[at], math.inf):
                    best[ends[at]] = further
                    heapq.heappush(heap, (further, ends[at]))
        return best

    def packed(self) -> bytes:
        """As bytes, the same for the same network on every machine."""
        head = _HEAD.pack(_MARK, self.crossings, len(self.ends))
        arrays = (self.longitudes, self.latitudes, self.starts, self.ends, self.lengths)
        return zlib.compress(head + b"".join(_little(one) for one in arrays), 6)

    @classmethod
    def unpacked(cls, data: bytes) -> Network:
        """From `packed`. Raises `NetworkBroken`."""
        try:
            opener = zlib.decompressobj()
            raw = opener.decompress(data, _MOST_PACKED)
            mark, crossings, ends = _HEAD.unpack_from(raw)
        except (zlib.error, error) as fault:
            raise NetworkBroken(str(fault)) from fault
        if not opener.eof:
            raise NetworkBroken("cut off")
        counts = (
            ("i", crossings),
            ("i", crossings),
            ("I", crossings + 1),
            ("I", ends),
            ("f", ends),
        )
        if mark != _MARK or len(raw) != _HEAD.size + 4 * sum(count for _, count in counts):
            raise NetworkBroken("length")
        found, at = [], _HEAD.size
        for code, count in counts:
            one: array[int] = array(code)
            one.frombytes(raw[at : at + 4 * count])
            if sys.byteorder != "little":
                one.byteswap()
            found.append(one)
            at += 4 * count
        return cls(*found)  # type: ignore[arg-type]  # lengths are floats


def _node(nodes: dict[tuple[int, int], int], spot: Spot) -> int:
    key = (round(spot[0] * MICRO), round(spot[1] * MICRO))
    return nodes.setdefault(key, len(nodes))


def _little(one: array[int] | array[float]) -> bytes:
    if sys.byteorder != "little":
        one = array(one.typecode, one)
        one.byteswap()
    return one.tobytes()


@dataclass(frozen=True, slots=True)
class Walking:
    """How far a person gets: `limit` metres along ways; where no way is known, a straight line of
    `limit` divided by the detour factor."""

    limit: float
    detour: float
    network: Network | None = None

    @property
    def radius(self) -> float:
        return self.limit / self.detour


class Reach:
    """Which of the homes are reached from places, in one way of walking."""

    def __init__(self, homes: Sequence[Spot], walking: Walking) -> None:
        self._homes, self._walking = homes, walking
        self._cells = Cells(homes, walking.radius)
        self._at: dict[int, list[tuple[int, float]]] = defaultdict(list)  # crossing -> homes there
        self._off = set(range(len(homes)))  # homes that no way passes
        self._crossings: Cells | None = None
        if walking.network is not None and walking.network.crossings:
            self._crossings = Cells(walking.network.spots(), SNAP)
            for index, home in enumerate(homes):
                found = self._crossings.nearest(home, SNAP)
                if found is not None:
                    self._off.discard(index)
                    self._at[found[0]].append((index, found[1]))

    @property
    def on_network(self) -> int:
        return len(self._homes) - len(self._off)

    def of(self, places: Iterable[Spot]) -> set[int]:
        """The homes within reach of at least one of the places."""
        found: set[int] = set()
        sources = []
        for place in places:
            here = self._crossings.nearest(place, SNAP) if self._crossings is not None else None
            if here is not None:
                sources.append(here)
            straight = self._cells.near(place, self._walking.radius)
            found.update(i for i, _ in straight if here is None or i in self._off)
        if sources and self._walking.network is not None:
            found.update(self._walked(self._walking.network, sources))
        return found

    def _walked(self, network: Network, sources: list[tuple[int, float]]) -> Iterator[int]:
        limit = self._walking.limit
        for node, away in network.walk(sources, limit).items():
            for index, last in self._at.get(node, ()):
                if away + last <= limit:
                    yield index
