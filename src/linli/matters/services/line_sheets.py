"""Many lines at once (百件民生小事): from a spreadsheet, or pasted from one. First a dry run, then
all or nothing, as `services.imports` does with matters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import Refused
from linli.matters import rules, selectors
from linli.matters.services.imports import (
    MOST_BYTES,
    digest_of,
    kept_content,
    read_rows,
    text_of,
)
from linli.matters.services.lists import add_line
from linli.matters.terms import (
    MOST_LINES,
    ColumnMissing,
    DueNotRead,
    DuePassed,
    ImportRejected,
    LineFaults,
    NewCondition,
    NewLine,
    NothingChosen,
    Opened,
    PersonNotThere,
    PlaceMissing,
    SheetTooLong,
    UnitNotKnown,
)
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.territory import selectors as territory

WHAT, UNIT, PERSON, DUE = "事项", "责任单位", "责任人", "期限"
CONDITIONS, EVIDENCE, WHERE = "销号条件", "佐证", "地点"
COLUMNS = (WHAT, UNIT, PERSON, DUE, CONDITIONS, EVIDENCE, WHERE)
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


@dataclass(frozen=True, slots=True)
class LineRow:
    """One row as the office sees it (row 2 is the first below the heading)."""

    row: int
    words: str
    unit: str
    person: str
    due: str
    conditions: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineSheet:
    """Rows after the dry run. `kept`: the sheet that waits for one tap; pasted rows wait in the
    page."""

    digest: str
    rows: tuple[LineRow, ...]
    kept: UUID | None = None

    @property
    def faults(self) -> int:
        return sum(1 for one in self.rows if one.faults)


def check_lines(
    *, list_id: UUID, content: bytes = b"", pasted: str = "", actor: Actor, now: datetime
) -> LineSheet:
    """Read a sheet, or pasted rows, and say row by row what would be refused; writes nothing.
    Columns: 事项 is needed; 责任单位, 责任人, 期限, 销号条件 (several: ；), 佐证, 地点 may be
    there; pasted rows without a heading are read in this order. Refuses `ListNotFound`,
    `NotASheet`, `ColumnMissing`, `SheetTooLong`."""
    pairs = list(_pairs(list_id, content, pasted, actor, now))
    return LineSheet(digest_of(content or pasted.encode()), tuple(row for row, _ in pairs))


def keep_lines(*, list_id: UUID, upload: File[Any], actor: Actor, now: datetime) -> LineSheet:
    """`check_lines` of a sheet that is kept, where no row has a fault, for `import_lines`."""
    content = upload.read(MOST_BYTES + 1)
    sheet = check_lines(list_id=list_id, content=content, actor=actor, now=now)
    if sheet.faults or not sheet.rows:
        return sheet
    upload.seek(0)
    kept = files.receive(upload=upload, kind="document", actor=actor, now=now)
    return replace(sheet, kept=kept.id)


def import_lines(
    *, list_id: UUID, kept: UUID | None = None, digest: str = "", pasted: str = "",
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Put every row on the list, numbered in order, or none (`ImportRejected`). From the kept
    sheet, which is erased then (`SheetGone`), or pasted. The same rows again make nothing twice.
    Returns how many."""
    content = kept_content(kept, digest, actor, now) if kept else b""
    pairs = list(_pairs(list_id, content, pasted, actor, now))
    faults = sum(1 for row, _ in pairs if row.faults)
    if faults or not pairs:
        raise ImportRejected(count=faults)
    with transaction():
        for _row, line in pairs:
            if line is not None:
                add_line(list_id=list_id, line=line, actor=actor, now=now)
    if kept is not None:
        files.remove(ids=[kept], actor=actor, now=now)
    return len(pairs)


def add_row(
    *, list_id: UUID, row: Mapping[str, str], sources: Sequence[UUID] = (),
    above: UUID | None = None, actor: Actor, now: datetime,
) -> Opened:  # fmt: skip
    """One line as it is typed on a page: the columns of a sheet by name. Refuses `LineFaults` with
    all that is wrong, and what `add_line` refuses."""
    read, line = _Row(row, _units(), {}, now).read(1, "")
    if line is None:
        raise LineFaults(faults=" ".join(read.faults))
    wanted = replace(line, sources=tuple(sources), above=above)
    return add_line(list_id=list_id, line=wanted, actor=actor, now=now)


def add_sources(
    *, list_id: UUID, sources: Sequence[UUID], row: Mapping[str, str], actor: Actor, now: datetime
) -> int:
    """Put chosen matters on a list. With words in the row they become one line, else one line each
    in its reporter's words, masked. All or none; returns how many lines. Refuses `NothingChosen`
    and what `add_row` refuses."""
    wanted = list(dict.fromkeys(sources))
    if not wanted:
        raise NothingChosen
    with transaction():
        if row.get(WHAT, "").strip():
            add_row(list_id=list_id, row=row, sources=wanted, actor=actor, now=now)
            return 1
        for source in wanted:
            words = selectors.line_words(actor, source)
            add_row(
                list_id=list_id, row={**row, WHAT: words}, sources=[source], actor=actor, now=now
            )
    return len(wanted)


