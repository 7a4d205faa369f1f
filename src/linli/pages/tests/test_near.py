"""My work by distance: only asked by a post, only mine, nothing of the position kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.models import TrailLine
from linli.matters.models import Matter
from linli.matters.tests.test_web import browser, report, world
from linli.pages import rules, selectors

__all__ = ["world"]  # the fixture

HERE = {"longitude": "117.1700", "latitude": "26.9000"}


def placed(world, *points):
    """A report for each point; None: without one."""
    for n, point in enumerate(points):
        opened = report(world, words=f"第{n}处路灯不亮", n=n)
        if point:
            Matter.objects.filter(pk=opened.matter_id).update(
                longitude=point[0], latitude=point[1], title=f"第{n}处"
            )


def test_nearest_first_then_what_has_no_point_as_it_came():
    points = {"far": (117.2, 26.9), "near": (117.171, 26.9)}
    ordered = rules.by_distance(["x", "far", "y", "near"], points, (117.17, 26.9))
    assert [key for key, _away in ordered] == ["near", "far", "x", "y"]
    assert [away is None for _key, away in ordered] == [False, False, True, True]


@pytest.mark.parametrize(
    ("exact", "said"), [(0, 10), (4, 10), (346, 350), (994, 990), (996, 1000), (1249, 1200)]
)
def test_distances_are_said_roundly(exact, said):
    assert rules.rounded(exact) == said


def test_the_rows_come_by_distance_with_what_lies_nowhere_last(world):
    placed(world, (117.3, 26.9), None, (117.1701, 26.9))
    page = browser(world, "王网格").post(reverse("work-near"), HERE).content.decode()
    near, nowhere = page.split("没有标出位置")
    assert near.index("约 10 米") < near.index("约 12.9 公里")
    assert nowhere.count("data-row") == 1
    assert "117.17" not in page
    assert "登记：签收" in page  # bulk verbs as on the list


def test_it_is_mine_alone_and_filtered_as_the_list(world):
    placed(world, (117.17, 26.9))
    assert (
        "手上没有待办" in browser(world, "吴核查").post(reverse("work-near"), HERE).content.decode()
    )
    client = browser(world, "王网格")
    page = client.post(reverse("work-near") + "?due=late&scope=area", HERE).content.decode()
    assert "手上没有待办" in page


def test_the_position_is_not_kept(world):
    placed(world, (117.17, 26.9))
    client = browser(world, "王网格")
    client.get(reverse("work"))
    before = TrailLine.objects.count()
    answer = client.post(reverse("work-near"), HERE)
    assert TrailLine.objects.count() == before
    assert not any("117.17" in str(value) for value in client.session.values())
    assert "117.17" not in str(answer.cookies)
    assert client.get(reverse("work-near"), HERE).status_code == 405  # never in an address


@pytest.mark.parametrize(
    "wrong", [{}, {"longitude": "x", "latitude": "1"}, {"longitude": "nan", "latitude": "1"},
              {"longitude": "181", "latitude": "0"}, {"longitude": "0", "latitude": "inf"}],
)  # fmt: skip
def test_what_is_no_position_is_refused(world, wrong):
    assert browser(world, "王网格").post(reverse("work-near"), wrong).status_code == 422


def test_it_is_for_staff(world):
    assert Client().post(reverse("work-near"), HERE)["Location"] == reverse("account_login")


def test_only_the_soonest_are_compared_and_the_page_says_so(world, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_NEAR", 1)
    placed(world, (117.17, 26.9), (117.18, 26.9))
    page = browser(world, "王网格").post(reverse("work-near"), HERE).content.decode()
    assert page.count("data-row") == 1
    assert "最急的 1 件" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_of_it(world, count, django_assert_max_num_queries):
    placed(world, *[(117.17, 26.9)] * count)
    client = browser(world, "王网格")
    client.post(reverse("work-near"), HERE)
    with django_assert_max_num_queries(12):
        client.post(reverse("work-near"), HERE)
