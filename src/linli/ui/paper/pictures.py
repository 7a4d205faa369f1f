"""Photographs for a paper: upright, as large as print needs, nothing but their pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from linli.ui.paper.refusals import PictureUnreadable

_LONGEST: Final = 1_200  # pixels on 7.5 cm are 400 a inch
_MOST: Final = 50_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Printed:
    """JPEG bytes and their shape: height over width."""

    content: bytes
    shape: float


def printed(content: bytes) -> Printed:
    """The picture as it is put into a paper. Refuses `PictureUnreadable`."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST:
                raise PictureUnreadable
            opened.draft("RGB", (_LONGEST, _LONGEST))
            clean = ImageOps.exif_transpose(opened).convert("RGBA")
            flat = Image.new("RGB", clean.size, "white")
            flat.paste(clean, mask=clean.getchannel("A"))
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise PictureUnreadable from error
    flat.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return Printed(out.getvalue(), flat.height / flat.width)
