"""A county with visits: the shipped method, one grid with its people, three things to visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.journeys.setting import load_method

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World
from linli.matters.stories import scene
from linli.people.models import Account
from linli.visits import services
from linli.visits.terms import NewSubject, SubjectKind

PEOPLE = {
    "王网格": (("青云1格", "网格员"),),
    "陈网格": (("青云1格", "网格员"),),
    "别网格": (("和平1格", "网格员"),),
    "李社区": (("炉峰社区", "社区"),),
    "张社区": (("和平社区", "社区"),),
    "赵中心": (("泰宁县", "县指挥中心"),),
    "陈消防": (("消防救援大队", "部门"),),
}


@pytest.fixture
def world(db, now, monkeypatch):
    """The scene; the clock of the edges stands five minutes on."""
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))
    load_method(now)
    made = World(now=now)
    scene.estate(made, parent="炉峰社区", name="青云小区")
    scene.grid(made, parent="青云小区", name="青云1格")
    scene.estate(made, parent="和平社区", name="和平小区")
    scene.grid(made, parent="和平小区", name="和平1格")
    for who, duties in PEOPLE.items():
        for place, duty in duties:
            scene.holds(made, who=who, place=place, duty=duty)
    Account.objects.update(must_change_password=False)
    for key, kind, more in (
        ("3号楼302室", SubjectKind.HOUSEHOLD, {}),
        (
            "1号楼101室",
            SubjectKind.HOUSEHOLD,
            {"group": "group_1", "name": "林小满", "phone": "13800000011"},
        ),
        ("青云超市", SubjectKind.PLACE, {}),
    ):
        new = NewSubject(kind=kind, area_id=scene.area_named("青云1格").id, label=key, **more)
        made.things[f"subject:{key}"] = services.add_subject(new=new, actor=SYSTEM, now=now)
    services.plan_day(now=now)
    return made


@pytest.fixture
def who(world):
    return lambda name: scene.actor_named(world, name)
