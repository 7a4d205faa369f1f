"""The sentences of golden stories that speak of lending."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.resources import selectors, services
from linli.resources.terms import CONDITIONS, Condition, MyTurn, NewTitle, TurnState

_CONDITIONS = {str(name): one for one, name in CONDITIONS.items()}


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _person(world: World, phone: str) -> UUID:
    return people.remember(phone=phone, actor=SYSTEM, now=world.now)


def _copy(world: World, who: str, barcode: str) -> UUID:
    return selectors.find_copy(_actor(world, who), barcode)


@phrase("“{who}”在“{place}”摆出“{kind}”“{name}”，条码 {barcodes}")
def lending_adds(world: World, who: str, place: str, kind: str, name: str, barcodes: str) -> None:
    """A title with the barcodes that are stuck on its pieces, by 、."""
    found = [one.key for one in selectors.lend_kinds_defined().values() if one.name.zh == kind]
    assert found, f"工作法里没有“{kind}”这类借物"
    world.things[name] = services.add_title(
        new=NewTitle(found[0], name),
        place_id=world.thing(place),
        barcodes=tuple(barcodes.split("、")),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”把条码 {barcode} 借给手机 {phone} 的居民")
def lending_lends(world: World, who: str, barcode: str, phone: str) -> None:
    """Over the desk."""
    services.lend(
        copy_id=_copy(world, who, barcode),
        person=_person(world, phone),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”把条码 {barcode} 借给纸质登记簿“{line}”的居民")
def lending_lends_on_paper(world: World, who: str, barcode: str, line: str) -> None:
    """Over the desk, to somebody without a telephone."""
    services.lend(
        copy_id=_copy(world, who, barcode), paper=line, actor=_actor(world, who), now=world.now
    )


@phrase("“{who}”收回条码 {barcode}，{condition}")
def lending_takes_back(world: World, who: str, barcode: str, condition: str) -> None:
    """Fine or worn."""
    services.give_back(
        copy_id=_copy(world, who, barcode),
        condition=_CONDITIONS[condition],
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”收回条码 {barcode}，损坏，“{words}”，拟扣 {charge} 分")
def lending_finds_damage(world: World, who: str, barcode: str, words: str, charge: str) -> None:
    """The first word on damage."""
    world.things[f"damage:{barcode}"] = services.give_back(
        copy_id=_copy(world, who, barcode),
        condition=Condition.DAMAGED,
        words=words,
        charge=int(charge),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”定条码 {barcode} 的损坏扣 {charge} 分，理由“{reason}”")
def lending_settles(world: World, who: str, barcode: str, charge: str, reason: str) -> None:
    """The second word."""
    services.settle_damage(
        damage_id=world.thing(f"damage:{barcode}"),
        charge=int(charge),
        reason=reason,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的居民对条码 {barcode} 的扣分申诉“{words}”")
def lending_appeals(world: World, phone: str, barcode: str, words: str) -> None:
    """The borrower does not agree."""
    services.appeal_damage(
        damage_id=world.thing(f"damage:{barcode}"),
        person=_person(world, phone),
        words=words,
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”定条码 {barcode} 的申诉成立，理由“{reason}”")
def lending_rules(world: World, who: str, barcode: str, reason: str) -> None:
    """The third word."""
    services.rule_damage(
        damage_id=world.thing(f"damage:{barcode}"),
        upheld=True,
        reason=reason,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("手机 {phone} 的居民在“{place}”约借“{name}”")
def lending_reserves(world: World, phone: str, place: str, name: str) -> None:
    """On the phone."""
    services.reserve(
        title_id=world.thing(name),
        place_id=world.thing(place),
        person=_person(world, phone),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("手机 {phone} 的居民续借“{name}”")
def lending_renews(world: World, phone: str, name: str) -> None:
    """On the phone."""
    person = _person(world, phone)
    loans = selectors.my_lending(person, now=world.now).loans
    found = [one.id for one in loans if one.name == name]
    assert found, f"没有借着“{name}”"
    services.renew(loan_id=found[0], person=person, actor=ANONYMOUS, now=world.now)


def _turn(world: World, phone: str, name: str) -> MyTurn:
    rows = selectors.my_lending(_person(world, phone), now=world.now).turns
    found = [one for one in rows if one.name == name]
    assert found, f"没有在等“{name}”"
    return found[0]


@phrase("手机 {phone} 的居民等“{name}”排在第 {number} 位")
def lending_is_number(world: World, phone: str, name: str, number: str) -> None:
    """In the queue."""
    turn = _turn(world, phone, name)
    assert (turn.state, turn.number) == (TurnState.WAITING, int(number)), turn


@phrase("“{name}”给手机 {phone} 的居民留着")
def lending_is_ready(world: World, name: str, phone: str) -> None:
    """Their turn has come."""
    turn = _turn(world, phone, name)
    assert turn.state is TurnState.READY, turn


@phrase("手机 {phone} 的居民没有在等“{name}”")
def lending_waits_not(world: World, phone: str, name: str) -> None:
    """Neither waiting nor ready."""
    rows = selectors.my_lending(_person(world, phone), now=world.now).turns
    assert not [one for one in rows if one.name == name], rows


@phrase("手机 {phone} 的居民借着“{name}”，{day} 前还")
def lending_has(world: World, phone: str, name: str, day: str) -> None:
    """What one has, and until when."""
    rows = selectors.my_lending(_person(world, phone), now=world.now).loans
    assert [one.due_on for one in rows if one.name == name] == [date.fromisoformat(day)], rows


@phrase("“{name}”现在可借 {count} 件")
def lending_free(world: World, name: str, count: str) -> None:
    """As everybody sees it."""
    found = selectors.title_page(world.thing(name), now=world.now).row.free
    assert found == int(count), f"可借 {found} 件"


@phrase("留给人的过了 {days} 天没有来取")
def lending_days_pass(world: World, days: str) -> None:
    """And what was kept is passed on."""
    world.now += timedelta(days=int(days))
    services.pass_on(world.now)


@phrase("手机 {phone} 的居民可用的“{scheme}”有 {count} 分")
def lending_points(world: World, phone: str, scheme: str, count: str) -> None:
    """What is not reserved."""
    keys = [one.key for one in ledger.schemes() if one.name.zh == scheme]
    assert keys, f"没有账户“{scheme}”"
    found = ledger.balance(keys[0], Holder.person(_person(world, phone))).free
    assert found == int(count), f"可用 {found} 分"


@phrase("“{who}”在“{place}”盘点，只见到条码 {barcodes}")
def lending_counts(world: World, who: str, place: str, barcodes: str) -> None:
    """A whole stock-take."""
    actor, place_id = _actor(world, who), world.thing(place)
    services.begin_stock(place_id=place_id, actor=actor, now=world.now)
    for one in barcodes.split("、"):
        services.see_copy(place_id=place_id, barcode=one, actor=actor, now=world.now)
    services.close_stock(place_id=place_id, actor=actor, now=world.now)


@phrase("“{place}”上次盘点有 {count} 件没有见到")
def lending_missing(world: World, place: str, count: str) -> None:
    """What the last one did not find."""
    row = selectors.last_stock(SYSTEM, world.thing(place))
    assert row is not None, "还没有盘点过"
    assert len(row.missing) == int(count), row.missing


@phrase("全县在册图书 {count} 册")
def lending_books(world: World, count: str) -> None:
    """The measure."""
    found, _all = selectors.books_on_shelf("", world.now, world.now + timedelta(days=1))
    assert found == int(count), f"在册 {found} 册"
