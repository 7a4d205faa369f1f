"""The sentences of golden stories that speak of bodies and gatherings. In a story one gathering is
under way at a time: the one that was called last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.stories.pledges import actor_named, person_by_phone
from linli.deliberation.terms import (
    BodyKind,
    Call,
    Came,
    Choice,
    GatheringKind,
    GatheringPage,
    GatheringRow,
    Medium,
    MotionRow,
    MotionState,
    NewMember,
    NewMotion,
    State,
    Way,
)
from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.stories import World, phrase, plain
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.people import services as people
from linli.procedures import services as procedures
from linli.territory import selectors as territory
from linli.territory.terms import Area

_WAYS = {"讨论": Way.TALK, "举手": Way.HANDS, "记名": Way.NAMED}
_STEP = timedelta(hours=1)
_BORN = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A matter that a resolution became, as other sentences of the story find it."""

    matter_id: UUID
    code: str = ""


def _area(name: str) -> Area:
    root = territory.root()
    if name in {root.name, root.short_name}:
        return root
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def _pass(world: World, until: datetime) -> None:
    while world.now < until:
        world.now = min(world.now + _STEP, until)
        procedures.fire_due(world.now)
        jobs.run_due(world.now)


def _same(kind: BodyKind | GatheringKind, name: str) -> bool:
    """A sentence has one sort of quotation mark, whatever the method's name has."""
    return plain(kind.name.zh) == plain(name)


def _body_kind(name: str) -> BodyKind:
    found = [one for one in selectors.bodies_defined().values() if _same(one, name)]
    assert found, f"没有“{name}”这种议事组织"
    return found[0]


def gathering_key(name: str) -> str:
    found = [one.key for one in selectors.gatherings_defined().values() if _same(one, name)]
    assert found, f"没有“{name}”这种会议"
    return found[0]


# --- Bodies ------------------------------------------------------------------------------------


@phrase("“{place}”有“{kind}”，成员 {count} 名")
def has_body(world: World, place: str, kind: str, count: str) -> None:
    """A body of residents, each with a telephone number; a table may say how many of them have
    which standing (身份, 人数), counted from the first one."""
    known = _body_kind(kind)
    units = [one for one in organisations.units() if one.kind in known.of]
    named = next((one for one in units if place in {one.key, one.name, one.short_name}), None)
    area_id = named.area_id if named and named.area_id else _area(place).id
    unit = named or next((one for one in units if one.area_id == area_id), None)
    made = services.set_up(
        kind=known.key,
        area_id=area_id,
        organisation_id=unit.id if unit else None,
        actor=SYSTEM,
        now=world.now,
    )
    world.things[slot(place, kind)] = made
    keys = {name.zh: tag for tag, name in known.tags}
    tagged = {row["身份"]: int(row["人数"]) for row in world.table}
    assert tagged.keys() <= keys.keys(), f"“{kind}”的身份有：{'、'.join(keys)}"
    for number in range(int(count)):
        tags = frozenset(keys[name] for name, many in tagged.items() if number < many)
        _enrol(world, made, known, tags)


def slot(place: str, kind: str) -> str:
    return plain(f"body:{place}:{kind}")


def _enrol(world: World, body_id: UUID, kind: BodyKind, tags: frozenset[str]) -> None:
    number = world.things["members"] = world.things.get("members", 0) + 1
    new = NewMember(
        identity_id=person_by_phone(world, f"139{number:08d}"),
        household=f"{number}号",
        tags=tags,
        represents=kind.represents[0] if kind.represents else 0,
        born=_BORN if kind.age else None,
    )
    services.enrol(body_id=body_id, new=new, actor=SYSTEM, now=world.now)


@phrase("“{place}”的“{kind}”少“{words}”")
def falls_short(world: World, place: str, kind: str, words: str) -> None:
    """What the composition of a body lacks, said with its article."""
    found = selectors.shortfalls(world.thing(slot(place, kind)), now=world.now)
    said = [f"{one.words} {one.basis}" for one in found]
    assert any(words in one for one in said), f"说的是：{said}"


@phrase("“{who}”担任“{unit}”的“{title}”")
def holds_post(world: World, who: str, unit: str, title: str) -> None:
    """This person holds that post of the method in that organisation, with whatever else."""
    key = f"account:{who}"
    if key not in world.things:
        world.things[key] = people.open_account(
            username=f"story{len(world.things)}", name=who, actor=SYSTEM, now=world.now
        )
    home = next(
        (one for one in organisations.units() if unit in {one.key, one.name, one.short_name}), None
    )
    assert home, f"没有“{unit}”这个单位"
    posts = organisations.posts([home.id], now=world.now)[home.id]
    post = next((one for one in posts if one.title == title), None)
    assert post, f"“{unit}”的岗位有：{'、'.join(one.title for one in posts)}"
    organising.appoint(post_id=post.id, account_id=world.things[key], actor=SYSTEM, now=world.now)


