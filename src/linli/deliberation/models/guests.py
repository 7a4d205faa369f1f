"""Members who take part where they live: at the gathering of another body (区域化学习)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.deliberation.models.bodies import Member
from linli.deliberation.models.gatherings import Gathering
from linli.kernel.ids import new_id


class Guest(models.Model):
    """A member of another body who was there. Not on the roll: neither due nor present, no vote."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["gathering", "member"], name="deliberation_guest_once"),
        )

    def __str__(self) -> str:
        return str(self.member_id)
