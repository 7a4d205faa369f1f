"""Tables of procedures. No verbs here.

A run's header (subject, title, category, area, urgency) is copied onto its steps, so that a work
list is read from one table; `services.relabel` alone changes it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

# "No limit" as a moment: keeps `due_at` non-null, so that soonest-first is one index order.
FAR = datetime(9999, 1, 1, tzinfo=UTC)


class Definition(models.Model):
    """One procedure file as published, with its decision tables; immutable once a run uses it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60)
    revision = models.CharField(max_length=40)
    xml = models.TextField()
    decisions = models.JSONField(default=dict)  # decision key -> DMN text
    sha256 = models.CharField(max_length=64)
    current = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "revision"], name="one_definition_per_revision"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(current=True), name="one_current_definition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.revision}"


class Run(models.Model):
    """One procedure under way. `secret` is the run's own key, sealed; without it what is
    sensitive in its notes cannot be read any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    # A definition keeps the revision under which it was first published; forms and ladders are
    # those of the method as it was when the run began.
    method_revision = models.CharField(max_length=40, default="")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=40, default="")
    category = models.CharField(max_length=60, default="")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    urgency = models.CharField(max_length=20, default="")
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="running")
    version = models.IntegerField(default=1)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    secret = models.BinaryField(null=True)

    class Meta:
        indexes = (models.Index(fields=["subject_kind", "subject_id"], name="run_subject"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["running", "ended", "withdrawn"]), name="run_state"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | Q(~Q(state="running"), ended_at__isnull=False),
                name="run_ended_at",
            ),
        )

    def __str__(self) -> str:
        return self.title


_OPEN = Q(state="open")


class Step(models.Model):
    """A token. The open ones are the task list; those that are waiting (joins, awaited effects,
    catch events, hosts of multi-instance steps) are the engine's and on nobody's list.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)
    node = models.CharField(max_length=80)
    name = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=10)
    group = models.UUIDField(null=True)  # the multi-instance host's id
    item = models.CharField(max_length=100, default="")
    via = models.CharField(max_length=80, default="")  # at a join: the flow it came by
    duty = models.CharField(max_length=60, default="")
    area = models.ForeignKey(
        "territory.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    person = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(default=FAR)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)  # the step whose completion opened this one
    claimed_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=60, default="")
    lapse = models.CharField(max_length=12, default="")  # the last rung reached: warn, urge, …
    extended = models.SmallIntegerField(default=0)
    # The header, copied: see the module's first lines.
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60, default="")
    area_path = PathField()
    urgency = models.CharField(max_length=20, default="")

    class Meta:
        indexes = (
            models.Index(fields=["run", "state"], name="step_run"),
            models.Index(
                fields=["duty", "area", "due_at", "id"], condition=_OPEN, name="step_duty"
            ),
            # not of steps without one: most are, and a planner would walk through all of them
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=_OPEN & Q(organisation__isnull=False),
                name="step_organisation",
            ),
            models.Index(
                fields=["person", "due_at", "id"],
                condition=_OPEN & Q(person__isnull=False),
                name="step_person",
            ),
            models.Index(
                fields=["claimed_by", "due_at", "id"],
                condition=_OPEN & Q(claimed_by__isnull=False),
                name="step_claimed",
            ),
            models.Index(
                fields=["category", "due_at", "id"], condition=_OPEN, name="step_category"
            ),
            models.Index(fields=["due_at", "id"], condition=_OPEN, name="step_due"),
            models.Index(fields=["area_path", "due_at"], condition=_OPEN, name="step_path"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["open", "waiting", "done", "cancelled"]), name="step_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "waiting"], done_at__isnull=True)
                | Q(state__in=["done", "cancelled"], done_at__isnull=False),
                name="step_done_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.state}"


class Clock(models.Model):
    """A promise or a wait. `due`: the step's own limit (key ""); `stage`: one of its stages;
    `timer`: a timer of the procedure file (key is the node).

    `ring_at` is when a sweep must look at it next: the next rung of the ladder, or the timer's end;
    null when nothing more will happen. One row a clock, not one a rung: extending moves one row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=6)
    key = models.CharField(max_length=80, default="")
    limit = models.CharField(max_length=40, default="")
    due_at = models.DateTimeField()
    ladder = models.CharField(max_length=60, default="")
    rung = models.SmallIntegerField(default=0)  # the next rung to ring
    ring_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)  # a promise kept, or a timer fired
    met_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    trouble = models.CharField(max_length=120, default="")  # why the last ringing failed
    tries = models.SmallIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(
                fields=["ring_at"], condition=Q(ring_at__isnull=False), name="clock_ring_at"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["step", "kind", "key"], name="one_clock_per_stage"),
            models.CheckConstraint(
                condition=Q(kind__in=["due", "stage", "timer"]), name="clock_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.due_at}"


class Happening(models.Model):
    """What happened in a run: append-only; ids, codes and digests only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.ForeignKey(
        Step, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=60, default="")
    data = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["run", "id"], name="happening_run"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Note(models.Model):
    """The one erasable place for the words of a step: what was written and answered at one
    happening. `sealed` holds, under the run's own key, what the form calls sensitive.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    happening = models.ForeignKey(Happening, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=60, default="")
    text = models.TextField(default="")
    answers = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["run"], name="note_run"),
            models.Index(fields=["written_at"], condition=Q(erased_at=None), name="note_kept"),
        )

    def __str__(self) -> str:
        return self.digest[:12]
