"""At once, on two connections: one shift, one taker; a swap and a new solution do not cross."""

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.kernel.tests.racing import at_once
from linli.volunteering import models, services
from linli.volunteering.terms import CannotTake, MarkedAlready, SwapOpenAlready, SwapTaken
from linli.volunteering.tests import rota_scene
from linli.volunteering.tests.rota_scene import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offered(now):
    """(a shift that somebody offers to all, their swap)"""
    boss = rota_scene.manager(rota_scene.set_scene(now), now)
    made = published(boss, now, days=5, people=7, leaders=7)
    duty = models.RotaDuty.objects.select_related("member").order_by("shift__starts_at").first()
    swap = services.ask_swap(
        duty_id=duty.pk, person=duty.member.identity_id, actor=ANONYMOUS, now=now
    )
    return made, duty, swap, boss


def takers(made, duty, now):
    on = models.RotaDuty.objects.filter(shift=duty.shift_id).values("member_id")
    rows = models.RotaMember.objects.filter(rota_id=made).exclude(pk__in=on)
    return list(rows.values_list("identity_id", flat=True))[:3]


def test_of_many_who_accept_one_has_the_shift(offered, now):
    made, duty, swap, _boss = offered
    works = [
        lambda who=who: services.take_swap(swap_id=swap, person=who, actor=ANONYMOUS, now=now)
        for who in takers(made, duty, now)
    ]
    assert at_once(*works, no=(SwapTaken, CannotTake)) == ["done", "refused", "refused"]
    row = models.RotaSwap.objects.get(pk=swap)
    assert models.RotaDuty.objects.get(pk=duty.pk).member_id == row.taker_id


def test_taken_and_taken_back_at_once_is_one_of_both(offered, now):
    made, duty, swap, _boss = offered
    giver, taker = duty.member.identity_id, takers(made, duty, now)[0]
    came = at_once(
        lambda: services.take_swap(swap_id=swap, person=taker, actor=ANONYMOUS, now=now),
        lambda: services.refuse_swap(swap_id=swap, person=giver, actor=ANONYMOUS, now=now),
        no=SwapTaken,
    )
    assert came == ["done", "refused"]
    row = models.RotaSwap.objects.get(pk=swap)
    holder = models.RotaDuty.objects.get(pk=duty.pk).member_id
    assert (holder == row.giver_id) == (row.state == "withdrawn")


def test_the_same_shift_is_offered_once(now):
    boss = rota_scene.manager(rota_scene.set_scene(now), now)
    published(boss, now, days=5, people=4, leaders=4)
    duty = models.RotaDuty.objects.select_related("member").first()

    def ask():
        services.ask_swap(duty_id=duty.pk, person=duty.member.identity_id, actor=ANONYMOUS, now=now)

    assert at_once(ask, ask, no=SwapOpenAlready) == ["done", "refused"]


def test_a_shift_is_marked_once(now):
    boss = rota_scene.manager(rota_scene.set_scene(now), now)
    published(boss, now, days=1, people=1, leaders=0, kind="tidy")
    duty = models.RotaDuty.objects.select_related("shift").get()
    later = duty.shift.ends_at

    def mark():
        services.mark_duty(duty_id=duty.pk, came=True, actor=boss, now=later)

    assert at_once(mark, mark, no=MarkedAlready) == ["done", "refused"]
    assert models.ServiceRecord.objects.count() == 1
