"""A paper as PDF/A: typst sets it, the words go there as data."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from linli.ui.paper.fonts import Faces, faces
from linli.ui.paper.pictures import printed
from linli.ui.paper.values import (
    Basis,
    Block,
    Facts,
    Heading,
    Paper,
    Pictures,
    Signatures,
    Table,
    Text,
    goes_with,
    label_width,
    lines_of,
    one_line,
    places,
)

HERE: Final = Path(__file__).parent
# ISO 19005-2: opens the same in thirty years, and can be read aloud. It asks for a date.
ARCHIVE: Final = "a-2a"
_PICTURE_WIDTH: Final = 213  # points: half of the text's width
# A run without any place to break a line; narrow columns need one sooner.
_LONG: Final = re.compile(r"[!-~\u00a1-\u2fff]{13,}")


def as_pdf(paper: Paper) -> bytes:
    """The paper as PDF (PDF/A when it knows when it was made), the same bytes for the same paper.
    Refuses `NoFont`, `PictureUnreadable`."""
    import typst  # noqa: PLC0415 - slow to load, and only PDF needs it

    found = faces()
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        data = _Setting(found, Path(folder)).paper(paper)
        done = typst.Compiler(_template(), root=folder, font_paths=found.handle).compile(
            format="pdf",
            sys_inputs={
                "paper": json.dumps(data, ensure_ascii=False),
                "faces": _families(found),
            },
            timestamp=int(paper.made.timestamp()) if paper.made else None,
            pdf_standards=ARCHIVE if paper.made else [],
        )
    if not isinstance(done, bytes):
        raise TypeError(type(done))
    return done


@cache
def _template() -> bytes:
    return (HERE / "paper.typ").read_bytes()


def _families(found: Faces) -> str:
    return json.dumps(
        {**found.families, "plain": found.families["second"] == found.families["body"]}
    )


class _Setting:
    """Turns blocks into what the template reads; pictures into files beside it."""

    def __init__(self, found: Faces, folder: Path) -> None:
        self.found = found
        self.folder = folder
        self.count = 0

    def paper(self, paper: Paper) -> dict[str, Any]:
        language, _sign, region = paper.language.partition("-")
        follows = (*paper.blocks[1:], None)
        return {
            "title": self.line(paper.title),
            "heading": self.lines(paper.title),
            "issuer": self.line(paper.issuer),
            "number": self.line(paper.number),
            "date": self.line(paper.date),
            "dated": paper.made is not None,
            "lang": language,
            "region": region or None,
            "blocks": [
                {"sticky": goes_with(one, after), **self.block(one)}
                for one, after in zip(paper.blocks, follows, strict=False)
            ],
        }

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                return {"shape": "heading", "level": block.level, "text": self.line(block.text)}
            case Text():
                return {"shape": "text", "lines": self.lines(block.text)}
            case Basis():
                source = self.line(block.source)
                return {"shape": "basis", "source": source, "lines": self.lines(block.text)}
            case Facts():
                pairs = [(self.line(label), self.lines(value)) for label, value in block.pairs]
                return {"shape": "facts", "width": label_width(block.pairs), "pairs": pairs}
            case Table():
                return {"shape": "table", **self.table(block)}
            case Pictures():
                return {"shape": "pictures", "pictures": list(self.pictures(block))}
            case Signatures():
                labels = [self.set(one) for one in places(block)]
                return {"shape": "signatures", "labels": labels, "date": self.line(block.date)}

    def table(self, block: Table) -> dict[str, Any]:
        return {
            "shares": block.shares,
            "head": [self.line(one) for one in block.head],
            "rows": [
                [
                    {"lines": self.lines(cell), "middle": middle}
                    for cell, middle in zip(row, block.centred, strict=True)
                ]
                for row in block.full_rows
            ],
        }

    def pictures(self, block: Pictures) -> Iterator[dict[str, Any]]:
        for one in block.pictures:
            picture = printed(one.content)
            self.count += 1
            file = self.folder / f"{self.count}.jpg"
            file.write_bytes(picture.content)
            yield {
                "file": f"/{file.name}",
                "height": min(one.height, _PICTURE_WIDTH * picture.shape),
                "caption": self.lines(one.caption),
                "alt": self.line(one.caption) or str(self.count),
            }

    def line(self, text: str) -> str:
        return self.set(one_line(text))

    def lines(self, text: str) -> list[str]:
        return [self.set(line) for line in lines_of(text)]

    def set(self, text: str) -> str:
        """With only characters that can be shown, and places to break endless words."""
        return _LONG.sub(lambda run: "\u200b".join(run.group()), self.found.spelled(text))
