"""Papers: both forms open again, hold every word, and let nobody write markup into them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from linli.ui.paper import (
    Basis,
    Facts,
    Heading,
    NoFont,
    Paper,
    Picture,
    Pictures,
    PictureUnreadable,
    Signatures,
    Table,
    Text,
    UnknownForm,
    as_docx,
    as_pdf,
    fonts,
)
from linli.ui.paper.responses import paper_response, require_form

HOSTILE = (
    '#import "/etc/passwd": *',
    '#read("/etc/passwd")',
    "]) #panic() [$x^2$ *b* _i_ <label> @ref",
    "\\u{41} // no comment /* none */ `raw`",
    "</w:t></w:r></w:p>&lt;&amp;<b>&nbsp;",
    "{{ paper }} {% include 'x' %}",
    "= 标题\n- 一条\n+ 二条",
    '"}] \\" \\n',
)  # fmt: skip


MADE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # a dated paper is PDF/A, which refuses more


def photo(width: int = 400, height: int = 300, colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def a_paper(now=None) -> Paper:
    return Paper(
        title="水际村村民代表会议\n纪要",
        issuer="水际村村民委员会",
        number="水际纪〔2026〕3号",
        date="2026年3月2日",
        made=now,
        blocks=(
            Facts((("时间", "2026年3月2日 19:30"), ("出席", "李四光、赵䶮、林𬭎"))),
            Heading("一、会议议程"),
            Text("审议路灯改造方案；\n推选候选人。"),
            Heading("（一）表决", 2),
            Table(("事项", "同意", "反对"), (("路灯改造方案", "18", "1"),), (4, 1, 1)),
            Basis("《村民委员会组织法》第二十六条", "所作决定应当经到会人员的过半数同意。"),
            Pictures((Picture(photo(), "公开栏"), Picture(photo(300, 400), "门口"))),
            Signatures(("主持人（签字）", "村民委员会（盖章）", "记录人（签字）"), "年 月 日"),
        ),
    )


def with_text(text: str) -> Paper:
    """The text everywhere that a text can be."""
    return Paper(
        title=text,
        issuer=text,
        number=text,
        date=text,
        made=MADE,
        blocks=(
            Heading(text),
            Text(text),
            Facts(((text, text),)),
            Table((text, "乙"), ((text, text),)),
            Pictures((Picture(photo(), text),)),
            Basis(text, text),
            Signatures((text,), text),
        ),
    )


def pdf_words(data: bytes) -> str:
    """All of the PDF's words without spaces; what stands for one character is written as it."""
    pages = PdfReader(io.BytesIO(data)).pages
    words = "".join(page.extract_text() for page in pages)
    return unicodedata.normalize("NFKC", "".join(words.replace("\u200b", "").split()))


def docx_words(data: bytes) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "".join(one.text or "" for one in body.iter(qn("w:t")))


WORDS = (
    "水际村村民代表会议", "水际村村民委员会", "2026年3月2日", "李四光、赵䶮、林𬭎", "一、会议议程",
    "审议路灯改造方案;", "路灯改造方案", "18", "过半数同意", "公开栏", "记录人(签字)",
)  # fmt: skip


def test_both_forms_open_again_with_every_word(now):
    paper = a_paper(now)
    in_pdf = pdf_words(as_pdf(paper))
    in_docx = unicodedata.normalize("NFKC", docx_words(as_docx(paper)).replace(" ", ""))
    for word in WORDS:
        assert word in in_pdf
        assert word in in_docx


def test_the_office_document_has_the_measures_of_official_papers(now):
    data = as_docx(a_paper(now))
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.cm, 1) for one in sides] == [3.7, 3.5, 2.8, 2.6]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    faces = {
        name: (style.font.size.pt, style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
        if (style := document.styles[name])
    }
    assert faces == {
        "Normal": (16, "仿宋"), "Title": (22, "宋体"), "Heading 1": (16, "黑体"),
        "Heading 2": (16, "楷体"),
    }  # fmt: skip
    said = next(one for one in document.paragraphs if one.text == "推选候选人。")
    assert said.paragraph_format.first_line_indent.pt == 32
    assert said.style.paragraph_format.line_spacing.pt == 28
    assert [one.text for one in document.paragraphs if "审议" in one.text] == ["审议路灯改造方案；"]
    footer = section.footer._element.xml
    assert "PAGE" in footer
    assert len(document.inline_shapes) == 2
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert 'w:altName w:val="FangSong;' in packed.read("word/fontTable.xml").decode()
        assert "thumbnail" not in "".join(packed.namelist())
    assert (document.core_properties.author, document.core_properties.comments) == (
        "水际村村民委员会",
        "",
    )


def test_the_pdf_is_for_the_archive_and_carries_its_fonts(now):
    data = as_pdf(a_paper(now))
    reader = PdfReader(io.BytesIO(data))
    assert "<pdfaid:part>2<" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.metadata.title == "水际村村民代表会议 纪要"
    page = reader.pages[0]
    assert [round(float(one)) for one in page.mediabox[2:]] == [595, 842]
    used = page["/Resources"]["/Font"]
    assert used
    for font in used.values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())


