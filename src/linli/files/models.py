"""Tables of files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Upload(models.Model):
    """One stored file. Its bytes lie under MEDIA_ROOT at a path made from the id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_kind = models.CharField(max_length=40, default="")
    owner_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    by_account = models.UUIDField(null=True)  # no foreign key: people lies outside

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(owner_kind="", owner_id__isnull=True)
                | (~Q(owner_kind="") & Q(owner_id__isnull=False)),
                name="files_owner_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["image", "document", "audio"]), name="files_kind_known"
            ),
        )
        indexes = (
            models.Index(fields=["owner_kind", "owner_id", "id"], name="files_of_owner"),
            models.Index(fields=["made_at"], condition=Q(owner_kind=""), name="files_orphans"),
        )

    def __str__(self) -> str:
        return str(self.id)
