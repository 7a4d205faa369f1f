"""The scene of a story: places, units, people with duties."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import ORGANISATION, Organisation
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory import services as placing
from linli.territory.terms import Area, AreaRow


def area_named(name: str) -> Area:
    """The one area of that name; the story must not be ambiguous."""
    root = territory.root()
    if name in {root.name, root.short_name}:
        return root
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    found = found or list(territory.find(name))
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


def unit_named(name: str) -> Organisation | None:
    """The unit called so, by name or short name."""
    return next(
        (one for one in organisations.units() if name in {one.key, one.name, one.short_name}), None
    )


def actor_named(world: World, name: str) -> Actor:
    """The actor with the duties held at the story's now."""
    account = world.things.get(f"account:{name}")
    if account is None:
        return world.actor(name)
    actor = organisations.actor_for(account, via="story", now=world.now)
    world.actors[name] = actor
    return actor


def _add(world: World, parent: str, kind: str, name: str) -> None:
    above = area_named(parent)
    counted = world.things["areas"] = world.things.get("areas", 0) + 1
    day = clock.local(world.now).date() - timedelta(days=1)
    placing.add_area(
        row=AreaRow(
            code=f"{above.code}s{counted}",
            name=name,
            kind=kind,
            parent=above.code,
            valid_from=day,
            synthetic=True,
        ),
        actor=SYSTEM,
        now=world.now,
    )


@phrase("“{parent}”下有镇街“{name}”")
def town(world: World, parent: str, name: str) -> None:
    """A town or street below the county: for counties whose divisions are not in the method."""
    _add(world, parent, "town", name)


@phrase("“{parent}”下有社区“{name}”")
def community(world: World, parent: str, name: str) -> None:
    """A community below that area."""
    _add(world, parent, "community", name)


@phrase("“{parent}”下有小区“{name}”")
def estate(world: World, parent: str, name: str) -> None:
    """An estate below that area."""
    _add(world, parent, "estate", name)


@phrase("“{parent}”下有网格“{name}”")
def grid(world: World, parent: str, name: str) -> None:
    """A grid below that area."""
    _add(world, parent, "grid", name)


@phrase("“{parent}”下有楼栋“{name}”")
def building(world: World, parent: str, name: str) -> None:
    """A building below that area."""
    _add(world, parent, "building", name)


@phrase("“{parent}”下有住户“{name}”")
def household(world: World, parent: str, name: str) -> None:
    """A household below that area: a door, never a person's name."""
    _add(world, parent, "household", name)


@phrase("有单位“{name}”，种类“{kind}”，在“{place}”")
def unit(world: World, name: str, kind: str, place: str) -> None:
    """An organisation whose key is its name, at that area."""
    organising.found(
        key=name,
        kind=kind,
        name=name,
        area_id=area_named(place).id,
        actor=SYSTEM,
        now=world.now,
    )


def first_unit_of(area_id: UUID) -> Organisation:
    """The area's own organisation, or the county's first: of a chain rather than not, the highest,
    then by its key, so that a story is told alike every time."""
    units = organisations.units()
    here = [one for one in units if one.area_id == area_id] or units
    return min(here, key=lambda one: (not one.chain, one.path.count("."), one.key))


@phrase("“{who}”是“{place}”的“{duty}”")
def holds(world: World, who: str, place: str, duty: str) -> None:
    """This person carries that duty over the area, or in the unit, of that name."""
    key = f"account:{who}"
    if key not in world.things:
        world.things[key] = people.open_account(
            username=f"story{len(world.things)}", name=who, actor=SYSTEM, now=world.now
        )
    by_unit = organisations.duty(duty).level == ORGANISATION
    home = unit_named(place) if by_unit else None
    area: UUID | None = None
    if home is None:
        area = area_named(place).id
        home = first_unit_of(area)
    post = organising.open_post(
        organisation_id=home.id,
        title=f"{who}·{duty}",
        duties=[duty],
        area_id=area,
        actor=SYSTEM,
        now=world.now,
    )
    organising.appoint(post_id=post, account_id=world.things[key], actor=SYSTEM, now=world.now)
    actor_named(world, who)
