"""Lists in stories: opening one, listing lines, claims, evidence, what came of what."""

from __future__ import annotations

from uuid import UUID

from linli.files import services as files
from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World, phrase
from linli.matters import selectors, services
from linli.matters.stories.doing import picture
from linli.matters.stories.scene import actor_named, area_named
from linli.matters.terms import LineView, ListPage, Opened


def _id(world: World, title: str) -> UUID:
    opened: Opened = world.thing(title)
    return opened.matter_id


def _page(world: World, title: str) -> ListPage:
    return selectors.list_page(SYSTEM, _id(world, title), now=world.now)


def _line(world: World, title: str) -> LineView:
    return selectors.line_page(SYSTEM, _id(world, title), now=world.now).line


@phrase("“{who}”在“{place}”立“{kind}”，名为“{name}”，记作“{title}”")
def list_opened(world: World, who: str, place: str, kind: str, name: str, title: str) -> None:
    """Open a list of the method, called by the list's name."""
    named = {one.name.zh: one.key for one in selectors.catalogue().lists.values()}
    assert kind in named, f"工作法里没有“{kind}”，有：{'、'.join(named)}"
    world.things[title] = services.open_list(
        key=named[kind], name=name, area_id=area_named(place).id,
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”在“{title}”列入各项")
def list_lines(world: World, who: str, title: str) -> None:
    """Every row of the table becomes a line, called by its 事项 from now on."""
    for row in world.table:
        world.things[row["事项"]] = services.add_row(
            list_id=_id(world, title), row=row, actor=actor_named(world, who), now=world.now
        )


@phrase("“{who}”把“{sources}”列入“{title}”，记作“{line}”")
def list_source(world: World, who: str, sources: str, title: str, line: str) -> None:
    """Open matters become one line; a table may hold one row more of it."""
    row = {"事项": line, **(world.table[0] if world.table else {})}
    ids = [_id(world, one) for one in sources.split("、")]
    world.things[line] = services.add_row(
        list_id=_id(world, title), row=row, sources=ids,
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”在“{line}”下列入“{words}”")
def list_below(world: World, who: str, line: str, words: str) -> None:
    """A line below a line."""
    actor = actor_named(world, who)
    page = selectors.line_page(actor, _id(world, line), now=world.now)
    row = {"事项": words, **(world.table[0] if world.table else {})}
    world.things[words] = services.add_row(
        list_id=page.head.list_id, row=row, above=_id(world, line), actor=actor, now=world.now
    )


@phrase("“{who}”把“{line}”转到“{title}”，内容“{words}”")
def list_begotten(world: World, who: str, line: str, title: str, words: str) -> None:
    """A line of another list comes of this one."""
    row = {"事项": words, **(world.table[0] if world.table else {})}
    world.things[words] = services.add_row(
        list_id=_id(world, title), row=row, sources=[_id(world, line)],
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”认领“{line}”")
def list_claim(world: World, who: str, line: str) -> None:
    """A unit or community offers to take a line."""
    services.claim(line_id=_id(world, line), actor=actor_named(world, who), now=world.now)


@phrase("“{who}”邀请“{unit}”认领“{line}”")
def list_invite(world: World, who: str, unit: str, line: str) -> None:
    """The line's own side asks a unit or community to take it."""
    services.invite(
        line_id=_id(world, line), claimer=selectors.claimer_key(unit),
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”接受“{unit}”对“{line}”的认领")
def list_accept(world: World, who: str, unit: str, line: str) -> None:
    """The other side says yes."""
    key = selectors.claimer_key(unit)
    offers = [
        one for one in _line(world, line).offers
        if key in {selectors.claimer_key(one.by_name), one.by_name}
    ]  # fmt: skip
    assert offers, f"“{unit}”没有提过认领“{line}”"
    services.accept(offer_id=offers[-1].offer_id, actor=actor_named(world, who), now=world.now)


@phrase("“{who}”交“{line}”第 {number} 条销号条件的佐证 {count} 个")
def list_evidence(world: World, who: str, line: str, number: str, count: str) -> None:
    """Pictures that show one closing condition to be met."""
    actor = actor_named(world, who)
    found = [one for one in _line(world, line).conditions if one.number == int(number)]
    assert found, f"“{line}”没有第 {number} 条销号条件"
    given = tuple(
        files.receive(upload=picture(), kind="image", actor=actor, now=world.now).id
        for _ in range(int(count))
    )
    services.meet_condition(
        condition_id=found[0].condition_id, evidence=given, actor=actor, now=world.now
    )


@phrase("“{who}”公开“{title}”这张清单")
def list_shown(world: World, who: str, title: str) -> None:
    """晒单: show the list to the public."""
    services.publish_list(list_id=_id(world, title), actor=actor_named(world, who), now=world.now)


# --- what must be so -----------------------------------------------------------------------------


@phrase("“{line}”是“{title}”第 {number} 项")
def list_number(world: World, line: str, title: str, number: str) -> None:
    """Its number there."""
    shown = {one.matter_id: one.number for one in _page(world, title).lines}
    assert shown.get(_id(world, line)) == number, f"是第 {shown.get(_id(world, line))} 项"


@phrase("“{line}”的责任单位是“{unit}”")
def list_owner(world: World, line: str, unit: str) -> None:
    """Who answers for it."""
    shown = _line(world, line).owner
    assert selectors.claimer_key(shown) == selectors.claimer_key(unit), f"是“{shown}”"


@phrase("“{line}”追得到“{other}”")
def list_traced(world: World, line: str, other: str) -> None:
    """From this line one comes to the other, forward or back, over any number of links."""
    wanted, seen, ahead = _id(world, other), set[UUID](), [_id(world, line)]
    while ahead:
        one = ahead.pop()
        if one in seen:
            continue
        seen.add(one)
        if selectors.standing_of(one, selectors.kind_of(one)).number:
            view = selectors.line_page(SYSTEM, one, now=world.now).line
            ahead += [link.matter_id for link in (*view.came_from, *view.led_to)]
    assert wanted in seen, f"从“{line}”追不到“{other}”"


@phrase("“{title}”共 {total} 项，已销号 {done} 项")
def list_counted(world: World, title: str, total: str, done: str) -> None:
    """How far the list is."""
    head = _page(world, title).head
    assert (head.total, head.done) == (int(total), int(done)), f"共 {head.total}，{head.done}"


@phrase("“{title}”还有 {count} 项逾期")
def list_late(world: World, title: str, count: str) -> None:
    """Lines past their day, or past the promise of their step."""
    assert _page(world, title).head.late == int(count), f"逾期 {_page(world, title).head.late} 项"


@phrase("居民看到“{title}”有“{words}”")
def list_public(world: World, title: str, words: str) -> None:
    """On the public page of the list."""
    shown = selectors.public_list(_id(world, title), now=world.now)
    assert any(words in one.words for one in shown.lines), [one.words for one in shown.lines]
