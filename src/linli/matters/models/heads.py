"""The matter's head, its appended facts, reports and ratings.

A foreign key has no index of its own (`db_index=False`) where another begins with its column.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.matters.terms import LONGEST_PLACE, Channel, FactKind, State


class Matter(models.Model):
    """The head of a matter: codes and the present state, no personal words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    category = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", null=True
    )
    area_path = PathField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    state = models.CharField(max_length=10, default=State.OPEN)
    closing = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10)
    method_revision = models.CharField(max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    run = models.ForeignKey("procedures.Run", on_delete=models.PROTECT, related_name="+", null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_at=None)
                | (~Q(state=State.OPEN) & Q(closed_at__isnull=False)),
                name="matter_closed_at_with_state",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="matter_point_on_earth",
            ),
        )
        indexes = (
            models.Index(fields=["area_path", "opened_at"]),
            models.Index(fields=["opened_at"]),
            # With the path, so that a town's share is told without reading the matters.
            models.Index(
                fields=["closed_at", "area_path"],
                condition=Q(closed_at__isnull=False),
                name="matter_closed",
            ),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="matter_children"
            ),
            # SQLite counts in the index alone only if the column of its condition is there too.
            models.Index(
                fields=["area_path", "area", "state"],
                condition=Q(state=State.OPEN),
                name="matter_open_place",
            ),
            models.Index(
                fields=["opened_at", "area_path"],
                condition=Q(state=State.OPEN, longitude__isnull=False),
                name="matter_open_point",
            ),
            models.Index(fields=["category", "opened_at"]),
        )

    def __str__(self) -> str:
        return self.number


class Fact(models.Model):
    """Something said about a matter at a time: codes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in FactKind])
    value = models.JSONField()
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        indexes = (models.Index(fields=["matter", "at"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Report(models.Model):
    """One reporter's words on a matter: the only place of personal words, so erasing is here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, null=True, unique=True)
    words = models.TextField(blank=True)
    place_words = models.CharField(max_length=LONGEST_PLACE, blank=True)
    digest = models.CharField(max_length=64)
    may_publish = models.BooleanField(default=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["identity", "at"],
                condition=Q(identity__isnull=False),
                name="report_by_person",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Rating(models.Model):
    """A reporter's answer: solved and satisfied are two questions. Appended; the latest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", null=True)
    solved = models.BooleanField()
    satisfied = models.SmallIntegerField(null=True)
    words = models.CharField(max_length=500, blank=True)  # erased with the reports
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(satisfied=None) | Q(satisfied__range=(1, 5)), name="rating_one_to_five"
            ),
        )
        indexes = (
            models.Index(fields=["matter", "at"]),
            models.Index(fields=["at", "matter", "solved", "satisfied"], name="rating_at"),
        )

    def __str__(self) -> str:
        return f"{self.solved} {self.satisfied}"
