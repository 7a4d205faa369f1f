"""What a circle counts: rows of the method, covered households, candidates for new places. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from linli.kernel.language import Words
from linli.resources.rules.covering import Choice, cover
from linli.resources.rules.walking import Cells, Reach, Spot, Walking
from linli.resources.terms.circle import (
    MOST_CANDIDATES,
    MOST_NEW_PLACES,
    Circle,
    CircleService,
    Covered,
    Home,
)

Document = Mapping[str, Any]


def circles(document: Document) -> dict[str, Circle]:
    """`[[circles]]` of the method, as checked and stored, by key."""
    return {row["key"]: _circle(row) for row in document.get("circles", ())}


def _circle(row: Mapping[str, Any]) -> Circle:
    return Circle(
        key=row["key"],
        name=Words.of(row["name"]),
        services=tuple(
            CircleService(
                one["key"],
                Words.of(one["name"]),
                tuple(one.get("kinds", ())),
                tuple(one.get("offers", ())),
            )
            for one in row["services"]
        ),
        homes=tuple(row["homes"]),
        areas=tuple(row.get("areas", ())),
        minutes=row.get("minutes", 15),
        speed=row.get("speed", 70),
        detour=float(row.get("detour", "1.3")),
        target=row.get("target", 80),
        basis=row.get("basis", ""),
    )


def count(
    homes: Sequence[Home], places: Mapping[str, Sequence[Spot]], walking: Walking
) -> tuple[tuple[Covered, ...], int]:
    """For each service: the homes that reach one of its places, and how many homes lie at the
    network."""
    reach = Reach([one.spot for one in homes], walking)
    total = sum(one.households for one in homes)
    found = []
    for key, spots in places.items():
        there = reach.of(spots)
        missing = tuple(index for index in range(len(homes)) if index not in there)
        lost = sum(homes[index].households for index in missing)
        found.append(Covered(key, len(spots), missing, total - lost, total))
    return tuple(found), reach.on_network


def candidates(homes: Sequence[Home], missing: Iterable[int], radius: float) -> list[int]:
    """Where a place could stand: every home near one that is out of reach. Of too many, in each
    cell the home with the most households, in cells no larger than it takes."""
    out = list(missing)
    gaps = Cells([homes[index].spot for index in out], radius)
    near = [
        index
        for index, home in enumerate(homes)
        if next(gaps.near(home.spot, radius), None) is not None
    ]
    size = radius / 12
    while len(near) > MOST_CANDIDATES:
        cells = Cells([], 1) if not near else Cells([homes[near[0]].spot], size)
        best: dict[tuple[int, int], int] = {}
        for index in near:
            cell = cells.cell(homes[index].spot)
            there = best.get(cell)
            if there is None or homes[index].households > homes[there].households:
                best[cell] = index
        near, size = sorted(best.values()), size * 1.3
    return near


def site(
    homes: Sequence[Home], missing: Iterable[int], walking: Walking
) -> tuple[list[int], tuple[Choice, ...]]:
    """Where one, two … five new places should go: the candidates (numbers of homes), and the best
    choices among them, whose indices are those of the candidates."""
    out = sorted(missing)
    some = candidates(homes, out, walking.limit)
    reach = Reach([homes[index].spot for index in out], walking)
    sets = [reach.of([homes[index].spot]) for index in some]
    weights = {number: homes[index].households for number, index in enumerate(out)}
    chosen: list[Choice] = []
    for places in range(1, MOST_NEW_PLACES + 1):
        best = cover(sets, weights, places)
        if chosen and best.gain <= chosen[-1].gain and chosen[-1].optimal:
            break  # everybody who can be served is
        chosen.append(best)
    return some, tuple(chosen)


def percent(part: int, whole: int) -> str:
    """Percent in tenths, rounded down: nothing is called whole that is not."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


# --- what is kept of a count ------------------------------------------------------------------


def packed(homes: Sequence[Home], lines: Iterable[Covered]) -> bytes:
    """The homes and the gaps as bytes."""
    document = {
        "homes": [
            [one.area_id.hex, one.path, one.longitude, one.latitude, one.households]
            for one in homes
        ],
        "missing": {one.key: list(one.missing) for one in lines},
    }
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 6)


def unpacked(data: bytes) -> tuple[tuple[Home, ...], dict[str, tuple[int, ...]]]:
    """From `packed`, by our own hand."""
    document = json.loads(zlib.decompress(data))
    homes = tuple(Home(UUID(hex=row[0]), *row[1:]) for row in document["homes"])
    return homes, {key: tuple(some) for key, some in document["missing"].items()}
