"""Stories of those who take part: conversations, registered people, shelves, sides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.stories import World, phrase
from linli.matters import selectors, services
from linli.matters.stories.doing import REASON, answer_of, kind_of, open_named
from linli.matters.stories.scene import actor_named, area_named
from linli.matters.terms import Contact, Intake, Opened, Place
from linli.people import selectors as people
from linli.people import services as remembering
from linli.procedures import selectors as procedures

PUBLISH = "可以公开"


def _answers(world: World, kind: str) -> dict[str, Any]:
    """The table's answers to the questions of a kind, by label."""
    key = selectors.catalogue().kinds[kind].form
    asked = procedures.form(key) if key else None
    fields = {field.label.zh: field for field in asked.fields} if asked else {}
    said = {row["填写"]: row["内容"] for row in world.table}
    said.pop(PUBLISH, "")
    said.pop(REASON, "")
    unknown = set(said) - set(fields)
    assert not unknown, f"表单里没有：{'、'.join(unknown)}；有：{'、'.join(fields)}"
    return {fields[label].key: answer_of(fields[label], text) for label, text in said.items()}


def _hand_in(world: World, place: str, kind: str, words: str, title: str, **more: Any) -> None:
    key = kind_of(kind)
    world.things[title] = services.open_matter(
        intake=Intake(
            kind=key,
            words=words,
            place=Place(area_id=area_named(place).id),
            answers=_answers(world, key),
            may_publish=any(row["填写"] == PUBLISH for row in world.table),
            **more,
        ),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("居民在“{place}”提交“{kind}”，内容“{words}”，记作“{title}”")
def hand_in(world: World, place: str, kind: str, words: str, title: str) -> None:
    """A resident without a number opens a matter of that kind; a table may answer its form."""
    _hand_in(world, place, kind, words, title)


@phrase("手机 {phone} 的居民在“{place}”提交“{kind}”，内容“{words}”，记作“{title}”")
def hand_in_known(world: World, phone: str, place: str, kind: str, words: str, title: str) -> None:
    """The same by somebody who leaves a number; a row “可以公开” in the table agrees to that."""
    _hand_in(world, place, kind, words, title, contact=Contact(phone=phone))


@phrase("用手机 {phone} 登录的居民在“{place}”提交“{kind}”，内容“{words}”，记作“{title}”")
def hand_in_signed(world: World, phone: str, place: str, kind: str, words: str, title: str) -> None:
    """The same by somebody who has proved the number: for kinds that ask for a registered role."""
    identity = remembering.remember(phone=phone, actor=SYSTEM, now=world.now)
    _hand_in(world, place, kind, words, title, identity_id=identity)


@phrase("“{title}”的报事人说“{words}”")
def say(world: World, title: str, words: str) -> None:
    """The reporter writes in the conversation."""
    opened: Opened = world.thing(title)
    services.say_as_reporter(code=opened.code, words=words, actor=ANONYMOUS, now=world.now)


@phrase("“{who}”在“{title}”里答复“{words}”")
def reply(world: World, who: str, title: str, words: str) -> None:
    """Whoever has the step answers."""
    opened: Opened = world.thing(title)
    actor = actor_named(world, who)
    services.say_as_staff(matter_id=opened.matter_id, words=words, actor=actor, now=world.now)


@phrase("“{who}”把“{title}”转成“{kind}”，记作“{new}”")
def turn_into(world: World, who: str, title: str, kind: str, new: str) -> None:
    """The conversation becomes a matter of another kind."""
    opened: Opened = world.thing(title)
    world.things[new] = services.raise_matter(
        matter_id=opened.matter_id,
        kind=kind_of(kind),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{title}”的问答里有“{words}”")
def said(world: World, title: str, words: str) -> None:
    """The reporter reads it in the conversation: a remark, or the number that it became."""
    opened: Opened = world.thing(title)
    lines = selectors.by_code(opened.code, now=world.now).remarks
    shown = [one.words or one.raised_number for one in lines]
    wanted = world.things[words].number if words in world.things else words
    assert any(wanted in line for line in shown), f"问答里是：{shown}"


@phrase("手机 {phone} 登记为“{role}”")
def registered(world: World, phone: str, role: str) -> None:
    """They are registered in that role now."""
    identity = people.by_phone(phone)
    names = [one.name.zh for one in selectors.roles_of(identity, now=world.now)] if identity else []
    assert role in names, f"登记为：{names}"


@phrase("手机 {phone} 没有登记为“{role}”")
def not_registered(world: World, phone: str, role: str) -> None:
    """They are not, or not any longer."""
    identity = people.by_phone(phone)
    names = [one.name.zh for one in selectors.roles_of(identity, now=world.now)] if identity else []
    assert role not in names


@phrase("手机 {phone} 作为“{role}”提交 {opened} 条，核实 {found} 条")
def counted(world: World, phone: str, role: str, opened: str, found: str) -> None:
    """What their own page counts."""
    identity = people.by_phone(phone)
    assert identity is not None
    own = {one.name.zh: one.tally for one in selectors.roles_of(identity, now=world.now)}
    shown = (own[role].opened, own[role].succeeded)
    assert shown == (int(opened), int(found)), f"是 {shown}"


@phrase("“{kind}”的认领处有“{words}”")
def on_shelf(world: World, kind: str, words: str) -> None:
    """It waits to be claimed, with those words."""
    _kind, lines = selectors.shelf(kind_of(kind), actor=ANONYMOUS, now=world.now)
    assert any(words in one.words and not one.taken for one in lines), [one.words for one in lines]


@phrase("“{kind}”的认领处没有“{words}”")
def not_on_shelf(world: World, kind: str, words: str) -> None:
    """Nobody can claim it any longer, or not yet."""
    _kind, lines = selectors.shelf(kind_of(kind), actor=ANONYMOUS, now=world.now)
    assert not any(words in one.words and not one.taken for one in lines)


@phrase("报事人说“{title}”解决了，很满意，还说“{words}”")
def thank(world: World, title: str, words: str) -> None:
    """The reporter's answer at the end, with words of thanks."""
    opened: Opened = world.thing(title)
    services.answer(
        code=opened.code, solved=True, satisfied=5, words=words, actor=ANONYMOUS, now=world.now
    )


@phrase("“{who}”登记“{title}”的“{side}”：{name}，手机 {phone}")
def add_party(world: World, who: str, title: str, side: str, name: str, phone: str) -> None:
    """Somebody is written down on a side of the matter."""
    opened: Opened = world.thing(title)
    keys = {one.name.zh: one.key for one in selectors.catalogue().sides}
    services.add_party(
        matter_id=opened.matter_id,
        side=keys.get(side, side),
        name=name,
        phone=phone,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”看到“{title}”的协议里有“{words}”")
def agreed(world: World, who: str, title: str, words: str) -> None:
    """The written agreement holds it."""
    opened: Opened = world.thing(title)
    found = selectors.agreement_for(actor_named(world, who), opened.matter_id)
    shown = [text for _label, text in found.lines]
    assert any(words in text for text in shown), f"协议里是：{shown}"


@phrase("从 {since} 起“{kind}”受理 {opened} 件，办结 {closed} 件，办成 {succeeded} 件")
def tallied(world: World, since: str, kind: str, opened: str, closed: str, succeeded: str) -> None:
    """What came of a kind, from a moment until now."""
    begin = clock.read(since)
    assert begin is not None, since
    found = selectors.tally(kind_of(kind), since=begin, until=world.now + timedelta(seconds=1))
    shown = (found.opened, found.closed, found.succeeded)
    assert shown == (int(opened), int(closed), int(succeeded)), f"是 {shown}"


@phrase("“{title}”有 {count} 个“{step}”")
def steps_of(world: World, title: str, count: str, step: str) -> None:
    """So many open steps of that name: services bundled in one order."""
    found = open_named(world, title, step)
    assert len(found) == int(count), [one.item for one in found]
