"""双报到 and 党建超市 in a story."""

from __future__ import annotations

from linli.kernel.stories import World, phrase
from linli.matters import selectors
from linli.matters.stories.scene import actor_named, area_named, unit_named
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import RegistrationRow, Stand, UnitRate, Why


@phrase("“{who}”代表“{unit}”的人到“{place}”报到，特长“{skills}”")
def registers(world: World, who: str, unit: str, place: str, skills: str) -> None:
    """A member asks to be registered; skills by name, with 、 between them."""
    known = {one.name.zh: one.key for one in organisations.defined().skills.values()}
    found = unit_named(unit)
    assert found, f"没有“{unit}”这个单位"
    organising.register(
        unit_id=found.id,
        area_id=area_named(place).id,
        why=Why.SERVES,
        skills=[known[one] for one in skills.split("、")],
        actor=actor_named(world, who),
        now=world.now,
    )


def _registration(world: World, who: str) -> RegistrationRow:
    account = world.thing(f"account:{who}")
    rows = [one for one in organisations.registrations_of(account) if one.active]
    assert rows, f"“{who}”没有报到"
    return rows[0]


@phrase("“{who}”确认“{member}”的报到")
def confirms(world: World, who: str, member: str) -> None:
    """The community confirms."""
    organising.confirm_registration(
        registration_id=_registration(world, member).id,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”撤回自己的报到")
def withdraws(world: World, who: str) -> None:
    """The member withdraws."""
    organising.withdraw_registration(
        registration_id=_registration(world, who).id, actor=actor_named(world, who), now=world.now
    )


@phrase("“{who}”的货架上有 {count} 件任务")
def on_the_shelf(world: World, who: str, count: str) -> None:
    """What a registered member may take or has taken."""
    shelf = selectors.errands(actor_named(world, who), now=world.now)
    assert len(shelf.errands) == int(count), f"货架上有 {len(shelf.errands)} 件"


@phrase("“{unit}”报到 {registered} 人，完成任务 {parts} 件")
def rate_is(world: World, unit: str, registered: str, parts: str) -> None:
    """The unit's line in the table of rates."""
    found = unit_named(unit)
    assert found, f"没有“{unit}”这个单位"
    row: UnitRate = next(
        one
        for one in organisations.unit_rates(world.actor("系统"), now=world.now)
        if one.unit_id == found.id
    )
    assert (row.registered, row.parts) == (int(registered), int(parts)), row


@phrase("“{who}”的报到已确认")
def is_confirmed(world: World, who: str) -> None:
    """The registration stands, confirmed."""
    assert _registration(world, who).stand == Stand.CONFIRMED
