import io
import random
import zipfile

import pytest
from PIL import Image

from linli.files.rules import document, looks_like_picture, picture
from linli.files.terms import NotADocument, NotAPicture, TooManyPixels, UnsafeDocument
from linli.files.tests.factories import PDF, located_photo, office, photo


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_pictures_of_every_kind_become_jpeg_of_at_most_1600(form):
    data = photo(form=form)
    assert looks_like_picture(data)
    made = picture(data)
    assert (made.width, made.height) == (1600, 800)
    with Image.open(io.BytesIO(made.data)) as kept, Image.open(io.BytesIO(made.small)) as small:
        assert kept.format == small.format == "JPEG"
        assert kept.size == (1600, 800)
        assert small.size == (320, 160)
        blue = kept.getpixel((100, 100))
        assert blue[2] > 180
        assert blue[0] < 60


def test_metadata_is_dropped_and_orientation_applied():
    data = located_photo()
    assert b"SecretCamera" in data
    assert b"secret comment" in data
    made = picture(data)
    assert (made.width, made.height) == (800, 1200)
    for kept in (made.data, made.small):
        assert b"SecretCamera" not in kept
        assert b"secret comment" not in kept
        assert b"Exif" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert not image.getexif()
            assert set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }
    with Image.open(io.BytesIO(made.data)) as upright:
        assert upright.getpixel((700, 100))[2] > 180  # the blue corner went from left to right


def test_transparency_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(picture(out.getvalue()).data)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_unusual_modes_are_decoded(mode):
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert picture(out.getvalue()).width == 20


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xd8\xff\xe0rubbish",
        b"GIF89a" + b"\0" * 40,
        PDF,
        b"<svg onload='x'/>",
        photo()[:2000],
    ],
)
def test_what_is_not_a_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        picture(data)


def test_a_flood_of_pixels_is_refused_before_decoding():
    head = photo((16, 16), "PNG")
    for side in (8_000, 12_000, 60_000):
        wide = head[:16] + side.to_bytes(4) + side.to_bytes(4) + head[24:]
        with pytest.raises((TooManyPixels, NotAPicture)) as refused:
            picture(_with_crc(wide))
        assert refused.type is TooManyPixels


def _with_crc(data):
    import zlib

    return data[:29] + zlib.crc32(data[12:29]).to_bytes(4) + data[33:]


def test_random_damage_never_escapes_as_another_error():
    rng = random.Random(3)
    for form in ("JPEG", "PNG", "WEBP", "HEIF"):
        whole = photo((64, 48), form)
        for _ in range(40):
            damaged = bytearray(whole)
            for _ in range(6):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            try:
                assert picture(bytes(damaged)).width > 0
            except (NotAPicture, TooManyPixels):
                continue


def test_documents_are_known_by_structure():
    assert document(PDF) == "application/pdf"
    assert document(office()).endswith("wordprocessingml.document")
    assert document(office("xl/workbook.xml")).endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90",
        b"%PDF-1.4 no end",
        b"PK\x03\x04 rubbish",
        office("other/part.xml"),
        photo((8, 8)),
        office()[:-30],
    ],
)
def test_other_things_are_not_documents(data):
    with pytest.raises(NotADocument):
        document(data)


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"),
        office(extra=[("word/vbaProject.bin", b"x")]),
        office(extra=[("word/embeddings/a.bin", b"x")]),
        office(extra=[("../../etc/passwd", b"x")]),
        office(
            extra=[
                (
                    "word/_rels/settings.xml.rels",
                    b'<R Type="attachedTemplate" TargetMode="External"/>',
                )
            ]
        ),
        office(body=b"\0" * 30_000_000),
    ],
    ids=["javascript", "launch", "macro", "embedded", "path", "template", "bomb"],
)
def test_active_content_and_bombs_are_refused(data):
    with pytest.raises(UnsafeDocument):
        document(data)


def test_a_directory_that_lies_about_sizes_is_refused():
    data = bytearray(office(body=b"\0" * 200_000))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("word/document.xml")
    size = entry.file_size.to_bytes(4, "little")
    at = data.rfind(size)
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises((UnsafeDocument, NotADocument)):
        document(bytes(data))
