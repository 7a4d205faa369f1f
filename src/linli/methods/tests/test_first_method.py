"""The worked example of docs/first-method.md: written without a line of Python, and it runs."""

from pathlib import Path

import pytest

from linli.methods import selectors, services

DOCS = Path(__file__).resolve().parents[4] / "docs"
EXAMPLE = DOCS / "first-method" / "qinghe"


def test_the_example_passes_the_gate_without_a_warning():
    assert selectors.check(selectors.read_folder(EXAMPLE)).findings == ()


@pytest.mark.django_db
def test_its_stories_hold(now):
    played = services.run_stories(folder=selectors.read_folder(EXAMPLE), now=now)
    every = [one for results in played for one in results.scenarios]
    assert len(every) == 3
    assert [one.fault for one in every] == [""] * 3


def test_what_the_page_quotes_stands_in_the_example():
    page = (DOCS / "first-method.md").read_text(encoding="utf-8")
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.rglob("*")) if path.is_file()
    )
    quoted = [
        line.strip()
        for block in page.split("```")[1::2]
        if block.startswith(("toml", "gherkin"))
        for line in block.splitlines()[1:]
    ]
    assert len(quoted) > 15
    assert [line for line in quoted if line and line not in written] == []
