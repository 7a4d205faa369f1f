"""Taking in a list that an office keeps in a spreadsheet: first a dry run, then all or nothing.

A sheet without faults waits as an upload that belongs to nothing yet: `files` shows such a one to
its owner alone, and erases it within a day.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError
from python_calamine import CalamineError, CalamineWorkbook

from linli.files import selectors as uploads
from linli.files import services as files
from linli.files.terms import FileNotFound, NotADocument
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import Refused
from linli.matters import rules, selectors
from linli.matters.services.intake import check_may_open, open_matter
from linli.matters.terms import (
    Channel,
    ColumnMissing,
    Contact,
    ImportRejected,
    Intake,
    NotASheet,
    Place,
    PlaceMissing,
    SheetGone,
    SheetTooLong,
    UnknownCategory,
)
from linli.territory import selectors as territory

MOST_ROWS = 1000
MOST_BYTES = 5 * 1024 * 1024
WHAT, WHERE = "情况", "地点"
CATEGORY, NAME, PHONE, URGENT = "类别", "报事人", "电话", "紧急"
COLUMNS = (WHAT, WHERE, CATEGORY, NAME, PHONE, URGENT)
_YES = {"是", "y", "yes", "1", "true", "紧急"}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the sheet, as the office sees it (row 2 is the first below the heading)."""

    row: int
    what: str
    where: str
    category: str
    place: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet after the dry run: every row with what is wrong with it."""

    digest: str
    lines: tuple[SheetLine, ...]
    kept: UUID | None = None  # what `import_kept` takes, for a day

    @property
    def faults(self) -> int:
        return sum(1 for line in self.lines if line.faults)


def dry_run(*, content: bytes, kind: str, actor: Actor) -> Sheet:
    """Read a sheet and say, row by row, what would be refused; writes nothing.

    Columns: 情况 and 地点 are needed; 类别, 报事人, 电话, 紧急 may be there. Refuses `NotASheet`,
    `ColumnMissing`, `SheetTooLong` (1,000 rows, 5 MB)."""
    actor.require("matters.import")
    intakes = list(_intakes(content, kind, actor))
    return Sheet(digest_of(content), tuple(line for line, _ in intakes))


def check_sheet(*, upload: File[Any], kind: str, actor: Actor, now: datetime) -> Sheet:
    """A dry run that keeps what it has read, where no row has a fault, for `import_kept`. Refuses
    what `dry_run` does."""
    content = upload.read(MOST_BYTES + 1)
    sheet = dry_run(content=content, kind=kind, actor=actor)
    if sheet.faults or not sheet.lines:
        return sheet
    upload.seek(0)
    kept = files.receive(upload=upload, kind="document", actor=actor, now=now)
    return replace(sheet, kept=kept.id)


def import_kept(*, kept: UUID, digest: str, kind: str, actor: Actor, now: datetime) -> int:
    """Take in a sheet that this actor has checked, then erase it. `SheetGone` if it is another's,
    used, older than a day, or not what was checked (`digest`); else what `import_sheet` refuses.
    Returns how many rows there were."""
    actor.require("matters.import")
    content = kept_content(kept, digest, actor, now)
    count = import_sheet(content=content, kind=kind, actor=actor, now=now)
    # after the rows: should this fail, the same file again makes nothing twice
    files.remove(ids=[kept], actor=actor, now=now)
    return count


def kept_content(kept: UUID, digest: str, actor: Actor, now: datetime) -> bytes:
    """What this actor has checked and nobody has used since; else `SheetGone`."""
    try:
        file = uploads.file_for(actor, kept)
        content = uploads.path_of(file).read_bytes()
    except (FileNotFound, OSError) as error:
        raise SheetGone from error
    # what has been attached to something since is that thing's, not a sheet that waits
    waits = file.owner is None and now - file.made_at <= files.ORPHANS_LIVE
    if not waits or digest_of(content) != digest:
        raise SheetGone
    return content


def import_sheet(*, content: bytes, kind: str, actor: Actor, now: datetime) -> int:
    """Take in every row, or none: refuses `ImportRejected` if any row has a fault. The same file
    again makes nothing twice. Returns how many rows there were."""
    actor.require("matters.import")
    pairs = list(_intakes(content, kind, actor))
    faults = sum(1 for line, _ in pairs if line.faults)
    if faults:
        raise ImportRejected(count=faults)
    try:
        _take_in(pairs, actor, now)
    except IntegrityError:
        # The same file from two hands at once: the other's rows are there now, so none is new.
        _take_in(pairs, actor, now)
    return len(pairs)


def _take_in(pairs: list[tuple[SheetLine, Intake | None]], actor: Actor, now: datetime) -> None:
    with transaction():
        for _, intake in pairs:
            if intake is not None:
                open_matter(intake=intake, actor=actor, now=now)


def digest_of(content: bytes) -> str:
    """By which a sheet is known again."""
    return hashlib.sha256(content).hexdigest()


def read_rows(content: bytes) -> list[list[Any]]:
    """The cells of the first sheet. Refuses `NotASheet`, `SheetTooLong`."""
    if len(content) > MOST_BYTES or not content.startswith(b"PK"):
        raise NotASheet
    try:
        files.check_document(content)  # before it is unpacked whole
    except NotADocument as error:
        raise NotASheet from error
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise NotASheet from error
    if len(rows) > MOST_ROWS + 1:
        raise SheetTooLong(rows=len(rows) - 1, limit=MOST_ROWS)
    return rows


def text_of(cell: Any) -> str:
    """A cell as its office reads it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _intakes(content: bytes, kind: str, actor: Actor) -> Iterable[tuple[SheetLine, Intake | None]]:
    catalogue = selectors.catalogue()
    catalogue.kind(kind)
    rows = read_rows(content)
    heading = [text_of(cell) for cell in rows[0]] if rows else []
    for column in (WHAT, WHERE):
        if column not in heading:
            raise ColumnMissing(column=column)
    digest = digest_of(content)
    by_name = {one.name.zh: one.key for one in catalogue.leaves()}
    for number, cells in enumerate(rows[1:], start=2):
        row = {name: text_of(cell) for name, cell in zip(heading, cells, strict=False) if name}
        if not any(row.values()):
            continue
        yield _line(number, row, kind, actor, by_name, f"{digest[:40]}:{number}")


