"""A paper as an Office document, block by block."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as Opened
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table as Grid
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from linli.ui.paper.docx_look import KAI, SONG, dress, faces
from linli.ui.paper.pictures import printed
from linli.ui.paper.values import (
    Basis,
    Block,
    Facts,
    Heading,
    Paper,
    Pictures,
    Signatures,
    Table,
    Text,
    goes_with,
    label_width,
    lines_of,
    one_line,
    places,
)

_WIDTH: Final = Cm(21.0 - 2.8 - 2.6)
_PICTURE: Final = Cm(7.4)
_ONE_PAGE: Final = 400  # characters: a row longer than that may be torn between pages


def as_docx(paper: Paper) -> bytes:
    """The paper as an Office document, the same bytes for the same paper. Refuses
    `PictureUnreadable`."""
    document = Document()
    dress(document, paper)
    _head(document, paper)
    follows = (*paper.blocks[1:], None)
    for block, after in zip(paper.blocks, follows, strict=False):
        _BLOCKS[type(block)](document, block)
        if goes_with(block, after):
            _keep_end(document, block)
    _end(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


# --- paragraphs and grids ---------------------------------------------------------------------


def _write(
    paragraph: Paragraph,
    lines: Sequence[str],
    *,
    size: float = 0,
    face: str = "",
    bold: bool = False,
) -> Paragraph:
    """Put the lines into the paragraph, a break between each."""
    for at, line in enumerate(lines):
        run = paragraph.add_run()
        run.text = line
        if size:
            run.font.size = Pt(size)
        if face:
            faces(run._r.get_or_add_rPr(), face)  # noqa: SLF001
        if bold:
            run.font.bold = True
        if at < len(lines) - 1:
            run.add_break()
    return paragraph


def _centred(document: Opened, lines: Sequence[str], **look: Any) -> Paragraph:
    paragraph = _write(document.add_paragraph(), lines, **look)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _indent(paragraph: Paragraph) -> Paragraph:
    """Two characters, whatever the size: Word measures in characters, others in points."""
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "200")  # type: ignore[union-attr]  # noqa: SLF001
    return paragraph


def _leading(paragraph: Paragraph, points: float) -> Paragraph:
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    return paragraph


def _line(paragraph: Paragraph, side: str, *, size: int, space: int) -> None:
    borders: Any = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", "000000")):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _grid(document: Opened, widths: Sequence[Length], *, lined: bool) -> Grid:
    """A table of fixed columns as wide as the text, with room above it."""
    _gap(document, 12)
    table: Grid = document.add_table(rows=0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    if lined:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _gap(document: Opened, points: float) -> None:
    """Room between blocks; two tables that meet need no more of it than one."""
    last = document.paragraphs[-1]
    if not last.text and last._p is document.element.body[-2]:  # noqa: SLF001 - the last is the section
        return
    paragraph = _leading(document.add_paragraph(), points)
    paragraph.paragraph_format.keep_with_next = True


def _row(table: Grid, widths: Sequence[Length], *, whole: bool) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if whole:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    return row


def _fill(cell: _Cell, text: str, size: float, *, middle: bool, bold: bool = False) -> None:
    paragraph = _write(cell.paragraphs[0], lines_of(text), size=size, bold=bold)
    _leading(paragraph, size * 1.5)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)


# --- the blocks -------------------------------------------------------------------------------


def _head(document: Opened, paper: Paper) -> None:
    """Issuer and number above a line; title and date below it."""
    above = []
    if lines := lines_of(paper.issuer):
        above.append(_centred(document, [" ".join(lines)], size=18, face=SONG, bold=True))
    if lines := lines_of(paper.number):
        above.append(_centred(document, [" ".join(lines)]))
    if above:
        _line(above[-1], "bottom", size=8, space=6)
        above[-1].paragraph_format.space_after = Pt(20)
    title = document.add_paragraph(style="Title")
    _write(title, lines_of(paper.title)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _leading(title, 34)
    if lines := lines_of(paper.date):
        _centred(document, [" ".join(lines)], face=KAI)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _heading(document: Opened, block: Heading) -> None:
    level = 1 if block.level <= 1 else 2
    paragraph = document.add_paragraph(style=f"Heading {level}")
    _indent(_write(paragraph, [one_line(block.text)]))


def _text(document: Opened, block: Text) -> None:
    for line in lines_of(block.text):
        paragraph = _indent(_write(document.add_paragraph(), [line]))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _facts(document: Opened, block: Facts) -> None:
    left = Pt(label_width(block.pairs) * 14 + 14)
    widths = (left, Length(_WIDTH - left))
    table = _grid(document, widths, lined=True)
    for label, value in block.pairs:
        row = _row(table, widths, whole=len(value) < _ONE_PAGE)
        _fill(row.cells[0], one_line(label), 14, middle=True, bold=True)
        _fill(row.cells[1], value, 14, middle=False)
    _gap(document, 12)


def _table(document: Opened, block: Table) -> None:
    total = sum(block.shares)
    widths = [Length(int(_WIDTH * one / total)) for one in block.shares]
    table = _grid(document, widths, lined=True)
    head = _row(table, widths, whole=True)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    for cell, text in zip(head.cells, block.head, strict=True):
        _fill(cell, one_line(text), 12, middle=True, bold=True)
    for texts in block.full_rows:
        row = _row(table, widths, whole=max(map(len, texts), default=0) < _ONE_PAGE)
        for cell, text, middle in zip(row.cells, texts, block.centred, strict=True):
            _fill(cell, text, 12, middle=middle)
    _gap(document, 12)


def _pictures(document: Opened, block: Pictures) -> None:
    widths = (Length(_WIDTH // 2),) * 2
    table = _grid(document, widths, lined=False)
    for first in range(0, len(block.pictures), 2):
        row = _row(table, widths, whole=True)
        for cell, one in zip(row.cells, block.pictures[first : first + 2], strict=False):
            picture = printed(one.content)
            width = min(_PICTURE, int(Pt(one.height) / picture.shape))
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
            place = cell.paragraphs[0]
            place.alignment = WD_ALIGN_PARAGRAPH.CENTER
            place.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            shown = place.add_run().add_picture(io.BytesIO(picture.content), width=Length(width))
            shown._inline.docPr.set("descr", one_line(one.caption))  # noqa: SLF001
            caption = _write(cell.add_paragraph(), lines_of(one.caption), size=12)
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _leading(caption, 20)
    _gap(document, 12)


def _basis(document: Opened, block: Basis) -> None:
    _gap(document, 12)
    lines = [one_line(block.source), *lines_of(block.text)]
    whole = len(block.text) < _ONE_PAGE
    for at, line in enumerate(lines):
        paragraph = _write(document.add_paragraph(), [line], size=14, face=KAI, bold=at == 0)
        paragraph.paragraph_format.left_indent = Pt(14)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _line(_leading(paragraph, 24), "left", size=16, space=8)
        paragraph.paragraph_format.keep_with_next = at < len(lines) - 1 and whole


def _signatures(document: Opened, block: Signatures) -> None:
    widths = (Length(_WIDTH // 2),) * 2
    table = _grid(document, widths, lined=False)
    labels = places(block)
    date = one_line(block.date)
    for first in range(0, len(labels), 2):
        row = _row(table, widths, whole=True)
        row.height, row.height_rule = Cm(2.8 if date else 2.4), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, label in zip(row.cells, labels[first : first + 2], strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
            if not label:
                continue
            place = _write(cell.paragraphs[0], [label])
            if date:
                place.paragraph_format.space_after = Pt(22)
                below = _write(cell.add_paragraph(), [date])
                below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if first + 2 < len(labels) <= 8:  # rows that belong together stay on one page
            _keep([row])


def _keep_end(document: Opened, block: Block) -> None:
    """The end of the block stays on the page of what follows."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    if isinstance(block, Facts | Table):
        _keep(document.tables[-1].rows)
    elif isinstance(block, Pictures) and block.pictures:
        _keep(list(document.tables[-1].rows)[-1:])


def _keep(rows: Iterable[_Row]) -> None:
    for row in rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


_BLOCKS: Final[dict[type[Block], Callable[[Opened, Any], None]]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Pictures: _pictures,
    Basis: _basis,
    Signatures: _signatures,
}


def _end(document: Opened) -> None:
    """Word wants a paragraph after a last table; it may not begin a page of its own."""
    body = document.element.body
    if len(body) > 1 and body[-2].tag == qn("w:tbl"):
        _leading(document.add_paragraph(), 1)


def _settled(packed: bytes) -> bytes:
    """The same parts under one date, so that the same paper is the same file."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name)
            part.external_attr = 0o644 << 16
            new.writestr(part, old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
