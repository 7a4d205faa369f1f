"""The command view in stories: what is open, where, how late, and who is on it."""

from __future__ import annotations

from linli.kernel.stories import World, phrase
from linli.matters import selectors
from linli.matters.stories.scene import actor_named, area_named
from linli.matters.terms import Opened


@phrase("“{who}”的总览里在办 {count} 件，逾期 {late} 件")
def seen_open(world: World, who: str, count: str, late: str) -> None:
    """How many are open below where this person looks, and how many steps of them are late."""
    view = selectors.county_view(actor_named(world, who), now=world.now)
    shown = (view.open, view.counts.late)
    assert shown == (int(count), int(late)), f"在办 {shown[0]} 件，逾期 {shown[1]} 件"


@phrase("“{who}”的总览里，“{place}”在办 {count} 件")
def seen_there(world: World, who: str, place: str, count: str) -> None:
    """How many are open at or below one area of the map."""
    view = selectors.county_view(actor_named(world, who), now=world.now)
    there = area_named(place).id
    shown = sum(one.open for one in view.areas if one.area_id == there)
    assert shown == int(count), f"在办 {shown} 件"


@phrase("“{who}”的总览里，“{title}”的“{step}”逾期，在等“{duty}”")
def seen_late(world: World, who: str, title: str, step: str, duty: str) -> None:
    """Among what is late, with the duty that can unblock it."""
    opened: Opened = world.thing(title)
    view = selectors.county_view(actor_named(world, who), now=world.now)
    shown = [
        (one.step.name.zh, one.step.duty)
        for one in view.late
        if one.step.header.subject_id == opened.matter_id
    ]
    assert (step, duty) in shown, f"逾期的是：{shown}"


@phrase("“{who}”打开总览")
def look(world: World, who: str) -> None:
    """Refused for whoever has no duty for it."""
    selectors.county_view(actor_named(world, who), now=world.now)
