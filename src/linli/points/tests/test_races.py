"""Thousands of random operations at once, and every invariant afterwards; one winner for the last
point. Real connections, on both databases."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.kernel.versions import unit_of_work
from linli.points import selectors, services
from linli.points.models import Intent, LedgerAccount, Transfer
from linli.points.terms import Cause, HoldGone, NotEnough
from linli.points.tests import scene
from linli.points.tests.scene import earn, someone, use

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, PEOPLE = 6, 12
OPERATIONS = 10_000


def together(*calls):
    """Each call on a connection of its own, at the same moment; what each said."""
    gate = threading.Barrier(len(calls))

    def run(call):
        try:
            with unit_of_work():
                gate.wait(timeout=30)
                return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(run, call) for call in calls]]


def test_the_last_points_are_spent_once(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 10, now)
    said = together(*(lambda: use(mine, 10, now) for _ in range(4)))
    assert sum(isinstance(one, NotEnough) for one in said) == 3
    assert selectors.balance("points", mine).amount == 0
    assert selectors.proof().faults == ()


def test_one_key_is_posted_once(now):
    scene.set_scene(now)
    mine = someone(1, now)
    said = together(*(lambda: earn(mine, 10, now, key="once") for _ in range(4)))
    assert len({one.id for one in said}) == 1
    assert Counter(one.again for one in said) == {False: 1, True: 3}
    assert Transfer.objects.count() == 1


def test_a_hold_is_used_or_let_go_never_both(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 10, now)
    kept = services.hold(
        scheme="points", of=mine, amount=10, key="h", cause=Cause.GOODS, title="米",
        about=("order", new_id()), actor=SYSTEM, now=now,
    )  # fmt: skip
    used, free = together(
        lambda: services.capture(hold_id=kept, key="c", actor=SYSTEM, now=now),
        lambda: services.release(hold_id=kept, actor=SYSTEM, now=now),
    )
    assert (isinstance(used, HoldGone), free) in ((True, 10), (False, 0))
    assert selectors.balance("points", mine).amount == (10 if isinstance(used, HoldGone) else 0)
    assert selectors.proof().faults == ()


def test_two_people_give_to_each_other_without_waiting_for_ever(now):
    scene.set_scene(now)
    one, two = someone(1, now), someone(2, now)
    for holder in (one, two):
        earn(holder, 3000, now, scheme="hours")

    def give(of, to):
        for _ in range(20):
            services.give(
                scheme="hours", of=of, to=to, amount=30, key=str(new_id()), title="给家人",
                about=("", None), actor=SYSTEM, now=now,
            )  # fmt: skip

    together(lambda: give(one, two), lambda: give(two, one))
    assert [selectors.balance("hours", each).amount for each in (one, two)] == [3000, 3000]


def _operation(rng: random.Random, people, now):
    """One random thing that somebody does; what it moved, per person, for the oracle."""
    mine, amount = rng.choice(people), rng.randint(1, 40)
    which = rng.random()
    if which < 0.4:
        key = f"k{rng.randint(0, OPERATIONS)}" if which < 0.1 else str(new_id())
        done = earn(mine, amount if which >= 0.1 else 5, now, key=key, scheme="points")
        return [] if done.again else [(mine, done.amount)]
    if which < 0.65:
        return [(mine, -use(mine, amount, now).amount)]
    kept = services.hold(
        scheme="points", of=mine, amount=amount, key=str(new_id()), cause=Cause.GOODS, title="米",
        about=("order", new_id()), actor=SYSTEM, now=now,
    )  # fmt: skip
    moved = []
    if which < 0.9:
        part = rng.randint(1, amount)
        done = services.capture(hold_id=kept, amount=part, key=str(new_id()), actor=SYSTEM, now=now)
        moved = [(mine, -done.amount)]
    if which >= 0.75:
        services.release(hold_id=kept, actor=SYSTEM, now=now)
    return moved


def _work(seed: int, people, now, count: int):
    rng, moved, refused = random.Random(seed), Counter(), 0
    try:
        with unit_of_work():
            for _ in range(count):
                try:
                    for holder, amount in _operation(rng, people, now):
                        moved[holder] += amount
                except (NotEnough, Refused):
                    refused += 1
    finally:
        connection.close()
    return moved, refused


@pytest.mark.slow
def test_ten_thousand_random_operations_keep_every_invariant(now):
    """Six workers over twelve people: every balance is what the workers saw themselves do."""
    scene.set_scene(now, scene.PLAIN)
    people = [someone(number, now) for number in range(PEOPLE)]
    each = OPERATIONS // WORKERS
    with ThreadPoolExecutor(WORKERS) as pool:
        done = [
            one.result()
            for one in [pool.submit(_work, seed, people, now, each) for seed in range(WORKERS)]
        ]
    expected: Counter = Counter()
    for moved, _ in done:
        expected.update(moved)  # `+` would drop what is below zero
    refused = sum(count for _, count in done)
    assert 0 < refused < OPERATIONS / 2, "some must be refused, most must not"
    for holder in people:
        found = selectors.balance("points", holder)
        assert found.amount == expected[holder]
        assert 0 <= found.held <= found.amount
    proof = selectors.proof()
    assert proof.faults == ()
    assert proof.postings == Transfer.objects.count() > OPERATIONS / 2
    assert Intent.objects.count() >= proof.postings / 2
    assert LedgerAccount.objects.filter(balance__lt=0).count() == 0
