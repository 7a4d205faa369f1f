"""What an agenda may be made of, and where a matter's gatherings are found again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.journeys.setting import Setting

from linli.deliberation import selectors, services
from linli.deliberation.terms import Call, NewMotion, Way
from linli.deliberation.tests import scene
from linli.kernel.actor import SYSTEM
from linli.matters.stories import doing
from linli.matters.stories.scene import area_named
from linli.matters.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db) -> Setting:
    return factories.build()


def start(setting, kind, place, words="路灯不亮"):
    who = "community_in" if place != "和平1格" else "community_out"
    doing.start(setting.world, who, place, kind, words, words)
    return setting.world.things[words].matter_id


def offered(setting, role, kind="joint", place="炉峰社区"):
    actor = setting.actor(role)
    known = selectors.gathering_kind(kind)
    return [one.subject_id for one in selectors.open_needs(actor, known, area_named(place).path)]


def test_open_matters_of_the_named_kinds_at_the_place_are_offered_longest_waiting_first(setting):
    first = start(setting, "网格发现", "青云1格", "路灯不亮")
    second = start(setting, "网格发现", "青云1格", "井盖松动")
    start(setting, "清单事项", "炉峰社区", "不是居民提的")
    start(setting, "网格发现", "和平1格", "别处的事")
    assert offered(setting, "community_in")[:2] == [first, second]
    assert len(offered(setting, "community_in")) == 2
    assert offered(setting, "community_in", kind="representatives") == []  # takes no needs


def test_who_does_not_see_what_is_under_way_there_is_offered_nothing(setting):
    start(setting, "网格发现", "青云1格", "路灯不亮")
    assert offered(setting, "community_out") == []


def test_a_matter_finds_the_gatherings_that_it_was_on_the_agenda_of(setting):
    need = start(setting, "网格发现", "青云1格", "路灯不亮")
    now, home = setting.world.now, area_named("炉峰社区")
    made = scene.body("joint", home, now, members=3)
    met = services.call(
        call=Call(now + timedelta(days=2), "村部", (NewMotion("灯", "", Way.HANDS, need),)),
        body_id=made,
        kind="joint",
        actor=SYSTEM,
        now=now,
    )
    ((row, note),) = selectors.gatherings_of_matter(setting.actor("community_in"), need)
    assert (row.id, note) == (met, "列入议题")
    assert selectors.gatherings_of_matter(setting.actor("community_out"), need) == ()
