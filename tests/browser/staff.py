"""What staff do before they act: open the first thing in their work."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .pages import PATIENCE, Person


def first_work(person: Person, step: str, title: str) -> None:
    """Open the work list; the first row is this matter at this step; open it."""
    person.go("/work")
    row = (
        person.page.get_by_role("main")
        .get_by_role("listitem")
        .filter(has=person.page.get_by_role("link"))
    )
    first = row.first
    expect(first).to_contain_text(title)
    expect(first).to_contain_text(person.t(step))
    first.get_by_role("link").click()
    expect(person.step(step)).to_be_visible(timeout=PATIENCE)
    beside = person.page.url.endswith("/work")
    assert beside != person.size.touch, "a phone opens the page, a wide screen shows it beside"
    person.look()


def work_titles(person: Person) -> list[str]:
    """The rows of one's work, as text."""
    person.go("/work")
    links = person.page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    return [re.sub(r"\s+", " ", text) for text in links.all_inner_texts()]
