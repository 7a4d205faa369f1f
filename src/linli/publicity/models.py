"""Tables of publicity."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.publicity.terms import PeriodState, PlaceKind, Ruling


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
    digest = models.CharField(max_length=64, default="")
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


class Period(models.Model):
    """A text before the public for a number of days. Its versions are publications whose subject it
    is; `step_id` is the step of a procedure that waits for its end.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    current = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    length = models.CharField(max_length=20)
    basis = models.CharField(max_length=200)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    restarts = models.IntegerField(default=0)
    photos = models.BooleanField(default=False)
    second_person = models.BooleanField(default=False)
    duty = models.CharField(max_length=40, default="")
    run_id = models.UUIDField(null=True)
    step_id = models.UUIDField(null=True)
    state = models.CharField(max_length=9, default="running")
    waits = models.CharField(max_length=6, default="", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state="running"),
                name="publicity_one_period_runs",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")), name="publicity_period_has_days"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PeriodState]),
                name="publicity_period_state",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="publicity_period_ended",
            ),
        )
        indexes = (
            models.Index(fields=["ends"], condition=Q(state="running"), name="publicity_due"),
            models.Index(
                fields=["-ended_at"], condition=~Q(state="running"), name="publicity_ended"
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="publicity_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class ShownPlace(models.Model):
    """Where a version of a period was put up, by whom; its photos are files of this owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="places")
    version = models.IntegerField()
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    has_photo = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PlaceKind]), name="publicity_place_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Objection(models.Model):
    """Somebody's words against a version, kept until erased, and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="objections")
    version = models.IntegerField()
    code = models.CharField(max_length=10, unique=True)
    client_key = models.CharField(max_length=64, default="", blank=True)
    words = models.TextField()
    at = models.DateTimeField()
    in_person = models.BooleanField(default=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ruling = models.CharField(max_length=6, default="", blank=True)
    reason = models.CharField(max_length=500, default="")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["period", "client_key"],
                condition=~Q(client_key=""),
                name="publicity_one_objection_a_key",
            ),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_at__isnull=True)
                | (
                    Q(ruling__in=[one.value for one in Ruling], ruled_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="publicity_ruling_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_id} {self.version}"
