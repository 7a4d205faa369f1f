"""The faces that papers are set in, and which characters they have.

Two places hold fonts: those that bin/frontend lays down (Noto Serif SC, Noto Emoji, both under the
SIL Open Font License), and `LINLI_FONTS`, a folder for the faces that an office has a licence for:
仿宋, 小标宋, 黑体, 楷体. A character that no face has is spelled as its code point: no boxes.
"""

from __future__ import annotations

import re
import struct
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from linli.ui.paper.refusals import NoFont

if TYPE_CHECKING:
    import typst

OURS: Final = Path(__file__).parent / "fonts"
_PROOF: Final = "第一村民委员会会议纪要，年月日签字盖章"  # whoever lacks these has no Chinese
_BASE: Final = ("Noto Serif SC", "Noto Emoji")
# Families by which an office's own faces are known, the first that is there wins.
_WANTED: Final = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "SimSun"),
    "body": ("FangSong_GB2312", "FangSong", "STFangsong"),
    "heading": ("SimHei", "STHeiti"),
    "second": ("KaiTi_GB2312", "KaiTi", "STKaiti"),
}  # fmt: skip
# A letter and its accents: those that can be one character become it. The rest of the text stays as
# it is, since normalising would change Chinese characters in names.
_ACCENTED: Final = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_SHAPERS: Final = frozenset(
    chr(code) for code in (0x034F, 0x20E3, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Faces:
    """What was found: typst's handle, families for each use, and every character there is."""

    handle: typst.Fonts
    families: dict[str, tuple[str, ...]]
    characters: frozenset[int]

    def spelled(self, text: str) -> str:
        """The text, its characters that no face has written as their code points. Accents are
        written into their letters, and others spelled: no face is sure to have both."""
        if all(ord(one) in self.characters and not _hangs(one) for one in text):
            return text
        return "".join(map(self._one, _ACCENTED.sub(lambda both: _joined(both.group()), text)))

    def _one(self, character: str) -> str:
        kind = unicodedata.category(character)
        if kind == "Zs":
            return " "
        if kind == "Cf" or character in _SHAPERS:
            return ""
        known = ord(character) in self.characters and not _hangs(character)
        return character if known else f"〔U+{ord(character):04X}〕"


def faces() -> Faces:
    """The faces of this installation, read once. Refuses `NoFont` when there is no Chinese."""
    with _lock:
        return _faces(str(OURS), str(settings.LINLI_FONTS or ""))


@cache
def _faces(*folders: str) -> Faces:
    import typst  # noqa: PLC0415 - slow to load, and only PDF needs it

    paths: list[str] = [one for one in folders if one and Path(one).is_dir()]
    handle = typst.Fonts(False, False, font_paths=paths)
    found = handle.fonts()
    characters: set[int] = set()
    for path, index in {(one.path, one.index) for one in found if one.path}:
        characters |= _characters(Path(path).read_bytes(), index)
    if not characters.issuperset(map(ord, _PROOF)):
        raise NoFont
    there = {one.family for one in found}
    base = tuple(one for one in _BASE if one in there)
    other = tuple(sorted(there - set(base)))
    families = {
        use: (*[one for one in wanted if one in there][:1], *base, *other)
        for use, wanted in _WANTED.items()
    }
    return Faces(handle, families, frozenset(characters))


def _hangs(character: str) -> bool:
    """Marks that hang on another character, and what shapes it unseen."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}


def _joined(both: str) -> str:
    return unicodedata.normalize("NFC", both)


def _characters(font: bytes, index: int) -> set[int]:
    """The code points of one face: its `cmap`, formats 4 and 12 (OpenType 1.9, cmap)."""
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, start + 4)[0]
    records = [struct.unpack_from(">4sIII", font, start + 12 + 16 * at) for at in range(count)]
    base = next((offset for tag, _sum, offset, _length in records if tag == b"cmap"), None)
    found: set[int] = set()
    if base is None:
        return found
    for at in range(struct.unpack_from(">H", font, base + 2)[0]):
        table = base + struct.unpack_from(">I", font, base + 4 + 8 * at + 4)[0]
        shape = struct.unpack_from(">H", font, table)[0]
        if shape == 12:
            for group in range(struct.unpack_from(">I", font, table + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", font, table + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif shape == 4:
            found |= _segments(font, table)
    return found


def _segments(font: bytes, table: int) -> set[int]:
    """Format 4: segments of the first plane; where glyphs are listed one by one, 0 is none."""
    count = struct.unpack_from(">H", font, table + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}H", font, table + 14 + gap + 2 * count * part)
        for part, gap in ((0, 0), (1, 2), (2, 2), (3, 2))
    )
    glyphs = table + 16 + 6 * count  # where idRangeOffset begins
    found: set[int] = set()
    for at in range(count):
        for code in range(starts[at], min(ends[at], 0xFFFE) + 1):
            glyph = code
            if ranges[at]:
                place = glyphs + 2 * at + ranges[at] + 2 * (code - starts[at])
                glyph = struct.unpack_from(">H", font, place)[0] if place + 2 <= len(font) else 0
                if glyph == 0:
                    continue
            if (glyph + deltas[at]) & 0xFFFF:
                found.add(code)
    return found
