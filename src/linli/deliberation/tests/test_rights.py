"""A member's copy and erasure; areas that move."""

from __future__ import annotations

import pytest

from linli.deliberation import models, selectors
from linli.deliberation.tests import scene
from linli.kernel import registry
from linli.kernel.actor import SYSTEM
from linli.territory import services as territory
from linli.territory.terms import PathChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(now):
    areas = scene.set_scene(now)
    return areas, scene.body("council", areas[scene.VILLAGE], now, members=3)


def test_a_member_takes_a_copy_and_is_erased_without_breaking_a_roll(council, now):
    _areas, body = council
    met = scene.meeting(body, "council", SYSTEM, now, came=3)
    person = scene.resident(0, now)
    share = registry.subject_data.get("deliberation.members")
    (own,) = share.copy(person)["memberships"]
    assert (own["household"], own["until"]) == ("1号", "")
    assert share.erase(person, now) == 1
    roll = selectors.roll_of(met)
    assert [one.household for one in roll] == ["", "2号", "3号"]
    assert selectors.attendance(roll).present == 3
    assert len(selectors.members(body, now=now)) == 2


def test_bodies_and_gatherings_follow_their_area(council, now):
    areas, body = council
    scene.meeting(body, "council", SYSTEM, now, came=0)
    before, after = areas[scene.VILLAGE].path, "990101.101.300."
    change = PathChange(areas[scene.VILLAGE].id, before, after)
    assert sum(territory.follow_paths([change], actor=SYSTEM, now=now).values()) == 2
    assert models.Body.objects.get(pk=body).area_path == after
    assert models.Gathering.objects.get().area_path == after
