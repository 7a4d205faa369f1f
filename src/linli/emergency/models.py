"""Tables of emergency: codes, places and people of the house; nothing personal of residents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.emergency.terms import LONGEST_REASON, DoorState
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class Emergency(models.Model):
    """An area under a plan, from the switch on to the switch off. `report`: its figures then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.CharField(max_length=60)
    revision = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    reason = models.CharField(max_length=LONGEST_REASON)
    on_at = models.DateTimeField()
    on_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+", null=True)
    until = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+", null=True)
    report = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=["area_path", "on_at"], name="emergency_place"),)
        constraints = (
            models.UniqueConstraint(
                fields=["area", "plan"],
                condition=Q(off_at__isnull=True),
                name="one_emergency_of_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(off_at__isnull=True) | Q(off_at__gte=F("on_at")),
                name="emergency_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.area_path}"


class Sent(models.Model):
    """A temporary term that the switch gave: it ends with the emergency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="+")
    holding_id = models.UUIDField()  # of organisations; a term may be ended there before
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.holding_id)


class Shift(models.Model):
    """One person's shift of the rota."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["emergency", "key", "begins", "account"], name="shift_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.begins}"


class Door(models.Model):
    """A household to be knocked at. `needs`: keys of the plan, never words about anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    state = models.CharField(max_length=10, default=DoorState.WAITING.value)
    needs = models.JSONField(default=list)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["emergency", "household"], name="one_door_a_household"),
            models.CheckConstraint(
                condition=Q(state="waiting", at__isnull=True)
                | (~Q(state="waiting") & Q(at__isnull=False)),
                name="door_knocked_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_path} {self.state}"


class Check(models.Model):
    """A criterion that an estate meets, since when and by whose word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["emergency", "area", "criterion"], name="criterion_met_once"
            ),
        )

    def __str__(self) -> str:
        return self.criterion


class Award(models.Model):
    """An estate that met every criterion: 无疫小区."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["emergency", "area"], name="one_award_an_estate"),
        )

    def __str__(self) -> str:
        return str(self.area_id)
