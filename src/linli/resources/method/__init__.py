"""Our share of a method: `places.toml`, which may be missing."""

from __future__ import annotations

from pathlib import Path

from linli.kernel.method_file import Section, TablePart
from linli.kernel.registry import method_parts
from linli.resources.method import bases, circle, lending, meals, places
from linli.resources.method.sections import FILE
from linli.resources.terms import PART

SECTIONS: tuple[Section, ...] = (
    *places.SECTIONS,
    *meals.SECTIONS,
    *lending.SECTIONS,
    *bases.SECTIONS,
    circle.SECTION,
)


class ResourcesPart(TablePart):
    """Kinds of places and what they offer, acceptance lists, things lent, circles."""

    name, order, file, sections = PART, 65, FILE, SECTIONS
    guide = Path(__file__).parent / "places_file.md"


def register() -> None:
    method_parts.add(PART, ResourcesPart())
