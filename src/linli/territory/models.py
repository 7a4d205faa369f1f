"""Tables of territory. No verbs here: see `services`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id


class Area(models.Model):
    """One area, open or closed. The tree is in `parent` and, for filtering below, in `path`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)  # never used twice
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the first day on which it no longer is
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    longitude = models.FloatField(null=True)  # WGS-84
    latitude = models.FloatField(null=True)
    boundary = models.JSONField(null=True)  # GeoJSON Polygon or MultiPolygon, WGS-84
    boundary_source = models.CharField(max_length=60, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["parent", "kind"]), models.Index(fields=["kind"]))
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=Q(parent__isnull=True), name="one_root_area"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="area_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="successor_of_a_closed_area",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="area_point_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AreaName(models.Model):
    """A name by which an area is found: official, spoken, alias or former."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)  # normalised: terms.normal
    former = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "name"], name="one_name_once_per_area"),
        )

    def __str__(self) -> str:
        return self.name


class AreaChange(models.Model):
    """What happened to an area, and from which day: opened, renamed, merged …"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    before = models.CharField(max_length=200, blank=True)  # a name, or a path
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["area", "on"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Day(models.Model):
    """A day that differs from Monday to Friday: a rest, or a make-up day."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=[("work", "work"), ("rest", "rest")])
    note = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=20)  # "national", "method" or "correction"; the last wins

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["work", "rest"]), name="day_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Year(models.Model):
    """A year whose holidays have been loaded."""

    year = models.IntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)


class Office(models.Model):
    """The office hours in force: one row."""

    id = models.IntegerField(primary_key=True, default=1)
    spans = models.JSONField()  # [["08:00", "12:00"], ["14:30", "17:30"]]
    move_rest_end = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_office"),)

    def __str__(self) -> str:
        return str(self.spans)
