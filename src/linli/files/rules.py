"""What a file really is, and what is kept of it. Hostile bytes in, safe bytes or a refusal out."""

from __future__ import annotations

import io
import re
import struct
import threading
import wave
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageOps, UnidentifiedImageError

from linli.files.terms import NotADocument, NotAPicture, NotASound, TooManyPixels, UnsafeDocument

LONGEST_SIDE = 1600
SMALL_SIDE = 320
QUALITY = 82
MOST_PIXELS = 50_000_000  # about 150 MB while decoding; phones make 12 to 50 million
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

LONGEST_SOUND = 600  # seconds of a recording

MOST_ENTRIES = 5_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200  # plain text packs at most about 1:30; bombs at 1:1000

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN_PART = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX}
# Active content by the names that PDF gives it (ISO 32000-1, 12.6.4 and 7.11.4).
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")

# Decoding takes memory: two at a time in one process.
_decoding = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A re-encoded picture: JPEG bytes without metadata, and its small form."""

    data: bytes
    small: bytes
    width: int
    height: int


@cache
def _know_heif() -> None:
    """Pictures as iPhones make them. Its codec is slow to load: with the first picture, not with
    the server."""
    import pillow_heif  # noqa: PLC0415

    pillow_heif.register_heif_opener()


def picture(data: bytes) -> Picture:
    """Decode, turn upright, shrink, and encode anew as JPEG. Refuses `NotAPicture` and
    `TooManyPixels`.
    """
    _know_heif()
    try:
        with _decoding, Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooManyPixels
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: decode at a smaller scale
            clean = _flat(ImageOps.exif_transpose(opened))
            clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            small = clean.copy()
            small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
            return Picture(_jpeg(clean), _jpeg(small), clean.width, clean.height)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        # What Pillow raises for bytes that are not what they say they are.
        raise NotAPicture from error


def _flat(image: Image.Image) -> Image.Image:
    """The pixels alone on white, on a fresh canvas: nothing of `info` comes along."""
    canvas = Image.new("RGB", image.size, "white")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        solid = image.convert("RGBA")
        canvas.paste(solid, mask=solid.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def looks_like_picture(data: bytes) -> bool:
    """By the first bytes alone: JPEG, PNG, WebP, or an ISO media file (HEIC)."""
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or data[4:8] == b"ftyp"
    )


def sound(data: bytes) -> bytes:
    """A recording as plain PCM in a fresh WAV file: whatever else the file carried is forgotten.
    Refuses `NotASound` for anything that is not wholly such a recording, is empty, or lasts longer
    than `LONGEST_SOUND` seconds.
    """
    refusal = NotASound(minutes=LONGEST_SOUND // 60)
    try:
        with wave.open(io.BytesIO(data)) as opened:
            shape = (opened.getnchannels(), opened.getsampwidth(), opened.getframerate())
            promised = opened.getnframes()
            channels, width, rate = shape
            if channels not in (1, 2) or width != 2 or not 8_000 <= rate <= 48_000:
                raise refusal
            if not 0 < promised <= LONGEST_SOUND * rate:
                raise refusal
            frames = opened.readframes(promised)
    except (wave.Error, EOFError, ValueError, struct.error, OverflowError, RuntimeError) as error:
        raise refusal from error
    if len(frames) != promised * channels * width:
        raise refusal
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(channels)
        written.setsampwidth(width)
        written.setframerate(rate)
        written.writeframes(frames)
    return out.getvalue()


def document(data: bytes) -> str:
    """The media type of a document, by its structure. Refuses `NotADocument` for anything but
    PDF, docx and xlsx, `UnsafeDocument` for active content and for bombs.
    """
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    raise NotADocument


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2048:]:
        raise NotADocument
    if _ACTIVE_PDF.search(data):
        raise UnsafeDocument
    return "application/pdf"


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            names = {entry.filename for entry in entries}
            _check_unpacked(archive, entries)
            relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError,
    ) as error:  # fmt: skip
        raise NotADocument from error
    if "[Content_Types].xml" not in names:
        raise NotADocument
    if any("vbaProject" in name or "embeddings/" in name or "activeX" in name for name in names):
        raise UnsafeDocument
    if b"attachedTemplate" in relations and b'TargetMode="External"' in relations:
        raise UnsafeDocument
    for part, media_type in _MAIN_PART.items():
        if part in names:
            return media_type
    raise NotADocument


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO:
        raise UnsafeDocument
    if any(entry.filename.startswith("/") or ".." in entry.filename for entry in entries):
        raise UnsafeDocument


def _check_unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack for real, piece by piece: sizes in the directory may lie."""
    total = 0
    for entry in entries:
        with archive.open(entry) as member:
            while piece := member.read(1 << 20):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise UnsafeDocument
