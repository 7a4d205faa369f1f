"""The sentences of golden stories that speak of points: asking, verifying, taking back, appealing,
and that the ledger holds."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.points import selectors, services
from linli.points.terms import Cause, Deed, Holder, Scheme
from linli.territory import selectors as territory


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _person(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


def _scheme(name: str) -> Scheme:
    found = {one.name.zh: one for one in selectors.schemes()}
    assert name in found, f"没有这种积分账户，有：{'、'.join(found)}"
    return found[name]


def _deed(name: str) -> Deed:
    found = {one.name.zh: one for one in selectors.deeds()}
    assert name in found, f"没有这个积分项目，有：{'、'.join(found)}"
    return found[name]


def _key(world: World) -> str:
    number = world.things["points:turn"] = world.things.get("points:turn", 0) + 1
    return f"story:{number}"


@phrase("手机 {phone} 的居民在“{place}”申请“{deed}”，说“{words}”，记作“{title}”")
def points_asked(world: World, phone: str, place: str, deed: str, words: str, title: str) -> None:
    """A resident signed in by phone asks for what a deed earns."""
    areas = [one for one in territory.find(place) if place in (one.name, one.short_name)]
    assert len(areas) == 1, f"“{place}”对得上 {len(areas)} 个地方"
    world.things[title] = services.ask(
        deed=_deed(deed).key, person=_person(world, phone), title=words, key=_key(world),
        area_path=areas[0].path, actor=ANONYMOUS, now=world.now,
    ).id  # fmt: skip


@phrase("“{who}”核实“{title}”，属实")
def points_authorised(world: World, who: str, title: str) -> None:
    """Somebody else says yes."""
    services.authorise(entry_id=world.thing(title), actor=_actor(world, who), now=world.now)


@phrase("“{who}”核实“{title}”，不认定，理由“{reason}”")
def points_refused(world: World, who: str, title: str, reason: str) -> None:
    """Somebody else says no."""
    services.refuse(
        entry_id=world.thing(title), reason=reason, actor=_actor(world, who), now=world.now
    )


@phrase("手机 {phone} 的居民用掉“{scheme}”{amount}，换“{words}”")
def points_spent(world: World, phone: str, scheme: str, amount: str, words: str) -> None:
    """Used up at once."""
    services.spend(
        scheme=_scheme(scheme).key, of=Holder.person(_person(world, phone)), amount=int(amount),
        key=_key(world), cause=Cause.GOODS, title=words, about=("", None), actor=SYSTEM,
        now=world.now,
    )  # fmt: skip


@phrase("“{who}”更正扣回“{title}”，理由“{reason}”")
def points_taken_back(world: World, who: str, title: str, reason: str) -> None:
    """What was never earned is taken back, by another than who gave it."""
    made = services.claw_back(
        entry_id=world.thing(title), reason=reason, actor=_actor(world, who), now=world.now
    )
    world.things[f"{title}:taken"] = made.id


@phrase("手机 {phone} 的居民对“{title}”申诉“{words}”")
def points_appealed(world: World, phone: str, title: str, words: str) -> None:
    """Against its taking back, else against its refusal."""
    entry = world.things.get(f"{title}:taken") or world.thing(title)
    world.things[f"{title}:appeal"] = services.appeal(
        entry_id=entry, person=_person(world, phone), words=words, actor=ANONYMOUS, now=world.now
    )


@phrase("“{who}”复核“{title}”的申诉，成立，理由“{reason}”")
def points_upheld(world: World, who: str, title: str, reason: str) -> None:
    """Another person upholds the appeal."""
    _rule(world, who, title, reason, upheld=True)


@phrase("“{who}”复核“{title}”的申诉，不成立，理由“{reason}”")
def points_denied(world: World, who: str, title: str, reason: str) -> None:
    """Another person denies the appeal."""
    _rule(world, who, title, reason, upheld=False)


def _rule(world: World, who: str, title: str, reason: str, *, upheld: bool) -> None:
    services.rule_appeal(
        appeal_id=world.thing(f"{title}:appeal"), upheld=upheld, reason=reason,
        actor=_actor(world, who), now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的居民有“{scheme}”{amount}")
def points_has(world: World, phone: str, scheme: str, amount: str) -> None:
    """What there is, reserved or not."""
    found = selectors.balance(_scheme(scheme).key, Holder.person(_person(world, phone)))
    assert found.amount == int(amount), f"有 {found.amount}"


@phrase("手机 {phone} 的居民的“{scheme}”值 {yuan} 元")
def points_worth(world: World, phone: str, scheme: str, yuan: str) -> None:
    """The worth in goods of what may be used."""
    key = _scheme(scheme).key
    free = selectors.balance(key, Holder.person(_person(world, phone))).free
    assert selectors.worth(key, free) == round(float(yuan) * 100), selectors.worth(key, free)


@phrase("手机 {phone} 的居民看到“{scheme}”的一笔“{words}”，理由“{reason}”")
def points_line(world: World, phone: str, scheme: str, words: str, reason: str) -> None:
    """A line of the statement with its reason, or the answer to the appeal."""
    holder = Holder.person(_person(world, phone))
    lines, _more = selectors.statement(_scheme(scheme).key, holder, now=world.now)
    there = [(one.title, one.reason, one.ruling) for one in lines]
    assert any(words in one[0] and reason in one[1:] for one in there), f"明细有：{there}"


@phrase("账本相符")
def points_proved(world: World) -> None:
    """Every balance, again from its postings."""
    found = selectors.proof()
    assert found.postings, "账本里还没有记过"
    assert not found.faults, f"{world.now}：{found.faults}"