def _line(
    number: int,
    row: dict[str, str],
    kind: str,
    actor: Actor,
    by_name: dict[str, str],
    client_key: str,
) -> tuple[SheetLine, Intake | None]:
    faults: list[str] = []
    what, where, named = row.get(WHAT, ""), row.get(WHERE, ""), row.get(CATEGORY, "")

    def tried(check: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return check(*args, **kwargs)
        except Refused as refused:
            faults.append(refused.message)
            return None

    tried(rules.clean_words, what, pictures=0)
    areas = territory.find(where) if where else ()
    if not areas:
        faults.append(PlaceMissing().message)
    elif len(areas) > 1:
        names = "、".join(territory.full_name(area.id, "town") for area in areas[:4])
        faults.append(f"{where}？{names}")
    if named and named not in by_name:
        faults.append(UnknownCategory(category=named).message)
    contact = Contact(row.get(PHONE, ""), row.get(NAME, ""))
    if contact:
        tried(selectors.check_contact, contact)
    place = territory.full_name(areas[0].id) if len(areas) == 1 else ""
    if len(areas) == 1:
        tried(check_may_open, kind, areas[0], actor)
    line = SheetLine(number, what, where, named, place, tuple(faults))
    if faults:
        return line, None
    intake = Intake(
        kind=kind,
        words=what,
        place=Place(area_id=areas[0].id, words=where[:120]),
        category=by_name.get(named, ""),
        urgency="urgent" if row.get(URGENT, "").casefold() in _YES else "",
        contact=contact,
        client_key=client_key,
        channel=Channel.IMPORT,
    )
    return line, intake
