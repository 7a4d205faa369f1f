"""What changes a run from outside: reassigning, handing over, withdrawing, taking back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.jobs.models import Job
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.organisations import selectors as organisations
from linli.procedures import models, selectors, services, terms
from linli.procedures.tests.factories import done

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_reassigning_gives_a_step_away_with_its_promise(world, start):
    (step,) = start().opened
    values = {"step_id": step.id, "reason": "人手不够", "now": world.now}
    with pytest.raises(NotAllowed):
        services.reassign(duty="社区", actor=world.zhang, **values)
    with pytest.raises(terms.BadPlace):
        services.reassign(duty="部门", actor=world.chief, **values)
    services.reassign(duty="社区", actor=world.chief, **values)
    (moved,) = selectors.open_steps(step.run_id)
    assert (moved.duty, moved.area_id, moved.due_at) == ("社区", world.community.id, step.due_at)
    services.reassign(duty="社区", person_id=world.zhao.account_id, actor=world.chief, **values)
    with pytest.raises(terms.NotYours):
        done(step, world.wang, world.now)
    assert done(step, world.zhao, world.now).opened


def test_a_step_is_given_away_only_from_a_place_and_to_one_that_the_actor_answers_for(world, start):
    """The community's head has both of its grids, not the other community nor the county."""
    head = world.person("head", "书记", "社区", world.community, "procedures.reassign")
    (step,) = start().opened
    values = {"step_id": step.id, "reason": "换人", "now": world.now}
    beside, outside = world.areas["100001g02"].id, world.areas["100002"].id
    for duty, area in (("社区", outside), ("县指挥中心", None), ("县指挥中心", world.areas[""].id)):
        with pytest.raises(NotAllowed):
            services.reassign(duty=duty, area_id=area, actor=head, **values)
    services.reassign(duty="网格员", area_id=beside, actor=head, **values)
    services.reassign(duty="县指挥中心", actor=world.chief, **values)
    with pytest.raises(NotAllowed):  # it lies with the county now, though the matter is ours
        services.reassign(duty="社区", actor=head, **values)
    (moved,) = selectors.open_steps(step.run_id)
    assert (moved.duty, moved.area_id) == ("县指挥中心", world.areas[""].id)


def test_a_unit_gives_nothing_to_another_unit_that_it_does_not_answer_for(world, start):
    step = next(s for s in start("joint", units=["unit_1"]).opened if s.node == "respond")
    one, two = (organisations.unit(key) for key in ("unit_1", "unit_2"))
    values = {
        "step_id": step.id,
        "duty": "部门",
        "organisation_id": two.id,
        "reason": "分工",
        "now": world.now,
    }
    grant = Grant("部门", frozenset({"procedures.reassign"}), organisation_id=one.id)
    of_one = Actor("staff", world.li.account_id, "单位", (grant,))
    with pytest.raises(NotAllowed):
        services.reassign(actor=of_one, **values)
    both = replace(of_one, grants=(grant, replace(grant, organisation_id=two.id)))
    services.reassign(actor=both, **values)
    (moved,) = (s for s in selectors.open_steps(step.run_id) if s.node == "respond")
    assert moved.organisation_id == two.id


def claimed_by_wang(world, start):
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    services.claim(step_id=step.id, actor=world.wang, now=world.now)
    return step


def hand_over(world, to, actor):
    return services.hand_over(
        from_account=world.wang.account_id, to_account=to.account_id, reason="调岗",
        actor=actor, now=world.now,
    )  # fmt: skip


def test_somebody_who_leaves_hands_over(world, start):
    steps = [claimed_by_wang(world, start) for _ in range(2)]
    assert hand_over(world, world.zhao, world.wang) == 2
    for step in steps:
        line = selectors.history(step.run_id, actor=world.wang)[-1]
        assert (line.kind, line.words) == ("handed_over", "调岗")
        job = Job.objects.get(key=f"step:{step.id}")
        assert job.payload["told"] == str(line.id)
        assert done(step, world.zhao, world.now, "solve").opened


def test_a_step_is_handed_over_only_to_who_may_go_on_with_it(world, start):
    step = claimed_by_wang(world, start)
    with pytest.raises(terms.ReceiverLacksDuty) as refused:
        hand_over(world, world.li, world.wang)
    assert str(refused.value.data["step"]) == "派单"
    assert selectors.open_steps(step.run_id)[0].claimed_by == world.wang.account_id
    assert hand_over(world, world.li, world.chief) == 1
    (view,) = selectors.open_steps(step.run_id)
    assert (view.person_id, view.claimed_by) == (world.li.account_id, None)
    assert done(step, world.li, world.now, "solve").opened


def test_withdrawing_cancels_all_that_is_open(world, start):
    run = start("joint", units=["unit_1"])
    with pytest.raises(terms.ReasonRequired):
        services.withdraw(run_id=run.id, reason=" ", actor=ANONYMOUS, now=world.now)
    services.withdraw(run_id=run.id, reason="不用了", actor=ANONYMOUS, now=world.now)
    assert selectors.run_view(run.id).state == "withdrawn"
    assert not models.Step.objects.filter(state__in=("open", "waiting")).exists()
    with pytest.raises(terms.NoLongerOpen):
        done(run.opened[1], world.wang, world.now, "seen")
    with pytest.raises(terms.RunOver):
        services.withdraw(run_id=run.id, reason="再来", actor=ANONYMOUS, now=world.now)


def test_relabelling_moves_what_is_open_to_the_new_place(world, start):
    run = start()
    place = world.areas["100001g02"]
    services.relabel(
        run_id=run.id, title="新标题", category="noise", area=place.id, actor=SYSTEM, now=world.now
    )
    (step,) = selectors.open_steps(run.id)
    assert (step.header.title, step.header.category) == ("新标题", "noise")
    assert (step.area_id, step.header.area_path) == (place.id, place.path)
    assert selectors.run_view(run.id).header.area_id == place.id


def test_a_claim_and_a_completion_are_taken_back_within_seconds(world, start):
    run = start()
    before = selectors.run_view(run.id)
    (step,) = run.opened
    done(step, world.zhang, world.now)
    with pytest.raises(terms.UndoNotYours):
        services.take_back(step_id=step.id, actor=world.li, now=world.now)
    services.take_back(step_id=step.id, actor=world.zhang, now=world.now + timedelta(seconds=5))
    after = selectors.run_view(run.id)
    assert (after.data, after.open) == (before.data, before.open)
    assert selectors.history(run.id)[-1].kind == "taken_back"
    assert models.Clock.objects.get(step_id=step.id, kind="due").ring_at == world.now + HOUR
    (dispatch,) = done(step, world.zhang, world.now + timedelta(seconds=6)).opened
    with pytest.raises(terms.UndoTooLate):
        services.take_back(step_id=step.id, actor=world.zhang, now=world.now + HOUR)
    services.claim(step_id=dispatch.id, actor=world.wang, now=world.now)
    with pytest.raises(terms.UndoTouched):
        services.take_back(step_id=step.id, actor=world.zhang, now=world.now + timedelta(seconds=7))
    services.take_back(step_id=dispatch.id, actor=world.wang, now=world.now)
    assert selectors.open_steps(run.id)[0].claimed_by is None


def test_an_effect_cannot_be_taken_back(world, start):
    run = start("joint", units=[])
    done(run.opened[0], world.wang, world.now, "seen")
    with pytest.raises(terms.UndoEffects):
        services.take_back(step_id=run.opened[0].id, actor=world.wang, now=world.now)
