"""Tables of charters. A version is a motion that passed: its text is the one that was voted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.deliberation.models.gatherings import Motion
from linli.deliberation.terms.charters import Filing
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class Charter(models.Model):
    """The rules of one kind of one village or community."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "area"], name="deliberation_one_charter"),
        )
        indexes = (models.Index(fields=["area_path"], name="deliberation_charters"),)

    def __str__(self) -> str:
        return self.kind


class CharterVersion(models.Model):
    """In force from a day, until the next one's; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="+")
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    adopted_on = models.DateField()
    from_day = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    filing = models.CharField(max_length=8, default=Filing.NOT_YET)
    filed_on = models.DateField(null=True)
    filing_note = models.CharField(max_length=200, blank=True)
    filed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["charter", "number"], name="deliberation_charter_numbered"
            ),
            models.UniqueConstraint(
                fields=["charter", "from_day"], name="deliberation_charter_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(from_day__gte=F("adopted_on")), name="deliberation_in_force_after_vote"
            ),
            models.CheckConstraint(
                condition=Q(filing=Filing.NOT_YET, filed_on__isnull=True)
                | Q(
                    filing__in=[Filing.FILED.value, Filing.RETURNED.value],
                    filed_on__gte=F("adopted_on"),
                ),
                name="deliberation_filed_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)
