"""Bytes to send."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(size=(2400, 1200), form="JPEG", colour=(200, 30, 30), **options):
    image = Image.new("RGB", size, colour)
    image.paste((20, 20, 220), (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def located_photo():
    """With a camera, a place and an orientation in its EXIF, and a comment."""
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera 9"
    exif[0x0112] = 6  # turn 90° to see it upright
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (26.0, 54.0, 11.0)
    return photo((1200, 800), exif=exif, comment=b"my secret comment")


def office(main="word/document.xml", extra=(), body=b"<w:document/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(main, body)
        for name, data in extra:
            archive.writestr(name, data)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def sent(data, name="x.jpg"):
    return SimpleUploadedFile(name, data)