# --- Calling -----------------------------------------------------------------------------------


def _about(world: World, title: str) -> tuple[GatheringRow, ...]:
    return selectors.of_subject("matter", world.thing(title).matter_id)


def _wanted(world: World, title: str, kind: str) -> GatheringRow | None:
    rows = [one for one in _about(world, title) if one.state is State.WANTED]
    return next((one for one in rows if plain(one.kind.zh) == plain(kind)), None)


@phrase("“{title}”等着召集“{kind}”")
def waits_for(world: World, title: str, kind: str) -> None:
    """The procedure stands at a gathering that nobody has called yet."""
    now = [f"{one.kind.zh}（{one.state}）" for one in _about(world, title)]
    assert _wanted(world, title, kind), f"“{title}”的会议有：{'、'.join(now) or '无'}"


@phrase("“{who}”召集“{about}”的“{kind}”，{time} 在“{where}”开")
def calls(world: World, who: str, about: str, kind: str, time: str, where: str) -> None:
    """`about` is a matter that waits for that gathering, or the place whose body meets. A table
    gives the agenda (议题, and 怎么定: 讨论, 举手, 记名); without one it is the matter's text."""
    wanted = _wanted(world, about, kind) if about in world.things else None
    agenda = tuple(NewMotion(row["议题"], "", _WAYS[row["怎么定"]]) for row in world.table)
    if wanted is not None:
        text = _page_of(world, wanted.id)
        first = text.wanted_text
        own = NewMotion(
            first.title if first else wanted.title,
            first.words if first else "",
            text.wanted_way or Way.HANDS,
        )
        agenda = (own, *agenda)
    elif slot(about, body_of(kind)) not in world.things:
        raise AssertionError(f"“{about}”没有等着开的“{kind}”，故事里也没有它的“{body_of(kind)}”")
    world.things["gathering"] = services.call(
        call=Call(meets_at=_moment(time), place=where, agenda=agenda),
        gathering_id=wanted.id if wanted else None,
        body_id=None if wanted else world.thing(slot(about, body_of(kind))),
        kind="" if wanted else gathering_key(kind),
        actor=actor_named(world, who),
        now=world.now,
    )


def body_of(kind: str) -> str:
    known = selectors.gathering_kind(gathering_key(kind))
    return str(selectors.body_kind(known.body).name.zh)


def _page_of(world: World, gathering_id: UUID) -> GatheringPage:
    return selectors.page(SYSTEM, gathering_id, now=world.now)


def _page(world: World) -> GatheringPage:
    return _page_of(world, world.thing("gathering"))


