"""What happens in a story of 平急转换."""

from __future__ import annotations

from uuid import UUID

from linli.emergency import selectors, services
from linli.emergency.terms import DoorState
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.territory import selectors as territory
from linli.territory.terms import Area


def _area(name: str) -> Area:
    root = territory.root()
    if name in {root.name, root.short_name}:
        return root
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


@phrase("“{who}”在“{place}”启动“{plan}”，原因“{reason}”，记作“{title}”")
def switch_on(world: World, who: str, place: str, plan: str, reason: str, title: str) -> None:
    """One act turns the area to emergency duty."""
    keys = [one.key for one in selectors.plans().values() if one.name.zh == plan]
    assert keys, f"没有“{plan}”这个预案"
    world.things[title] = services.switch_on(
        area_id=_area(place).id,
        plan=keys[0],
        reason=reason,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”解除“{title}”")
def switch_off(world: World, who: str, title: str) -> None:
    """And back, with its report."""
    services.switch_off(emergency_id=world.thing(title), actor=_actor(world, who), now=world.now)


@phrase("“{who}”敲开“{title}”的第 {number} 户")
def knock(world: World, who: str, title: str, number: str) -> None:
    """The household of that place in the list, in the order of the territory, is reached."""
    page = selectors.emergency_for(SYSTEM, world.thing(title))
    services.knock(
        door_id=page.doors[int(number) - 1].id,
        state=DoorState.REACHED,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{title}”下沉 {count} 人")
def sent(world: World, title: str, count: str) -> None:
    """So many people were sent to the grids."""
    page = selectors.emergency_for(SYSTEM, world.thing(title))
    assert page.figures.sent == int(count), f"下沉了 {page.figures.sent} 人"


@phrase("“{who}”此时是“{place}”的“{duty}”")
def holds(world: World, who: str, place: str, duty: str) -> None:
    """The duty is in force there now."""
    area: UUID = _area(place).id
    grants = _actor(world, who).grants
    assert any(one.duty == duty and one.area_id == area for one in grants), f"{who}不是{duty}"


@phrase("“{who}”此时不是“{place}”的“{duty}”")
def does_not_hold(world: World, who: str, place: str, duty: str) -> None:
    """The duty is not, or no longer, in force there."""
    area: UUID = _area(place).id
    grants = _actor(world, who).grants
    assert not any(one.duty == duty and one.area_id == area for one in grants), f"{who}还是{duty}"


@phrase("“{title}”的报告写明敲门 {reached} 户，共 {doors} 户")
def reported(world: World, title: str, reached: str, doors: str) -> None:
    """The figures of the report."""
    figures = selectors.emergency_for(SYSTEM, world.thing(title)).figures
    assert (figures.reached, figures.doors) == (int(reached), int(doors)), figures


@phrase("“{home}”的组织要设“{duty}”到“{place}”")
def post_stands(world: World, home: str, duty: str, place: str) -> None:
    """A post of the organisation at that area, nobody in it yet: a grid made after the method was
    published has none.
    """
    at = _area(home).id
    unit = next(one for one in organisations.units() if one.area_id == at)
    organising.open_post(
        organisation_id=unit.id,
        title=duty,
        duties=[duty],
        area_id=_area(place).id,
        places=20,
        actor=SYSTEM,
        now=world.now,
    )
