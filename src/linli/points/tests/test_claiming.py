"""Asking for a deed, and the second person's yes or no."""

import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.points import selectors, services
from linli.points.models import Intent
from linli.points.terms import (
    CapReached,
    EntryNotFound,
    Holder,
    KeyReused,
    NoClaims,
    NotOpen,
    OwnEntry,
    ReasonNeeded,
    UnknownDeed,
)
from linli.points.tests import scene
from linli.points.tests.scene import colleague, earn, someone, someone_id

pytestmark = pytest.mark.django_db
FULL = """
[[schemes]]
key = "points"
name = "积分"
kind = "points"
unit = "分"
most = 12
[[deeds]]
key = "help"
name = "邻里互助"
scheme = "points"
points = 10
claim = true
"""


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


def ask(person, areas, now, *, deed="help", key="", title="帮邻居搬米", actor=ANONYMOUS):
    return services.ask(
        deed=deed, person=person, title=title, key=key or str(new_id()),
        area_path=areas["100001"].path, actor=actor, now=now,
    )  # fmt: skip


def amount(person):
    return selectors.balance("points", Holder.person(person)).amount


def test_a_claim_is_posted_when_somebody_else_says_yes(areas, now):
    mine, clerk = someone_id(1, now), colleague("clerk", areas, now)
    asked = ask(mine, areas, now, key="k")
    assert ask(mine, areas, now, key="k").id == asked.id
    assert amount(mine) == 0
    assert services.authorise(entry_id=asked.id, actor=clerk, now=now).amount == 5
    (line,), more = selectors.statement("points", Holder.person(mine), now=now)
    assert (line.amount, line.title, line.deed, more) == (5, "帮邻居搬米", "邻里互助", False)
    with pytest.raises(NotOpen):
        services.authorise(entry_id=asked.id, actor=clerk, now=now)
    with pytest.raises(NotOpen):
        services.refuse(entry_id=asked.id, reason="没有这事", actor=clerk, now=now)
    assert selectors.proof().faults == ()


def test_no_needs_a_reason_that_the_person_reads(areas, now):
    mine, clerk = someone_id(1, now), colleague("clerk", areas, now)
    asked = ask(mine, areas, now)
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(ReasonNeeded):
            services.refuse(entry_id=asked.id, reason=reason, actor=clerk, now=now)
    services.refuse(entry_id=asked.id, reason="核实过，没有这事", actor=clerk, now=now)
    assert Intent.objects.get(pk=asked.id).reason == "核实过，没有这事"
    assert amount(mine) == 0


def test_nobody_decides_on_their_own_nor_on_what_they_asked_for_others(areas, now):
    phone = "13900000007"
    clerk = colleague("clerk", areas, now, phone=phone)
    own = ask(someone_id(7, now), areas, now)
    typed = ask(someone_id(1, now), areas, now, actor=clerk)
    for one in (own, typed):
        with pytest.raises(OwnEntry):
            services.authorise(entry_id=one.id, actor=clerk, now=now)
    assert [one.own for one in selectors.claims(clerk)[0]] == [True, True]
    other = colleague("other", areas, now)
    assert [one.own for one in selectors.claims(other)[0]] == [False, False]
    assert services.authorise(entry_id=typed.id, actor=other, now=now).amount == 5


def test_only_who_may_give_there_decides(areas, now):
    asked = ask(someone_id(1, now), areas, now)
    away = scene.colleague("away", areas, now, at="100200", duty="村")
    assert selectors.claims(away) == ((), False)
    for actor in (ANONYMOUS, Actor("staff", account_id=new_id()), away):
        with pytest.raises(NotAllowed):
            services.authorise(entry_id=asked.id, actor=actor, now=now)
        with pytest.raises(NotAllowed):
            services.refuse(entry_id=asked.id, reason="不行", actor=actor, now=now)
    with pytest.raises(EntryNotFound):
        services.authorise(entry_id=new_id(), actor=SYSTEM, now=now)


def test_what_waits_counts_towards_the_limit_and_what_was_refused_does_not(areas, now):
    mine, clerk = someone_id(1, now), colleague("clerk", areas, now)
    asked = [ask(mine, areas, now) for _ in range(4)]  # 20 a week
    with pytest.raises(CapReached):
        ask(mine, areas, now)
    services.refuse(entry_id=asked[0].id, reason="重复了", actor=clerk, now=now)
    assert ask(mine, areas, now).amount == 0


def test_only_deeds_that_may_be_asked_for(areas, now):
    with pytest.raises(NoClaims):
        ask(someone_id(1, now), areas, now, deed="clue")
    with pytest.raises(UnknownDeed):
        ask(someone_id(1, now), areas, now, deed="nothing")


def test_a_key_is_one_persons(areas, now):
    ask(someone_id(1, now), areas, now, key="k")
    with pytest.raises(KeyReused):
        ask(someone_id(2, now), areas, now, key="k")
    earn(someone(1, now), 5, now, key="e")
    with pytest.raises(KeyReused):
        earn(someone(2, now), 5, now, key="e")


def test_nobody_has_more_than_the_most_after_a_claim_either(now):
    areas = scene.set_scene(now, FULL)
    mine = someone_id(1, now)
    first, second, third = (ask(mine, areas, now) for _ in range(3))
    assert services.authorise(entry_id=first.id, actor=SYSTEM, now=now).amount == 10
    assert services.authorise(entry_id=second.id, actor=SYSTEM, now=now).amount == 2
    assert Intent.objects.get(pk=second.id).reason == "10 → 2 / 12"
    with pytest.raises(CapReached):
        services.authorise(entry_id=third.id, actor=SYSTEM, now=now)
    assert amount(mine) == 12
    assert selectors.proof().faults == ()
