"""Sections of docs/performance.md that commands of their own write; whoever else writes the page
keeps them."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
_SECTION = re.compile(r"<!-- (\w+) -->.*?<!-- /\1 -->", re.DOTALL)


def kept(page: Path = PAGE) -> str:
    """All such sections that the page has already, in their order."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return "".join(f"\n{found[0]}\n" for found in _SECTION.finditer(text))


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Write one section in its place, or at the end."""
    before = page.read_text(encoding="utf-8")
    section = f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
    after, found = re.subn(
        rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: section, before, flags=re.DOTALL
    )
    page.write_text(after if found else f"{before.rstrip()}\n\n{section}\n", encoding="utf-8")
