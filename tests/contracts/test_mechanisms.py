"""`docs/mechanisms.md` names only what is there: every row once, played by a story or a test, and
walked through the pages by a journey."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (HOME / "docs" / "mechanisms.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-Z]\d", line)
]
PATH = re.compile(r"`((?:methods|src|tests)/[^`]+)`")
JOURNEY = re.compile(r"`(tests/(?:browser|journeys)/test_(?!access|fuzz|hostile)[^`]+\.py)`")


def test_every_row_of_matters_stands_once():
    wanted = ["A5", "A8", "A9", "A11", *(f"B{number}" for number in range(1, 21))]
    wanted += [f"C{number}" for number in range(1, 12)]
    wanted += [f"D{number}" for number in range(1, 11)]
    assert [row[0] for row in ROWS] == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_is_there(row):
    played = PATH.findall(row[4])
    assert played, "nothing plays it"
    missing = [path for cell in row for path in PATH.findall(cell) if not (HOME / path).is_file()]
    assert not missing


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_journey_walks_every_row(row):
    """Through the pages: over HTTP or in the browser. Files that prove something about all pages at
    once (who may open what, what hostile words do) walk no row."""
    walked = JOURNEY.findall(row[5])
    assert walked, "no journey"
    assert len(walked) == len(PATH.findall(row[5])), "not all of these are journeys"
    for path in walked:
        text = (HOME / path).read_text(encoding="utf-8")
        assert re.search(r"^def test_", text, re.MULTILINE), f"{path} tests nothing"


def test_every_journey_is_named():
    """A journey that no row names walks a mechanism that this page has forgotten."""
    general = {"tests/journeys/test_triage_journey.py"}  # help at the desk, under every row
    walked = {
        path.relative_to(HOME).as_posix() for path in HOME.glob("tests/journeys/test_*_journey.py")
    }
    assert walked - {path for row in ROWS for path in JOURNEY.findall(row[5])} == general


def test_every_story_is_named():
    """A story that no row names tells of a mechanism that this page has forgotten."""
    general = {"群众反映", "预警催办督办"}  # the plain loop and its clock, under every row
    stories = {
        path.relative_to(HOME).as_posix() for path in HOME.glob("methods/*/stories/*.feature")
    }
    named = {path for row in ROWS for path in PATH.findall(row[4])}
    assert {path for path in stories - named if Path(path).stem not in general} == set()
