"""Rehearsals: kept for a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.deliberation.models.bodies import Body
from linli.deliberation.models.gatherings import Gathering
from linli.kernel.ids import new_id


class Rehearsal(models.Model):
    """Somebody practises a kind of gathering: `sample` is a body made up for it, `for_body` the one
    that they convene; `scene` is the page they are at, `remarks` what was met on the way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    for_body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    sample = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="+")
    gathering = models.OneToOneField(
        Gathering, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    scene = models.PositiveSmallIntegerField(default=0)
    remarks = models.JSONField(default=list)
    began_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["account", "began_at"], name="deliberation_practices"),
            models.Index(fields=["began_at"], name="deliberation_practice_ends"),
        )

    def __str__(self) -> str:
        return self.kind
