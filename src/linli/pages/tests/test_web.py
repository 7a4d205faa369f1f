"""The work list, its bulk verbs, the county view, over HTTP, with the shipped method in force."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.matters.tests.test_web import browser, hire, report, world
from linli.procedures import selectors as procedures

__all__ = ["world"]  # the fixture


def steps_of(world, count):
    """So many reports at their first step."""
    opened = [report(world, n=n) for n in range(count)]
    return [procedures.open_steps(procedures.run_of("matter", one.matter_id))[0] for one in opened]


def test_the_first_page_asks_for_no_account(world):
    page = Client().get("/").content.decode()
    assert reverse("report") in page
    assert "tel:119" in page


def test_staff_go_to_their_work(world):
    assert browser(world, "王网格").get("/")["Location"] == reverse("work")


def test_an_empty_list_says_what_it_is_for(world):
    assert "手上没有待办" in browser(world, "吴核查").get(reverse("work")).content.decode()


def test_the_list_groups_by_urgency_and_filters_in_the_address(world, now, monkeypatch):
    report(world)
    client = browser(world, "王网格")
    page = client.get(reverse("work")).content.decode()
    assert "今天到期" in page
    assert "没有符合筛选的待办" in client.get(reverse("work"), {"due": "late"}).content.decode()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=9))
    client = browser(world, "王网格")  # the session of the morning has ended
    page = client.get(reverse("work"), {"due": "late"}).content.decode()
    assert "消防通道" in page
    assert "没有符合筛选的待办" in client.get(reverse("work"), {"due": "today"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_of_the_list(world, count, django_assert_max_num_queries):
    steps_of(world, count)
    client = browser(world, "王网格")
    client.get(reverse("work"))
    with django_assert_max_num_queries(16):
        client.get(reverse("work"))


@pytest.mark.parametrize("sort", ["age", "-age", "category", "place"])
def test_the_list_sorts_in_the_address(world, sort, django_assert_max_num_queries):
    steps_of(world, 3)
    client = browser(world, "王网格")
    page = client.get(reverse("work"), {"sort": sort}).content.decode()
    assert f'aria-current="true" class="sort-{"down" if sort.startswith("-") else "up"}"' in page
    assert page.count("data-row") == 3
    assert f'<input type="hidden" name="sort" value="{sort}">' in page
    with django_assert_max_num_queries(16):
        client.get(reverse("work"), {"sort": sort})


def test_a_sorted_list_is_grouped_by_what_it_is_sorted_by(world):
    steps_of(world, 2)
    client = browser(world, "王网格")
    groups = client.get(reverse("work"), {"sort": "place"}).context["groups"]
    assert [(len(items), name.endswith("青云1格")) for _key, name, items in groups] == [(2, True)]
    groups = client.get(reverse("work"), {"sort": "category"}).context["groups"]
    assert [name for _key, name, _items in groups] == ["消防通道"]


def test_a_stage_is_marked_on_several_at_once_each_by_itself(world):
    steps = steps_of(world, 2)
    client = browser(world, "王网格")
    ids = [str(one.id) for one in steps]
    answer = client.post(
        reverse("work-bulk"), {"step": [*ids, str(uuid4()), "x"], "verb": "mark:sign"}, follow=True
    )
    page = answer.content.decode()
    assert "已登记 2 件" in page
    assert "这一件" in page  # the one that is not there is named as far as may be
    for one in steps:
        again = procedures.open_steps(one.run_id)[0]
        assert [stage.met_at is not None for stage in again.stages if stage.key == "sign"] == [True]


def test_an_unknown_bulk_verb_changes_nothing(world):
    (step,) = steps_of(world, 1)
    client = browser(world, "王网格")
    client.post(reverse("work-bulk"), {"step": str(step.id), "verb": "complete"})
    assert procedures.open_steps(step.run_id)[0].id == step.id
    assert "没有选中任何一件" in client.post(reverse("work-bulk"), follow=True).content.decode()


def test_bulk_is_for_staff(world):
    assert Client().post(reverse("work-bulk"))["Location"] == reverse("account_login")


def test_completing_offers_to_take_it_back(world):
    (step,) = steps_of(world, 1)
    client = browser(world, "王网格")
    data = {"outcome": "pass_up", "pass_up-note": "劝不动", "next": reverse("work")}
    page = client.post(reverse("step", args=[step.id]), data, follow=True).content.decode()
    assert "linli-undo" in page
    assert reverse("step-take-back", args=[step.id]) in page
    client.post(reverse("step-take-back", args=[step.id]))
    assert procedures.open_steps(step.run_id)[0].node == step.node


def test_what_is_refused_comes_back_with_all_that_was_typed(world):
    (step,) = steps_of(world, 1)
    data = {"outcome": "pass_up", "pass_up-note": ""}
    answer = browser(world, "王网格").post(reverse("step", args=[step.id]), data)
    assert answer.status_code == 422
    data = {"outcome": "solve", "solve-done_what": "", "solve-note": "说过的话还在"}
    answer = browser(world, "王网格").post(reverse("step", args=[step.id]), data)
    assert answer.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_county_view_counts_links_and_defines(world, count, django_assert_max_num_queries):
    hire(world, "赵中心", "泰宁县", "县指挥中心")
    steps_of(world, count)
    client = browser(world, "赵中心")
    page = client.get(reverse("county")).content.decode()
    assert f'<span class="stat-number">{count}</span>' in page
    assert f"{reverse('matters')}?since=2026-03-02" in page
    assert "已受理、还没有办结的事项" in page
    with django_assert_max_num_queries(24):
        client.get(reverse("county"))


def test_the_map_is_shaded_and_leads_to_the_matters(world):
    hire(world, "赵中心", "泰宁县", "县指挥中心")
    report(world)
    drawn = json.loads(browser(world, "赵中心").get(reverse("county-shapes")).content)
    assert drawn["type"] == "FeatureCollection"


def test_the_wall_says_how_old_its_data_are_and_answers_unchanged(world):
    hire(world, "赵中心", "泰宁县", "县指挥中心")
    client = browser(world, "赵中心")
    assert "数据时间" in client.get(reverse("wall")).content.decode()
    first = client.get(reverse("county-live"), {"wall": "1"})
    second = client.get(
        reverse("county-live"), {"wall": "1"}, headers={"If-None-Match": first["ETag"]}
    )
    assert second.status_code == 304


def test_the_county_view_is_for_those_with_the_duty(world):
    assert browser(world, "王网格").get(reverse("county")).status_code == 403
