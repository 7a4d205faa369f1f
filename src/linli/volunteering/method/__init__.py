"""Our share of a method: `volunteering.toml`, which may be missing."""

from __future__ import annotations

from pathlib import Path

from linli.kernel.method_file import Section, TablePart
from linli.kernel.registry import method_parts
from linli.volunteering.method import (
    activities,
    bank,
    broadcasts,
    certificates,
    hours,
    rotas,
    teams,
)
from linli.volunteering.method.sections import FILE
from linli.volunteering.terms import PART

SECTIONS: tuple[Section, ...] = (
    hours.SECTION,
    bank.SECTION,
    certificates.SECTION,
    teams.SECTION,
    activities.SECTION,
    activities.SERIES,
    rotas.SECTION,
    rotas.TERMS,
    broadcasts.SECTION,
)


class VolunteeringPart(TablePart):
    """Kinds of teams, series of activities, rotas, stars, broadcasts."""

    name, order, file, sections = PART, 80, FILE, SECTIONS
    guide = Path(__file__).parent / "volunteering_file.md"


def register() -> None:
    method_parts.add(PART, VolunteeringPart())
