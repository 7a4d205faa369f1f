"""Our share of a method: `gatherings.toml`, which may be missing."""

from __future__ import annotations

from pathlib import Path

from linli.deliberation.method import (
    bodies,
    charters,
    disclosures,
    elections,
    gatherings,
    pledges,
    rules,
    selections,
)
from linli.deliberation.method.sections import FILE, Section
from linli.deliberation.terms import PART
from linli.kernel.method_file import TablePart
from linli.kernel.registry import method_parts

SECTIONS: tuple[Section, ...] = (
    rules.SECTION,
    bodies.SECTION,
    gatherings.SECTION,
    charters.SECTION,
    pledges.SECTION,
    selections.SECTION,
    elections.RULES,
    elections.SECTION,
    disclosures.SECTION,
)


class GatheringsPart(TablePart):
    """Rules of voting with their legal basis, bodies, gatherings and their duty calendar."""

    name, order, file, sections = PART, 75, FILE, SECTIONS
    guide = Path(__file__).parent / "gatherings_file.md"


def register() -> None:
    method_parts.add(PART, GatheringsPart())
