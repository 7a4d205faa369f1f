"""The list of matters in other orders, and the board's cards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.kernel import versions
from linli.matters import selectors
from linli.matters.selectors import MatterQuery, lists
from linli.matters.stories import scene
from linli.matters.tests.factories import report
from linli.matters.tests.test_web import browser, world

__all__ = ["world"]  # the fixture

HOUR = timedelta(hours=1)
CATEGORIES = ("manhole", "fire_lane", "street_lamp")


@pytest.fixture
def community(world):
    """Six reports, an hour apart; whoever sees them."""
    scene.grid(world, parent="青云小区", name="青云2格")
    for n in range(6):
        report(
            world.now + n * HOUR, words=f"第{n}处坏了", category=CATEGORIES[n % 3],
            grid=("青云2格", "青云1格")[n % 2], key=f"list-{n}",
        )  # fmt: skip
    return scene.actor_named(world, "李社区")


def pages_of(actor, **query):
    found, before = [], ""
    for _page in range(9):
        rows = selectors.matter_list(actor, MatterQuery(before=before, **query))
        found += rows.lines
        before = rows.more
        if not before:
            return found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("age", lambda line: line.opened_at),
        ("category", lambda line: line.category),
        ("place", lambda line: line.place),
    ],
)
def test_pages_of_another_order_leave_nothing_out(community, monkeypatch, sort, value):
    usual = [line.matter_id for line in pages_of(community)]
    monkeypatch.setattr(lists, "PAGE", 2)
    for direction, down in (("", False), ("-", True)):
        found = pages_of(community, sort=f"{direction}{sort}")
        newest = sorted(found, key=lambda line: usual.index(line.matter_id))
        assert found == sorted(newest, key=value, reverse=down)
        assert sorted(line.matter_id for line in found) == sorted(usual)


def test_an_order_that_is_not_offered_is_the_usual_one(community):
    usual = pages_of(community)
    for sort in ("title", "identity", "-", "opened_at"):
        assert pages_of(community, sort=sort) == usual


def test_the_row_before_may_be_gone(community, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    first = selectors.matter_list(community, MatterQuery(sort="category", state="open"))
    value = first.more.partition("|")[0]
    gone = f"{value}|00000000-0000-0000-0000-000000000000"
    after = selectors.matter_list(community, MatterQuery(sort="category", before=gone))
    assert {line.category for line in after.lines} <= {value, *CATEGORIES}
    assert all(line.category >= value for line in after.lines)


def test_only_the_newest_are_sorted_and_the_page_says_so(world, community, monkeypatch):
    monkeypatch.setattr(lists, "MOST_SORTED", 2)
    rows = selectors.matter_list(community, MatterQuery(sort="place"))
    assert (len(rows.lines), rows.cut) == (2, True)
    page = browser(world, "李社区").get(reverse("matters"), {"sort": "place"}).content.decode()
    assert "要看别的，请先筛选" in page


@pytest.mark.parametrize(("sort", "most"), [("", 1), ("age", 1), ("category", 2), ("-place", 2)])
def test_what_the_list_costs(community, sort, most, django_assert_num_queries):
    query = MatterQuery(sort=sort)
    selectors.matter_list(community, query)
    with versions.unit_of_work():
        selectors.catalogue()  # asks once what is in force
        with django_assert_num_queries(most):
            selectors.matter_list(community, query)


def test_headings_sort_and_say_so(world, community):
    client = browser(world, "李社区")
    page = client.get(reverse("matters")).content.decode()
    assert '<th scope="col" aria-sort="descending"><a class="sort-down" href="?sort=age"' in page
    page = client.get(reverse("matters"), {"sort": "category", "before": "a|y"}).content.decode()
    assert '<th scope="col" aria-sort="ascending"><a class="sort-up" href="?sort=-category"' in page
    assert page.count("aria-sort") == 1
    assert '<input type="hidden" name="sort" value="category">' in page


def test_the_cards_of_the_board_are_sorted(world, community):
    since = world.now - HOUR
    oldest = selectors.board(community, since=since, sort="age").new
    assert [card.line.opened_at for card in oldest] == sorted(c.line.opened_at for c in oldest)
    placed = selectors.board(community, since=since, sort="place").new
    assert [card.line.place for card in placed] == sorted(card.line.place for card in placed)
    page = browser(world, "李社区").get(reverse("triage"), {"sort": "age"}).content.decode()
    assert 'href="?sort=age" aria-current="true"' in page
