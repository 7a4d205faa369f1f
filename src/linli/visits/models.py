"""Tables of visits. Words that people said are sealed under the key of whom they are about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.visits.terms import (
    LONGEST_LABEL,
    LONGEST_NOTE,
    Conflict,
    FindingState,
    PlanState,
    SubjectKind,
)


class Subject(models.Model):
    """Somebody or something that is visited. `label` is a door or a firm, never a person's name;
    a person is known through `identity` alone. `key_sealed` is the subject's own key: destroying
    it erases every sealed answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    label = models.CharField(max_length=LONGEST_LABEL, blank=True)
    group = models.CharField(max_length=40, blank=True)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, related_name="+", null=True
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    key_sealed = models.BinaryField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in SubjectKind]),
                name="visits_subject_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="visits_point_on_earth",
            ),
            models.UniqueConstraint(
                fields=["kind", "area", "label"],
                condition=Q(until__isnull=True),
                name="visits_one_subject",
            ),
        )
        indexes = (models.Index(fields=["area_path", "kind"], name="visits_subjects"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Plan(models.Model):
    """A visit that is to be made: by whoever has the duty there, or by `account` alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = PathField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField()
    shift = models.CharField(max_length=20, blank=True)
    again = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=PlanState.OPEN)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "kind", "shift"],
                condition=Q(state=PlanState.OPEN),
                name="visits_one_open_plan",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PlanState]),
                name="visits_plan_state_known",
            ),
        )
        indexes = (
            models.Index(
                fields=["area_path", "due_on"],
                condition=Q(state=PlanState.OPEN),
                name="visits_to_make",
            ),
            models.Index(fields=["subject", "kind"], name="visits_plans"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.due_on}"


class Patrol(models.Model):
    """Members of one team who went out together, from one moment to another. `shift` is that of the
    method in which they went, "" outside all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    team = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    area_path = PathField()
    shift = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["team", "kind"],
                condition=Q(ended_at__isnull=True),
                name="visits_one_patrol_out",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
                name="visits_patrol_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["area_path", "began_at"], name="visits_patrols"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at}"


class PatrolMember(models.Model):
    """Somebody who went."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["patrol", "account"], name="visits_once_in_a_patrol"),
        )

    def __str__(self) -> str:
        return f"{self.patrol_id} {self.account_id}"


class Visit(models.Model):
    """A visit that was made. `answers` are codes, numbers and choices; words and whatever the form
    calls sensitive are in `sealed`. `digest` proves later what was erased.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_key = models.CharField(max_length=64, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", null=True)
    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    method_revision = models.CharField(max_length=40)
    area_path = PathField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    device_at = models.DateTimeField()
    at = models.DateTimeField()
    met = models.BooleanField()
    answers = models.JSONField()
    sealed = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    conflict = models.CharField(max_length=8, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    counts = models.BooleanField(default=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(conflict__in=[one.value for one in Conflict]),
                name="visits_conflict_known",
            ),
        )
        indexes = (
            models.Index(fields=["subject", "kind", "device_at"], name="visits_of_subject"),
            models.Index(fields=["area_path", "device_at"], name="visits_made"),
            models.Index(
                fields=["at"],
                condition=~Q(conflict="") & Q(settled_at__isnull=True),
                name="visits_to_settle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Finding(models.Model):
    """An answer that calls for something. `matter_id` has no key: matters lie further out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    question = models.CharField(max_length=60)
    answers = models.JSONField()
    area_path = PathField()
    matter_kind = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=FindingState.OPEN)
    matter_id = models.UUIDField(null=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=FindingState.MATTER, matter_id__isnull=False)
                | (~Q(state=FindingState.MATTER) & Q(matter_id__isnull=True)),
                name="visits_matter_with_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in FindingState]),
                name="visits_finding_state_known",
            ),
        )
        indexes = (
            models.Index(fields=["state", "area_path", "at"], name="visits_findings"),
            models.Index(fields=["subject", "kind", "question"], name="visits_same_finding"),
            models.Index(
                fields=["matter_id"],
                condition=Q(matter_id__isnull=False),
                name="visits_finding_matter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} {self.state}"
