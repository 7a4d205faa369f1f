"""Our share of a method: `points.toml`, which may be missing."""

from __future__ import annotations

from pathlib import Path

from linli.kernel.method_file import Section, TablePart
from linli.kernel.registry import method_parts
from linli.points.method import schemes, shops
from linli.points.method.sections import FILE
from linli.points.terms import PART

SECTIONS: tuple[Section, ...] = (schemes.SCHEMES, schemes.DEEDS, shops.SECTION)


class PointsPart(TablePart):
    """Schemes of points, minutes, deposits and money; deeds and what they earn; shops."""

    name, order, file, sections = PART, 60, FILE, SECTIONS
    guide = Path(__file__).parent / "points_file.md"


def register() -> None:
    method_parts.add(PART, PointsPart())
