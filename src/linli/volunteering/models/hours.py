"""Tables of hours of service."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.points.terms import Grade
from linli.volunteering.terms.hours import MOST_MINUTES, Proof, RecordState

ACCOUNT = settings.AUTH_USER_MODEL


class HourBook(models.Model):
    """One row a volunteer: whoever writes their hours locks it, so that no hour counts twice."""

    identity = models.OneToOneField(
        "people.Identity", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.pk)


class ServiceRecord(models.Model):
    """A service of one person for one organisation: who organised it records it and proves it.
    `keeper` is the organisation that keeps the record now (it may move with consent); `words` are
    the volunteer's own and go with the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    keeper = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    travel_minutes = models.PositiveIntegerField(default=0)
    overlap_minutes = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    grade = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    proof = models.CharField(max_length=8, blank=True)
    key = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=10, unique=True, null=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_person = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    refused_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    appeal = models.CharField(max_length=200, blank=True)
    annul_reason = models.CharField(max_length=200, blank=True)
    annul_asked_by = models.ForeignKey(
        ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+"
    )
    objection = models.CharField(max_length=200, blank=True)
    annulled_at = models.DateTimeField(null=True)
    annulled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="volunteering_service_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RecordState]),
                name="volunteering_record_state_known",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=[Grade.CREDIT, Grade.HONOUR]), name="volunteering_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(proof__in=[one.value for one in Proof]),
                name="volunteering_proof_known",
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=MOST_MINUTES), name="volunteering_record_within_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.CONFIRMED)
                | Q(confirmed_at__isnull=False) & ~Q(proof=""),
                name="volunteering_counted_when_proved",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_person__isnull=True)
                | Q(identity__isnull=True)
                | ~Q(confirmed_person=F("identity")),
                name="volunteering_nobody_proves_their_own",
            ),
            models.CheckConstraint(
                condition=Q(annulled_by__isnull=True) | ~Q(annulled_by=F("annul_asked_by")),
                name="volunteering_annulled_by_two",
            ),
        )
        indexes = (
            models.Index(fields=["identity", "-started_at"], name="volunteering_records_of"),
            models.Index(fields=["keeper", "-started_at"], name="volunteering_records_kept"),
            models.Index(
                fields=["organisation", "asked_at"],
                condition=Q(state="asked"),
                name="volunteering_records_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.id}"
