"""The one register in stories: open one thing, see the rest that one may see."""

from __future__ import annotations

from uuid import UUID

from django.urls import resolve

from linli.kernel.actor import Actor
from linli.kernel.registry import Related
from linli.kernel.stories import World, phrase
from linli.matters.terms import Opened
from linli.organisations import selectors as organisations
from linli.pages import selectors
from linli.territory import selectors as territory

_KINDS = {
    "人": "person",
    "地": "area",
    "物": "thing",
    "情": "opinion",
    "事": "matter",
    "组织": "organisation",
    "走访": "visit",
}


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _named(world: World, name: str) -> tuple[str, UUID]:
    """(kind, id): a matter of this story, a unit, or a place."""
    known = world.things.get(name)
    if isinstance(known, Opened):
        return "matter", known.matter_id
    units = [one for one in organisations.units() if name in {one.key, one.name, one.short_name}]
    if units:
        return "organisation", units[0].id
    areas = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    assert len(areas) == 1, f"“{name}”对应 {len(areas)} 个区域"
    return "area", areas[0].id


def _open(world: World, who: str, at: tuple[str, UUID]) -> dict[str, tuple[Related, ...]]:
    _head, groups = selectors.register(_actor(world, who), *at)
    return groups


def _rows(groups: dict[str, tuple[Related, ...]], kind: str) -> tuple[Related, ...]:
    assert kind in _KINDS, f"没有“{kind}”这一类，可用：{'、'.join(_KINDS)}"
    return groups.get(_KINDS[kind], ())


def _one(world: World, rows: tuple[Related, ...], words: str) -> Related | None:
    """The row with those words; a matter is called as the story calls it."""
    known = world.things.get(words)
    wanted = known.number if isinstance(known, Opened) else words
    return next((one for one in rows if wanted in f"{one.title} {one.note}"), None)


@phrase("“{who}”打开“{name}”这一册")
def opens(world: World, who: str, name: str) -> None:
    """Refused for what is not for them."""
    _open(world, who, _named(world, name))


@phrase("“{who}”打开“{name}”这一册，{kind}里有“{words}”")
def shows(world: World, who: str, name: str, kind: str, words: str) -> None:
    """Among what belongs to it."""
    rows = _rows(_open(world, who, _named(world, name)), kind)
    assert _one(world, rows, words), f"{kind}里是：{[f'{one.title} {one.note}' for one in rows]}"


@phrase("“{who}”打开“{name}”这一册，{kind}里没有“{words}”")
def hides(world: World, who: str, name: str, kind: str, words: str) -> None:
    """Not there, or not for them."""
    assert _one(world, _rows(_open(world, who, _named(world, name)), kind), words) is None


@phrase("“{who}”从“{name}”的{kind}“{words}”，又看到{other}“{more}”")
def leads_on(
    world: World, who: str, name: str, kind: str, words: str, other: str, more: str
) -> None:
    """One row is opened in its turn: its own page of the register shows the next."""
    first = _one(world, _rows(_open(world, who, _named(world, name)), kind), words)
    assert first, f"{kind}里没有“{words}”"
    at = resolve(first.url).kwargs
    rows = _rows(_open(world, who, (at["kind"], at["subject_id"])), other)
    assert _one(world, rows, more), f"{other}里是：{[f'{one.title} {one.note}' for one in rows]}"
