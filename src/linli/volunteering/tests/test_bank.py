"""The time bank: to family that agreed, to nobody else, never for money; moves with consent."""

from datetime import timedelta
from uuid import uuid4

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.people.terms import BadPhone
from linli.points import selectors as ledger
from linli.points import services as points
from linli.points.terms import Cause, Holder, NoGifts, NotEnough, NotWorthMoney
from linli.resources import selectors as shops
from linli.resources import services as shop
from linli.resources.terms import NewOffer
from linli.resources.tests.shop_scene import POINTS, set_points
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import (
    FamilyFull,
    LinkDecided,
    LinkNotFound,
    LinkState,
    MoveDecided,
    MoveNotFound,
    MoveState,
    NotFamily,
    NotForHours,
    NothingToMove,
    NoTimeBank,
    NotWholeSteps,
    OwnFamily,
    OwnService,
    SecondPersonNeeded,
    UnknownRelation,
)
from linli.volunteering.tests.hours_scene import (
    SCHEMES,
    clerk,
    committee,
    known_as,
    read,
    resident,
    served,
    set_scene,
)


@pytest.fixture
def areas(db, now):
    return set_scene(now)


@pytest.fixture
def unit(areas):
    return committee(areas)


@pytest.fixture
def wang(areas, unit, now):
    """With two hours saved."""
    person = resident(1, now)
    served(person, unit, now)
    return person


def saved(person):
    return ledger.balance("hours", Holder.person(person)).amount


def asked(person, now, number=2, relation="mother"):
    return services.ask_family(
        person=person, phone=f"139{number:08d}", relation=relation, actor=SYSTEM, now=now
    )


def agree(link, now, number=2, *, yes=True):
    services.answer_family(
        link_id=link, person=resident(number, now), agree=yes, actor=SYSTEM, now=now
    )


def give(person, link, now, minutes=60, key="g"):
    return services.give_hours(
        person=person, link_id=link, minutes=minutes, key=key, actor=SYSTEM, now=now
    )


def test_given_to_family_that_agreed_once(wang, now):
    mother, link = resident(2, now), asked(wang, now)
    assert asked(wang, now) == link
    with pytest.raises(NotFamily):
        give(wang, link, now)
    (row,) = selectors.family_of(wang)
    assert (row.mine, row.other) == (True, "")  # a number typed in tells nobody whose it is
    agree(link, now)
    (row,) = selectors.family_of(wang)
    assert (row.mine, row.other) == (True, "王○")
    give(wang, link, now)
    give(wang, link, now)  # a second press of the button
    assert (saved(wang), saved(mother)) == (60, 60)
    balance = selectors.hour_balance(wang)
    assert (balance.served, balance.saved, balance.gone) == (120, 60, 60)
    assert selectors.hour_balance(mother).served == 0  # what is given was not served
    rows = selectors.family_of(mother)
    assert [(one.mine, one.other, one.relation) for one in rows] == [(False, "王○", "父母")]


def test_never_to_strangers(wang, now):
    stranger, other = resident(3, now), resident(4, now)
    link = asked(wang, now)
    agree(link, now)
    for person, number in ((stranger, 5), (resident(2, now), 6)):
        with pytest.raises(NotFamily):
            give(person, link, now, key=str(number))
    with pytest.raises(LinkNotFound):
        services.answer_family(link_id=link, person=other, agree=True, actor=SYSTEM, now=now)
    services.end_family(link_id=link, person=resident(2, now), actor=SYSTEM, now=now)
    with pytest.raises(NotFamily):
        give(wang, link, now)
    assert saved(wang) == 120


def test_a_refused_link_gives_nothing_and_may_not_be_answered_again(wang, now):
    link = asked(wang, now)
    agree(link, now, yes=False)
    with pytest.raises(LinkDecided):
        agree(link, now)
    with pytest.raises(NotFamily):
        give(wang, link, now)
    assert selectors.family_of(wang)[0].state is LinkState.REFUSED


