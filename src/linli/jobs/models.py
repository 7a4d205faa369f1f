"""Tables of jobs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Job(models.Model):
    """One piece of work. The payload holds ids and codes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)  # null: never the same as another
    state = models.CharField(max_length=8, default="waiting")
    run_at = models.DateTimeField()
    # When a worker may next take it: `run_at`, the end of a back-off, or the end of a lease.
    take_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    last_error = models.CharField(max_length=300, default="")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="waiting"), name="jobs_one_waiting_per_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], take_at__isnull=False)
                | Q(state="done", take_at__isnull=True, done_at__isnull=False)
                | Q(state="failed", take_at__isnull=True, failed_at__isnull=False),
                name="jobs_state_and_times_agree",
            ),
        )
        indexes = (
            models.Index(
                fields=["take_at", "id"], condition=Q(take_at__isnull=False), name="jobs_due"
            ),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="jobs_done"),
            models.Index(
                fields=["failed_at"], condition=Q(failed_at__isnull=False), name="jobs_failed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"


class Schedule(models.Model):
    """When a piece of periodic work is next due: one row per name, moved on by whichever worker
    comes first.
    """

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.next_at}"
