"""The scene of the tests about lists."""

from __future__ import annotations

import pytest

from linli.kernel.actor import SYSTEM
from linli.matters import selectors, services
from linli.matters.stories import scene
from linli.matters.terms import (
    NewLine,
)
from linli.matters.tests.test_web import hire, world

__all__ = ["world"]  # the fixture


@pytest.fixture
def place(world):
    """A department with one person beside the community of `world`."""
    hire(world, "林住建", "住建局", "部门")
    hire(world, "周交警", "交警大队", "部门")
    return world


def opened(world, key="task", name="百件民生小事"):
    actor = scene.actor_named(world, "李社区")
    return services.open_list(
        key=key, name=name, area_id=scene.area_named("炉峰社区").id, actor=actor, now=world.now
    ).matter_id


def put(world, list_id, words="换楼道灯", **more):
    return services.add_line(
        list_id=list_id, line=NewLine(words=words, **more),
        actor=scene.actor_named(world, "李社区"), now=world.now,
    ).matter_id  # fmt: skip


def numbers(list_id, world):
    page = selectors.list_page(SYSTEM, list_id, now=world.now)
    return [one.number for one in page.lines]


def unit_name():
    unit = scene.unit_named("住建局")
    assert unit is not None
    return unit.name
