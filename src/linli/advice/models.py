"""Tables of advice: codes and numbers; the words that were read stay with whoever owns them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.advice.terms import Fate
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id


class Learnt(models.Model):
    """A model that was trained. Only the newest of a name keeps its content: an older one may know
    pieces of words that were erased since. The figures stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40)
    content = models.BinaryField(null=True)
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["name", "at"], name="learnt_name"),)

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Suggestion(models.Model):
    """One thing suggested to a person about one subject, and what became of it. `draft` is the
    reporter's form before it is a matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField(null=True)
    draft = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=100)
    probability = models.FloatField(null=True)
    sure = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)  # codes: what it was read from
    version = models.CharField(max_length=40, blank=True)
    fate = models.CharField(max_length=10, blank=True)
    chosen = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)  # an account; people lies further out

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(fate__in=[one.value for one in Fate]), name="suggestion_fate"
            ),
            models.UniqueConstraint(
                fields=["draft", "kind"], condition=~Q(draft=""), name="suggestion_one_a_draft"
            ),
        )
        indexes = (
            models.Index(fields=["subject_id", "kind"], name="suggestion_subject"),
            models.Index(fields=["made_at", "kind"], name="suggestion_made"),
            models.Index(fields=["made_at"], condition=Q(fate=""), name="suggestion_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value} {self.fate}"


class Precedent(models.Model):
    """A ruling on who answers for such a thing, kept to be followed. The words are an office's own
    about offices; whoever keeps them is told to name nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    category = models.CharField(max_length=60)
    gist = models.CharField(max_length=200)
    unit = models.CharField(max_length=100)
    basis = models.CharField(max_length=500)
    area_path = PathField()
    subject_id = models.UUIDField(null=True)  # the matter in which it was ruled
    kept_by_id = models.UUIDField(null=True)
    kept_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["category", "kept_at"],
                condition=Q(dropped_at=None),
                name="precedent_category",
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.unit}"
