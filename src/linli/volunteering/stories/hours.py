"""The sentences of golden stories that speak of hours, the time bank and certificates."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points.terms import GRADES, Grade, Holder
from linli.publicity import services as publicity
from linli.volunteering import selectors, services
from linli.volunteering.terms import (
    CertificateState,
    NameShown,
    RecordState,
)

RESIDENT = Actor(kind="resident")


def _colleague(world: World, who: str) -> Actor:
    """Whoever the story calls so, with the duties of today."""
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _person(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


def _unit(name: str) -> UUID:
    found = [one.id for one in organisations.units() if one.name == name]
    assert found, f"没有单位“{name}”"
    return found[0]


def _key(phone: str, title: str) -> str:
    return f"service:{phone}:{title}"


@phrase("手机 {phone} 的居民叫“{name}”")
def hours_called(world: World, phone: str, name: str) -> None:
    """Somebody by phone, with a name."""
    people.remember(phone=phone, name=name, actor=SYSTEM, now=world.now)


@phrase("手机 {phone} 的居民在“{unit}”签到签退“{title}”{minutes} 分钟，路上 {travel} 分钟")
def hours_checked(
    world: World, phone: str, unit: str, title: str, minutes: str, travel: str
) -> None:
    """A service that was checked in and out, and is over now."""
    organisation = _unit(unit)
    world.things[_key(phone, title)] = services.post_service(
        person=_person(world, phone),
        organisation_id=organisation,
        title=title,
        about=("story", organisation),
        started_at=world.now - timedelta(minutes=int(minutes)),
        ended_at=world.now,
        travel_minutes=int(travel),
        grade=Grade.CREDIT,
        key=f"story:{uuid4()}",
        actor=SYSTEM,
        now=world.now,
    )


def _claim(
    world: World, phone: str, unit: str, title: str, minutes: str, *, paid: bool = False
) -> None:
    world.things[_key(phone, title)] = services.claim_service(
        person=_person(world, phone),
        organisation_id=_unit(unit),
        title=title,
        started_at=world.now - timedelta(minutes=int(minutes)),
        ended_at=world.now,
        paid=paid,
        actor=RESIDENT,
        now=world.now,
    )


@phrase("手机 {phone} 的居民报“{unit}”的服务“{title}”，到现在 {minutes} 分钟")
def hours_told(world: World, phone: str, unit: str, title: str, minutes: str) -> None:
    """A volunteer tells of a service that ends now."""
    _claim(world, phone, unit, title, minutes)


@phrase("手机 {phone} 的居民报“{unit}”的服务“{title}”，到现在 {minutes} 分钟，收了报酬")
def hours_told_paid(world: World, phone: str, unit: str, title: str, minutes: str) -> None:
    """The same, but they were paid."""
    _claim(world, phone, unit, title, minutes, paid=True)


@phrase("手机 {helper} 的居民凭链接证明手机 {phone} 的居民的服务“{title}”")
def hours_proved_by_helped(world: World, helper: str, phone: str, title: str) -> None:
    """Whoever was helped opens the link and says yes."""
    row = selectors.record_of(world.thing(_key(phone, title)), _person(world, phone))
    services.answer_as_helped(
        code=row.code,
        person=_person(world, helper),
        helped=True,
        actor=RESIDENT,
        now=world.now,
    )


@phrase("“{who}”证明手机 {phone} 的居民的服务“{title}”")
def hours_proved(world: World, who: str, phone: str, title: str) -> None:
    """A colleague of the organisation proves it."""
    services.prove_claim(
        record_id=world.thing(_key(phone, title)), actor=_colleague(world, who), now=world.now
    )


@phrase("“{who}”回绝手机 {phone} 的居民的服务“{title}”，因为“{why}”")
def hours_refused(world: World, who: str, phone: str, title: str, why: str) -> None:
    """A colleague says no, with the reason."""
    services.refuse_claim(
        record_id=world.thing(_key(phone, title)),
        reason=why,
        actor=_colleague(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的居民对服务“{title}”申诉“{words}”")
def hours_appealed(world: World, phone: str, title: str, words: str) -> None:
    """The volunteer does not agree."""
    services.appeal_claim(
        record_id=world.thing(_key(phone, title)),
        person=_person(world, phone),
        words=words,
        actor=RESIDENT,
        now=world.now,
    )


@phrase("“{who}”提出作废手机 {phone} 的居民的服务“{title}”，因为“{why}”")
def hours_annul_asked(world: World, who: str, phone: str, title: str, why: str) -> None:
    """One colleague says that it is wrong."""
    services.ask_annul(
        record_id=world.thing(_key(phone, title)),
        reason=why,
        actor=_colleague(world, who),
        now=world.now,
    )


@phrase("“{who}”同意作废手机 {phone} 的居民的服务“{title}”")
def hours_annulled(world: World, who: str, phone: str, title: str) -> None:
    """Another colleague annuls it."""
    services.rule_annul(
        record_id=world.thing(_key(phone, title)),
        annul=True,
        actor=_colleague(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的居民的服务“{title}”记入 {minutes} 分钟，是{grade}")
def hours_counted(world: World, phone: str, title: str, minutes: str, grade: str) -> None:
    """How much of it counts, and how well it is proved."""
    row = selectors.record_of(world.thing(_key(phone, title)), _person(world, phone))
    assert row.state is RecordState.CONFIRMED, f"现在是“{row.state_name}”"
    assert row.minutes == int(minutes), f"记入 {row.minutes} 分钟"
    assert str(GRADES[row.grade]) == grade, f"是{row.grade_name}"


@phrase("手机 {phone} 的居民存着 {minutes} 分钟")
def hours_saved(world: World, phone: str, minutes: str) -> None:
    """What the ledger holds, reserved or not."""
    found = ledger.balance(selectors.hours_rules().scheme, Holder.person(_person(world, phone)))
    assert found.amount == int(minutes), f"存着 {found.amount} 分钟"


@phrase("手机 {phone} 的居民登记手机 {other} 是“{relation}”")
def hours_family_asked(world: World, phone: str, other: str, relation: str) -> None:
    """Somebody says who is of their family."""
    keys = {str(one.name): one.key for one in selectors.family_relations().values()}
    world.things[f"family:{phone}:{other}"] = services.ask_family(
        person=_person(world, phone),
        phone=other,
        relation=keys.get(relation, relation),
        actor=RESIDENT,
        now=world.now,
    )


@phrase("手机 {other} 的居民同意是手机 {phone} 的居民的家人")
def hours_family_agreed(world: World, other: str, phone: str) -> None:
    """The other agrees."""
    services.answer_family(
        link_id=world.thing(f"family:{phone}:{other}"),
        person=_person(world, other),
        agree=True,
        actor=RESIDENT,
        now=world.now,
    )


@phrase("手机 {phone} 的居民给手机 {other} 的居民 {minutes} 分钟")
def hours_given(world: World, phone: str, other: str, minutes: str) -> None:
    """Hours for the family; for nobody else there is a link."""
    services.give_hours(
        person=_person(world, phone),
        link_id=world.things.get(f"family:{phone}:{other}", uuid4()),
        minutes=int(minutes),
        key=str(uuid4()),
        actor=RESIDENT,
        now=world.now,
    )


@phrase("手机 {phone} 的居民用时长给“{relation}”换“{title}”")
def hours_used_for(world: World, phone: str, relation: str, title: str) -> None:
    """A class of the shop for somebody who has no account; the order is kept as the shop's
    sentences expect it."""
    keys = {str(one.name): one.key for one in selectors.family_relations().values()}
    world.things[f"order:{phone}:{title}"] = services.order_for(
        person=_person(world, phone),
        relation=keys.get(relation, relation),
        offer_id=world.thing(title),
        count=1,
        key=uuid4(),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的居民的账上有一笔“{title}”，给“{relation}”，{amount} 分钟")
def hours_line(world: World, phone: str, title: str, relation: str, amount: str) -> None:
    """Line by line: what it was used for."""
    lines, _more = selectors.my_statement(_person(world, phone), now=world.now)
    found = [(one.line.title, one.relation, one.line.amount) for one in lines]
    assert (title, relation, int(amount)) in found, f"账上有：{found}"


@phrase("手机 {phone} 的居民星级是“{level}”")
def hours_star(world: World, phone: str, level: str) -> None:
    """The level by one of the rules."""
    rows = selectors.stars_of(_person(world, phone), now=world.now)
    found = [str(one.level.name) for one in rows if one.level]
    assert level in found, f"星级是：{found or '还没有'}"


@phrase("“{who}”公示“{unit}”的服务时长")
def hours_listed(world: World, who: str, unit: str) -> None:
    """A list before the public."""
    services.open_hours_list(
        organisation_id=_unit(unit), actor=_colleague(world, who), now=world.now
    )


@phrase("过了 {days} 天，公示期满")
def hours_list_over(world: World, days: str) -> None:
    """Time goes by, and periods that are due end."""
    world.now += timedelta(days=int(days))
    jobs.run_due(world.now)
    publicity.end_due(now=world.now)


@phrase("手机 {phone} 的居民开证明“{title}”")
def hours_certified(world: World, phone: str, title: str) -> None:
    """A certificate of what was served until now, masked."""
    world.things[title] = services.issue_certificate(
        person=_person(world, phone),
        name_shown=NameShown.MASKED,
        actor=RESIDENT,
        now=world.now,
    )
    row = selectors.own_certificate(world.thing(title), _person(world, phone))
    world.things[f"code:{title}"] = row.code


@phrase("任何人查验“{title}”，有效，姓名“{name}”，{minutes} 分钟")
def hours_verified(world: World, title: str, name: str, minutes: str) -> None:
    """What anybody sees."""
    found = selectors.public_certificate(world.thing(f"code:{title}"))
    assert found.state is CertificateState.VALID, "已收回"
    assert (found.name, found.minutes) == (name, int(minutes)), f"{found.name} {found.minutes}"


@phrase("任何人查验“{title}”，已收回，看不到别的")
def hours_withdrawn(world: World, title: str) -> None:
    """It no longer counts, and says nothing more."""
    found = selectors.public_certificate(world.thing(f"code:{title}"))
    assert found.state is CertificateState.WITHDRAWN, "还有效"
    assert (found.name, found.minutes, found.lines) == ("", 0, ())
