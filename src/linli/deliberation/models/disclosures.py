"""Tables of what a place owes the public: one row for each thing and stretch of time that was
shown or excused. What has no row is due or late."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id


class Disclosure(models.Model):
    """`period` is the publicity that showed it (what fell or was taken back does not count),
    `reason` why it is excused; one of the two. `span` is the stretch's own name: `2026-03`,
    `2026-Q1`, `2026`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    span = models.CharField(max_length=8)
    period = models.ForeignKey(
        "publicity.Period", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "area", "span"], name="deliberation_disclosed_once"
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=False, reason="")
                | (Q(period__isnull=True) & ~Q(reason="")),
                name="deliberation_shown_or_excused",
            ),
        )
        indexes = (models.Index(fields=["area_path", "key"], name="deliberation_disclosures"),)

    def __str__(self) -> str:
        return f"{self.key} {self.span}"


class DisclosureReminder(models.Model):
    """That the duty was reminded: once for each thing and stretch, before its end and after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    span = models.CharField(max_length=8)
    late = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key", "area", "span", "late"], name="deliberation_reminded_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.span}"
