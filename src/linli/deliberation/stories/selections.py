"""The sentences of golden stories that speak of selections and brands."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.stories.charters import area_called
from linli.deliberation.stories.pledges import actor_named, person_by_phone
from linli.deliberation.terms import SelectionPage, Standing
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory.terms import Area


def _place(name: str) -> Area:
    root = territory.root()
    return root if name in {root.name, root.short_name} else area_called(name)


def _unit(name: str) -> UUID:
    found = [one.id for one in organisations.units() if name in {one.name, one.short_name}]
    assert found, f"没有组织“{name}”"
    return found[0]


def _jurors(world: World, names: str) -> list[str]:
    """Their usernames; whoever has no account yet is given one."""
    found = []
    for name in names.split("、"):
        username = f"juror{len(world.things)}"
        if f"account:{name}" not in world.things:
            world.things[f"account:{name}"] = people.open_account(
                username=username, name=name, actor=SYSTEM, now=world.now
            )
        found.append(username)
    return found


@phrase("“{who}”在“{place}”开始“{kind}”“{title}”，推荐 {days} 天，评委“{jurors}”")
def selection_opens(
    world: World, who: str, place: str, kind: str, title: str, days: str, jurors: str
) -> None:
    """Nominations are taken from now on."""
    keys = [one.key for one in selectors.selections_defined().values() if one.name.zh == kind]
    assert keys, f"没有评选“{kind}”"
    world.things[title] = services.open_selection(
        kind=keys[0], area_id=_place(place).id, title=title,
        nominate_until=local(world.now).date() + timedelta(days=int(days)),
        jurors=_jurors(world, jurors), actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”替“{unit}”向“{title}”推荐“{name}”，事迹“{story}”")
def selection_nominates(
    world: World, who: str, unit: str, title: str, name: str, story: str
) -> None:
    """An organisation puts something forward."""
    world.things[f"nominee:{name}"] = services.put_forward(
        selection_id=world.thing(title), organisation_id=_unit(unit), name=name, story=story,
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”同意“{name}”入围")
def selection_accepts(world: World, who: str, name: str) -> None:
    """Onto the shortlist."""
    services.check_nominee(
        nominee_id=world.thing(f"nominee:{name}"), accept=True, actor=actor_named(world, who),
        now=world.now,
    )  # fmt: skip


@phrase("“{who}”不同意“{name}”入围，原因“{reason}”")
def selection_refuses(world: World, who: str, name: str, reason: str) -> None:
    """Not on it, or off it after an objection."""
    services.check_nominee(
        nominee_id=world.thing(f"nominee:{name}"), accept=False, reason=reason,
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{who}”公示“{title}”的入围名单")
def selection_shows(world: World, who: str, title: str) -> None:
    """The shortlist is before the public."""
    services.show_shortlist(
        selection_id=world.thing(title), actor=actor_named(world, who), now=world.now
    )


@phrase("“{who}”让大家投“{title}”，开放 {days} 天")
def selection_votes_open(world: World, who: str, title: str, days: str) -> None:
    """From now on."""
    services.open_voting(
        selection_id=world.thing(title), closes_at=world.now + timedelta(days=int(days)),
        actor=actor_named(world, who), now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的居民在“{title}”投“{names}”")
def selection_ballot(world: World, phone: str, title: str, names: str) -> None:
    """One ballot; several names with 、."""
    _vote(world, title, names, person_by_phone(world, phone))


@phrase("没有登录的居民在“{title}”投“{names}”")
def selection_ballot_unknown(world: World, title: str, names: str) -> None:
    """Somebody who proved no number."""
    _vote(world, title, names, None)


@phrase("{count} 位居民在“{title}”投“{names}”")
def selection_ballots(world: World, count: str, title: str, names: str) -> None:
    """So many more, each with a number of their own."""
    for _each in range(int(count)):
        number = world.things["voters"] = world.things.get("voters", 0) + 1
        _vote(world, title, names, person_by_phone(world, f"135{number:08d}"))


def _vote(world: World, title: str, names: str, person: UUID | None) -> None:
    picks = [world.thing(f"nominee:{one}") for one in names.split("、")]
    services.vote_for(selection_id=world.thing(title), picks=picks, person=person, now=world.now)


@phrase("评委“{who}”给“{name}”打 {points} 分")
def selection_scores(world: World, who: str, name: str, points: str) -> None:
    """From 0 to 100."""
    nominee = world.thing(f"nominee:{name}")
    actor = actor_named(world, who)
    row = next(
        one.id
        for one in selectors.desk_selections(SYSTEM)
        if any(each.id == nominee for each in selectors.desk_selection(SYSTEM, one.id).nominees)
    )
    services.score_nominees(
        selection_id=row, scores={nominee: int(points)}, actor=actor, now=world.now
    )


@phrase("“{who}”公布“{title}”的结果")
def selection_counts(world: World, who: str, title: str) -> None:
    """Count, and tell everybody."""
    services.count_selection(
        selection_id=world.thing(title), actor=actor_named(world, who), now=world.now
    )


def _page(world: World, title: str) -> SelectionPage:
    return selectors.selection_page(world.thing(title), now=world.now)


def _standing(world: World, title: str, name: str) -> Standing:
    found = [one for one in _page(world, title).standings if one.name == name]
    assert found, f"结果里没有“{name}”"
    return found[0]


@phrase("“{title}”里“{name}”得 {votes} 票，总分 {total}，第 {place} 名")
def selection_result(
    world: World, title: str, name: str, votes: str, total: str, place: str
) -> None:
    """What anybody reads; the total to two places."""
    one = _standing(world, title, name)
    found = (one.votes, one.total_words, one.place)
    assert found == (int(votes), total, int(place)), f"得票、总分、名次是 {found}"


@phrase("“{title}”评上的是“{names}”")
def selection_awarded(world: World, title: str, names: str) -> None:
    """Who was chosen, in any order."""
    won = {one.name for one in _page(world, title).standings if one.awarded}
    assert won == set(names.split("、")), f"评上的是：{'、'.join(sorted(won))}"


@phrase("“{title}”还看不到票数")
def selection_no_figures(world: World, title: str) -> None:
    """Nothing is told before the end."""
    page = _page(world, title)
    assert (page.ballots, page.standings) == (None, ())


@phrase("“{who}”看到“{title}”这一小时来了 {count} 票，{word}")
def selection_hour(world: World, who: str, title: str, count: str, word: str) -> None:
    """By the hour: 突然增多 or 正常."""
    hours = selectors.desk_selection(actor_named(world, who), world.thing(title)).hours
    last = hours[-1]
    found = (last.count, "突然增多" if last.sudden else "正常")
    assert found == (int(count), word), f"是 {found}"


@phrase("“{who}”登记“{unit}”的品牌“{name}”，内容“{story}”")
def brand_is_set(world: World, who: str, unit: str, name: str, story: str) -> None:
    """From today on."""
    services.set_brand(
        organisation_id=_unit(unit), name=name, story=story, actor=actor_named(world, who),
        now=world.now,
    )  # fmt: skip


@phrase("品牌名册里“{unit}”是“{name}”，荣誉有“{award}”")
def brand_has_award(world: World, unit: str, name: str, award: str) -> None:  # noqa: ARG001 - a phrase's shape
    """What it stands for, and what it won."""
    found = [one for one in selectors.brands() if one.unit == unit]
    assert [one.name for one in found] == [name], f"现在是 {[one.name for one in found]}"
    assert any(award in words for words, _ in found[0].awards), found[0].awards
