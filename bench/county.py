"""The people of the measurements, made through the services, with the sentences of golden
stories: sixteen grids in sixteen communities, one grid member, the officer of the county.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from bench.setting import COUNTY, GRIDS
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.stories import World
from linli.kernel.versions import unit_of_work
from linli.matters.stories import scene
from linli.methods import selectors as methods
from linli.methods import services as method_services
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory
from linli.territory.terms import Area

MEMBER, OFFICER = "测网格员", "测县中心"
CATEGORY = "fire_lane"


def found() -> None:
    """Load the method, draw the grids, appoint the people."""
    now = clock.now()
    folder = Path(os.environ["LINLI_HOME"]) / "methods" / COUNTY
    with unit_of_work():
        method_services.load(folder=methods.read_folder(folder), actor=SYSTEM, now=now)
    world = World(now=now)
    with unit_of_work():
        root = territory.root()
        communities = territory.below(root.path, "community") + territory.below(
            root.path, "village"
        )
        names = [one.name for one in communities]
        once = [one for one in communities if names.count(one.name) == 1][:GRIDS]
        assert len(once) == GRIDS, "too few communities"
        for number, one in enumerate(once, start=1):
            scene.grid(world, parent=one.name, name=f"测量{number}格")
        scene.holds(world, who=MEMBER, place="测量1格", duty="网格员")
        scene.holds(world, who=OFFICER, place=root.name, duty="县指挥中心")


def grids() -> list[Area]:
    root = territory.root()
    found = [one for one in territory.below(root.path, "grid") if one.name.startswith("测量")]
    assert len(found) == GRIDS, found
    return sorted(found, key=lambda one: one.code)


def account_of(name: str) -> UUID:
    from linli.people.models import Account  # noqa: PLC0415 - after set-up

    return Account.objects.get(display_name=name).pk


def actor_of(name: str, now: datetime) -> Actor:
    """That person with the duties held now."""
    actor = organisations.actor_for(account_of(name), now=now)
    assert actor.grants, f"{name} holds nothing"
    return actor
