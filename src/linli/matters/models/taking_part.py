"""How people take part in a matter: what they say to each other, the roles in which they are
registered, the sides that they take. Erased with the reports' words.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.matters.models.heads import Matter, Report


class Remark(models.Model):
    """One saying in a conversation: by the reporter (`report`) or by whoever has the step (`by`).
    `raised`: that the conversation became another matter. Words are erased with the reports."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    words = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    raised = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(report=None, by__isnull=False) | Q(report__isnull=False, by=None),
                name="remark_by_one_side",
            ),
        )
        indexes = (models.Index(fields=["matter", "at"], name="remark_in_order"),)

    def __str__(self) -> str:
        return str(self.id)


class Enrolment(models.Model):
    """A person is registered in a role of the method (a spotter), over an area, for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    role = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="enrolment_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(
                fields=["identity", "role"],
                condition=Q(identity__isnull=False),
                name="enrolment_of_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.since:%Y-%m-%d}"


class Party(models.Model):
    """A person on one side of a matter (who applies for mediation, the other side)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, related_name="+", null=True
    )
    role = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["matter", "identity", "role"], name="party_once"),
        )

    def __str__(self) -> str:
        return self.role
