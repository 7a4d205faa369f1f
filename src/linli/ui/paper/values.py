"""A paper as a value: what a county prints, signs and files. No Django, no look.

Every text comes from people and is taken as it is: `lines_of` is the only way from a text into a
document, and nothing in it is ever read as markup.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_TOGETHER: Final = 300  # characters of a table that is not torn from the signatures below it
_SHORT: Final = 6  # characters of a cell that is centred
# What XML 1.0 cannot hold, and what turns the reading direction so that a page says one thing and
# its text another.
_GONE: Final[dict[int, str | None]] = dict.fromkeys(
    (
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        0xFEFF,
        *(plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    )
) | {0x09: " "}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 (一、) or 2 （一）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs: each line is one, with its first line indented; empty lines are left out."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value in two columns: time, place, who was there."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head that is repeated on every page. `weights` are the columns' shares of the
    width; without them the columns are equal."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """One positive share for each column of the head."""
        given = self.weights if len(self.weights) == len(self.head) else ()
        return tuple(max(one, 0.01) for one in given) or (1.0,) * len(self.head)

    @property
    def full_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows, each as long as the head."""
        width = len(self.head)
        return tuple((*row[:width], *[""] * (width - len(row))) for row in self.rows)

    @property
    def centred(self) -> tuple[bool, ...]:
        """Of each column: whether all of it is short, as figures and names are."""
        return tuple(
            all(_width(row[at]) <= _SHORT for row in self.full_rows) for at in range(len(self.head))
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as bytes that Pillow can read, and the words below it. `height` in points is
    less than a photograph's for what is small, such as a code to scan."""

    content: bytes
    caption: str = ""
    height: int = 160


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photographs, two in a row."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """An article that something stands on, word for word."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs or seals, two in a row, with room to do so; `date` stands below each."""

    labels: tuple[str, ...]
    date: str = ""


Block = Heading | Text | Facts | Table | Pictures | Basis | Signatures


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `issuer` heads it, `number` stands below the issuer, `date` below the title,
    whose lines stay lines.

    `language` is a tag such as `zh-CN`: Word and readers aloud ask for it. `made` is the moment
    that the file's own properties tell; the same value makes the same bytes.
    """

    title: str
    blocks: tuple[Block, ...]
    issuer: str = ""
    number: str = ""
    date: str = ""
    language: str = "zh-CN"
    made: datetime | None = None


def lines_of(text: str) -> list[str]:
    """The text's lines without what no document can hold; empty ones are left out."""
    lines = (line.translate(_GONE).strip() for line in text.splitlines())
    return [line for line in lines if line]


def one_line(text: str) -> str:
    """The same as one line: titles, labels, file names."""
    return " ".join(lines_of(text))


def goes_with(block: Block, after: Block | None) -> bool:
    """Whether the block must stand on the page of the signatures after it: nobody signs a page
    without words. Long ones may be torn, their ends stay all the same."""
    if not isinstance(after, Signatures):
        return False
    match block:
        case Facts():
            return sum(len(value) for _label, value in block.pairs) <= _TOGETHER
        case Table():
            return sum(len(cell) for row in block.rows for cell in row) <= _TOGETHER
        case Heading() | Text() | Basis() | Pictures():
            return True
        case Signatures():
            return False


def places(block: Signatures) -> tuple[str, ...]:
    """The labels as two in a row; one left over stands on the right, where a seal belongs."""
    labels = tuple(one_line(one) for one in block.labels)
    return labels if len(labels) % 2 == 0 else (*labels[:-1], "", labels[-1])


def label_width(pairs: tuple[tuple[str, str], ...]) -> int:
    """How many characters wide the column of labels is: that of the longest, from 4 to 9."""
    return max(4, min(9, max((_width(one_line(label)) for label, _value in pairs), default=4)))


def _width(text: str) -> int:
    """In full characters; two narrow ones fill one."""
    halves = sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)
    return (halves + 1) // 2