def test_the_same_paper_makes_the_same_bytes(now):
    assert as_pdf(a_paper(now)) == as_pdf(a_paper(now))
    assert as_docx(a_paper(now)) == as_docx(a_paper(now))
    assert as_pdf(a_paper()) == as_pdf(a_paper())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_stays_what_they_wrote(text):
    paper = with_text(text)
    for line in text.split("\n"):
        assert docx_words(as_docx(paper)).count(line) >= 7
        bare = unicodedata.normalize("NFKC", "".join(line.split()))
        assert pdf_words(as_pdf(paper)).count(bare) >= 7


def test_control_characters_go_and_reading_is_never_turned():
    text = "甲\x00\x08乙\x1b丙\ud800丁\ufffe戊\u202e己\u2066庚\x0b辛\r\n壬\x85癸"
    paper = with_text(text)
    assert "甲乙丙丁戊己庚辛壬癸" in docx_words(as_docx(paper))
    words = pdf_words(as_pdf(paper))
    assert "甲乙丙丁戊己庚" in words
    assert "辛壬癸" in words


def test_a_character_without_a_face_is_spelled_and_never_a_box():
    words = pdf_words(as_pdf(with_text("笑😀脸，生僻\U00031234字，私用\ue123")))
    assert "笑😀脸" in words
    assert "〔U+31234〕" in words
    assert "〔U+E123〕" in words
    assert "\U00031234" in docx_words(as_docx(with_text("生僻\U00031234字")))


def test_accents_join_their_letters_and_nothing_unseen_stays():
    text = "cafe\u0301，汉\u0301字，👨\u200d👩\ufe0f，兀\ufa0c，一\u00ad二\u2003三"
    words = fonts.faces().spelled(text)
    assert words == "café，汉〔U+0301〕字，👨👩，兀\ufa0c，一二 三"
    assert as_pdf(with_text(text)).startswith(b"%PDF")


def test_ten_thousand_characters_are_all_there():
    text = "".join(chr(0x4E00 + at % 5000) for at in range(10_000))
    paper = Paper(
        "长文", (Text(text), Facts((("长", text),)), Table(("甲", "乙"), ((text, "乙"),)))
    )
    assert docx_words(as_docx(paper)).count(text) == 3
    plain = "".join(
        PdfReader(io.BytesIO(as_pdf(paper))).pages[at].extract_text() for at in range(3)
    )
    assert text[:500] in "".join(plain.split())
    assert len(PdfReader(io.BytesIO(as_pdf(paper))).pages) > 30


def test_an_endless_word_is_broken_inside_its_column():
    word = "https://" + "w" * 300
    data = as_pdf(Paper("词", (Text(word), Table(("甲", "乙", "丙"), ((word, word, "丙"),)))))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    lines = "\n".join(pages).replace("\u200b", "").splitlines()
    assert sum(line.count("w") for line in lines) == 900
    widths = [line.count("w") for line in lines]
    # 15.6 cm of 16 pt and three columns of 12 pt; a w of this face is 0.85 em wide
    assert max(widths) <= 36
    assert min(one for one in widths if one) < 20


def test_a_table_of_three_pages_repeats_its_head():
    rows = tuple((str(at), f"第{at}项议题", "通过") for at in range(90))
    paper = Paper("表", (Table(("序号", "议题名称", "结果"), rows, (1, 5, 1)),))
    pages = PdfReader(io.BytesIO(as_pdf(paper))).pages
    assert len(pages) >= 3
    assert all("议题名称" in page.extract_text() for page in pages)
    table = Document(io.BytesIO(as_docx(paper))).tables[0]
    assert len(table.rows) == 91
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_rows_of_any_length_fit_the_head():
    paper = Paper("表", (Table(("甲", "乙"), (("一",), ("一", "二", "三")), (1.0,)),))
    cells = [
        [c.text for c in row.cells] for row in Document(io.BytesIO(as_docx(paper))).tables[0].rows
    ]
    assert cells == [["甲", "乙"], ["一", ""], ["一", "二"]]
    assert "三" not in pdf_words(as_pdf(paper))


def test_signatures_never_stand_alone_on_a_page():
    signed = Signatures(("签字甲", "盖章乙"), "年月日")
    for count in range(12, 22):
        lines = "\n".join(f"第{at}行。" for at in range(count))
        pages = PdfReader(io.BytesIO(as_pdf(Paper("决议", (Text(lines), signed))))).pages
        assert "行。" in pages[-1].extract_text()
        assert "签字甲" in pages[-1].extract_text()