def _units() -> dict[str, Organisation]:
    """By name and short name."""
    return {name: one for one in organisations.units() for name in (one.short_name, one.name)}


def _pairs(
    list_id: UUID, content: bytes, pasted: str, actor: Actor, now: datetime
) -> Iterable[tuple[LineRow, NewLine | None]]:
    selectors.list_for(actor, list_id)
    heading, rows = _cells(content, pasted)
    if WHAT not in heading:
        raise ColumnMissing(column=WHAT)
    if len(rows) > MOST_LINES:
        raise SheetTooLong(rows=len(rows), limit=MOST_LINES)
    key = digest_of(list_id.bytes + (content or pasted.strip().encode()))[:40]
    units = _units()
    held: dict[UUID, dict[str, UUID]] = {}
    for number, cells in enumerate(rows, start=2):
        row = {name: cell for name, cell in zip(heading, cells, strict=False) if name}
        if any(text_of(cell) for cell in row.values()):
            yield _Row(row, units, held, now).read(number, f"{key}:{number}")


def _cells(content: bytes, pasted: str) -> tuple[list[str], list[list[Any]]]:
    if content:
        rows = read_rows(content)
        return [text_of(cell) for cell in rows[0]] if rows else [], rows[1:]
    lines = [line.split("\t") for line in pasted.splitlines() if line.strip()]
    first = [cell.strip() for cell in lines[0]] if lines else []
    if WHAT in first:
        return first, list(lines[1:])
    return list(COLUMNS), list(lines)


def day_of(cell: Any) -> date | None:
    """The day in a cell: a date, `2026-03-20`, `2026/3/20`, `2026年3月20日`; or None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.match("".join(text_of(cell).split()))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


class _Row:
    """One row being read: faults are collected, not raised."""

    def __init__(
        self, row: Mapping[str, Any], units: Mapping[str, Organisation],
        held: dict[UUID, dict[str, UUID]], now: datetime,
    ) -> None:  # fmt: skip
        self.row, self.units, self.held, self.now = row, units, held, now
        self.faults: list[str] = []

    def text(self, column: str) -> str:
        return text_of(self.row.get(column))

    def read(self, number: int, key: str) -> tuple[LineRow, NewLine | None]:
        what = self.text(WHAT)
        try:
            rules.clean_words(what, pictures=0)
        except Refused as refused:
            self.faults.append(refused.message)
        unit = self._unit()
        person, due_on, area_id = self._person(unit), self._due(), self._area()
        evidence = self.text(EVIDENCE)
        count = int(evidence) if evidence.isdigit() else 1
        conditions = tuple(
            part.strip() for part in re.split(r"[；;\n]", self.text(CONDITIONS)) if part.strip()
        )
        shown = LineRow(
            number, what, unit.name if unit else self.text(UNIT), self.text(PERSON),
            due_on.isoformat() if due_on else self.text(DUE), conditions, tuple(self.faults),
        )  # fmt: skip
        if self.faults:
            return shown, None
        return shown, NewLine(
            words=what, unit=unit.key if unit else "", person=person, due_on=due_on,
            conditions=tuple(NewCondition(one, count) for one in conditions),
            area_id=area_id, client_key=key,
        )  # fmt: skip

    def _unit(self) -> Organisation | None:
        name = self.text(UNIT)
        if name and name not in self.units:
            self.faults.append(UnitNotKnown(unit=name).message)
        return self.units.get(name) if name else None

    def _person(self, unit: Organisation | None) -> UUID | None:
        name = self.text(PERSON)
        if not name:
            return None
        if unit is not None and unit.id not in self.held:
            found = selectors.people_at(unit.id, now=self.now)
            self.held[unit.id] = {one: account for account, one in found}
        person = self.held[unit.id].get(name) if unit is not None else None
        if person is None:
            self.faults.append(PersonNotThere(name=name).message)
        return person

    def _due(self) -> date | None:
        text = self.text(DUE)
        if not text:
            return None
        day = day_of(self.row.get(DUE))
        if day is None:
            self.faults.append(DueNotRead(day=text).message)
        elif day <= clock.local(self.now).date():
            self.faults.append(DuePassed(day=day.isoformat()).message)
        return day

    def _area(self) -> UUID | None:
        where = self.text(WHERE)
        if not where:
            return None
        areas = territory.find(where)
        if len(areas) != 1:
            names = "、".join(territory.full_name(area.id, "town") for area in areas[:4])
            self.faults.append(f"{where}？{names}" if areas else PlaceMissing().message)
            return None
        return areas[0].id
