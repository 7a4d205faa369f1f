"""Triage through the pages: a neighbour joins, the desk merges and takes apart, a hot spot is taken
up, a ruling becomes a precedent, barred work is not handed down."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.journeys.setting import build

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.matters import services
from linli.matters.models import Matter, Merge, Report
from linli.matters.stories import scene
from linli.matters.tests.factories import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    """The pages ask the clock, and so does the scene."""
    return clock.now()


@pytest.fixture
def setting(db, today):
    return build(today)


def _text(answer) -> str:
    return answer.content.decode()


def test_a_neighbour_sees_what_is_reported_nearby_and_joins(setting, today):
    first = report(today, words="路灯不亮，我是李四", category="street_lamp", key="first")
    client = Client()
    grid = str(scene.area_named("青云1格").id)
    said = {"words": "路灯坏了太黑", "area": grid, "client_key": "second"}
    fragment = _text(client.post(reverse("report-check"), said))
    assert f'name="join" value="{first.matter_id}"' in fragment
    assert "李四" not in fragment
    assert "因为您写了“路灯" in fragment
    matters = Matter.objects.count()
    sent = client.post(
        reverse("report"),
        {**said, "kind": "report", "category": "street_lamp", "join": str(first.matter_id)},
    )
    assert sent.status_code == 302
    assert Matter.objects.count() == matters
    assert Report.objects.filter(matter_id=first.matter_id).count() == 2
    own = client.get(sent["Location"])
    assert own.status_code == 200
    assert first.code not in _text(own)


def test_the_desk_merges_two_and_takes_them_apart(setting, today):
    first = report(today, words="门口路灯坏了，晚上看不见", category="street_lamp")
    second = report(today, words="路灯坏了，晚上看不见路", category="street_lamp")
    desk = setting.client("community_in")
    board = _text(desk.get(reverse("triage")))
    address = reverse("matter-merge", args=[second.matter_id])
    assert f"{address}?into={first.matter_id}" in board
    side_by_side = _text(desk.get(address, {"into": str(first.matter_id)}))
    assert "门口路灯坏了" in side_by_side
    assert "路灯坏了，晚上看不见路" in side_by_side
    merged = desk.post(address, {"into": first.number})  # by its number, as typed on the board
    assert merged["Location"].startswith(reverse("matter", args=[first.matter_id]))
    page = _text(desk.get(merged["Location"]))
    undo = reverse("matter-unmerge", args=[Merge.objects.get().pk])
    assert undo in page
    assert Client().get(reverse("track", args=[second.code])).status_code == 200
    desk.post(undo)
    assert Matter.objects.get(pk=second.matter_id).state == "open"
    assert desk.get(address, {"into": "没有这号"}).status_code == 422


def test_a_hot_spot_is_taken_up(setting, today):
    piled = [report(today, words="施工太吵", category="noise") for _time in range(3)]
    services.find_hot_spots(actor=SYSTEM, now=today)
    desk = setting.client("community_in")
    page = _text(desk.get(reverse("hot-spots")))
    assert "噪声" in page
    (action,) = re.findall(r'action="([^"]*hot-spots/[^"]+)"', page)
    opened = desk.post(action, {"words": "和施工方约定时间"})
    matter = _text(desk.get(opened["Location"]))
    assert all(one.number in matter for one in piled)
    assert "噪声" in _text(desk.get(reverse("matter", args=[piled[0].matter_id])))
    assert setting.client("grid_in").get(reverse("hot-spots")).status_code == 403


def test_a_ruling_becomes_a_precedent_that_is_shown_next_time(setting, today):
    first = report(today, words="路边停车挡住消防通道", category="fire_lane")
    county = setting.client("county")
    unit = scene.unit_named("交警大队")
    said = {"unit": unit.key, "gist": "路边停车挡住消防通道", "basis": "停在公共道路上的归交警"}
    address = reverse("matter-precedent", args=[first.matter_id])
    assert county.post(address, said).status_code == 302
    assert setting.client("community_in").post(address, said).status_code == 403
    second = report(today, words="有车停在路边，把消防通道挡住了", category="fire_lane")
    page = _text(setting.client("community_in").get(reverse("matter", args=[second.matter_id])))
    assert "停在公共道路上的归交警" in page
    assert unit.name in page
    listed = _text(county.get(reverse("precedents"), {"q": "停车挡住通道"}))
    assert "停在公共道路上的归交警" in listed
    assert "不得下放" in listed
