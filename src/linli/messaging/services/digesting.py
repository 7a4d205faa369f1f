"""The digest: one notice for all that waited for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from linli.jobs.services import enqueue
from linli.kernel.database import locked, transaction
from linli.messaging.models import Notice
from linli.messaging.terms import DIGEST

_PERIODS = UUID("5d9a6b0e-6f0f-4b35-9d3c-6a1f0c2f8f11")


def enqueue_digest(account_id: UUID, at: datetime, now: datetime) -> None:
    """Have what waits for one colleague put together at that time: one job for all of it."""
    enqueue(
        "messaging.digest",
        {"account": str(account_id)},
        now=now,
        run_at=at,
        key=f"messaging.digest:{account_id}:{at.isoformat()}",
    )


def make_digest(account_id: UUID, now: datetime) -> int:
    """Put all that waits and is due into one notice; returns how much it was. What comes late for
    the same time joins the same notice, which then is unread again. Running twice changes nothing.
    """
    with transaction():
        waiting = Notice.objects.filter(
            account_id=account_id, held=True, digest=None, shown_at__lte=now
        )
        rows = list(locked(waiting.order_by("id")))
        if not rows:
            return 0
        at = max(row.shown_at for row in rows)
        told = uuid5(_PERIODS, at.isoformat())
        made = Notice(account_id=account_id, told=told, template=DIGEST, shown_at=at, made_at=now)
        Notice.objects.bulk_create([made], ignore_conflicts=True)
        period = Notice.objects.filter(account_id=account_id, told=told)
        period.update(read_at=None)
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(digest_id=period.get().pk)
    return len(rows)


def sweep_digests(now: datetime) -> int:
    """Have made what is overdue although no job waits for it; returns for how many people."""
    overdue = Notice.objects.filter(held=True, digest=None, shown_at__lte=now)
    people: Iterable[UUID] = overdue.values_list("account_id", flat=True).distinct()[:1000]
    found = list(people)
    for account_id in found:
        enqueue_digest(account_id, now, now)
    return len(found)
