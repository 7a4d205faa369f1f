"""Steps and runs through the services, on whatever database the suite runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic
from django.utils import timezone

from linli.jobs.models import Job
from linli.kernel import immutability, versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed, Refused
from linli.organisations import selectors as organisations
from linli.procedures import models, selectors, services, terms
from linli.procedures.tests.factories import JOINT, ORDERS, method, publish

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def done(step, actor, now, outcome="pass_up", **more):
    values = {"note": "要社区出面"} if outcome == "pass_up" else {}
    return services.complete(
        step_id=step.id, outcome=outcome, actor=actor, now=now, **(values | more)
    )


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
    (job,) = Job.objects.filter(handler="messaging.step_opened")
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


def test_words_stand_in_one_place_and_can_be_erased(world, start):
    run = start()
    done(run.opened[0], world.zhang, world.now, note="王阿姨说的")
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.actor_name, str(line.outcome_name)) == (
        "王阿姨说的",
        "张三",
        "上报社区",
    )
    assert all(not x.words and not x.actor_name for x in selectors.history(run.id))
    kept = str(list(models.Happening.objects.values_list("data", flat=True)))
    assert "王阿姨" not in kept
    assert services.erase_words(run_id=run.id, actor=SYSTEM, now=world.now + DAY) == 1
    assert services.erase_words(run_id=run.id, actor=SYSTEM, now=world.now + DAY) == 0
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.erased) == ("", True)
    assert len(line.data["note"]) == 64


def test_sensitive_answers_are_sealed_under_the_runs_own_key(world, start):
    run = start("joint", units=["unit_1"])
    visit = next(step for step in run.opened if step.node == "visit")
    done(
        visit,
        world.wang,
        world.now,
        "seen",
        note="家访",
        answers={"health": "高血压", "again": "是"},
    )
    note = models.Note.objects.get()
    assert (note.text, note.answers) == ("", {"again": True})
    assert "高血压".encode() not in bytes(note.sealed)
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert line.words == "家访"
    assert [(str(q), a) for q, a in line.answers] == [("身体情况", "高血压"), ("再访", "✓")]
    models.Run.objects.update(secret=None)
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.erased) == ("", True)


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


def test_a_stage_is_met_once(world, start):
    (step,) = start().opened
    services.mark(step_id=step.id, stage="contact", actor=world.zhang, now=world.now)
    assert selectors.open_steps(step.run_id)[0].stages[0].met_at == world.now
    with pytest.raises(terms.StageMet):
        services.mark(step_id=step.id, stage="contact", actor=world.zhang, now=world.now)
    with pytest.raises(terms.UnknownStage):
        services.mark(step_id=step.id, stage="arrive", actor=world.zhang, now=world.now)


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


def test_a_timer_fires_once(world, start):
    run = start("joint", units=[])
    done(run.opened[0], world.wang, world.now, "seen")
    before = world.now + DAY
    assert services.fire_due(before) == 0
    after = world.now + 3 * DAY
    assert services.fire_due(after) == 1
    assert services.fire_due(after) == 0
    assert selectors.run_view(run.id).state == "ended"
    assert selectors.diagram(run.id).done == ("begun", "visit", "both")


def test_a_ladder_rings_rung_by_rung(world, start):
    run = start()
    kinds = lambda: [str(x.kind) for x in selectors.history(run.id)][2:]  # noqa: E731
    services.fire_due(world.now + timedelta(minutes=30))
    assert kinds() == []
    services.fire_due(world.now + HOUR)  # the step's warning; the stage is due
    assert sorted(kinds()) == ["urge", "urge", "warn"]
    services.fire_due(world.now + 2 * HOUR)
    assert sorted(kinds()) == ["urge", "urge", "urge", "urge", "warn"]
    assert selectors.open_steps(run.id)[0].lapse == "urge"
    services.fire_due(world.now + 3 * DAY)
    assert kinds().count("supervise") == 2
    assert selectors.open_steps(run.id)[0].lapse == "supervise"
    assert not models.Clock.objects.filter(ring_at__isnull=False).exists()


def test_what_is_done_rings_no_more(world, start):
    run = start()
    done(run.opened[0], world.zhang, world.now)
    due = models.Clock.objects.get(step_id=run.opened[0].id, kind="due")
    assert (due.met_at, due.met_by_id, due.ring_at) == (world.now, world.zhang.account_id, None)
    services.fire_due(world.now + HOUR)
    assert [x for x in selectors.history(run.id) if x.kind in {"warn", "urge"}] == []


def test_a_broken_clock_is_put_off_and_seen_and_stops_nobody(world, start):
    first, second = start("joint", units=[]), start()
    done(first.opened[0], world.wang, world.now, "seen")
    models.Clock.objects.filter(run_id=first.id, kind="timer").update(key="nowhere")
    later = world.now + 3 * DAY
    assert services.fire_due(later) == 2
    assert selectors.open_steps(second.id)[0].lapse == "supervise"
    (trouble,) = selectors.troubles()
    assert (trouble.run_id, trouble.tries, trouble.ring_at) == (
        first.id, 1, later + timedelta(minutes=1),
    )  # fmt: skip
    assert trouble.trouble.startswith("procedures.stuck")


def test_extending_moves_the_promise_within_its_ceiling(world, start):
    (step,) = start().opened
    until = world.now + 4 * HOUR
    values = {"step_id": step.id, "reason": "等配件", "now": world.now}
    with pytest.raises(NotAllowed):
        services.extend(until=until, actor=world.zhang, **values)
    with pytest.raises(terms.DueEarlier):
        services.extend(until=world.now, actor=world.chief, **values)
    with pytest.raises(terms.BeyondCeiling):
        services.extend(until=world.now + 30 * DAY, actor=world.chief, **values)
    services.extend(until=until, actor=world.chief, **values)
    services.fire_due(world.now + HOUR)  # where the old promise would have warned
    assert [s.due_at for s in selectors.open_steps(step.run_id)] == [until]
    assert models.Clock.objects.get(kind="due").rung == 0
    services.extend(until=until + HOUR, actor=world.chief, **values)
    with pytest.raises(terms.ExtendedEnough):
        services.extend(until=until + 2 * HOUR, actor=world.chief, **values)


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


def test_somebody_who_leaves_hands_over(world, start):
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    services.claim(step_id=step.id, actor=world.wang, now=world.now)
    count = services.hand_over(
        from_account=world.wang.account_id, to_account=world.zhao.account_id, reason="调岗",
        actor=world.wang, now=world.now,
    )  # fmt: skip
    assert count == 1
    assert done(step, world.zhao, world.now, "solve").opened


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


def test_happenings_are_append_only(world, start):
    start()
    if connection.vendor == "sqlite" or not _has_trigger():
        immutability.install(connection, "procedures_happening")
    for change in (
        lambda: models.Happening.objects.update(outcome="x"),
        lambda: models.Happening.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), atomic():
            change()
    immutability.uninstall(connection, "procedures_happening")


def _has_trigger() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'procedures_happening_append_only'"
        )
        return bool(cursor.fetchone()[0])


def test_statements_are_few(world, start, django_assert_num_queries):
    start()  # warm: definitions, duties, calendar
    with versions.unit_of_work():
        versions.version("method")
        with django_assert_num_queries(6):
            run = start()
        with django_assert_num_queries(11):
            done(run.opened[0], world.zhang, world.now)
    run = start()
    with versions.unit_of_work():
        versions.version("method")
        with django_assert_num_queries(9):
            answers = {"done_what": "挪走了车"}
            (rate,) = done(run.opened[0], world.zhang, world.now, "solve", answers=answers).opened
        with django_assert_num_queries(8):
            services.answer_as_reporter(
                step_id=rate.id, outcome="solved", actor=ANONYMOUS, now=world.now
            )


def test_dates_are_aware(world, start):
    (step,) = start().opened
    assert timezone.is_aware(step.due_at)
    assert local(step.due_at).hour == 11


def test_closing_needs_evidence_and_handing_on_does_not(world, start):
    proven = ORDERS.replace('ladder="standard"', 'ladder="standard" evidence="1"', 1)
    publish(method(orders=proven, joint=JOINT), world.now, "2")
    (step,) = start().opened
    assert [(one.key, one.evidence) for one in step.outcomes] == [("solve", 1), ("pass_up", 0)]
    with pytest.raises(terms.EvidenceMissing) as refused:
        done(step, world.zhang, world.now, "solve", answers={"done_what": "挪走了车"})
    assert refused.value.data == {"least": 1, "given": 0}
    assert selectors.may_see_files(world.zhang, step.id, "")
    assert not selectors.may_see_files(world.wang, step.id, "ABC")
    assert done(step, world.zhang, world.now).opened
