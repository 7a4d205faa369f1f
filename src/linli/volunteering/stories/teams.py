"""The sentences of golden stories that speak of volunteers and teams."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.volunteering import selectors, services
from linli.volunteering.terms import TeamPage, TeamRow, Times, finding_words

RESIDENT = Actor(kind="resident", via="story")


def team_actor(world: World, who: str) -> Actor:
    """Whoever the story calls so, with the duties of today."""
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def by_phone(world: World, phone: str, name: str = "") -> UUID:
    return people.remember(name=name, phone=phone, actor=SYSTEM, now=world.now)


def registered(world: World, phone: str, name: str) -> UUID:
    person = by_phone(world, phone, name)
    services.register_volunteer(
        person=person, name=name, skills=(), times=(Times.WEEKENDS,), consent=True,
        actor=RESIDENT, now=world.now,
    )  # fmt: skip
    return person


def _row(world: World, team: str) -> TeamRow:
    return selectors.public_team(world.thing(team)).row


def _page(world: World, team: str) -> TeamPage:
    return selectors.desk_team(SYSTEM, world.thing(team))


def _place(kind: str, unit: str) -> str:
    """The key of where it stands; of a place where it may not, one that is refused."""
    known = next(
        (one for one in selectors.team_kinds_defined().values() if one.name.zh == kind), None
    )
    assert known, f"工作法里没有队伍“{kind}”"
    found = [one for one in organisations.units() if unit in (one.name, one.short_name)]
    assert len(found) == 1, f"没有一个单位叫“{unit}”"
    return f"{known.key}|{found[0].id}"


@phrase("“{who}”在“{unit}”下设“{kind}”“{team}”")
def team_is_set_up(world: World, who: str, unit: str, kind: str, team: str) -> None:
    """A team below an organisation."""
    world.things[team] = services.set_up_team(
        place=_place(kind, unit), name=team, actor=team_actor(world, who),
        now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的“{name}”登记成为志愿者")
def team_registers(world: World, phone: str, name: str) -> None:
    """With consent, free at weekends."""
    registered(world, phone, name)


@phrase("手机 {phone} 的“{name}”申请加入“{team}”")
def team_asks(world: World, phone: str, name: str, team: str) -> None:
    """By phone; whoever did not register is refused."""
    world.things[f"asked:{phone}:{team}"] = services.ask_to_join(
        team_id=world.thing(team), person=by_phone(world, phone, name), actor=RESIDENT,
        now=world.now,
    )  # fmt: skip


def _tags(world: World, team: str, names: str) -> list[str]:
    tags = {one.name.zh: one.key for one in _row(world, team).kind.tags}
    wanted = [one for one in names.split("、") if one]
    assert all(one in tags for one in wanted), f"队员类别有：{'、'.join(tags)}"
    return [tags[one] for one in wanted]


@phrase("“{who}”同意手机 {phone} 的人加入“{team}”")
def team_accepts(world: World, who: str, phone: str, team: str) -> None:
    """The leader takes them in."""
    services.accept_member(
        member_id=world.thing(f"asked:{phone}:{team}"), actor=team_actor(world, who), now=world.now
    )


@phrase("“{who}”把 {count} 名“{tags}”登记进“{team}”")
def team_enrols(world: World, who: str, count: str, tags: str, team: str) -> None:
    """So many who signed on paper, each with a number of their own; 队员 is without a tag."""
    names = _tags(world, team, "" if tags == "队员" else tags)
    for _each in range(int(count)):
        number = world.things["enrolled"] = world.things.get("enrolled", 0) + 1
        services.enrol_member(
            team_id=world.thing(team), name="周队员", phone=f"136{number:08d}", consent=True,
            tags=names, actor=team_actor(world, who), now=world.now,
        )  # fmt: skip


@phrase("“{team}”对照规定是“{words}”")
def team_finding(world: World, team: str, words: str) -> None:
    """A rule that it keeps."""
    found = [finding_words(one) for one in _row(world, team).findings]
    assert (words, True) in found, f"对照规定：{found}"


@phrase("“{team}”对照规定还差“{words}”")
def team_lacks(world: World, team: str, words: str) -> None:
    """A rule that it does not keep yet."""
    found = [finding_words(one) for one in _row(world, team).findings]
    assert (words, False) in found, f"对照规定：{found}"


@phrase("“{team}”有 {count} 名队员")
def team_counts(world: World, team: str, count: str) -> None:
    """How many are in it."""
    found = _row(world, team).make.members
    assert found == int(count), f"有 {found} 名"


@phrase("志愿队伍有 {count} 支，种类 {kinds} 种")
def team_kinds_there(world: World, count: str, kinds: str) -> None:  # noqa: ARG001 - a phrase
    """How many teams there are, of how many kinds."""
    rows = selectors.all_desk_teams(SYSTEM)
    found = (len(rows), len({one.kind.key for one in rows}))
    assert found == (int(count), int(kinds)), f"有 {found[0]} 支，{found[1]} 种"


@phrase("“{who}”给“{team}”手机 {phone} 的队员登记培训和保险")
def team_readies(world: World, who: str, team: str, phone: str) -> None:
    """Trained today, insured for a year."""
    today = local(world.now).date()
    person = by_phone(world, phone)
    member = next(one for one in _page(world, team).members if one.identity_id == person)
    services.note_readiness(
        member_id=member.id, trained_on=today, trained_in="应急救护",
        insured_until=date(today.year, today.month, 1) + timedelta(days=365),
        actor=team_actor(world, who), now=world.now,
    )  # fmt: skip
