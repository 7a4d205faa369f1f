"""When the county corrects its calendar, promises that were counted with the old one are counted
again. Those that somebody extended by hand, met already or rang for are left as they were told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from linli.kernel import trail
from linli.kernel.actor import SYSTEM
from linli.kernel.database import locked, transaction
from linli.kernel.versions import version
from linli.procedures import models
from linli.procedures.selectors.book import definition_of, ladder
from linli.procedures.services.promises import due, next_ring
from linli.procedures.terms import BadLimit
from linli.territory.terms import CALENDAR_VERSION

DONE = "procedures.calendar"  # the counter of the calendar that all promises were last counted by
BATCH = 500


def recompute_due(now: datetime) -> int:
    """Count open promises again if the calendar has changed since the last time; returns how many
    moved. Idempotent; in batches, each in its own transaction."""
    from linli.kernel.models import Counter  # noqa: PLC0415 - one row, here alone

    current = version(CALENDAR_VERSION)
    if Counter.objects.filter(name=DONE, value=current).exists():
        return 0
    moved, after = 0, None
    while True:
        rows = models.Clock.objects.filter(
            met_at=None, step__state="open", step__extended=0, due_at__gt=now
        ).exclude(limit="")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        moved += _batch(ids, now)
        after = ids[-1]
    Counter.objects.update_or_create(name=DONE, defaults={"value": current})
    return moved


def _batch(ids: list[object], now: datetime) -> int:
    moved: list[str] = []
    with transaction():
        rows = locked(
            models.Clock.objects.filter(pk__in=ids, met_at=None, step__state="open")
        ).select_related("step", "run")
        for clock in rows:
            if _move(clock, now):
                moved.append(str(clock.step_id))
        if moved:
            trail.record(
                "procedures.recounted", actor=SYSTEM, now=now, data={"steps": sorted(set(moved))}
            )
    return len(moved)


def _move(clock: models.Clock, now: datetime) -> bool:
    step = clock.step
    try:
        moment = due(step.opened_at, clock.limit, step.name)
    except BadLimit:
        return False
    if moment == clock.due_at:
        return False
    ring_at: datetime | None = moment
    if clock.kind != "timer":
        climbs = ladder(clock.ladder, definition_of(clock.run.definition_id).revision)
        clock.rung, ring_at = next_ring(climbs, moment, start=0, since=now)
    models.Clock.objects.filter(pk=clock.pk).update(
        due_at=moment, rung=clock.rung, ring_at=ring_at
    )
    if clock.kind == "due":
        models.Step.objects.filter(pk=step.pk).update(due_at=moment, lapse="")
        models.Run.objects.filter(pk=clock.run_id).update(version=F("version") + 1)
    return True
