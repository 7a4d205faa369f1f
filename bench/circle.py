"""A county's circle: 20,000 buildings and 300 places, by the radius and by a walking network, and
where the next five places should go. `python -m bench.circle [--write]`; no database is needed.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from bench import section
from linli.resources.rules.circle import count, percent, site
from linli.resources.rules.walking import Network, Walking, Way, metres
from linli.resources.terms.circle import Home

BUILDINGS, PLACES, SERVICES = 20_000, 300, 6
TOWNS, BLOCK = 24, 0.0009  # towns, and the mesh of their streets in degrees: about 100 m
WEST, SOUTH, WIDE, TALL = 119.2, 26.2, 0.9, 0.7
MOST_SECONDS = 10.0
LIMIT, DETOUR = 1_050.0, 1.3  # fifteen minutes at 70 metres a minute


@dataclass(frozen=True, slots=True)
class County:
    homes: list[Home]
    places: dict[str, list[tuple[float, float]]]
    ways: list[Way]


def county(seed: int = 1) -> County:
    """Towns of different sizes with a mesh of streets (one piece in eight is missing), a third of
    the buildings scattered in villages; places mostly in the larger towns."""
    dice = random.Random(seed)
    towns = [
        (WEST + dice.random() * WIDE, SOUTH + dice.random() * TALL, dice.randint(8, 40))
        for _ in range(TOWNS)
    ]
    spots = [_in_town(dice, towns) for _ in range(BUILDINGS * 2 // 3)]
    while len(spots) < BUILDINGS:
        x, y = WEST + dice.random() * WIDE, SOUTH + dice.random() * TALL
        spots += [
            (x + dice.gauss(0, 0.002), y + dice.gauss(0, 0.002))
            for _ in range(min(dice.randint(5, 60), BUILDINGS - len(spots)))
        ]
    homes = [
        Home(UUID(int=number), f"p{number}.", *spot, dice.randint(1, 48))
        for number, spot in enumerate(spots)
    ]
    each = PLACES // SERVICES
    places = {
        f"s{number}": [_in_town(dice, towns) for _ in range(each)] for number in range(SERVICES)
    }
    return County(homes, places, list(_streets(dice, towns)))


def _in_town(dice: random.Random, towns: list[tuple[float, float, int]]) -> tuple[float, float]:
    x, y, size = dice.choices(towns, [one[2] ** 2 for one in towns])[0]
    return (x + (dice.random() - 0.5) * size * BLOCK, y + (dice.random() - 0.5) * size * BLOCK)


def _streets(dice: random.Random, towns: list[tuple[float, float, int]]) -> Iterator[Way]:
    for x, y, size in towns:
        west, south = x - size * BLOCK / 2, y - size * BLOCK / 2
        for i in range(size + 1):
            for j in range(size + 1):
                here = (west + i * BLOCK, south + j * BLOCK)
                for east, north in ((1, 0), (0, 1)):
                    if i + east <= size and j + north <= size and dice.random() > 0.125:
                        there = (here[0] + east * BLOCK, here[1] + north * BLOCK)
                        yield here, there, metres(here, there) * dice.uniform(1, 1.2)


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def measure() -> tuple[str, bool]:
    """The section of docs/performance.md, and whether everything kept within its seconds."""
    made = county()
    network = Network.of(made.ways)
    lines = [
        "## The 15-minute circle",
        "",
        (
            f"{BUILDINGS:,} buildings, {PLACES} places of {SERVICES} services, a network of "
            f"{network.ways:,} ways ({len(network.packed()) / 1e6:.1f} MB as stored); one process, "
            "pure Python, sites solved by OR-Tools (SCIP)."
        ),
        "",
        "| what | radius | network | at most |",
        "|---|---|---|---|",
    ]
    seconds: list[list[float]] = [[], []]
    words = []
    for way, walking in enumerate((Walking(LIMIT, DETOUR), Walking(LIMIT, DETOUR, network))):
        tracemalloc.start()
        counted, result = _timed(lambda w=walking: count(made.homes, made.places, w))
        covered, _on = result
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        counted, _again = _timed(lambda w=walking: count(made.homes, made.places, w))
        first = covered[0]
        sited, found = _timed(lambda w=walking, f=first: site(made.homes, f.missing, w))
        some, choices = found
        seconds[way] = [counted, sited]
        proven = sum(one.optimal for one in choices)
        words.append(
            f"{percent(first.covered, first.total)} of {first.total:,} households reach the first "
            f"service; {len(choices)} sitings among {len(some):,} candidates, {proven} proven "
            f"optimal, the best five serve {choices[-1].gain:,} more (bound "
            f"{choices[-1].bound:,}); {peak / 1e6:.0f} MB at most"
        )
    kept = all(one <= MOST_SECONDS for pair in seconds for one in pair)
    for number, what in enumerate(("count all services", "site one to five places")):
        lines.append(
            f"| {what} | {seconds[0][number]:.2f} s | {seconds[1][number]:.2f} s "
            f"| {MOST_SECONDS:.0f} s |"
        )
    lines += ["", f"Radius: {words[0]}.", "", f"Network: {words[1]}."]
    return "\n".join(lines), kept


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.circle", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    wanted = parser.parse_args()
    text, kept = measure()
    print(text)
    if wanted.write:
        section.put("circle", text)
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
