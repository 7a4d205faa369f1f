"""Tables about what is owed: reasons for what was not held, and reminders that were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.deliberation.models.bodies import Body
from linli.kernel.ids import new_id


class Excuse(models.Model):
    """Why a body held no gathering of that kind in that period (`2026-03`, `2026-Q1`, …)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=8)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["body", "kind", "period"], name="deliberation_owed_excused_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class Reminder(models.Model):
    """Who convenes was reminded, so many days before the period's end: once for each `stage`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=8)
    stage = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["body", "kind", "period", "stage"], name="deliberation_owed_told_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.stage}"
