"""What became of a resolution."""

from __future__ import annotations

from django.db import models

from linli.deliberation.models.gatherings import Motion
from linli.kernel.ids import new_id


class Undertaking(models.Model):
    """A resolution handed to somebody: a matter that is claimed and carried to its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["motion", "subject_id"], name="deliberation_undertaken_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.subject_id)
