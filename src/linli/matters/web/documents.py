"""A written agreement as a document that offices open, sign and keep (Office Open XML)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from linli.kernel.clock import local
from linli.matters.selectors import AgreementPage

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>"""
_LINKS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{_RELATIONS}">
<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>"""


def agreement_file(found: AgreementPage, named: Sequence[tuple[str, str]]) -> bytes:
    """The agreement: its parties by name, what was agreed, room for signatures. `named` are
    (side, name)."""
    line = found.page.line
    body = [_paragraph(found.name, title=True)]
    body += _lines([(_("编号"), line.number), (_("日期"), f"{local(found.at):%Y-%m-%d}"), *named])
    body += _lines((str(label), text) for label, text in found.lines)
    body += _lines((_("%(side)s（签字）") % {"side": side}, "") for side, _name in named)
    body += _lines([(_("调解人（签字）"), ""), (_("单位（盖章）"), "")])
    return _packed("".join(body))


def _lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [_paragraph(f"{label}：{text}") for label, text in pairs]


def _paragraph(text: str, *, title: bool = False) -> str:
    """One paragraph; lines of an answer stay lines."""
    shape = '<w:pPr><w:jc w:val="center"/></w:pPr>' if title else ""
    size = 36 if title else 28
    look = f'<w:rPr>{"<w:b/>" if title else ""}<w:sz w:val="{size}"/></w:rPr>'
    rows = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(row)}</w:t>' for row in text.split("\n")
    )
    return f"<w:p>{shape}<w:r>{look}{rows}</w:r></w:p>"


def _packed(body: str) -> bytes:
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_MAIN}"><w:body>{body}</w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _LINKS)
        packed.writestr("word/document.xml", document)
    return buffer.getvalue()
