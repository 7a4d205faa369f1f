"""Uploads and sheets that are bombs, lies or broken: refused, nothing stored."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.journeys.hostile import (
    BAD_REQUEST,
    LANGUAGES,
    django,
    place,
    reader,
    refused,
    state,
    texts_of,
)
from tests.journeys.walking import sheet

from linli.files import ports
from linli.files.models import Upload
from linli.files.terms import NotADocument, NotAPicture, TooLarge, TooManyPixels, UnsafeDocument
from linli.matters.models import Matter
from linli.matters.stories import doing
from linli.matters.terms import (
    NotASheet,
    TooManyPictures,
)

pytestmark = pytest.mark.django_db


# --- uploads -------------------------------------------------------------------------------------


def upload(data: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def bomb_png(side: int = 20_000) -> bytes:
    """A valid PNG of some kilobytes that unpacks to 400 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body
            + struct.pack(">I", zlib.crc32(name + body))
        )  # fmt: skip

    rows = zlib.compressobj(9)
    row = b"\x00" * (side // 8 + 1)
    packed = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def zip_bomb() -> bytes:
    """An xlsx by its names, 30 MB of nothing in 30 KB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", b"\x00" * 30_000_000)
    return buffer.getvalue()


def broken_xlsx() -> bytes:
    """A real workbook with its packed bytes overwritten in the middle."""
    good = bytearray(sheet().read())
    with zipfile.ZipFile(io.BytesIO(bytes(good))) as book:
        for one in book.infolist():
            at = one.header_offset + 30 + len(one.filename) + len(one.extra)
            good[at : at + 8] = b"\xff" * 8
    return bytes(good)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
PDF_JS = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF\n"
BIG = TooLarge(megabytes=10)
UPLOADS = {
    "svg": (lambda: upload(SVG, "a.svg", "image/svg+xml"), "image", NotAPicture()),
    "svg as a picture": (lambda: upload(SVG), "image", NotAPicture()),
    "svg as anything": (lambda: upload(SVG, "a.svg"), "any", NotADocument()),
    "html as a picture": (lambda: upload(HTML), "image", NotAPicture()),
    "html as a document": (lambda: upload(HTML, "a.pdf"), "document", NotADocument()),
    "html behind a jpeg": (lambda: upload(b"\xff\xd8\xff" + HTML), "any", NotAPicture()),
    "empty": (lambda: upload(b""), "image", NotAPicture()),
    "10 MB and 1": (lambda: upload(b"\xff\xd8\xff" + bytes(10 * 2**20 - 2)), "image", BIG),
    "png bomb": (lambda: upload(bomb_png(), "a.png", "image/png"), "image", TooManyPixels()),
    "zip bomb": (lambda: upload(zip_bomb(), "a.xlsx"), "document", UnsafeDocument()),
    "broken zip": (lambda: upload(broken_xlsx(), "a.xlsx"), "document", NotADocument()),
    "script in pdf": (lambda: upload(PDF_JS, "a.pdf"), "document", UnsafeDocument()),
    "half a jpeg": (lambda: upload(doing.picture().read()[:200]), "image", NotAPicture()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", UPLOADS)
def test_hostile_uploads_are_refused(rolled_back, name, language):
    make, kind, said = UPLOADS[name]
    client, before = reader(language), state()
    answer = client.post("/files/", {"file": make(), "kind": kind})
    refused(answer, said, language, before=before)
    if kind == "image":  # the same file with a report
        refused(client.post("/report", place(photos=make())), said, language, before=before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_and_too_many_files_are_refused(rolled_back, language):
    client, before = reader(language), state()
    refused(client.post("/files/", {"kind": "image"}), NotAPicture(), language, before=before)
    refused(client.post("/files/", {"file": "text"}), NotAPicture(), language, before=before)
    answer = client.post("/report", place(photos=[upload(b"x") for _ in range(21)]))
    refused(answer, BAD_REQUEST, language, before=before, status=(400,))
    answer = client.post("/report", place(photos=[doing.picture() for _ in range(10)]))
    assert answer.status_code == 422
    said = dict(zip(LANGUAGES, texts_of(TooManyPictures(limit=9)), strict=True))[language]
    assert said in answer.content.decode()
    assert Matter.objects.count() == before[0]


def test_the_place_in_a_photo_is_dropped(rolled_back):
    exif = Image.Exif()
    exif[0x010F] = "标记相机"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 54.0, 1.0), 3: "E", 4: (117.0, 10.0, 1.0)})
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(buffer, "JPEG", exif=exif)
    assert Image.open(buffer).getexif().get_ifd(0x8825)  # it was there
    assert reader().post("/report", place(photos=upload(buffer.getvalue()))).status_code == 302
    kept = Upload.objects.order_by("-made_at", "-id")[0]
    for small in (False, True):
        path = ports.path(kept.id, "jpg", small=small)
        with Image.open(path) as stored:
            assert not stored.getexif()
            assert "exif" not in stored.info
        assert "标记相机".encode() not in path.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "data", [zip_bomb, lambda: HTML, broken_xlsx, lambda: b""], ids=["bomb", "html", "broken", "0"]
)
def test_hostile_sheets_are_refused(rolled_back, language, data):
    client, before = reader(language, "community_in"), state()
    answer = client.post("/matters/import", {"sheet": upload(data(), "a.xlsx"), "kind": "report"})
    said = {zip_bomb: UnsafeDocument()}.get(data, NotASheet())
    said = said if data() else django("The submitted file is empty.")
    refused(answer, said, language, before=before)
