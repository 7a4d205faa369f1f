"""The sentences of golden stories that speak of pledges."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.terms import SAID, SEEN, PledgePage, Said, WordsState
from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people

_SAID = {str(name): one for one, name in SAID.items()}


def actor_named(world: World, who: str) -> Actor:
    """Whoever the story calls so, with the duties of today."""
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def person_by_phone(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


def _public(world: World, title: str) -> PledgePage:
    return selectors.public_pledge(world.thing(title), now=world.now)


def _place(world: World, who: str, kind: str, unit: str) -> str:
    """The key of where they pledge; none where they may not."""
    for one in selectors.pledge_places(actor_named(world, who)):
        own = one.organisation_id is None
        if one.kind.name.zh == kind and (own if not unit else one.name == unit):
            return one.key
    return ""


def _pledge(
    world: World, who: str, kind: str, title: str, words: str, days: str, unit: str
) -> None:
    today = local(world.now).date()
    world.things[title] = services.pledge(
        place=_place(world, who, kind, unit),
        title=title,
        words=words,
        since=today,
        until=today + timedelta(days=int(days) - 1),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”以“{unit}”的名义作“{kind}”“{title}”，内容“{words}”，为期 {days} 天")
def pledge_unit_pledges(
    world: World, who: str, unit: str, kind: str, title: str, words: str, days: str
) -> None:
    """An organisation pledges, by the hand of whoever writes for it."""
    _pledge(world, who, kind, title, words, days, unit)


@phrase("“{who}”本人作“{kind}”“{title}”，内容“{words}”，为期 {days} 天")
def pledge_member_pledges(
    world: World, who: str, kind: str, title: str, words: str, days: str
) -> None:
    """A member pledges, from today on, not named."""
    _pledge(world, who, kind, title, words, days, "")


@phrase("手机 {phone} 的居民评议“{title}”“{said}”")
def pledge_says(world: World, phone: str, title: str, said: str) -> None:
    """A resident signed in by phone says whether it is kept."""
    _say(world, title, said, "", person_by_phone(world, phone))


@phrase("手机 {phone} 的居民评议“{title}”“{said}”，说“{words}”")
def pledge_says_with_words(world: World, phone: str, title: str, said: str, words: str) -> None:
    """The same, with words."""
    _say(world, title, said, words, person_by_phone(world, phone))


@phrase("没有登录的居民评议“{title}”“{said}”")
def pledge_says_unknown(world: World, title: str, said: str) -> None:
    """Somebody who is not signed in."""
    _say(world, title, said, "", None)


@phrase("{count} 位居民评议“{title}”“{said}”")
def pledge_many_say(world: World, count: str, title: str, said: str) -> None:
    """So many more residents, each with a telephone number of their own."""
    for _each in range(int(count)):
        number = world.things["voices"] = world.things.get("voices", 0) + 1
        _say(world, title, said, "", person_by_phone(world, f"137{number:08d}"))


def _say(world: World, title: str, said: str, words: str, person: UUID | None) -> None:
    assert said in _SAID, f"只能说：{'、'.join(_SAID)}"
    services.say(
        pledge_id=world.thing(title),
        said=Said(_SAID[said]),
        words=words,
        person=person,
        actor=ANONYMOUS,
        now=world.now,
    )


def _voice(world: World, title: str, words: str) -> UUID:
    page = selectors.desk_pledge(SYSTEM, world.thing(title), now=world.now)
    found = [one.id for one in page.voices if words in one.words]
    assert found, f"“{title}”没有这样的评议：{[one.words for one in page.voices]}"
    return found[0]


@phrase("“{who}”审看对“{title}”的评议“{words}”，公开")
def pledge_shows(world: World, who: str, title: str, words: str) -> None:
    """Somebody reads the words first, and shows them."""
    services.read_voice(
        voice_id=_voice(world, title, words),
        show=True,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”回复对“{title}”的评议“{words}”：“{answer}”")
def pledge_answers(world: World, who: str, title: str, words: str, answer: str) -> None:
    """The pledger answers."""
    services.answer_voice(
        voice_id=_voice(world, title, words),
        words=answer,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{title}”公开的评议里有“{words}”")
def pledge_shown_words(world: World, title: str, words: str) -> None:
    """What anybody reads."""
    shown = [one.words for one in _public(world, title).voices if one.state is WordsState.SHOWN]
    assert any(words in one for one in shown), f"公开的有：{shown}"


@phrase("“{title}”公开的评议里没有“{words}”")
def pledge_hidden_words(world: World, title: str, words: str) -> None:
    """What nobody reads."""
    shown = _public(world, title).voices
    assert all(words not in one.words for one in shown), "已经公开了"


@phrase("“{title}”的回复里有“{words}”")
def pledge_shown_answer(world: World, title: str, words: str) -> None:
    """An answer that anybody reads."""
    shown = [one.answer for one in _public(world, title).voices]
    assert any(words in one for one in shown), f"回复有：{shown}"


@phrase("“{who}”把“{title}”的承诺改为“{words}”")
def pledge_rewords(world: World, who: str, title: str, words: str) -> None:
    """The next version of its text."""
    services.reword_pledge(
        pledge_id=world.thing(title),
        title=title,
        words=words,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{title}”的承诺有 {count} 版")
def pledge_has_versions(world: World, title: str, count: str) -> None:
    """How many texts can be read."""
    found = len(_public(world, title).versions)
    assert found == int(count), f"有 {found} 版"


@phrase("“{title}”的承诺评议期满")
def pledge_time_is_up(world: World, title: str) -> None:
    """Until the job has settled it."""
    until = _public(world, title).row.closes_at + timedelta(days=1)
    assert until > world.now, "早已期满"
    world.now = until
    jobs.run_due(world.now)


@phrase("“{title}”的评议结果是“{seen}”，“{said}”{count}票，共{total}票")
def pledge_is_seen(world: World, title: str, seen: str, said: str, count: str, total: str) -> None:
    """How residents see it, with its figures."""
    page = _public(world, title)
    names = {str(name) for name in SEEN.values()}
    assert seen in names, f"结果只能是：{'、'.join(names)}"
    assert page.figures.seen_name == seen, f"结果是“{page.figures.seen_name}”"
    line = next(one for one in page.figures.signed if one.name == said)
    assert (line.count, page.figures.total) == (int(count), int(total)), page.figures


@phrase("“{title}”的评议不列百分比")
def pledge_no_shares(world: World, title: str) -> None:
    """Too few said anything."""
    assert all(one.share is None for one in _public(world, title).figures.signed)


@phrase("没有登录的居民对“{title}”另有 {count} 票")
def pledge_others_count(world: World, title: str, count: str) -> None:
    """Counted apart."""
    found = _public(world, title).figures.others_total
    assert found == int(count), f"有 {found} 票"
