"""Stages, ladders, timers, extensions: what was promised, and when it rings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed
from linli.procedures import models, selectors, services, terms
from linli.procedures.tests.factories import done
from linli.territory import services as territory
from linli.territory.terms import DayKind

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_stage_is_met_once(world, start):
    (step,) = start().opened
    services.mark(step_id=step.id, stage="contact", actor=world.zhang, now=world.now)
    assert selectors.open_steps(step.run_id)[0].stages[0].met_at == world.now
    with pytest.raises(terms.StageMet):
        services.mark(step_id=step.id, stage="contact", actor=world.zhang, now=world.now)
    with pytest.raises(terms.UnknownStage):
        services.mark(step_id=step.id, stage="arrive", actor=world.zhang, now=world.now)


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


def test_dates_are_aware(world, start):
    (step,) = start().opened
    assert timezone.is_aware(step.due_at)
    assert local(step.due_at).hour == 11


def _rest(world, day, kind=DayKind.REST, now=None):
    territory.correct_day(day=day, kind=kind, reason="防汛放假", actor=SYSTEM, now=now or world.now)


@pytest.fixture
def dispatched(world, start):
    """A step whose promise is a working day, counted by the calendar as it is now."""
    services.recompute_due(world.now)
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    assert step.due_at == world.now + DAY + 8.5 * HOUR  # the end of the next working day
    return step


def test_a_corrected_day_moves_an_open_promise_and_its_ladder(world, start):
    (step,) = start(now=world.now + 7 * HOUR).opened  # 16:00: one hour today, one tomorrow
    tomorrow = local(world.now).date() + DAY
    assert services.recompute_due(world.now) == 0  # counted by this calendar already
    before = models.Clock.objects.get(step_id=step.id, kind="due")
    _rest(world, tomorrow)
    later = world.now + 7 * HOUR
    moved = services.recompute_due(later)
    assert moved >= 1
    clock = models.Clock.objects.get(step_id=step.id, kind="due")
    assert clock.due_at == before.due_at + DAY
    (view,) = selectors.open_steps(step.run_id)
    assert (view.due_at, view.lapse) == (clock.due_at, "")
    line = selectors.history(step.run_id)[-1]
    assert (str(line.kind), line.data["to"]) == ("recounted", clock.due_at.isoformat())
    assert services.recompute_due(later) == 0
    assert models.Clock.objects.get(pk=clock.pk).due_at == clock.due_at
    services.fire_due(before.due_at)  # where the old promise would have urged
    assert models.Clock.objects.get(pk=clock.pk).rung == 1  # warned of the new one, no more
    services.fire_due(clock.due_at)
    assert models.Clock.objects.get(pk=clock.pk).rung == 3  # urged, both rungs


def test_a_correction_leaves_what_was_extended_met_or_past(world, dispatched):
    clock = models.Clock.objects.get(step_id=dispatched.id, kind="due")
    tomorrow = local(world.now).date() + DAY
    models.Step.objects.filter(pk=dispatched.id).update(extended=1)
    _rest(world, tomorrow)
    assert services.recompute_due(world.now) == 0
    models.Step.objects.filter(pk=dispatched.id).update(extended=0)
    _rest(world, tomorrow)
    assert services.recompute_due(clock.due_at + HOUR) == 0  # late already: stays late
    done(dispatched, world.wang, world.now, "solve")
    _rest(world, tomorrow)
    assert services.recompute_due(world.now) == 0
    assert models.Clock.objects.get(pk=clock.pk).due_at == clock.due_at


def test_a_correction_makes_nobody_late_after_the_fact(world, dispatched):
    tomorrow = local(world.now).date() + DAY
    _rest(world, tomorrow)
    assert services.recompute_due(world.now) == 1
    (view,) = selectors.open_steps(dispatched.run_id)
    assert view.due_at == dispatched.due_at + DAY
    _rest(world, tomorrow, DayKind.WORK)
    assert services.recompute_due(dispatched.due_at + HOUR) == 0
    (view,) = selectors.open_steps(dispatched.run_id)
    assert view.due_at == dispatched.due_at + DAY
