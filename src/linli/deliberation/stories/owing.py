"""The sentences of golden stories that speak of what is owed, of guests and of rehearsals."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.stories.gatherings import body_of, gathering_key, slot
from linli.deliberation.stories.pledges import actor_named
from linli.deliberation.terms import (
    KEPT,
    STANDS_NAMES,
    Cell,
    Choice,
    OwedBody,
    RehearsalPage,
    Turn,
)
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase


def _body(world: World, place: str, kind: str) -> UUID:
    found: UUID = world.thing(slot(place, body_of(kind)))
    return found


def _owed(world: World, body_id: UUID, year: int) -> OwedBody:
    return selectors.owed_by(SYSTEM, body_id, year=year, now=world.now)


def _cells(world: World, place: str, kind: str, year: int) -> dict[str, Cell]:
    key = gathering_key(kind)
    page = _owed(world, _body(world, place, kind), year)
    return {
        cell.period.key: cell for line in page.lines if line.kind.key == key for cell in line.cells
    }


@phrase("“{place}”的“{kind}”在“{period}”是“{state}”")
def stands(world: World, place: str, kind: str, period: str, state: str) -> None:
    """没到时候, 要开, 已召集, 已开, 没有开 or 有说明, in 2026-03, 2026-Q1, 2026-H1 or 2026."""
    cells = _cells(world, place, kind, int(period[:4]))
    assert period in cells, f"“{place}”的“{kind}”要开的有：{'、'.join(cells) or '无'}"
    found = str(STANDS_NAMES[cells[period].standing])
    assert found == state, f"“{period}”的“{kind}”是“{found}”"


@phrase("“{place}”{year} 年不用开“{kind}”")
def owes_none(world: World, place: str, year: str, kind: str) -> None:
    """The method does not ask it of such a body."""
    cells = _cells(world, place, kind, int(year))
    assert not cells, f"要开：{'、'.join(cells)}"


@phrase("“{place}”在“{period}”不用开“{kind}”")
def owes_none_then(world: World, place: str, period: str, kind: str) -> None:
    """Not in that season, though in another of the same year."""
    cells = _cells(world, place, kind, int(period[:4]))
    assert cells, f"“{place}”全年都不用开“{kind}”"
    assert period not in cells, f"要开：{'、'.join(cells)}"


@phrase("“{who}”说明“{place}”的“{kind}”在“{period}”没有开，原因“{reason}”")
def excuses(world: World, who: str, place: str, kind: str, period: str, reason: str) -> None:
    """The reason of an exception."""
    services.excuse(
        body_id=_body(world, place, kind),
        kind=gathering_key(kind),
        period=period,
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{place}”的“{kind}”{year} 年到期应开 {owed} 次，开了 {held} 次，有说明 {excused} 次")
def tallies(
    world: World, place: str, kind: str, year: str, owed: str, held: str, excused: str
) -> None:
    """Of the periods that are over."""
    key = gathering_key(kind)
    lines = _owed(world, _body(world, place, kind), int(year)).lines
    found = next(one.tally for one in lines if one.kind.key == key)
    assert (found.owed, found.held, found.excused) == (int(owed), int(held), int(excused)), (
        f"应开 {found.owed}，开了 {found.held}，有说明 {found.excused}"
    )


@phrase("发出开会提醒，提醒 {count} 个组织")
def reminds(world: World, count: str) -> None:
    """The reminders of the morning."""
    told = services.remind(now=world.now)
    assert told == int(count), f"提醒了 {told} 个组织"


@phrase("“{who}”给手机 {phone} 的人登记外来参加")
def welcomes(world: World, who: str, phone: str) -> None:
    """A member of another body takes part in the gathering under way."""
    services.welcome(
        gathering_id=world.thing("gathering"),
        who=phone,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{place}”的“{kind}”成员今年在居住地参加了 {count} 次")
def learned(world: World, place: str, kind: str, count: str) -> None:
    """As the body at home sees it; `kind` is that of the body."""
    year = local(world.now).year
    found = selectors.learned_elsewhere(world.thing(slot(place, kind)), year=year)
    assert len(found) == int(count), f"参加了 {len(found)} 次"


# --- rehearsals -----------------------------------------------------------------------------------


@phrase("“{who}”演练“{place}”的“{kind}”，从召集走到结束")
def rehearses(world: World, who: str, place: str, kind: str) -> None:
    """Every page in order, each done as it says; the mistake on purpose among them."""
    actor = actor_named(world, who)
    world.things["rehearsal"] = made = services.rehearse(
        body_id=_body(world, place, kind), kind=gathering_key(kind), actor=actor, now=world.now
    )
    page = selectors.rehearsal_page(actor, made, now=world.now)
    while page.scene.turn is not Turn.END:
        services.practise(
            rehearsal_id=made,
            scene=page.number - 1,
            given=_given(page, actor),
            actor=actor,
            now=world.now,
        )
        page = selectors.rehearsal_page(actor, made, now=world.now)


def _given(page: RehearsalPage, actor: Actor) -> dict[str, object]:
    row = selectors.rehearsal_row(actor, page.id)
    assert row.gathering_id is not None
    match page.scene.turn:
        case Turn.CALL:
            at = page.least_at + timedelta(hours=1)
            return {"meets_at": at, "place": "示例活动室", "title": "示例议题"}
        case Turn.SIGN_IN | Turn.REST:
            there = selectors.arrivals(row.gathering_id, late=page.scene.turn is Turn.REST)
            return {"entries": frozenset(one.pk for one in there.here)}
        case Turn.COUNT:
            assert page.page is not None
            here = [one.id for one in page.page.roll if one.came in selectors.HERE]
            counts = {Choice.YES: len(here), Choice.NO: 0, Choice.ABSTAIN: 0}
            return (
                {"choices": dict.fromkeys(here, Choice.YES)} if page.named else {"counts": counts}
            )
        case Turn.MINUTES:
            return {"minutes": "示例记录"}
        case _:
            return {}


@phrase("演练里故意在人不够时表决，被拒绝，说“{words}”")
def was_taught(world: World, words: str) -> None:
    """The refusal that the exercise is about, in the words of the real rule."""
    page = selectors.rehearsal_page(_owner(world), world.thing("rehearsal"), now=world.now)
    said = [one.words for one in page.remarks if one.was_meant and one.refusal]
    assert any(words in one for one in said), f"拒绝时说的是：{said}"


def _owner(world: World) -> Actor:
    found = world.thing("rehearsal")
    for one in world.actors.values():
        if any(each.id == found for each in selectors.rehearsals(one)):
            return one
    raise AssertionError("没有人在演练")


@phrase("一天后演练不留下任何东西")
def is_swept(world: World) -> None:
    """It is gone, and nothing of it was counted."""
    assert services.sweep_rehearsals(now=world.now + KEPT) == 1
