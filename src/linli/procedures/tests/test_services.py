"""Steps and runs through the services, on whatever database the suite runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.jobs.models import Job
from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import Refused
from linli.kernel.tests.counting import exactly
from linli.organisations import selectors as organisations
from linli.procedures import models, selectors, services, terms
from linli.procedures.tests.factories import JOINT, ORDERS, done, method, publish

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_starting_opens_the_first_step_where_its_duty_is_held(world, start):
    run = start(category="fire_lane")
    (step,) = run.opened
    assert (step.node, str(step.name), step.duty) == ("sign_for", "签收核实", "网格员")
    assert step.area_id == world.grid.id
    assert step.due_at == world.now + 2 * HOUR
    assert [(s.key, s.due_at) for s in step.stages] == [("contact", world.now + HOUR)]
    assert selectors.open_steps(run.id) == run.opened
    assert selectors.run_view(run.id).data == {"category": "fire_lane"}
    assert selectors.told(run.id, now=world.now)[0].text.zh == "网格员3月2日 11:00前到现场。"


def test_a_duty_that_the_area_lacks_falls_back(world, start):
    (step,) = start(header=world.header("100200")).opened
    assert (step.duty, step.area_id) == ("县指挥中心", world.areas[""].id)


def test_one_notice_job_waits_for_the_undo_window(world, start, settings):
    (step,) = start().opened
    (job,) = Job.objects.filter(handler="procedures.announce")
    assert job.payload["step"] == str(step.id)
    assert job.run_at == world.now + settings.LINLI_UNDO


def test_the_whole_way_to_the_end(world, start, effects):
    run = start()
    moved = done(run.opened[0], world.zhang, world.now)
    (dispatch,) = moved.opened
    assert (dispatch.duty, dispatch.area_id, dispatch.pool) == ("社区", world.community.id, True)
    (rate,) = done(dispatch, world.wang, world.now + HOUR, "solve").opened
    moved = services.answer_as_reporter(
        step_id=rate.id, outcome="solved", actor=ANONYMOUS, now=world.now + DAY
    )
    assert moved.ended
    assert moved.data == {
        "sign_for": "pass_up", "dispatch": "solve", "rate": "solved", "closed": True,
    }  # fmt: skip
    assert [(call.node, call.subject_kind) for call in effects] == [("closed", "matter")]
    view = selectors.run_view(run.id)
    assert (view.state, view.ended_at, view.open) == ("ended", world.now + DAY, ())
    kinds = [str(one.kind) for one in selectors.history(run.id)]
    assert kinds == [
        "started", "opened", "done", "opened", "done", "opened", "done", "effect", "ended",
    ]  # fmt: skip
    drawn = selectors.diagram(run.id)
    assert drawn.done == ("begun", "sign_for", "dispatch", "rate", "closed")
    assert drawn.current == ()
    assert drawn.xml == selectors.diagram("orders").xml


def test_a_duty_elsewhere_or_another_duty_may_not(world, start):
    (step,) = start(header=world.header("100001g02")).opened
    for actor in (world.zhang, world.wang, world.chief, ANONYMOUS):
        with pytest.raises(terms.NotYours):
            done(step, actor, world.now)


def test_the_second_to_come_learns_who_was_first(world, start):
    (step,) = start().opened
    done(step, world.zhang, world.now)
    with pytest.raises(terms.AlreadyHandled) as refused:
        done(step, world.li, world.now)
    assert str(refused.value.message) == "这一步已由张三办理：上报社区。"


def test_an_outcome_needs_its_reason_and_its_answers(world, start):
    (step,) = start().opened
    with pytest.raises(terms.UnknownOutcome):
        done(step, world.zhang, world.now, "fly")
    with pytest.raises(terms.ReasonRequired):
        done(step, world.zhang, world.now, "pass_up", note="  ")
    with pytest.raises(terms.BadAnswers) as refused:
        done(step, world.zhang, world.now, "solve", answers={"hours": "很久"})
    assert {key: one.code for key, one in refused.value.wrong.items()} == {
        "done_what": "procedures.answer_missing",
        "hours": "procedures.not_a_number",
    }
    moved = done(
        step, world.zhang, world.now, "solve", answers={"done_what": "挪走了车", "hours": "1.5"}
    )
    assert moved.data == {"sign_for": "solve", "hours": 1.5}
    assert selectors.answer_of(moved.run_id, "done_what") == "挪走了车"


def test_a_pool_step_has_one_winner(world, start):
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    services.claim(step_id=step.id, actor=world.wang, now=world.now)
    services.claim(step_id=step.id, actor=world.wang, now=world.now)
    for verb in (services.claim, services.release):
        with pytest.raises(Refused) as refused:
            verb(step_id=step.id, actor=world.zhao, now=world.now)
        assert refused.value.code in {"procedures.taken_by_somebody", "procedures.not_claimed"}
    with pytest.raises(terms.TakenBySomebody) as refused:
        done(step, world.zhao, world.now, "solve")
    assert "王五" in refused.value.message
    services.release(step_id=step.id, actor=world.wang, now=world.now)
    assert done(step, world.zhao, world.now, "solve").data["dispatch"] == "solve"


def test_only_pool_steps_are_claimed(world, start):
    with pytest.raises(terms.NotClaimable):
        services.claim(step_id=start().opened[0].id, actor=world.zhang, now=world.now)


def test_whoever_signed_may_not_dispatch(world, start):
    both = world.person("both", "双岗", "网格员", world.grid)
    both = type(both)(both.kind, both.account_id, both.name, (*both.grants, *world.wang.grants))
    (step,) = done(start().opened[0], both, world.now).opened
    with pytest.raises(terms.SecondPerson):
        done(step, both, world.now, "solve")
    assert done(step, world.wang, world.now, "solve").opened


def test_the_reporter_answers_only_the_reporters_steps(world, start):
    run = start()
    with pytest.raises(terms.NotReporters):
        services.answer_as_reporter(
            step_id=run.opened[0].id, outcome="pass_up", note="x", actor=ANONYMOUS, now=world.now
        )


def test_units_respond_in_parallel_and_an_awaited_effect_parks(world, start, effects):
    run = start("joint", units=["unit_1", "unit_2"])
    assert [(s.node, s.item) for s in run.opened] == [
        ("respond", "unit_1"), ("respond", "unit_2"), ("visit", ""),
    ]  # fmt: skip
    ones = world.of_unit("unit_1", "one")
    assert run.opened[0].organisation_id == organisations.unit("unit_1").id
    with pytest.raises(terms.NotYours):
        done(run.opened[1], ones, world.now, "done")
    done(run.opened[0], ones, world.now, "done")
    done(run.opened[1], world.of_unit("unit_2", "two"), world.now, "done")
    moved = done(run.opened[2], world.wang, world.now, "seen")
    assert moved.data["respond"] == {"unit_1": "done", "unit_2": "done"}
    assert not moved.ended
    (call,) = effects
    parked = models.Step.objects.get(node="parked")
    assert call.properties["step"] == str(parked.pk)
    moved = services.resume(
        step_id=parked.pk, outcome="quiet", data={"objections": 0}, actor=SYSTEM, now=world.now
    )
    assert moved.ended
    assert (moved.data["parked"], moved.data["objections"]) == ("quiet", 0)
    with pytest.raises(terms.NotAwaited):
        services.resume(step_id=parked.pk, outcome="again", data={}, actor=SYSTEM, now=world.now)


def test_statements_are_few(world, start):
    warm = start()  # definitions, duties, calendar, what checks a step
    done(warm.opened[0], world.zhang, world.now)
    with versions.unit_of_work():
        versions.version("method")
        with exactly(6):
            run = start()
        with exactly(11):
            done(run.opened[0], world.zhang, world.now)
    run = start()
    with versions.unit_of_work():
        versions.version("method")
        with exactly(10):  # the note, and a job to ask the reporter
            answers = {"done_what": "挪走了车"}
            (rate,) = done(run.opened[0], world.zhang, world.now, "solve", answers=answers).opened
        with exactly(8):
            services.answer_as_reporter(
                step_id=rate.id, outcome="solved", actor=ANONYMOUS, now=world.now
            )


def test_closing_needs_evidence_and_handing_on_does_not(world, start):
    proven = ORDERS.replace('ladder="standard"', 'ladder="standard" evidence="1"', 1)
    publish(method(orders=proven, joint=JOINT), world.now, "2")
    (step,) = start().opened
    assert [(one.key, one.evidence) for one in step.outcomes] == [("solve", 1), ("pass_up", 0)]
    with pytest.raises(terms.EvidenceMissing) as refused:
        done(step, world.zhang, world.now, "solve", answers={"done_what": "挪走了车"})
    assert refused.value.data == {"least": 1, "given": 0}
    reader = replace(
        world.zhang, grants=(replace(world.zhang.grants[0], verbs=frozenset({"files.see"})),)
    )
    assert selectors.may_see_files(reader, step.id, "")
    assert not selectors.may_see_files(world.zhang, step.id, "")
    assert not selectors.may_see_files(world.wang, step.id, "ABC")
    assert done(step, world.zhang, world.now).opened
