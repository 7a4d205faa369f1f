"""Our share of a method: `gatherings.toml`, which may be missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

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
from linli.deliberation.method.sections import FILE, Section, clean, error, twice
from linli.deliberation.terms import PART
from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, PartContext, method_parts

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


class GatheringsPart:
    """Rules of voting with their legal basis, bodies, gatherings and their duty calendar."""

    name = PART
    order = 75
    files = (FILE,)

    def documentation(self) -> str:
        """Every table and key, for docs/methods.md."""
        return (Path(__file__).parent / "gatherings_file.md").read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """The document; a method without the file has no gatherings."""
        if FILE not in folder.files:
            return {}, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            return {}, [error("", "not_toml", f"不是正确的 TOML：{fault}")]
        known = {one.name: one for one in SECTIONS}
        document: dict[str, Any] = {}
        found: list[Finding] = []
        for name, rows in raw.items():
            section = known.get(name)
            if section is None or not isinstance(rows, list):
                shown = "、".join(known)
                found.append(error(name, "unknown_section", f"不认识“{name}”，可用：{shown}"))
                continue
            document[name] = []
            for index, entry in enumerate(rows, start=1):
                row, faults = clean(section, index, _dates(entry))
                found += faults
                document[name].append(row)
            found += twice(section, document[name])
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Do all names lead somewhere? Call only with a document parsed without errors."""
        found: list[Finding] = []
        for section in SECTIONS:
            for index, row in enumerate(document.get(section.name, ()), start=1):
                place = f"{section.name}[{row.get('key') or index}]"
                if section.check is not None:
                    found += section.check(row, place, document, context)
        return found

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""


def _dates(value: Any) -> Any:
    """TOML dates as ISO text: a document is JSON."""
    if isinstance(value, dict):
        return {key: _dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def register() -> None:
    method_parts.add(PART, GatheringsPart())
