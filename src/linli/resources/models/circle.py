"""Tables of circles: the walking network in force, counts with their gaps, places proposed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class WalkNetwork(models.Model):
    """A walking network as compact arrays (`rules.walking.Network.packed`); one is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=120)
    crossings = models.PositiveIntegerField()
    ways = models.PositiveIntegerField()
    kilometres = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    in_force = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["in_force"], condition=Q(in_force=True), name="resources_one_network"
            ),
            models.CheckConstraint(condition=Q(ways__gt=0), name="resources_network_of_something"),
        )

    def __str__(self) -> str:
        return self.source


class CircleCount(models.Model):
    """A circle as it was counted, with the rule by which it was: `detail` holds the homes and, for
    each service, those out of reach (`rules.circle.packed`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    circle = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    network = models.ForeignKey(WalkNetwork, on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    limit = models.FloatField()
    detour = models.FloatField()
    homes = models.PositiveIntegerField()
    on_network = models.PositiveIntegerField()
    households = models.PositiveIntegerField()
    unplaced = models.PositiveIntegerField()
    by_door = models.BooleanField()
    places = models.JSONField()  # by service
    detail = models.BinaryField()
    seconds = models.FloatField()
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["circle", "-counted_at"], name="resources_counts"),)

    def __str__(self) -> str:
        return f"{self.circle} {self.counted_at}"


class CircleSiting(models.Model):
    """Where new places of a service should go, by a count. `choices`: for one place, two …: what is
    gained, the bound, and (area, gain) of each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    count = models.ForeignKey(CircleCount, on_delete=models.CASCADE, related_name="+")
    service = models.CharField(max_length=40)
    candidates = models.PositiveIntegerField()
    of_all = models.PositiveIntegerField()
    seconds = models.FloatField()
    choices = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["count", "service"], name="resources_sited_once"),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.made_at}"
