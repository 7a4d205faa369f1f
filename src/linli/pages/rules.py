"""Pure decisions of pages: how far things lie from a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from linli.kernel.distance import Point, metres

K = TypeVar("K")


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
