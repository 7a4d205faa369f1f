"""The folders of methods, as published; and as somebody is changing them."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.methods.terms import MOST_NAME, MOST_NOTE, State, TrialState


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
    note = models.CharField(max_length=MOST_NOTE, default="")

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


class Draft(models.Model):
    """A working copy of a method's folder: files that somebody edits until they are published.
    `version` grows with every change; `authors` are the ids of all who changed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    based_on = models.CharField(max_length=40, default="")
    owner_id = models.UUIDField(null=True)
    authors = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class DraftFile(models.Model):
    """One file of a draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=MOST_NAME)
    body = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["draft", "path"], name="one_draft_file_per_path"),
        )

    def __str__(self) -> str:
        return self.path


class Trial(models.Model):
    """The stories of a draft, being played: `folder` is what is played, packed, until it ends;
    `lines` grow as scenarios end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=TrialState.choices)
    count = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    fault = models.TextField(default="")
    folder = models.BinaryField(default=bytes)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(state__in=(TrialState.WAITING, TrialState.RUNNING)),
                name="one_trial_per_draft",
            ),
        )

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.version} {self.state}"
