"""How an Office document looks: the measures of official papers (GB/T 9704-2012, 5 to 7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from linli.ui.paper.values import Paper, one_line

_LATIN: Final = "Times New Roman"
SONG, FANG, HEI, KAI = "宋体", "仿宋", "黑体", "楷体"
# What to take where a face is missing: names under which other systems know it, its shape.
_ALSO: Final = {
    SONG: ("SimSun;Songti SC;Noto Serif CJK SC", "auto"),
    FANG: ("FangSong;仿宋_GB2312;FangSong_GB2312;STFangsong", "modern"),
    HEI: ("SimHei;STHeiti;Noto Sans CJK SC", "modern"),
    KAI: ("KaiTi;楷体_GB2312;STKaiti", "modern"),
}
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LONG_AGO: Final = datetime(1980, 1, 1, tzinfo=UTC)  # the first day that a zip file knows


def dress(document: Opened, paper: Paper) -> None:
    """Page, faces, line spacing, page number and properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(2.5)
    _number_pages(section.footer.paragraphs[0])
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for fonts in defaults.findall(qn("w:rFonts")):
        defaults.remove(fonts)
    faces(defaults, FANG)
    tongue = defaults.find(qn("w:lang"))
    tongue.set(qn("w:val"), "en-US" if paper.language.startswith("zh") else paper.language)
    tongue.set(qn("w:eastAsia"), "zh-CN")
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        for old in (style.element.rPr, style.element.pPr):
            if old is not None:
                style.element.remove(old)
        style.font.size = Pt(16)
        style.font.name = _LATIN
        faces(style.element.get_or_add_rPr(), _LOOK[name][0])
        style.font.bold = _LOOK[name][1]
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
        shape.keep_with_next = name != "Normal"
    document.styles["Title"].font.size = Pt(22)
    _tell_fallbacks(document)
    links = document.part.package.rels
    for key in [key for key, one in links.items() if one.reltype.endswith("/thumbnail")]:
        del links[key]  # a picture of the library's own empty page
    facts = document.core_properties
    facts.title, facts.author = _short(paper.title), _short(paper.issuer)
    facts.created = facts.modified = paper.made or _LONG_AGO
    facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.language = paper.language


_LOOK: Final = {
    "Normal": (FANG, False),
    "Title": (SONG, True),
    "Heading 1": (HEI, False),
    "Heading 2": (KAI, False),
}


def _short(text: str) -> str:
    """A property of a document holds 255 characters."""
    return one_line(text)[:255]


def faces(properties: Any, face: str) -> None:
    """Name the faces for Latin and East Asian characters, no theme beside them."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for use, value in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", face)):
        fonts.set(qn(f"w:{use}"), value)


def _tell_fallbacks(document: Opened) -> None:
    """A font table of our own: which face to take where one is missing."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{also}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (also, family) in _ALSO.items()
    )
    latin = (
        f'<w:font w:name="{_LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        f'<w:pitch w:val="variable"/></w:font>'
    )
    table = f'<w:fonts xmlns:w="{_MAIN}">{rows}{latin}</w:fonts>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = (head + table).encode()  # noqa: SLF001 - the library knows no font table


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in ((None, "— "), ("begin", ""), ("", "PAGE"), ("end", ""), (None, " —")):
        run = paragraph.add_run(text if kind is None else "")
        run.font.size = Pt(14)
        faces(run._r.get_or_add_rPr(), SONG)  # noqa: SLF001
        if kind is None:
            continue
        field = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            field.set(qn("w:fldCharType"), kind)
        else:
            field.text = text
        run._r.append(field)  # noqa: SLF001
