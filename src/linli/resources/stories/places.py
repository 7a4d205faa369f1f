"""The sentences of golden stories that speak of places and their bookings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import LOCAL, local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.resources import selectors, services
from linli.resources.rules.places import spans_of
from linli.resources.terms import (
    BOOKING_STATES,
    Hours,
    NewBooking,
    NewPlace,
    NewRoom,
    PlaceState,
)
from linli.territory import selectors as territory

USUAL = Hours(week=(spans_of("08:30-12:00 14:00-17:30"),) * 5 + ((), ()), holiday=())


def actor_named(world: World, who: str) -> Actor:
    """Whoever the story calls so, with the duties of today."""
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def resident(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


def _key(names: Mapping[str, object], name: str, what: str) -> str:
    found = [key for key, one in names.items() if one.name.zh == name]  # type: ignore[attr-defined]
    assert found, f"没有{what}“{name}”"
    return found[0]


def _kind(name: str) -> str:
    return _key(dict(selectors.place_kinds_defined()), name, "场所种类")


def _place(
    world: World, who: str, kind: str, name: str, where: str, *, own: str = "", **more: object
) -> None:
    area = next(iter(territory.find(where)))
    key = _kind(kind)
    unit = next((one for one in organisations.units() if one.area_id == area.id), None)
    assert unit is not None, f"“{where}”没有单位"
    world.things[name] = services.set_up_place(
        new=NewPlace(
            name=name,
            kinds=(key,),
            area_id=area.id,
            organisation_id=unit.id,
            services=selectors.place_kind(key).services,
            own_services=tuple(one for one in own.split("、") if one),
            hours=USUAL,
            **more,  # type: ignore[arg-type]
        ),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”在“{where}”登记“{kind}”“{name}”")
def place_is_set_up(world: World, who: str, where: str, kind: str, name: str) -> None:
    """A place that is open on working days, 8:30 to 12:00 and 14:00 to 17:30, with the services of
    its kind."""
    _place(world, who, kind, name, where)


@phrase("“{who}”在“{where}”登记“{kind}”“{name}”，面积 {size} 平方米，{state}")
def place_is_planned(
    world: World, who: str, where: str, kind: str, name: str, size: str, state: str
) -> None:
    """The same, as large as that; 计划中, 建设中 or 已开放."""
    states = {
        "计划中": PlaceState.PLANNED,
        "建设中": PlaceState.BUILDING,
        "已开放": PlaceState.OPEN,
    }
    _place(world, who, kind, name, where, square_metres=int(size), state=states[state])


@phrase("“{who}”在“{where}”登记“{kind}”“{name}”，另有服务“{own}”")
def place_with_services(world: World, who: str, where: str, kind: str, name: str, own: str) -> None:
    """The same, with services in its own words, divided by 、."""
    _place(world, who, kind, name, where, own=own)


@phrase("“{name}”有 {count} 项服务，包括“{service}”")
def place_has_services(world: World, name: str, count: str, service: str) -> None:
    """What anybody reads on its page."""
    found = selectors.public_spot(world.thing(name), now=world.now).spot.services
    assert (len(found), service in found) == (int(count), True), found


@phrase("居民在“{where}”的“{kind}”里找到“{name}”，现在{state}")
def place_is_found(world: World, where: str, kind: str, name: str, state: str) -> None:
    """In the list of what is near: 开着 or 没开."""
    path = next(iter(territory.find(where))).path
    rows, _more = selectors.public_spots(now=world.now, area_path=path, kind=_kind(kind))
    found = [one for one in rows if one.name == name]
    assert found, f"有：{[one.name for one in rows]}"
    assert found[0].now.open is (state == "开着"), found[0].now


@phrase("“{who}”宣布“{name}”{days} 天后不开，因为“{why}”")
def place_closes_for_a_day(world: World, who: str, name: str, days: str, why: str) -> None:
    """A day with hours of its own: none."""
    day = local(world.now).date() + timedelta(days=int(days))
    services.set_exception(
        place_id=world.thing(name),
        day=day,
        spans=(),
        note=why,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{kind}”开放 {count} 处，共 {size} 平方米")
def places_counted(world: World, kind: str, count: str, size: str) -> None:  # noqa: ARG001
    """The county's figures."""
    found = {one.kind.name.zh: one for one in selectors.place_figures()}[kind]
    assert (found.open, found.square_metres) == (int(count), int(size)), found


