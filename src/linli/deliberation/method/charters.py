"""`[[charters]]`: 村规民约 and 居民公约: by whose vote, and with whom a version is filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.sections import (
    STRINGS,
    WORDS,
    Row,
    Section,
    error,
    keys_of,
    known,
    unknown,
)  # fmt: skip
from linli.kernel.registry import Finding, PartContext
from linli.territory.terms import Limit, Unit, UnknownLimit

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "at": (STRINGS, True), "bodies": (STRINGS, True),
    "files": (STRINGS, False), "within": (str, False), "basis": (str, True),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if "within" in row:
        try:
            days = Limit.parse(row["within"]).unit in (Unit.DAY, Unit.WORK_DAY)
        except UnknownLimit:
            days = False
        if not days:
            yield error(f"{place}.within", "not_days", "写成“10 天”或“10 工作日”")
        if not row.get("files"):
            yield error(place, "nobody_files", "写了 within，就要写 files：谁办备案")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    yield from unknown(f"{place}.bodies", "议事组织", row["bodies"], keys_of(document, "bodies"))
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row["at"], areas)
    duties = known(context, "organisations", "duties")
    yield from unknown(f"{place}.files", "职责", row.get("files", []), duties)


SECTION = Section("charters", SHAPE, {}, _rules, _check)
