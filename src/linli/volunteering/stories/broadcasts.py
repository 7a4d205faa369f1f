"""The sentences of golden stories that speak of 微广播."""

from __future__ import annotations

import io
import wave
from uuid import UUID

from django.core.files.base import ContentFile

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.territory import selectors as territory
from linli.volunteering import selectors, services
from linli.volunteering.terms import PostPage, PostRow


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _person(world: World, phone: str, name: str = "") -> UUID:
    return people.remember(phone=phone, name=name, actor=SYSTEM, now=world.now)


def _sound() -> ContentFile[bytes]:
    """A second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return ContentFile(out.getvalue(), "voice.wav")


@phrase("“{who}”登记手机 {phone} 的“{name}”为“{place}”的播音员")
def broadcaster_registered(world: World, who: str, phone: str, name: str, place: str) -> None:
    """They broadcast there from now on."""
    (area,) = territory.find(place)
    services.register_broadcaster(
        person=_person(world, phone, name),
        area_id=area.id,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的播音员在“{place}”的“{column}”发“{title}”，文字稿“{words}”")
def broadcast_sent(
    world: World, phone: str, place: str, column: str, title: str, words: str
) -> None:
    """A recording with its transcript."""
    _send(world, phone, place, column, title, words)


@phrase("手机 {phone} 的播音员在“{place}”的“{column}”发“{title}”，只有录音")
def broadcast_without_words(world: World, phone: str, place: str, column: str, title: str) -> None:
    """A recording alone."""
    _send(world, phone, place, column, title, "")


def _send(world: World, phone: str, place: str, column: str, title: str, words: str) -> None:
    (area,) = territory.find(place)
    key = next((o.key for o in selectors.columns_defined().values() if o.name.zh == column), "")
    world.things[title] = services.send_post(
        column=key,
        area_id=area.id,
        title=title,
        words=words,
        audio=_sound(),
        person=_person(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”审听“{title}”，播出")
def broadcast_shown(world: World, who: str, title: str) -> None:
    """On the air."""
    services.read_post(
        post_id=world.thing(title), show=True, actor=_actor(world, who), now=world.now
    )


@phrase("“{who}”审听“{title}”，不播出，原因“{reason}”")
def broadcast_refused(world: World, who: str, title: str, reason: str) -> None:
    """Its sender reads why."""
    services.read_post(
        post_id=world.thing(title),
        show=False,
        reason=reason,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”把“{title}”下线，原因“{reason}”")
def broadcast_withdrawn(world: World, who: str, title: str, reason: str) -> None:
    """Everybody reads why."""
    services.withdraw_post(
        post_id=world.thing(title), reason=reason, actor=_actor(world, who), now=world.now
    )


@phrase("“{place}”的微广播里听得到“{title}”")
def broadcast_is_heard(world: World, place: str, title: str) -> None:
    """On the page of the place, with its recording and its words."""
    row = next((one for one in _air(place) if one.id == world.thing(title)), None)
    assert row is not None, "没有播出"
    assert row.audio, "没有录音"
    assert row.words, "没有文字稿"


@phrase("“{place}”的微广播里听不到“{title}”")
def broadcast_is_silent(world: World, place: str, title: str) -> None:
    """Not on the page of the place."""
    assert world.thing(title) not in {one.id for one in _air(place)}


def _air(place: str) -> tuple[PostRow, ...]:
    (area,) = territory.find(place)
    return selectors.public_posts(area_path=area.path)[0]


def _page(world: World, title: str) -> PostPage:
    return selectors.public_post(world.thing(title))


@phrase("手机 {phone} 的居民在“{title}”下提建议“{words}”")
def broadcast_suggested(world: World, phone: str, title: str, words: str) -> None:
    """Nobody reads it before somebody has."""
    world.things[f"建议：{words}"] = services.suggest_under(
        post_id=world.thing(title),
        words=words,
        person=_person(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”把建议“{words}”转成事项，记作“{name}”")
def broadcast_taken(world: World, who: str, words: str, name: str) -> None:
    """It becomes a matter of its own."""
    world.things[name] = services.take_suggestion(
        suggestion_id=world.thing(f"建议：{words}"), actor=_actor(world, who), now=world.now
    )


@phrase("“{who}”回复建议“{words}”：“{answer}”")
def broadcast_answered(world: World, who: str, words: str, answer: str) -> None:
    """Everybody reads it."""
    services.answer_suggestion(
        suggestion_id=world.thing(f"建议：{words}"),
        words=answer,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{title}”征集建议 {gathered} 条，已回复 {answered} 条")
def broadcast_counts(world: World, title: str, gathered: str, answered: str) -> None:
    """What the post shows of itself."""
    row = _page(world, title).row
    assert (row.gathered, row.answered) == (int(gathered), int(answered)), row


@phrase("“{title}”下公开的建议里没有“{words}”")
def broadcast_hides(world: World, title: str, words: str) -> None:
    """Nobody reads it."""
    assert all(words not in one.words for one in _page(world, title).suggestions)
