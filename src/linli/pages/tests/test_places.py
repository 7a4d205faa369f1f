"""What a village shows to anybody: periods, decisions, and the way from origin to result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.deliberation import services as deliberation
from linli.deliberation.terms import Choice, NewMotion, Way
from linli.deliberation.tests import scene
from linli.kernel.actor import SYSTEM
from linli.kernel.versions import unit_of_work
from linli.pages import selectors
from linli.publicity import services as publicity

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=16)


@pytest.fixture
def village(now):
    areas = scene.set_scene(now)
    made = scene.body(
        "representatives", areas[scene.VILLAGE], now, members=9,
        tags=frozenset(["representative"]),
    )  # fmt: skip
    return areas[scene.VILLAGE], made


def decide(body, now, *, title="硬化东头的路", yes=7):
    """A motion that nine representatives voted on; returns when."""
    agenda = (NewMotion(title, "联系人王小明，电话13812345678，宽四米。", Way.HANDS),)
    met = scene.meeting(body, "representatives", SYSTEM, now, came=9, agenda=agenda)
    at = now + DAYS
    (motion,) = scene.motions(met, SYSTEM, at)
    deliberation.open_vote(motion_id=motion.id, actor=SYSTEM, now=at)
    deliberation.count_up(
        motion_id=motion.id, counts={Choice.YES: yes, Choice.NO: 9 - yes}, actor=SYSTEM, now=at
    )
    deliberation.close_vote(motion_id=motion.id, actor=SYSTEM, now=at)
    deliberation.write_minutes(gathering_id=met, words="记", actor=SYSTEM, now=at)
    deliberation.close_gathering(gathering_id=met, actor=SYSTEM, now=at)
    return at


def test_a_decision_is_shown_masked_with_its_figures_and_article(village, now):
    area, body = village
    at = decide(body, now)
    page = selectors.place_page(area, now=at)
    ((one, stops),) = page.decisions
    assert (one.title, one.number, stops) == ("硬化东头的路", "决议〔2026〕1号", ())
    assert "13812345678" not in one.words
    assert "宽四米" in one.words
    text = Client().get(f"/places/{area.code}").content.decode()
    assert "同意 7 人，要超过到会 9 人的 1/2（至少 5 人）" in text
    assert "第二十五条" in text
    assert "13812345678" not in text


def test_a_lost_vote_is_shown_as_lost_and_an_open_meeting_not_at_all(village, now):
    area, body = village
    at = decide(body, now, yes=4)
    scene.meeting(body, "representatives", SYSTEM, now, came=9)
    ((one, _stops),) = selectors.place_page(area, now=at).decisions
    assert (one.explained.passed, one.number) == (False, "")


def test_what_runs_and_what_ended_are_told_apart_and_other_villages_show_nothing(village, now):
    area, _body = village
    publicity.open_period(
        title="低保名单", words="共 3 户", area_id=area.id, length="7 工作日", basis="办法",
        actor=SYSTEM, now=now,
    )  # fmt: skip
    page = selectors.place_page(area, now=now)
    assert [one.period.title for one in page.running] == ["低保名单"]
    assert (page.ended, page.decisions) == ((), ())
    found = Client().get("/places/", {"q": "王坑村"})
    assert found.status_code == 200
    assert found.content.decode().count('class="tap"') == 2
    assert Client().get("/places/", {"q": "松林社区"}).status_code == 302
    assert Client().get("/places/nowhere").status_code == 404
    assert "没有找到" in Client().get("/places/", {"q": "火星"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_decisions_without_a_procedure(
    village, now, count, django_assert_num_queries
):
    area, body = village
    for _each in range(count):
        at = decide(body, now)
    selectors.place_page(area, now=at)
    with unit_of_work(), django_assert_num_queries(5):
        selectors.place_page(area, now=at)
