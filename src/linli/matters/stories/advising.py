"""Triage in stories: what is suggested and what became of it, what is the same, hot spots."""

from __future__ import annotations

from datetime import timedelta

from linli.advice import selectors as advice
from linli.advice.terms import CATEGORY
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World, phrase
from linli.matters import selectors, services
from linli.matters.stories.doing import category_of
from linli.matters.stories.scene import actor_named
from linli.matters.terms import HotSpotView, Opened

_LOOKED_BACK = timedelta(days=30)


@phrase("“{who}”的研判里，“{title}”建议的类别是“{category}”")
def suggested(world: World, who: str, title: str, category: str) -> None:
    """The likeliest category on the triage board, for somebody to decide."""
    opened: Opened = world.thing(title)
    board = selectors.board(actor_named(world, who), since=world.now - _LOOKED_BACK)
    cards = [*board.new, *board.unclear, *board.elsewhere]
    offered = [one.offered for one in cards if one.line.matter_id == opened.matter_id]
    shown = [str(one.name) for each in offered if each for one in each.suggestions]
    assert shown[:1] == [category], f"建议的是：{shown}"


@phrase("“{who}”把“{title}”的类别定为“{category}”")
def decided(world: World, who: str, title: str, category: str) -> None:
    """A person decides; what was suggested and what was chosen is kept."""
    opened: Opened = world.thing(title)
    services.correct(
        matter_id=opened.matter_id,
        category=category_of(category),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("从 {since} 起类别建议采纳 {accepted} 条，改动 {changed} 条")
def fates(world: World, since: str, accepted: str, changed: str) -> None:
    """What became of the suggested categories."""
    begin = clock.read(since)
    assert begin is not None, since
    found = advice.tally(CATEGORY, begin, world.now + timedelta(seconds=1))
    assert (found.accepted, found.changed) == (int(accepted), int(changed)), found


@phrase("“{who}”的研判里，“{title}”看来和“{other}”是同一件")
def the_same(world: World, who: str, title: str, other: str) -> None:
    """Near in place and alike in words."""
    opened, first = world.thing(title), world.thing(other)
    found = selectors.alike(actor_named(world, who), [opened.matter_id], now=world.now)
    shown = [one.line.matter_id for one in found.get(opened.matter_id, ())]
    assert first.matter_id in shown, f"看来相同的有 {len(shown)} 件，没有“{other}”"


@phrase("“{who}”把“{title}”并到“{other}”")
def merge(world: World, who: str, title: str, other: str) -> None:
    """They are one: the reporters of the first move to the other."""
    services.merge(
        matter_id=world.thing(title).matter_id,
        into_id=world.thing(other).matter_id,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{title}”已经并到“{other}”")
def is_merged(world: World, title: str, other: str) -> None:
    """Whoever follows the first is led to the other."""
    found = selectors.merged_to(world.thing(title).matter_id)
    assert found == world.thing(other).matter_id


@phrase("夜里数过热点")
def hot_spots_counted(world: World) -> None:
    """What the night's job does."""
    services.find_hot_spots(actor=SYSTEM, now=world.now)


def _spot(world: World, who: str, place: str, category: str) -> HotSpotView | None:
    shown = selectors.hot_spots(actor_named(world, who))
    named = [one for one in shown if str(one.category_name) == category]
    return next((one for one in named if one.place.endswith(place)), None)


@phrase("“{who}”看到“{place}”的“{category}”是热点，共 {count} 件")
def is_hot(world: World, who: str, place: str, category: str, count: str) -> None:
    """It stands among the hot spots of whoever triages there."""
    found = _spot(world, who, place, category)
    assert found, f"“{place}”的“{category}”不是热点"
    assert found.count == int(count), f"共 {found.count} 件"


@phrase("“{who}”看不到“{place}”的“{category}”热点")
def is_not_hot(world: World, who: str, place: str, category: str) -> None:
    """It does not, or not for them."""
    assert _spot(world, who, place, category) is None


@phrase("“{who}”对“{place}”的“{category}”热点主动治理，内容“{words}”，记作“{title}”")
def take_up(world: World, who: str, place: str, category: str, words: str, title: str) -> None:
    """Open what the hot spot calls for; asked twice, the second is refused."""
    key = f"hot spot:{place}:{category}"
    found = _spot(world, who, place, category)
    if found is not None:
        world.things[key] = found.hot_spot_id
    world.things[title] = services.open_proactive(
        hot_spot_id=world.thing(key), words=words, actor=actor_named(world, who), now=world.now
    )


@phrase("“{title}”起因于“{other}”")
def because_of(world: World, title: str, other: str) -> None:
    """The matters behind a proactive one stay linked, ended or not."""
    shown = [one.matter_id for one in selectors.behind(world.thing(title).matter_id)]
    assert world.thing(other).matter_id in shown
