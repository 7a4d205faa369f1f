"""Lists as their keepers meet them: opened, filled, found again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.journeys.county import Reader
from tests.journeys.reading import Page

# What a refused step wrote is taken back only where the request's transaction is the outermost.
ROLLED_BACK = pytest.mark.django_db(transaction=True)


def opened(reader: Reader, kind: str, name: str) -> Page:
    """A new list, by the form on the page of lists."""
    page = reader.read("/lists/").form("新建").answer({"哪种清单": kind, "名称": name})
    assert page.status == 200, page.faults or page
    assert "已建立，编号" in page
    return page


def listed(page: Page, said: Mapping[str, str]) -> Page:
    """One more line: of the list that is open, or below or beyond the line that is."""
    page = page.form("列入清单").answer(said)
    assert "已列入。" in page, page.faults or page
    return page


def on(reader: Reader, name: str, line: str = "") -> Page:
    """That list, or that line of it, from the page of lists."""
    page = reader.read("/lists/").open(name)
    return page.open(line) if line else page