@phrase("“{who}”把会议改到 {time}")
def moves(world: World, who: str, time: str) -> None:
    """Another time, at the same place."""
    services.postpone(
        gathering_id=world.thing("gathering"),
        meets_at=_moment(time),
        place=_page(world).row.place,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”取消会议，原因“{reason}”")
def calls_off(world: World, who: str, reason: str) -> None:
    """It does not take place."""
    services.call_off(
        gathering_id=world.thing("gathering"),
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
    )


# --- Meeting -----------------------------------------------------------------------------------


@phrase("“{who}”开会，到会 {count} 人")
def meets(world: World, who: str, count: str) -> None:
    """Time passes until then; it is opened, and so many of the roll, from its top, have come."""
    actor = actor_named(world, who)
    page = _page(world)
    assert page.row.meets_at is not None
    _pass(world, page.row.meets_at)
    services.open_gathering(gathering_id=page.row.id, actor=actor, now=world.now)
    assert int(count) <= len(page.roll), f"名册上只有 {len(page.roll)} 人"
    for entry in page.roll[: int(count)]:
        services.sign_in(
            gathering_id=page.row.id,
            entry_id=entry.id,
            came=Came.ROOM,
            actor=actor,
            now=world.now,
        )


@phrase("“{who}”组织表决，同意 {yes}，反对 {no}，弃权 {abstain}")
def puts_to_vote(world: World, who: str, yes: str, no: str, abstain: str) -> None:
    """The next point that is voted on: by hands, or by the name of those who came, in turn."""
    actor = actor_named(world, who)
    counts = {Choice.YES: int(yes), Choice.NO: int(no), Choice.ABSTAIN: int(abstain)}
    page = _page(world)
    waiting = [one for one in page.motions if one.state is MotionState.WAITING]
    motion = next((one for one in waiting if one.way is not Way.TALK), None)
    assert motion, "没有等着表决的议题"
    assert motion.way is not Way.SECRET, "无记名投票不能在故事里代投"
    services.open_vote(motion_id=motion.id, actor=actor, now=world.now)
    if motion.way is Way.HANDS:
        services.count_up(motion_id=motion.id, counts=counts, actor=actor, now=world.now)
    else:
        choices = [choice for choice, many in counts.items() for _each in range(many)]
        here = [one for one in page.roll if one.votes and one.came is Came.ROOM]
        assert len(choices) <= len(here), f"到会有表决权的只有 {len(here)} 人"
        for entry, choice in zip(here, choices, strict=False):
            services.vote(
                motion_id=motion.id,
                entry_id=entry.id,
                choice=choice,
                actor=actor,
                now=world.now,
                medium=Medium.PAPER,
            )
    services.close_vote(motion_id=motion.id, actor=actor, now=world.now)


def _decided(world: World) -> MotionRow:
    found = [one for one in _page(world).motions if one.passed is not None]
    assert found, "还没有表决过的议题"
    return found[-1]


@phrase("议题通过了，依据“{basis}”")
def has_passed(world: World, basis: str) -> None:
    """The last vote passed, explained with its article."""
    _came_to(world, passed=True, basis=basis)


@phrase("议题没有通过，依据“{basis}”")
def has_lost(world: World, basis: str) -> None:
    """The last vote did not pass, explained with its article."""
    _came_to(world, passed=False, basis=basis)


def _came_to(world: World, *, passed: bool, basis: str) -> None:
    motion = _decided(world)
    assert motion.explained is not None
    assert motion.passed is passed, motion.explained.headline
    assert basis in motion.explained.basis, f"依据是：{motion.explained.basis}"


@phrase("“{who}”散会，会议记录“{words}”")
def closes(world: World, who: str, words: str) -> None:
    """Minutes are written and the gathering ends; what waits for it goes on."""
    actor, met = actor_named(world, who), world.thing("gathering")
    services.write_minutes(gathering_id=met, words=words, actor=actor, now=world.now)
    services.close_gathering(gathering_id=met, actor=actor, now=world.now)


@phrase("“{who}”宣布会议无效，原因“{reason}”")
def is_void(world: World, who: str, reason: str) -> None:
    """It binds nobody; what waits for it waits for another."""
    _void(world, who, reason, again=True)


@phrase("“{who}”宣布会议无效，不再召集，原因“{reason}”")
def is_void_for_good(world: World, who: str, reason: str) -> None:
    """It binds nobody, and what waits goes on without it."""
    _void(world, who, reason, again=False)


def _void(world: World, who: str, reason: str, *, again: bool) -> None:
    services.declare_void(
        gathering_id=world.thing("gathering"),
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
        again=again,
    )


# --- What came of it -----------------------------------------------------------------------------


@phrase("“{title}”开过的会依次是“{kinds}”")
def met_in_order(world: World, title: str, kinds: str) -> None:
    """The gatherings about a matter that took place and stand, oldest first, joined by 、."""
    held = "、".join(one.kind.zh for one in _about(world, title) if one.state is State.HELD)
    assert plain(held) == plain(kinds), f"开过的会是：{held}"


@phrase("“{title}”的方案有 {count} 版")
def has_texts(world: World, title: str, count: str) -> None:
    """How many versions of the text were put to gatherings."""
    found = len(selectors.versions("matter", world.thing(title).matter_id))
    assert found == int(count), f"有 {found} 版"


@phrase("“{who}”把决议交办为“{kind}”，内容“{words}”，记作“{title}”")
def undertakes(world: World, who: str, kind: str, words: str, title: str) -> None:
    """The resolution of the gathering under way becomes a matter."""
    page = _page(world)
    keys = {name.zh: key for key, name in selectors.undertaken_as(page.kind)}
    assert kind in keys, f"决议可以交办为：{'、'.join(keys) or '无'}"
    made = services.undertake(
        motion_id=page.motions[0].id,
        kind=keys[kind],
        words=words,
        actor=actor_named(world, who),
        now=world.now,
    )
    world.things[title] = Made(made)