def test_hours_have_no_price(wang, now):
    with pytest.raises(NotWorthMoney):
        ledger.price("hours", 500)
    assert ledger.worth("hours", 120) == 0
    with pytest.raises(NoGifts):
        points.spend(
            scheme="hours", of=Holder.person(wang), to=Holder.person(resident(2, now)), amount=60,
            key="sale", cause=Cause.GOODS, title="卖时长", about=("", None), actor=SYSTEM, now=now,
        )  # fmt: skip
    assert saved(wang) == 120


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"points": 60, "yuan": "5"}, "volunteering.hours_have_a_price"),
        ({"gifts": "anybody"}, "volunteering.hours_for_anybody"),
        ({"kind": "money"}, "volunteering.unknown_name"),
    ],
)
def test_a_method_that_would_sell_hours_is_refused(areas, more, code):
    text = '[[hours]]\nkey = "bank"\nname = "银行"\nscheme = "hours"\nunits = ["社区居委会"]\n'
    _document, found = read(text, [SCHEMES[0] | more])
    assert [one.code for one in found] == [code]
    assert not read(text)[1]


def test_what_is_not_there_or_not_whole_is_not_given(wang, now):
    link = asked(wang, now)
    agree(link, now)
    with pytest.raises(NotEnough):
        give(wang, link, now, minutes=150)
    for wrong in (0, -30, 45):
        with pytest.raises(NotWholeSteps):
            give(wang, link, now, minutes=wrong)


def test_who_may_be_asked(wang, now):
    with pytest.raises(OwnFamily):
        asked(wang, now, number=1)
    for wrong in ("friend", "child"):
        with pytest.raises(UnknownRelation):
            asked(wang, now, relation=wrong)
    with pytest.raises(BadPhone):
        services.ask_family(person=wang, phone="12", relation="mother", actor=SYSTEM, now=now)
    for number in range(2, 14):
        asked(wang, now, number=number)
    with pytest.raises(FamilyFull):
        asked(wang, now, number=20)


@pytest.fixture
def drawing(wang, unit, areas, now):
    """A holiday class of an hour, two places."""
    set_points(POINTS.replace("step = 30", 'step = 30\ngifts = "family"'), now)
    made = shop.offer(
        seller=next(one.key for one in shops.sellers(clerk(areas, now, "maker"))),
        new=NewOffer("假期绘画课", "", 2, "社区书院", "周六上午", minutes=60),
        actor=organisations.actor_for(people.account_by_username("maker"), via="t", now=now),
        now=now,
    )
    shop.judge_offer(offer_id=made, show=True, actor=clerk(areas, now, "judge"), now=now)
    return made


def test_for_a_child_only_the_relation_is_named(wang, drawing, now):
    key = uuid4()

    def order(relation="child", key=key):
        return services.order_for(
            person=wang, relation=relation, offer_id=drawing, count=1, key=key, actor=SYSTEM,
            now=now,
        )  # fmt: skip

    assert [one.title for one in selectors.classes_for(wang, now=now)] == ["假期绘画课"]
    made = order()
    assert order() == made  # a second press of the button
    assert ledger.balance("hours", Holder.person(wang)).free == 60
    code = shops.my_order(wang, made).code
    shop.hand_out(
        code=code, count=1, drop_rest=False, actor=organisations.actor_for(
            people.account_by_username("judge"), via="t", now=now
        ), key=uuid4(), now=now,
    )  # fmt: skip
    lines, _more = selectors.my_statement(wang, now=now)
    assert [(one.line.title, one.line.amount, one.relation) for one in lines] == [
        ("假期绘画课", -60, "孩子"), ("清洁家园", 120, ""),
    ]  # fmt: skip
    for wrong in ("mother", "neighbour"):
        with pytest.raises(UnknownRelation):
            order(relation=wrong, key=uuid4())


def test_what_has_a_price_in_points_is_not_for_hours(wang, drawing, areas, now):
    actor = clerk(areas, now, "seller")
    salt = shop.offer(
        seller=next(one.key for one in shops.sellers(actor)), actor=actor, now=now,
        new=NewOffer("食盐", "", 5, "便利店", "", worth=250),
    )  # fmt: skip
    shop.judge_offer(offer_id=salt, show=True, actor=clerk(areas, now, "other"), now=now)
    with pytest.raises(NotForHours):
        services.order_for(
            person=wang, relation="child", offer_id=salt, count=1, key=uuid4(), actor=SYSTEM,
            now=now,
        )  # fmt: skip


