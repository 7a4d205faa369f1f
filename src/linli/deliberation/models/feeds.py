"""Calendars that a phone or a desk subscribes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.kernel.ids import new_id


class Feed(models.Model):
    """The secret address of somebody's calendar. Of the address only a digest is kept: it is shown
    once, and whoever loses it makes another, which ends this one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account"], name="deliberation_one_feed"),)

    def __str__(self) -> str:
        return str(self.account_id)
