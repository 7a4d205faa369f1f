"""The sweep: clocks whose moment has come ring once, whoever sweeps.

Each clock in its own transaction, the run locked first; a run that another worker holds is left to
it. A clock that raises is put off, with the reason beside it, and never stands before the others.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.transaction import atomic

from linli.kernel.actor import SYSTEM
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.procedures import models
from linli.procedures.engine import state as e
from linli.procedures.selectors.book import definition_of, ladder
from linli.procedures.services.hand import Hand
from linli.procedures.services.notices import remind_reporter, tell
from linli.procedures.services.placing import Asked, Spot, place
from linli.procedures.services.promises import next_ring
from linli.procedures.services.running import hand_of
from linli.procedures.terms import Kind, Rung, RunState

log = logging.getLogger(__name__)
LONGEST = timedelta(days=1)


def fire_due(now: datetime, limit: int = 100) -> int:
    """Ring up to `limit` clocks that are due; returns how many. Any number may sweep at once."""
    due = models.Clock.objects.filter(ring_at__lte=now).order_by("ring_at")
    rang = 0
    for clock_id, run_id in list(due.values_list("id", "run_id")[:limit]):
        try:
            with _alone():
                rang += _ring(clock_id, run_id, now)
        except Exception as error:  # noqa: BLE001 - one broken procedure must not stop the clocks
            _put_off(clock_id, error, now)
    return rang


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction of its own; inside a caller's, a savepoint, so that a failure stays inside."""
    if connection.in_atomic_block:
        with atomic():
            yield
    else:
        with transaction():
            yield


def _ring(clock_id: UUID, run_id: UUID, now: datetime) -> bool:
    run = locked(models.Run.objects.filter(pk=run_id), skip_locked=True).first()
    if run is None:
        return False  # another worker, or somebody completing a step, holds it: next sweep
    clock = (
        models.Clock.objects.filter(pk=clock_id, ring_at__lte=now).select_related("step").first()
    )
    if clock is None:
        return False
    if run.state != RunState.RUNNING:
        models.Clock.objects.filter(pk=clock_id).update(ring_at=None)
        return False
    if clock.kind == "timer":
        return _fire(run, clock, now)
    return _climb(run, clock, now)


def _fire(run: models.Run, clock: models.Clock, now: datetime) -> bool:
    """A timer of the procedure file."""
    taken = models.Clock.objects.filter(pk=clock.pk, met_at__isnull=True)
    if not taken.update(met_at=now, ring_at=None):
        return False
    hand = hand_of(run, actor=SYSTEM, now=now)
    if clock.step_id not in hand.rows:
        return False
    hand.note(Kind.TIMER, hand.rows[clock.step_id], data={"timer": clock.key})
    hand.feed(e.TimerFired(clock.step_id, clock.key))
    hand.save("procedures.timer", {"step": str(clock.step_id), "timer": clock.key})
    return True


def _climb(run: models.Run, clock: models.Clock, now: datetime) -> bool:
    """The rungs of a ladder that are due: each written down, and told to whom it concerns."""
    step, published = clock.step, definition_of(run.definition_id)
    rungs = ladder(clock.ladder, run.method_revision)
    if step.state != "open" or clock.met_at is not None or clock.rung >= len(rungs.rungs):
        models.Clock.objects.filter(pk=clock.pk).update(ring_at=None)
        return False
    hand = Hand(run, published, (), actor=SYSTEM, now=now)
    number, ring_at = clock.rung, clock.ring_at
    acts: list[str] = []
    while ring_at is not None and ring_at <= now:
        rung = rungs.rungs[number]
        about = {"stage": clock.key, "rung": number, "duty": rung.duty}
        line = hand.note(rung.act, step, data=about)
        _tell(run, step, rung, clock, line)
        acts.append(rung.act)
        # Two rungs may stand at one moment: the next one may be as early, never earlier.
        number, ring_at = next_ring(
            rungs, clock.due_at, start=number + 1, since=ring_at - timedelta(microseconds=1)
        )
    models.Clock.objects.filter(pk=clock.pk).update(
        rung=number if ring_at else len(rungs.rungs), ring_at=ring_at, tries=0, trouble=""
    )
    lapses = [act for act in acts if act != Kind.REMIND]
    if lapses:
        models.Step.objects.filter(pk=step.pk).update(lapse=lapses[-1])
    hand.save("procedures.rang", {"step": str(step.pk), "stage": clock.key, "acts": acts})
    return True


def _tell(
    run: models.Run, step: models.Step, rung: Rung, clock: models.Clock, line: models.Happening
) -> None:
    """Whoever the rung names, at the place of the run; without a name, those who hold the step. The
    reporter is told by the owner of the subject."""
    person = None if rung.duty else step.person_id or step.claimed_by_id
    spot = Spot(step.duty, step.area_id, step.organisation_id)
    if rung.duty and organisations.duty_or_key(rung.duty).level == REPORTER:
        remind_reporter(step, clock.due_at, told=line.pk, now=line.at)
        return
    if rung.duty:
        asked = Asked(rung.duty, step.item)
        spot = place(asked, run.area_id, now=line.at, revision=run.method_revision)
    tell(
        run, step, f"step_{rung.act}", spot, told=line.pk, now=line.at, person=person,
        due=clock.due_at, said=rung.told.zh,
    )  # fmt: skip


def _put_off(clock_id: UUID, error: Exception, now: datetime) -> None:
    """Try again later, twice as late each time; what was wrong stands in `selectors.troubles`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    what = error.code if isinstance(error, Refused) else type(error).__name__
    level = logging.INFO if isinstance(error, Refused) else logging.ERROR
    log.log(level, "clock %s: %s%s", clock_id, what, place)
    with _alone():
        clock = models.Clock.objects.filter(pk=clock_id, ring_at__isnull=False).first()
        if clock is not None:
            wait = min(timedelta(minutes=2 ** min(clock.tries, 11)), LONGEST)
            models.Clock.objects.filter(pk=clock_id).update(
                tries=clock.tries + 1, trouble=f"{what}{place}"[:120], ring_at=now + wait
            )