def test_one_left_over_signs_on_the_right():
    table = Document(io.BytesIO(as_docx(Paper("决议", (Signatures(("盖章",)),))))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["", "盖章"]


def test_photographs_lose_what_they_know_about_their_place():
    out = io.BytesIO()
    image = Image.new("RGB", (40, 20))
    exif = image.getexif()
    exif[0x010E] = "SECRETPLACE"
    exif[0x0112] = 6  # to be turned upright
    image.save(out, "JPEG", exif=exif)
    paper = Paper("照片", (Pictures((Picture(out.getvalue(), "板"),)),))
    shape = Document(io.BytesIO(as_docx(paper))).inline_shapes[0]
    assert shape.height > shape.width
    assert b"SECRETPLACE" in out.getvalue()
    with zipfile.ZipFile(io.BytesIO(as_docx(paper))) as packed:
        assert not any(b"SECRETPLACE" in packed.read(name) for name in packed.namelist())
    assert b"SECRETPLACE" not in as_pdf(paper)


@pytest.mark.parametrize("content", [b"", b"not a picture", photo()[:200], b"%PDF-1.7"])
def test_a_broken_photograph_is_refused(content):
    for make in (as_pdf, as_docx):
        with pytest.raises(PictureUnreadable):
            make(Paper("照片", (Pictures((Picture(content),)),)))


@pytest.mark.parametrize(
    "paper", [Paper("", ()), Paper("空", (Text(""), Facts(()), Signatures(())))]
)
def test_nothing_is_a_paper_too(paper):
    assert PdfReader(io.BytesIO(as_pdf(paper))).pages
    assert Document(io.BytesIO(as_docx(paper))).sections


@pytest.mark.parametrize(
    "block", [Facts(()), Pictures(()), Table((), ()), Table(("甲",), ()), Table((), (("甲",),))]
)
def test_empty_blocks_leave_the_rest_alone(block):
    paper = Paper("空", (block, Text("后面的话"), block, Signatures(("签字",))))
    assert "后面的话" in pdf_words(as_pdf(paper))
    assert "后面的话" in docx_words(as_docx(paper))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_makes_both(text):
    paper = with_text(text)
    assert as_pdf(paper).startswith(b"%PDF")
    assert Document(io.BytesIO(as_docx(paper))).tables


def test_without_a_chinese_font_the_pdf_is_refused(settings, monkeypatch, tmp_path, now):
    settings.LINLI_FONTS = ""
    monkeypatch.setattr(fonts, "OURS", tmp_path)
    with pytest.raises(NoFont):
        as_pdf(a_paper(now))
    with pytest.raises(NoFont):
        require_form("pdf")
    assert as_docx(a_paper(now))
    latin = fonts.Path(fonts.__file__).parent / "fonts" / "NotoEmoji_400Regular.ttf"
    (tmp_path / "emoji.ttf").write_bytes(latin.read_bytes())
    with pytest.raises(NoFont):
        require_form("pdf")


def test_an_office_may_bring_its_own_faces(settings, monkeypatch, tmp_path):
    ours = fonts.OURS
    office, plain = tmp_path / "office", tmp_path / "plain"
    office.mkdir()
    plain.mkdir()
    for folder, name in ((office, "NotoSerifSC_700Bold"), (plain, "NotoEmoji_400Regular")):
        (folder / f"{name}.ttf").write_bytes((ours / f"{name}.ttf").read_bytes())
    settings.LINLI_FONTS = str(office)
    monkeypatch.setattr(fonts, "OURS", plain)
    assert "泰宁" in pdf_words(as_pdf(Paper("泰宁", ())))
    assert {one.path for one in fonts.faces().handle.fonts()} >= {
        str(office / "NotoSerifSC_700Bold.ttf")
    }


def test_a_download_has_its_name_and_is_kept_by_no_cache(now):
    paper = a_paper(now)
    for form, kind in (("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats")):
        answer = paper_response(paper, form, '会议纪要 2026/3号\r\nX: y"')
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"] == (
            f"attachment; filename=\"linli.{form}\"; filename*=UTF-8''"
            f"%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81%202026%EF%BC%8D3%E5%8F%B7%20X%EF%BC%8D%20y%EF%BC%8D.{form}"
        )
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
    assert "UTF-8''linli.pdf" in paper_response(paper, "pdf", " .\x00. ")["Content-Disposition"]


@pytest.mark.parametrize("form", ["", "PDF", "exe", "../pdf"])
def test_other_forms_are_refused(form, now):
    with pytest.raises(UnknownForm):
        paper_response(a_paper(now), form, "x")


def test_a_download_without_a_moment_is_dated_by_the_clock(monkeypatch, now):
    monkeypatch.setattr("linli.kernel.clock.now", lambda: now)
    assert paper_response(a_paper(), "docx", "x").content == as_docx(a_paper(now))


def test_the_refusals_speak_both_languages():
    for refusal in (NoFont, UnknownForm, PictureUnreadable):
        with translation.override("en"):
            assert refusal().message.isascii()
        with translation.override("zh-hans"):
            assert not refusal().message.isascii()


def test_a_start_loads_none_of_it():
    code = (
        "import sys, linli.ui.paper.responses; print({'docx', 'typst', 'PIL'} & set(sys.modules))"
    )
    home = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=home
    )
    assert done.stdout.strip() == "set()"


def test_a_language_reaches_both(now):
    paper = replace(a_paper(now), language="en")
    assert PdfReader(io.BytesIO(as_pdf(paper))).root_object["/Lang"] == "en"
    assert Document(io.BytesIO(as_docx(paper))).core_properties.language == "en"
