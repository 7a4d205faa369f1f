"""Merging an area: all that keeps its path follows, in one transaction."""

from datetime import timedelta

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.pages.web.territory_changes import merge_with_all
from linli.procedures import models, services
from linli.procedures.tests.factories import World
from linli.search import services as search
from linli.search.models import Entry
from linli.territory import selectors as territory
from linli.territory.terms import AlreadyClosed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now, monkeypatch):
    from linli.kernel import registry
    from linli.procedures.services import publishing

    for name in ("tests.close", "tests.park"):
        registry.effects.add(name, lambda call: {})
    registry.effects.get("tests.close").outputs = ("closed",)
    names = frozenset({"category", "urgency", "units"})
    monkeypatch.setitem(publishing._started, "matter", names)
    yield World(now)
    for name in ("tests.close", "tests.park"):
        registry.effects._entries.pop(name)


def test_what_lies_in_a_merged_area_follows(world, now):
    run = services.start(key="orders", header=world.header(), data={}, actor=SYSTEM, now=now)
    search.index(kind="matter", id=run.id, area_path=world.grid.path, words="路灯", now=now)
    into, day = world.areas["100002"], local(now + timedelta(hours=1)).date()
    given = {"on": day, "reason": "批复", "actor": SYSTEM, "now": now}
    merge_with_all(territory.area(world.community.id), into.id, **given)
    moved = territory.area(world.grid.id)
    assert moved.path.startswith(into.path)
    assert models.Run.objects.get(pk=run.id).area_path == moved.path
    assert set(models.Step.objects.values_list("area_path", flat=True)) == {moved.path}
    assert Entry.objects.get(object_id=run.id).area_path == moved.path
    with pytest.raises(AlreadyClosed):
        merge_with_all(territory.area(world.community.id), into.id, **given)
