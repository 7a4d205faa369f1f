"""The sentences of golden stories that speak of rotas."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.territory import selectors as territory
from linli.volunteering import selectors, services
from linli.volunteering.terms import Liking, MyDuty, RotaPage


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _person(world: World, phone: str, name: str = "") -> UUID:
    return people.remember(phone=phone, name=name, actor=SYSTEM, now=world.now)


def _page(world: World, title: str) -> RotaPage:
    return selectors.rota_page(SYSTEM, world.thing(title), now=world.now)


def _duties(world: World, phone: str) -> list[MyDuty]:
    """Over and to come, the earliest first."""
    person = _person(world, phone)
    over = selectors.my_duties(person, now=world.now, over=True)
    return [*reversed(over), *selectors.my_duties(person, now=world.now)]


def _first(world: World, phone: str) -> MyDuty:
    found = [one for one in _duties(world, phone) if one.state == "planned"]
    assert found, f"{phone} 没有班"
    return found[0]


@phrase("“{who}”给“{unit}”排“{kind}”“{title}”，从 {since} 到 {until}")
def rota_planned(
    world: World, who: str, unit: str, kind: str, title: str, since: str, until: str
) -> None:
    """A draft with its shifts; a team's members are on it."""
    actor = _actor(world, who)
    spots = selectors.rota_places(actor)
    key = next((o.key for o in spots if o.name == unit and o.kind.name.zh == kind), "")
    assert key or not spots, f"可以排的：{[(o.name, o.kind.name.zh) for o in spots]}"
    world.things[title] = services.plan_rota(
        place=key,
        name=title,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        actor=actor,
        now=world.now,
    )


@phrase("“{who}”把手机 {phone} 的“{name}”列进“{title}”")
def rota_joined(world: World, who: str, phone: str, name: str, title: str) -> None:
    """Somebody is on the rota, with no role."""
    _join(world, who, phone, name, title, ())


@phrase("“{who}”把手机 {phone} 的“{name}”列进“{title}”，是“{role}”")
def rota_joined_as(world: World, who: str, phone: str, name: str, title: str, role: str) -> None:
    """Somebody is on the rota with a role."""
    known = _page(world, title).kind.roles
    key = next((key for key, words in known.items() if words.zh == role), "")
    assert key, f"没有角色“{role}”"
    _join(world, who, phone, name, title, (key,))


def _join(
    world: World, who: str, phone: str, name: str, title: str, roles: tuple[str, ...]
) -> None:
    services.add_to_rota(
        rota_id=world.thing(title),
        person=_person(world, phone, name),
        roles=roles,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的人说“{title}”{day} 不能来")
def rota_wished(world: World, phone: str, title: str, day: str) -> None:
    """They cannot come on that day, whatever the shift."""
    person, made = _person(world, phone), world.thing(title)
    _head, shifts = selectors.wish_page(made, person)
    that = date.fromisoformat(day)
    services.tell_wishes(
        rota_id=made,
        person=person,
        wishes={o.id: Liking.CANNOT for o in shifts if local(o.starts_at).date() == that},
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的人从 {since} 到 {until} 请假")
def rota_leave(world: World, phone: str, since: str, until: str) -> None:
    """Nobody asks why."""
    services.take_leave(
        person=_person(world, phone),
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”排好“{title}”")
def rota_solved(world: World, who: str, title: str) -> None:
    """Solved; on a published rota the outcome waits for a yes."""
    services.solve_rota(rota_id=world.thing(title), actor=_actor(world, who), now=world.now)


@phrase("“{who}”公布值班表“{title}”")
def rota_published(world: World, who: str, title: str) -> None:
    """Everybody sees their shifts."""
    services.publish_rota(rota_id=world.thing(title), actor=_actor(world, who), now=world.now)


@phrase("“{who}”把手机 {phone} 的人从“{title}”去掉")
def rota_left(world: World, who: str, phone: str, title: str) -> None:
    """Somebody drops out."""
    services.leave_person(
        rota_id=world.thing(title),
        person=_person(world, phone),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”照“{title}”的新排法来")
def rota_accepted(world: World, who: str, title: str) -> None:
    """The proposal becomes the rota."""
    services.accept_proposal(rota_id=world.thing(title), actor=_actor(world, who), now=world.now)


@phrase("“{title}”的新排法改动 {count} 个班")
def rota_changes(world: World, title: str, count: str) -> None:
    """How many shifts would change; nothing has yet."""
    proposal = _page(world, title).proposal
    assert proposal is not None, "没有等确认的新排法"
    assert len(proposal) == int(count), f"改动 {len(proposal)} 个班"


@phrase("“{title}”排满了，已证明没有更好的排法，每人 {least} 到 {most} 班")
def rota_is_full(world: World, title: str, least: str, most: str) -> None:
    """No place is empty; the loads of those who are on it."""
    page = _page(world, title)
    loads = [one.load for one in page.people if not one.left]
    assert not page.lacks, page.lacks
    assert page.proof == "best", page.figures
    assert (min(loads), max(loads)) == (int(least), int(most)), sorted(loads)


@phrase("“{title}”缺 {count} 人次，原因里有“{words}”")
def rota_lacks(world: World, title: str, count: str, words: str) -> None:
    """What is missing, and why."""
    page = _page(world, title)
    assert page.row.missing == int(count), f"缺 {page.row.missing} 人次"
    assert any(words in one for one in page.lacks), page.lacks


@phrase("手机 {phone} 的人 {day} 没有班")
def rota_is_off(world: World, phone: str, day: str) -> None:
    """They are on no shift of that day."""
    duties = selectors.my_duties(_person(world, phone), now=world.now)
    assert date.fromisoformat(day) not in {local(one.starts_at).date() for one in duties}


@phrase("手机 {phone} 的人最早的班谁都可以换")
def rota_offered(world: World, phone: str) -> None:
    """Offered to everybody on the rota."""
    world.things["swap"] = services.ask_swap(
        duty_id=_first(world, phone).id,
        person=_person(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的人接下这次换班")
def rota_taken(world: World, phone: str) -> None:
    """Whoever is first has it, or waits for the manager."""
    services.take_swap(
        swap_id=world.thing("swap"), person=_person(world, phone), actor=ANONYMOUS, now=world.now
    )


@phrase("“{who}”记手机 {phone} 的人最早的班到岗")
def rota_marked(world: World, who: str, phone: str) -> None:
    """They were there: the hours come by themselves."""
    services.mark_duty(
        duty_id=_first(world, phone).id, came=True, actor=_actor(world, who), now=world.now
    )


@phrase("手机 {phone} 的人有 {count} 个班记了到岗")
def rota_done(world: World, phone: str, count: str) -> None:
    """How many of their shifts were noted, each with its hours."""
    found = [one for one in _duties(world, phone) if one.state == "done"]
    assert len(found) == int(count), f"有 {len(found)} 个"


@phrase("“{place}”今天的值班牌写着“{words}”，没有“{name}”")
def rota_board(world: World, place: str, words: str, name: str) -> None:
    """Roles and teams are on the board; names are not."""
    (area,) = territory.find(place)
    shown = repr(selectors.duty_board(area_path=area.path, now=world.now))
    assert words in shown, shown
    assert name not in shown
