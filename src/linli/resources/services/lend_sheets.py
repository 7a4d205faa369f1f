"""Taking in the list of books that an office keeps in xlsx or CSV: a dry run, then all or none."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime
from typing import Any
from uuid import UUID

from python_calamine import CalamineError, CalamineWorkbook

from linli.files import services as files
from linli.files.terms import NotADocument
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import Refused
from linli.resources import selectors
from linli.resources.models import LentCopy, LentTitle
from linli.resources.rules.lending import read_barcode, read_isbn
from linli.resources.services.lending import add_copies, add_title
from linli.resources.terms import (
    LONGEST_TITLE,
    MOST_COPIES_AT_ONCE,
    BadCount,
    BarcodeTaken,
    LendKind,
    LendSheet,
    LendSheetFaulty,
    LendSheetLine,
    LendSheetUnreadable,
    MayNotLend,
    NewTitle,
    TitleUnclear,
)

NAME, MAKER, ISBN, BARCODE, COUNT, ABOUT = "名称", "作者", "ISBN", "条码", "数量", "简介"
LEND_COLUMNS = (NAME, MAKER, ISBN, BARCODE, COUNT, ABOUT)
MOST_ROWS, MOST_BYTES = 2000, 5 * 1024 * 1024


def _cells(content: bytes) -> list[list[Any]]:
    if len(content) > MOST_BYTES:
        raise LendSheetUnreadable(field="sheet")
    if content.startswith(b"PK"):
        try:
            files.check_document(content)  # before it is unpacked whole
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
        except (NotADocument, CalamineError, ValueError, IndexError, OSError) as error:
            raise LendSheetUnreadable(field="sheet") from error
        return rows
    for encoding in ("utf-8-sig", "gb18030"):  # as Excel saves it here
        try:
            return [[*row] for row in csv.reader(io.StringIO(content.decode(encoding)))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise LendSheetUnreadable(field="sheet")


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def check_lend_sheet(*, content: bytes, kind: str, place_id: UUID, actor: Actor) -> LendSheet:
    """Read a list and say, row by row, what would be refused; writes nothing. Columns: 名称 is
    needed; 作者, ISBN, 条码 or 数量, 简介 may be there. Refuses `MayNotLend`, `UnknownLendKind`,
    `LendSheetUnreadable`."""
    if not selectors.may_run_place(actor, selectors.place_at(actor, place_id)):
        raise MayNotLend
    wanted = selectors.lend_kind(kind)
    cells = _cells(content)
    heading = [_text(one) for one in cells[0]] if cells else []
    if NAME not in heading or len(cells) > MOST_ROWS + 1:
        raise LendSheetUnreadable(field="sheet")
    stuck = {_text(one) for row in cells[1:] for one in row}
    taken = set(LentCopy.objects.filter(barcode__in=stuck).values_list("barcode", flat=True))
    lines, seen = [], set[str]()
    for number, row in enumerate(cells[1:], start=2):
        named = {key: _text(cell) for key, cell in zip(heading, row, strict=False)}
        if any(named.values()):
            lines.append(_line(number, named, wanted, taken, seen))
    return LendSheet(hashlib.sha256(content).hexdigest(), tuple(lines))


def _line(
    number: int, row: dict[str, str], kind: LendKind, taken: set[str], seen: set[str]
) -> LendSheetLine:
    faults: list[str] = []
    isbn, barcode, count = row.get(ISBN, ""), row.get(BARCODE, ""), row.get(COUNT, "") or "1"
    name = row.get(NAME, "")
    if not 0 < len(name) <= LONGEST_TITLE:
        faults.append(TitleUnclear(limit=LONGEST_TITLE).message)
    try:
        isbn = read_isbn(isbn) if kind.books else ""
    except Refused as refused:
        faults.append(refused.message)
    try:
        barcode = read_barcode(barcode) if barcode else ""
    except Refused as refused:
        faults.append(refused.message)
    if barcode and (barcode in taken or barcode in seen):
        faults.append(BarcodeTaken(barcode=barcode).message)
    seen.add(barcode)
    copies = int(count) if count.isascii() and count.isdigit() else 0
    if not 1 <= copies <= MOST_COPIES_AT_ONCE or (barcode and copies > 1):
        faults.append(BadCount(most=MOST_COPIES_AT_ONCE).message)
    new = NewTitle(kind.key, name, row.get(MAKER, ""), isbn, row.get(ABOUT, ""))
    return LendSheetLine(number, new, barcode, copies, tuple(faults))


def import_lend_sheet(
    *, content: bytes, kind: str, place_id: UUID, actor: Actor, now: datetime
) -> int:
    """Every row, or none: refuses `LendSheetFaulty` if any has a fault. The same name by the same
    maker (or the same ISBN) is one title. Returns how many pieces there are now more."""
    sheet = check_lend_sheet(content=content, kind=kind, place_id=place_id, actor=actor)
    if sheet.faults:
        raise LendSheetFaulty(count=sheet.faults, field="sheet")
    count = 0
    with transaction():
        for one in sheet.lines:
            stuck = (one.barcode,) if one.barcode else ()
            there = LentTitle.objects.filter(
                kind=one.new.kind, name=one.new.name, maker=one.new.maker, isbn=one.new.isbn
            ).first()
            if there is None:
                add_title(
                    new=one.new, place_id=place_id, copies=one.copies, barcodes=stuck, actor=actor,
                    now=now,
                )  # fmt: skip
            else:
                add_copies(
                    title_id=there.pk, place_id=place_id, count=one.copies, barcodes=stuck,
                    actor=actor, now=now,
                )  # fmt: skip
            count += one.copies
    return count
