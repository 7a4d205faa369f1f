"""A step whose file names a person by a datum of the run."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from linli.kernel.errors import NotAllowed
from linli.procedures import models, selectors, services, terms
from linli.procedures.services import publishing
from linli.procedures.tests.factories import ORDERS, method, publish

pytestmark = pytest.mark.django_db
PLAIN, NAMED = 'second="sign_for" pool="claim"', 'person="=person"'


@pytest.fixture
def begin(world, start, monkeypatch):
    """A run that knows `person` from its start, at the community's step."""
    known = publishing._started["matter"] | {"person"}
    monkeypatch.setitem(publishing._started, "matter", known)
    found = publish(method(orders=ORDERS.replace(PLAIN, NAMED)), world.now, "2")
    assert not [one for one in found if one.level == "error"], found

    def run(person):
        (first,) = start(person=person).opened
        given = {"outcome": "pass_up", "note": "x", "now": world.now}
        return first, services.complete(step_id=first.id, actor=world.zhang, **given).opened[0]

    return run


def test_the_person_has_the_step_and_nobody_else(world, begin):
    _, step = begin(str(world.wang.account_id))
    assert (step.duty, step.person_id) == ("社区", world.wang.account_id)
    with pytest.raises(terms.NotYours):
        services.complete(step_id=step.id, outcome="solve", actor=world.zhang, now=world.now)
    services.complete(step_id=step.id, outcome="solve", actor=world.wang, now=world.now)


@pytest.mark.parametrize("who", ["nobody", "grid"])
def test_who_does_not_answer_for_the_duty_there_is_not_named(world, begin, who):
    person = {"nobody": str(uuid4()), "grid": str(world.zhang.account_id)}[who]
    assert begin(person)[1].person_id is None
    assert begin("")[1].person_id is None


def test_what_opened_a_named_step_can_be_taken_back_until_somebody_moves_it(world, begin):
    first, step = begin(str(world.wang.account_id))
    services.take_back(step_id=first.id, actor=world.zhang, now=world.now + timedelta(seconds=5))
    assert models.Step.objects.get(pk=step.id).state == "cancelled"
    assert [one.node for one in selectors.open_steps(step.run_id)] == ["sign_for"]
    first, step = begin(str(world.wang.account_id))
    services.reassign(
        step_id=step.id, duty="社区", person_id=world.li.account_id, reason="请假",
        actor=world.chief, now=world.now,
    )  # fmt: skip
    with pytest.raises(terms.UndoTouched):
        services.take_back(step_id=first.id, actor=world.zhang, now=world.now)


def test_only_a_colleague_takes_over_without_the_verb_and_only_for_themselves(world, begin):
    _, step = begin(str(world.wang.account_id))
    wanted = {"step_id": step.id, "duty": "社区", "reason": "我来", "now": world.now}
    for actor, person in (
        (world.zhang, world.zhang),  # no colleague
        (world.wang, world.zhang),  # not for themselves
    ):
        with pytest.raises(NotAllowed):
            services.reassign(person_id=person.account_id, actor=actor, **wanted)
    assert not selectors.may_take_over(world.zhang, step)
    assert not selectors.may_take_over(world.wang, step)
    assert selectors.may_take_over(world.zhao, step)
    services.reassign(person_id=world.zhao.account_id, actor=world.zhao, **wanted)
    assert selectors.open_steps(step.run_id)[0].person_id == world.zhao.account_id
