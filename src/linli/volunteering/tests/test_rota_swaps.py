"""Swaps: by name or to all, first wins, approved where the kind says so, the rules asked again."""

from datetime import timedelta

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import (
    CannotTake,
    DutyNotFound,
    RotaReasonMissing,
    ShiftOver,
    SwapNotFound,
    SwapOpenAlready,
    SwapState,
    SwapTaken,
)
from linli.volunteering.tests import rota_scene
from linli.volunteering.tests.rota_scene import member, neighbour, published

DAY = timedelta(days=1)


@pytest.fixture
def areas(db, now):
    return rota_scene.set_scene(now)


@pytest.fixture
def boss(areas, now):
    return rota_scene.manager(areas, now)


@pytest.fixture
def tidy(boss, now):
    """Three on a rota whose swaps are approved: one a day."""
    return published(boss, now, kind="tidy", days=6, people=3, leaders=0)


@pytest.fixture
def school(boss, now):
    return published(boss, now, people=8, leaders=5)


def duty_of(made, number, now):
    person = neighbour(number, now)
    rows = models.RotaDuty.objects.filter(shift__rota_id=made, member__identity_id=person)
    return rows.order_by("shift__starts_at").first(), person


def ask(duty, person, now, **of):
    return services.ask_swap(duty_id=duty.pk, person=person, actor=ANONYMOUS, now=now, **of)


def take(swap, number, now):
    return services.take_swap(swap_id=swap, person=neighbour(number, now), actor=ANONYMOUS, now=now)


def holder(duty):
    return models.RotaDuty.objects.get(pk=duty.pk).member.identity_id


def free_for(made, duty, now):
    """The number of a neighbour who may take this shift by the rules."""
    row = models.Rota.objects.get(pk=made)
    for one in models.RotaMember.objects.filter(rota=row).exclude(pk=duty.member_id):
        if not selectors.swap_bars(row, duty, one, None, now=now):
            return one
    raise AssertionError("nobody is free")


def test_offered_to_all_the_first_has_it(school, now):
    duty, person = duty_of(school, 7, now)
    swap = ask(duty, person, now)
    taker = free_for(school, duty, now)
    (offer,) = selectors.my_swaps(taker.identity_id, now=now)[1]
    assert (offer.id, offer.to_all) == (swap, True)
    services.take_swap(swap_id=swap, person=taker.identity_id, actor=ANONYMOUS, now=now)
    assert holder(duty) == taker.identity_id
    other = models.RotaMember.objects.filter(rota_id=school).exclude(
        pk__in=[taker.pk, duty.member_id]
    )[0]
    with pytest.raises(SwapTaken):
        services.take_swap(swap_id=swap, person=other.identity_id, actor=ANONYMOUS, now=now)
    mine = selectors.my_duties(taker.identity_id, now=now)
    assert any("换班换来的" in one.why for one in mine)


def test_asked_by_name_nobody_else_may_take_it(tidy, now):
    duty, person = duty_of(tidy, 0, now)
    swap = ask(duty, person, now, to=member(tidy, neighbour(1, now)).pk)
    assert selectors.my_swaps(neighbour(2, now), now=now)[1] == ()
    with pytest.raises(SwapNotFound):
        take(swap, 2, now)
    with pytest.raises(SwapNotFound):
        take(swap, 0, now)
    services.refuse_swap(swap_id=swap, person=neighbour(1, now), actor=ANONYMOUS, now=now)
    with pytest.raises(SwapTaken):
        take(swap, 1, now)
    assert holder(duty) == person


def test_two_shifts_change_hands(tidy, boss, now):
    duty, person = duty_of(tidy, 0, now)
    back, other = duty_of(tidy, 1, now)
    swap = ask(duty, person, now, to=back.member_id, back=back.pk)
    assert take(swap, 1, now) is SwapState.WAITING
    assert (holder(duty), holder(back)) == (person, other)
    services.rule_swap(swap_id=swap, agree=True, actor=boss, now=now)
    assert (holder(duty), holder(back)) == (other, person)


def test_the_manager_says_no_with_a_reason(tidy, boss, now):
    duty, person = duty_of(tidy, 0, now)
    swap = ask(duty, person, now)
    assert take(swap, 1, now) is SwapState.WAITING
    (waiting,) = selectors.rota_page(boss, tidy, now=now).swaps
    assert waiting.taker.startswith("王○ 0001")
    with pytest.raises(RotaReasonMissing):
        services.rule_swap(swap_id=swap, agree=False, actor=boss, now=now)
    services.rule_swap(swap_id=swap, agree=False, reason="那天要两个熟手", actor=boss, now=now)
    assert holder(duty) == person
    with pytest.raises(SwapTaken):
        services.rule_swap(swap_id=swap, agree=True, actor=boss, now=now)


def test_one_swap_of_a_shift_at_a_time(tidy, now):
    duty, person = duty_of(tidy, 0, now)
    swap = ask(duty, person, now)
    with pytest.raises(SwapOpenAlready):
        ask(duty, person, now)
    services.refuse_swap(swap_id=swap, person=person, actor=ANONYMOUS, now=now)
    assert ask(duty, person, now)


def test_of_others_shifts_and_of_those_that_began_nothing_is_offered(tidy, now):
    duty, person = duty_of(tidy, 0, now)
    with pytest.raises(DutyNotFound):
        ask(duty, neighbour(1, now), now)
    swap = ask(duty, person, now)
    begun = models.RotaShift.objects.get(pk=duty.shift_id).starts_at
    with pytest.raises(ShiftOver):
        take(swap, 1, begun)
    with pytest.raises(ShiftOver):
        ask(duty_of(tidy, 0, now)[0], person, begun)


def test_whoever_is_full_on_leave_or_without_the_role_cannot_take_it(school, boss, now):
    row = models.Rota.objects.get(pk=school)
    listed = models.RotaDuty.objects.filter(shift__rota_id=school)
    alone = next(
        one
        for one in listed.select_related("member", "shift")
        if one.member.roles
        and models.RotaDuty.objects.filter(shift=one.shift)
        .exclude(member__roles=["leader"])
        .count()
    )
    plain = models.RotaMember.objects.filter(rota=row, roles=[]).exclude(
        pk__in=models.RotaDuty.objects.filter(shift=alone.shift).values("member_id")
    )[0]
    why = [str(one) for one in selectors.swap_bars(row, alone, plain, None, now=now)]
    assert "没有要求的角色" in why
    with pytest.raises(CannotTake):
        ask(alone, alone.member.identity_id, now, to=plain.pk)
    swap = ask(alone, alone.member.identity_id, now)
    taker = free_for(school, alone, now)
    services.take_leave(
        person=taker.identity_id, since=alone.shift.day, until=alone.shift.day, actor=ANONYMOUS,
        now=now,
    )  # fmt: skip
    with pytest.raises(CannotTake):
        services.take_swap(swap_id=swap, person=taker.identity_id, actor=ANONYMOUS, now=now)


def test_a_shift_that_was_solved_away_is_not_handed_on(tidy, boss, now):
    duty, person = duty_of(tidy, 0, now)
    swap = ask(duty, person, now)
    services.leave_rota(member_id=duty.member_id, actor=boss, now=now)
    services.solve_rota(rota_id=tidy, actor=boss, now=now)
    services.accept_proposal(rota_id=tidy, actor=boss, now=now)
    with pytest.raises(SwapNotFound):
        take(swap, 1, now)
