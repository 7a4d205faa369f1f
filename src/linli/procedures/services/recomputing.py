"""When the county corrects its calendar, promises that were counted with the old one are counted
again. Those that somebody extended by hand, that were met, or that lie in the past are left as they
were told; and nobody becomes late after the fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import SYSTEM
from linli.kernel.database import locked, transaction
from linli.kernel.models import Counter
from linli.kernel.versions import version
from linli.procedures import models
from linli.procedures.selectors.book import definition_of, ladder
from linli.procedures.services.hand import Hand
from linli.procedures.services.promises import due, next_ring
from linli.procedures.terms import BadLimit, Kind, RunState
from linli.territory.terms import CALENDAR_VERSION

COUNTED = "procedures.calendar"  # the version of the calendar that all promises were counted by
BATCH = 200


def recompute_due(now: datetime) -> int:
    """Count open promises, stages and timers again if the calendar has changed since the last time;
    returns how many moved. Idempotent; in batches, each in its own transaction.
    """
    current = version(CALENDAR_VERSION)
    if Counter.objects.filter(name=COUNTED, value=current).exists():
        return 0
    moved, after = 0, None
    while True:
        runs = models.Run.objects.filter(state=RunState.RUNNING, pk__in=_open(now).values("run_id"))
        if after is not None:
            runs = runs.filter(pk__gt=after)
        ids = list(runs.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        moved += _batch(ids, now)
        after = ids[-1]
    Counter.objects.update_or_create(name=COUNTED, defaults={"value": current})
    return moved


def _open(now: datetime) -> QuerySet[models.Clock]:
    """The clocks that may be counted again."""
    return models.Clock.objects.filter(
        ~Q(kind="due") | Q(step__extended=0),
        met_at__isnull=True,
        step__state__in=("open", "waiting"),
        due_at__gt=now,
        due_at__lt=models.FAR,
    ).exclude(limit="")


def _batch(run_ids: Iterable[UUID], now: datetime) -> int:
    moved = 0
    with transaction():
        # in the order of their ids, so that two who lock several never wait for each other
        runs = {
            run.pk: run for run in locked(models.Run.objects.filter(pk__in=run_ids).order_by("pk"))
        }
        clocks: dict[UUID, list[models.Clock]] = {}
        for clock in _open(now).filter(run_id__in=runs).select_related("step").order_by("pk"):
            clocks.setdefault(clock.run_id, []).append(clock)
        for run_id, ours in clocks.items():
            run = runs[run_id]
            hand = Hand(run, definition_of(run.definition_id), (), actor=SYSTEM, now=now)
            count = sum(_move(hand, clock, now) for clock in ours)
            if count:
                hand.save("procedures.recounted", {"clocks": count})
            moved += count
    return moved


def _move(hand: Hand, clock: models.Clock, now: datetime) -> bool:
    step, before = clock.step, clock.due_at
    try:
        moment = due(step.opened_at, clock.limit, step.name)
    except BadLimit:  # a timer that stands at a date, not after a while
        return False
    if moment == before or moment <= now:
        return False
    ring_at: datetime | None = moment
    if clock.kind != "timer":
        climbs = ladder(clock.ladder, hand.run.method_revision)
        clock.rung, ring_at = next_ring(climbs, moment, start=0, since=now)
    models.Clock.objects.filter(pk=clock.pk).update(due_at=moment, rung=clock.rung, ring_at=ring_at)
    if clock.kind == "due":
        models.Step.objects.filter(pk=step.pk).update(due_at=moment, lapse="")
        data = {"from": before.isoformat(), "to": moment.isoformat()}
        hand.note(Kind.RECOUNTED, step, data=data)
    return True
