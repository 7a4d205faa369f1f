"""Tables of the kernel. No verbs here: see `trail`, `versions`, `parts`, `rates`, `numbers`."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class TrailLine(models.Model):
    """One line of the audit trail: append-only, holding ids, codes and digests only."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=80)  # stable dotted name: "matters.opened"
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    via = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["subject_kind", "subject_id", "number"]),
            models.Index(fields=["name", "at"]),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class TrailSeal(models.Model):
    """The hash chain over trail lines: one seal per stretch, each over the one before."""

    number = models.BigAutoField(primary_key=True)
    first_line = models.BigIntegerField(unique=True)
    last_line = models.BigIntegerField(unique=True)
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.first_line}–{self.last_line}"


class Version(models.Model):
    """A stamp that changes whenever something cached by processes has changed."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Part(models.Model):
    """One part of a published method revision, as the checked document that its context reads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    revision = models.CharField(max_length=40)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    current = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(current=True), name="one_current_part"
            ),
            models.UniqueConstraint(fields=["name", "revision"], name="one_part_per_revision"),
        )

    def __str__(self) -> str:
        return f"{self.name}@{self.revision}"


class Counter(models.Model):
    """A counter for numbers that people read (`matters.2026`). Never a key."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class RateWindow(models.Model):
    """How often something was tried in one window of time; the key is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    starts_at = models.BigIntegerField()
    count = models.IntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["starts_at"]),)

    def __str__(self) -> str:
        return self.key
