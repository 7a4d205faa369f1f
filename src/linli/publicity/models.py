"""Tables of publicity."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id


class Publication(models.Model):
    """Masked words about a subject, shown to the public for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    words = models.TextField()
    area_path = PathField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=200, default="")
    published_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state="open"),
                name="publicity_one_open",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "version"],
                name="publicity_one_version",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="publicity_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "closed"]), name="publicity_state_known"
            ),
        )
        indexes = (
            models.Index(fields=["-since"], condition=Q(state="open"), name="publicity_shown"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.version}"
