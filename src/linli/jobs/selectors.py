"""What waits, what is late, what failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Min, Q

from linli.jobs.models import Job
from linli.jobs.terms import JobView, Overview, State
from linli.kernel.actor import Actor

LATE = timedelta(minutes=1)


def overview(actor: Actor, *, now: datetime) -> Overview:
    """The state of the queue in one statement. Needs `jobs.see`."""
    actor.require("jobs.see")
    found = Job.objects.filter(~Q(state="done")).aggregate(
        waiting=Count("pk", filter=Q(state="waiting")),
        running=Count("pk", filter=Q(state="running")),
        failed=Count("pk", filter=Q(state="failed")),
        late=Count("pk", filter=Q(take_at__lt=now - LATE)),
        oldest=Min("take_at", filter=Q(take_at__lte=now)),
    )
    oldest = found.pop("oldest")
    return Overview(**found, oldest_due=now - oldest if oldest else timedelta())


def listing(actor: Actor, *, state: State, limit: int = 50) -> tuple[JobView, ...]:
    """Jobs in that state, the longest due first (failed: the latest first). Needs `jobs.see`."""
    actor.require("jobs.see")
    order = {"failed": "-failed_at", "done": "-done_at"}.get(state, "take_at")
    rows = Job.objects.filter(state=state).order_by(order)[:limit]
    return tuple(
        JobView(
            id=row.id,
            handler=row.handler,
            state=cast("State", row.state),
            key=row.key or "",
            run_at=row.run_at,
            take_at=row.take_at,
            attempts=row.attempts,
            last_error=row.last_error,
            failed_at=row.failed_at,
        )
        for row in rows
    )