def test_without_a_ledger_there_is_nothing_to_give(now, db):
    areas = set_scene(now, text='[[relations]]\nkey = "mother"\nname = "父母"\n', schemes=[])
    person = resident(1, now)
    served(person, committee(areas), now)
    link = asked(person, now)
    agree(link, now)
    with pytest.raises(NoTimeBank):
        give(person, link, now)
    assert selectors.my_hours(person).balance.served == 120


@pytest.fixture
def other_unit(areas):
    return committee(areas, "100002")


def ask_move(record, target, actor, now):
    return services.ask_move(
        record_id=record, target_id=target, reason="搬家了", actor=actor, now=now
    )


def test_records_move_with_consent_and_every_step_stays(wang, unit, other_unit, areas, now):
    record = selectors.records_of(wang)[0].id
    first, second = clerk(areas, now), clerk(areas, now, "two", "100002")
    move = ask_move(record, other_unit, first, now)
    with pytest.raises(NothingToMove):
        ask_move(record, other_unit, first, now)
    with pytest.raises(MoveDecided):
        services.accept_move(move_id=move, accept=True, actor=second, now=now)
    later = now + timedelta(hours=1)
    answer = {"move_id": move, "agree": True, "actor": SYSTEM, "now": later}
    with pytest.raises(MoveNotFound):
        services.answer_move(person=resident(2, now), **answer)
    services.answer_move(person=wang, **answer)
    assert selectors.desk_moves(second)[0].may_answer
    assert not selectors.desk_moves(first)[0].may_answer
    with pytest.raises(NotAllowed):
        services.accept_move(move_id=move, accept=True, actor=first, now=later)
    services.accept_move(move_id=move, accept=True, actor=second, now=later)
    row = selectors.records_of(wang)[0]
    assert (row.organisation_id, row.keeper_id) == (unit, other_unit)
    facts = selectors.moves_of(wang)[0].facts
    assert [one.state for one in facts] == [
        MoveState.ASKED, MoveState.CONSENTED, MoveState.ACCEPTED,
    ]  # fmt: skip
    assert saved(wang) == 120  # minutes are the volunteer's wherever they are kept


def test_without_consent_nothing_moves(wang, unit, other_unit, areas, now):
    record = selectors.records_of(wang)[0].id
    second = clerk(areas, now, "two", "100002")
    move = ask_move(record, other_unit, second, now)  # asked by the one that would receive
    services.answer_move(move_id=move, person=wang, agree=False, actor=SYSTEM, now=now)
    with pytest.raises(MoveDecided):
        services.accept_move(move_id=move, accept=True, actor=clerk(areas, now), now=now)
    assert selectors.records_of(wang)[0].keeper_id == unit
    assert not models.MoveLine.objects.filter(open=True).exists()
    ask_move(record, other_unit, second, now)  # it may be asked again


def test_moves_are_for_those_who_look_after_either(wang, unit, other_unit, areas, now):
    record = selectors.records_of(wang)[0].id
    actor = clerk(areas, now)
    with pytest.raises(NothingToMove):
        ask_move(record, unit, actor, now)
    with pytest.raises(NotAllowed):
        ask_move(record, other_unit, clerk(areas, now, "far", "100200"), now)
    known_as(actor, wang)
    with pytest.raises(OwnService):
        ask_move(record, other_unit, actor, now)


def test_one_hand_does_not_ask_and_accept(wang, unit, other_unit, areas, now):
    both = clerk(areas, now, "both", "100001", "100002")
    move = ask_move(selectors.records_of(wang)[0].id, other_unit, both, now)
    services.answer_move(move_id=move, person=wang, agree=True, actor=SYSTEM, now=now)
    with pytest.raises(SecondPersonNeeded):
        services.accept_move(move_id=move, accept=True, actor=both, now=now)
