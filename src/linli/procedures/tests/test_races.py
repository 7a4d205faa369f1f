"""Two people, one step; two workers, one clock: with real connections and threads."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from linli.kernel.actor import SYSTEM
from linli.procedures import models, selectors, services, terms
from linli.procedures.tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(effects, now, transactional_db):
    return World(now)


def at_once(*works):
    """Run each in a thread of its own with a connection of its own; what each gave or raised."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(10)
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 - the answer is what was raised
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return answers


def begin(county, key="orders", **data):
    return services.start(key=key, header=county.header(), data=data, actor=SYSTEM, now=county.now)


def complete(step, actor, outcome, county):
    return lambda: services.complete(
        step_id=step.id, outcome=outcome, note="x", actor=actor, now=county.now
    )


def test_of_two_who_do_the_same_step_one_wins_and_the_other_learns_who(county):
    for _ in range(3):
        (step,) = begin(county).opened
        both = {"张三": county.zhang, "李四": county.li}
        answers = at_once(*(complete(step, one, "pass_up", county) for one in both.values()))
        refused = [one for one in answers if isinstance(one, terms.AlreadyHandled)]
        moved = [one for one in answers if isinstance(one, terms.Moved)]
        assert (len(refused), len(moved)) == (1, 1), answers
        winner = list(both)[answers.index(moved[0])]
        assert refused[0].data["by"] == winner
        assert models.Happening.objects.filter(step_id=step.id, kind="done").count() == 1
        assert len(selectors.open_steps(step.run_id)) == 1


def test_of_eight_who_claim_one_wins(county):
    (step,) = complete(begin(county).opened[0], county.zhang, "pass_up", county)().opened
    people = [county.person(f"claims.{one}", one, "社区", county.community) for one in "abcdefgh"]
    answers = at_once(
        *(
            lambda one=one: services.claim(step_id=step.id, actor=one, now=county.now)
            for one in people
        )
    )
    assert sum(one is None for one in answers) == 1
    assert sum(isinstance(one, terms.TakenBySomebody) for one in answers) == 7


def test_eight_units_answer_at_once_and_all_eight_are_kept(county):
    keys = [f"unit_{n}" for n in range(1, 9)]
    run = begin(county, "joint", units=keys)
    steps = {step.item: step for step in run.opened if step.item}
    people = {key: county.of_unit(key, f"u.{key[-1]}") for key in keys}
    answers = at_once(*(complete(steps[key], people[key], "done", county) for key in keys))
    assert all(isinstance(one, terms.Moved) for one in answers), answers
    view = selectors.run_view(run.id)
    assert view.data["respond"] == dict.fromkeys(keys, "done")
    assert [step.node for step in view.open] == ["visit"]
    assert models.Step.objects.filter(node="respond", state="done").count() == 9  # host included
    assert models.Step.objects.filter(node="both", state="waiting").count() == 1


def test_two_workers_that_sweep_at_once_ring_each_clock_once(county):
    runs = [begin(county) for _ in range(6)]
    for one in runs[3:]:
        complete(one.opened[0], county.zhang, "pass_up", county)()
    later = county.now + timedelta(days=4)
    while sum(at_once(*([lambda: services.fire_due(later)] * 3))):
        pass
    for one in runs[:3]:
        kinds = [str(line.kind) for line in selectors.history(one.id)]
        assert (kinds.count("warn"), kinds.count("urge"), kinds.count("supervise")) == (1, 4, 2)
    assert not models.Clock.objects.filter(ring_at__isnull=False).exists()