@phrase("“{who}”看过“{name}”的“{by}”里“{item}”，{met}：“{words}”")
def place_item_seen(
    world: World, who: str, name: str, by: str, item: str, met: str, words: str
) -> None:
    """An item of an acceptance list: 做到了 or 没做到, and what was seen."""
    key = _key(dict(selectors.lists_defined()), by, "清单")
    items = selectors.lists_defined()[key].items
    named = next((one.key for one in items if one.name.zh == item), item)
    services.look_at_item(
        place_id=world.thing(name),
        list_key=key,
        item=named,
        met=met == "做到了",
        words=words,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”确认“{name}”按“{by}”验收通过")
def place_is_accepted(world: World, who: str, name: str, by: str) -> None:
    """The second person."""
    services.accept_place(
        place_id=world.thing(name),
        list_key=_key(dict(selectors.lists_defined()), by, "清单"),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{name}”的页面上写着按“{by}”验收过")
def place_shows_acceptance(world: World, name: str, by: str) -> None:
    """What anybody reads."""
    page = selectors.public_spot(world.thing(name), now=world.now)
    assert by in {one.name.zh for one in page.accepted}


@phrase("“{name}”的页面上没有写按“{by}”验收过")
def place_shows_no_acceptance(world: World, name: str, by: str) -> None:
    """Not, or no longer."""
    page = selectors.public_spot(world.thing(name), now=world.now)
    assert by not in {one.name.zh for one in page.accepted}


@phrase("“{who}”给“{name}”加房间“{room}”，{seats} 座，用途“{uses}”")
def room_is_added(world: World, who: str, name: str, room: str, seats: str, uses: str) -> None:
    """A room; its uses divided by 、."""
    known = dict(selectors.uses_defined())
    world.things[room] = services.set_room(
        place_id=world.thing(name),
        new=NewRoom(room, int(seats), tuple(_key(known, one, "用途") for one in uses.split("、"))),
        actor=actor_named(world, who),
        now=world.now,
    )


def moment(world: World, at: str) -> datetime:
    """`今天 10:00`, `明天 09:00` or `3天后 09:00`."""
    day, time = at.split()
    ahead = (
        {"今天": 0, "明天": 1}.get(day)
        if day in ("今天", "明天")
        else int(day.removesuffix("天后"))
    )
    hour, minute = time.split(":")
    on = local(world.now).date() + timedelta(days=ahead or 0)
    return datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=LOCAL)


@phrase("手机 {phone} 的居民约“{room}”{at} 起 {minutes} 分钟，用来“{use}”")
def room_is_booked(world: World, phone: str, room: str, at: str, minutes: str, use: str) -> None:
    """At `今天 10:00`, `明天 09:00` or `3天后 09:00`."""
    made = services.book(
        new=NewBooking(
            room_id=world.thing(room),
            starts_at=moment(world, at),
            minutes=int(minutes),
            use=_key(dict(selectors.uses_defined()), use, "用途"),
        ),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )
    world.things[f"booking:{phone}:{room}"] = made.id


def _booking(world: World, phone: str, room: str) -> UUID:
    found: UUID = world.thing(f"booking:{phone}:{room}")
    return found


@phrase("手机 {phone} 的居民对“{room}”的预约是“{state}”")
def booking_stands(world: World, phone: str, room: str, state: str) -> None:
    """As they read it themselves."""
    names = {str(name) for name in BOOKING_STATES.values()}
    assert state in names, f"状态只能是：{'、'.join(names)}"
    person = resident(world, phone)
    found = selectors.my_booking(person, _booking(world, phone, room), now=world.now)
    assert found.state_name == state, found.state_name


@phrase("手机 {phone} 的居民取消对“{room}”的预约")
def booking_is_withdrawn(world: World, phone: str, room: str) -> None:
    """By whoever booked."""
    services.withdraw_booking(
        booking_id=_booking(world, phone, room),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”同意手机 {phone} 的居民约“{room}”")
def booking_is_allowed(world: World, who: str, phone: str, room: str) -> None:
    """By whoever runs the place."""
    services.decide_booking(
        booking_id=_booking(world, phone, room),
        yes=True,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”不同意手机 {phone} 的居民约“{room}”，因为“{why}”")
def booking_is_refused(world: World, who: str, phone: str, room: str, why: str) -> None:
    """With a reason, which they read."""
    services.decide_booking(
        booking_id=_booking(world, phone, room),
        yes=False,
        reason=why,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{room}”{minutes} 分钟最近空着的时间是{at}")
def room_is_free_next(world: World, room: str, minutes: str, at: str) -> None:
    """What is offered after a no."""
    found = selectors.next_free(
        world.thing(room), after=world.now, minutes=int(minutes), now=world.now
    )
    assert found, "近期没有空"
    assert found[0] == moment(world, at), local(found[0]).isoformat()
