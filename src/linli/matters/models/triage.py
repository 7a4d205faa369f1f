"""Merged matters, and places where matters of one kind pile up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.matters.models.heads import Matter


class Merge(models.Model):
    """One matter is another: its `reports` (ids) moved there. Undone, they are back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    into = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    reports = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["matter"], condition=Q(undone_at=None), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(matter=models.F("into")), name="merge_of_two"),
        )

    def __str__(self) -> str:
        return str(self.at)


class HotSpot(models.Model):
    """Matters of one category in one area within some days, as the method counts them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)  # of the proactive matter proposed
    category = models.CharField(max_length=60)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    days = models.IntegerField()
    count = models.IntegerField()
    found_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    proactive = models.ForeignKey(
        Matter, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "category", "kind"],
                condition=Q(ended_at=None),
                name="hot_spot_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["area_path", "found_at"],
                condition=Q(ended_at=None),
                name="hot_spot_place",
            ),
            models.Index(
                fields=["proactive"],
                condition=Q(proactive__isnull=False),
                name="hot_spot_proactive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.count}"


class HotSpotMatter(models.Model):
    """A matter that is part of a hot spot, open or ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hot_spot = models.ForeignKey(
        HotSpot, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hot_spot", "matter"], name="hot_spot_matter_once"),
        )

    def __str__(self) -> str:
        return str(self.matter_id)
