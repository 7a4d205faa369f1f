"""The sentences of golden stories that speak of sittings after school."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import LOCAL, local
from linli.kernel.stories import World, phrase
from linli.resources import selectors, services
from linli.resources.rules.places import spans_of
from linli.resources.stories.places import actor_named, resident
from linli.resources.terms import SEAT_STATES, Collector, NewChild, NewTerm, SitMark

_MARKS = {"到了": SitMark.CAME, "没来": SitMark.ABSENT}


def _at(world: World, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime.combine(local(world.now).date(), datetime.min.time(), LOCAL) + timedelta(
        hours=int(hour), minutes=int(minute)
    )


@phrase(
    "“{who}”在“{place}”开班次“{name}”，周一到周五 {hours}，{count} 个名额，"
    "收 {young} 到 {old} 岁，共 {days} 天"
)
def term_is_opened(
    world: World,
    who: str,
    place: str,
    name: str,
    hours: str,
    count: str,
    young: str,
    old: str,
    days: str,
) -> None:
    """From today on, so many days of the calendar."""
    today = local(world.now).date()
    [(opens, closes)] = spans_of(hours)
    world.things[name] = services.open_term(
        new=NewTerm(
            place_id=world.thing(place),
            name=name,
            since=today,
            until=today + timedelta(days=int(days) - 1),
            weekdays=(0, 1, 2, 3, 4),
            opens=opens,
            closes=closes,
            seats=int(count),
            youngest=int(young),
            oldest=int(old),
            contact=who,
        ),
        actor=actor_named(world, who),
        now=world.now,
    )


def _enrol(world: World, phone: str, name: str, child: str, born: str, *, consent: bool) -> None:
    made = services.enrol(
        term_id=world.thing(name),
        new=NewChild(
            child, int(born), (Collector("王奶奶", "奶奶", "13700000001"),), consent=consent
        ),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )
    world.things[f"child:{child}"] = made.id


@phrase("手机 {phone} 的家长给“{child}”（{born} 年生）报“{name}”，让王奶奶接，勾选同意")
def child_is_enrolled(world: World, phone: str, child: str, born: str, name: str) -> None:
    """The guardian consents."""
    _enrol(world, phone, name, child, born, consent=True)


@phrase("手机 {phone} 的家长给“{child}”（{born} 年生）报“{name}”，没有勾选同意")
def child_without_consent(world: World, phone: str, child: str, born: str, name: str) -> None:
    """Refused."""
    _enrol(world, phone, name, child, born, consent=False)


@phrase("手机 {phone} 的家长看到“{child}”是“{state}”")
def guardian_reads(world: World, phone: str, child: str, state: str) -> None:
    """On the page of one's own children."""
    rows = selectors.my_children(resident(world, phone), now=world.now)
    found = [str(SEAT_STATES[one.state]) for one in rows if one.words.name == child]
    assert found == [state], found


@phrase("手机 {phone} 的家长说“{child}”今天不来")
def child_is_excused(world: World, phone: str, child: str) -> None:
    """Until the start."""
    services.excuse(
        child_id=world.thing(f"child:{child}"),
        today=False,
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的家长让“{child}”退出")
def child_leaves(world: World, phone: str, child: str) -> None:
    """Which withdraws consent."""
    services.take_out(
        child_id=world.thing(f"child:{child}"),
        person=resident(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("{clock}“{who}”登记“{child}”{state}")
def child_is_marked(world: World, clock: str, who: str, child: str, state: str) -> None:
    """到了 or 没来, at a time of today."""
    services.mark_child(
        child_id=world.thing(f"child:{child}"),
        state=_MARKS[state],
        actor=actor_named(world, who),
        now=_at(world, clock),
    )


@phrase("{clock}“{who}”把“{child}”交给名单上的王奶奶")
def child_is_handed_over(world: World, clock: str, who: str, child: str) -> None:
    """The first of those who may collect."""
    services.hand_over(
        child_id=world.thing(f"child:{child}"),
        collector=0,
        actor=actor_named(world, who),
        now=_at(world, clock),
    )


@phrase("{clock}“{who}”把“{child}”交给“{other}”，没有问监护人")
def child_is_given_away(world: World, clock: str, who: str, child: str, other: str) -> None:
    """Refused."""
    services.hand_over(
        child_id=world.thing(f"child:{child}"),
        name=other,
        actor=actor_named(world, who),
        now=_at(world, clock),
    )


@phrase("{clock}“{who}”打电话问过监护人，把“{child}”交给“{other}”，原因“{reason}”")
def child_is_handed_to_another(
    world: World, clock: str, who: str, child: str, other: str, reason: str
) -> None:
    """Somebody who is not on the list."""
    services.hand_over(
        child_id=world.thing(f"child:{child}"),
        name=other,
        called=True,
        reason=reason,
        actor=actor_named(world, who),
        now=_at(world, clock),
    )


@phrase("{clock}“{who}”看到“{name}”还在这里 {here} 个，过了时间没人接的 {late} 个")
def door_reads(world: World, clock: str, who: str, name: str, here: str, late: str) -> None:
    """The list at the door."""
    found = selectors.sitting_list(
        actor_named(world, who), world.thing(name), now=_at(world, clock)
    )
    assert (found.here, len(found.late)) == (int(here), int(late)), found.rows
