"""The folders of methods, as published."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.methods.terms import State


class MethodRevision(models.Model):
    """One revision of a county's method. `folder` is the packed folder (`folders.pack`), kept so
    that every revision can be shown, compared and published again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    folder = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=State.PUBLISHED),
                name="one_published_method",
            ),
            models.UniqueConstraint(fields=["slug", "revision"], name="one_method_per_revision"),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.revision} {self.state}"
