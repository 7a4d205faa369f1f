"""Translations: `compile` makes .mo files from .po; `check` finds words without English.

Chinese is the source language, so only English catalogues exist, one per context.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1] / "src" / "linli"
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
MARKS |= {"msg"}  # of pure code, worded by its edges
TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""")
IN_TAG = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
BLOCK = re.compile(
    r"\{%\s*(?:blocktranslate|blocktrans)\b([^%]*)%\}(.*?)(?:\{%\s*plural\s*%\}(.*?))?"
    r"\{%\s*end(?:blocktranslate|blocktrans)\s*%\}",
    re.DOTALL,
)


def catalogues() -> list[Path]:
    return sorted(SOURCE.glob("*/locale/en/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """Write a .mo beside every .po that is newer."""
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


def _python_words(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in MARKS:
            first = node.args[1] if name.startswith("p") else node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def _template_words(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    found = {one or two for one, two in TAG.findall(text)}
    found |= {one or two for one, two in IN_TAG.findall(text)}
    for options, body, _plural in BLOCK.findall(text):
        words = re.sub(r"\{\{\s*([\w.]+)[^}]*\}\}", r"%(\1)s", body)
        if "trimmed" in options:
            words = " ".join(line.strip() for line in words.strip().splitlines())
        found.add(words)
    return found


def missing() -> list[str]:
    """Every marked text in code or template that has no finished English, as `file: text`."""
    translated = {
        entry.msgid
        for po in catalogues()
        for entry in polib.pofile(str(po))
        if (entry.msgstr or all(entry.msgstr_plural.values())) and not entry.fuzzy
    }
    faults = []
    for path in sorted(SOURCE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        faults += [f"{path.relative_to(SOURCE)}: {w}" for w in _python_words(path) - translated]
    for path in sorted(SOURCE.rglob("*.html")):
        faults += [f"{path.relative_to(SOURCE)}: {w}" for w in _template_words(path) - translated]
    return faults


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif sys.argv[1:] == ["check"]:
        lacking = missing()
        print("\n".join(lacking) or "every text has its English")
        sys.exit(1 if lacking else 0)
    else:
        sys.exit("usage: tools/messages.py compile|check")
