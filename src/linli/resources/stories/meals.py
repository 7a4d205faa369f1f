"""The sentences of golden stories that speak of meals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.resources import selectors, services
from linli.resources.stories.places import actor_named, resident
from linli.resources.terms import WAYS, NewMenu, Way

_WAYS = {str(name): one for one, name in WAYS.items()}


@phrase("“{who}”在“{name}”写{days}天后“{meal}”的菜单“{dishes}”，一份 {yuan} 元，最多 {count} 份")
def menu_is_written(
    world: World, who: str, name: str, days: str, meal: str, dishes: str, yuan: str, count: str
) -> None:
    """What a canteen cooks; it can be brought."""
    key = next((k for k, one in selectors.meals_defined().items() if one.name.zh == meal), meal)
    world.things[f"menu:{name}"] = services.write_menu(
        new=NewMenu(
            place_id=world.thing(name),
            day=local(world.now).date() + timedelta(days=int(days)),
            meal=key,
            dishes=dishes,
            fen=int(Decimal(yuan) * 100),
            portions=int(count),
            brings=True,
        ),
        actor=actor_named(world, who),
        now=world.now,
    )


def _group(name: str) -> str:
    found = [key for key, one in selectors.groups_defined().items() if one.name.zh == name]
    assert found, f"没有年龄“{name}”"
    return found[0]


@phrase("手机 {phone} 的居民在“{name}”订一份，“{group}”，{way}")
def meal_is_ordered(world: World, phone: str, name: str, group: str, way: str) -> None:
    """For themselves: 来吃, 取回去 or 送到家."""
    world.things[f"meal:{phone}"] = services.order_meal(
        menu_id=world.thing(f"menu:{name}"),
        group=_group(group),
        way=Way(_WAYS[way]),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的居民在“{name}”替“{old}”（手机 {theirs}）订一份，“{group}”，{way}")
def meal_is_ordered_for(
    world: World, phone: str, name: str, old: str, theirs: str, group: str, way: str
) -> None:
    """For somebody old."""
    services.order_meal(
        menu_id=world.thing(f"menu:{name}"),
        group=_group(group),
        way=Way(_WAYS[way]),
        person=resident(world, phone),
        name=old,
        phone=theirs,
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的居民取消订餐")
def meal_is_withdrawn(world: World, phone: str) -> None:
    """While it may still be ordered."""
    services.withdraw_meal(
        order_id=world.thing(f"meal:{phone}"),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”看到“{name}”要做 {count} 份，其中{way} {some} 份")
def kitchen_counts(world: World, who: str, name: str, count: str, way: str, some: str) -> None:
    """What the kitchen reads."""
    found = selectors.kitchen(actor_named(world, who), world.thing(f"menu:{name}"), now=world.now)
    assert (found.total, dict(found.ways)[way]) == (int(count), int(some)), found.ways
