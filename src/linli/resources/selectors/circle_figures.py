"""Figures of circles, by name: how many are built, and how many households they reach."""

from __future__ import annotations

from datetime import datetime

from linli.resources.selectors.circle import circles_defined, detail_of, latest_count, line_of
from linli.resources.terms import CircleService


def circle_coverage(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001 - a state
    """A measure: households there that reach every service of their circle, of all that the
    circles hold, by the last count before the end of the span."""
    covered = total = 0
    for circle in circles_defined().values():
        row = latest_count(circle.key, before=until)
        if row is None:
            continue
        homes, missing = detail_of(row.pk, bytes(row.detail))
        here = [index for index, one in enumerate(homes) if one.path.startswith(area_path)]
        nowhere: set[int] = set().union(*(missing.get(one.key, ()) for one in circle.services))
        line = line_of(circle, CircleService("", circle.name), 0, homes, here, nowhere)
        covered, total = covered + line.covered, total + line.total
    return covered, total


def circles_built(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001
    """A measure: circles in which every service reaches its target by the last count before the
    end of the span, of those that the method states. Circles count for the whole county."""
    built = 0
    for circle in circles_defined().values():
        row = latest_count(circle.key, before=until)
        if row is None:
            continue
        homes, missing = detail_of(row.pk, bytes(row.detail))
        lines = [
            line_of(circle, one, 0, homes, range(len(homes)), set(missing.get(one.key, ())))
            for one in circle.services
        ]
        built += all(one.enough for one in lines)
    return built, len(circles_defined())
