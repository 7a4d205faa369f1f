"""Tables of certificates. A holder's name is with people, never here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id
from linli.volunteering.terms.certificates import CertificateState, NameShown, Withdrawn

ACCOUNT = settings.AUTH_USER_MODEL


class HoursList(models.Model):
    """Hours of one organisation that are put before the public, before certificates say them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["organisation", "-made_at"], name="volunteering_lists"),)

    def __str__(self) -> str:
        return str(self.pk)


class ListedRecord(models.Model):
    """A record that stands on a list."""

    hours_list = models.ForeignKey(HoursList, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(
        "volunteering.ServiceRecord", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["hours_list", "record"], name="volunteering_a_record_once_a_list"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hours_list_id} {self.record_id}"


class Certificate(models.Model):
    """Figures as they were on the day of issue; valid until withdrawn. `lines` are the hours by
    organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=10, unique=True)
    serial = models.CharField(max_length=20, unique=True)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    name_shown = models.CharField(max_length=8, default=NameShown.MASKED)
    show_organisations = models.BooleanField(default=True)
    lines = models.JSONField()
    services = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField()
    stars = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=CertificateState.VALID)
    why = models.CharField(max_length=10, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CertificateState]),
                name="volunteering_certificate_state_known",
            ),
            models.CheckConstraint(
                condition=Q(name_shown__in=[one.value for one in NameShown]),
                name="volunteering_name_shown_known",
            ),
            models.CheckConstraint(
                condition=Q(state=CertificateState.VALID, why=Withdrawn.NONE)
                | Q(state=CertificateState.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(why=Withdrawn.NONE),
                name="volunteering_withdrawn_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=["identity", "-issued_at"], name="volunteering_certificates"),
        )

    def __str__(self) -> str:
        return self.serial


class CertifiedRecord(models.Model):
    """A record whose hours a certificate says."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(
        "volunteering.ServiceRecord", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["certificate", "record"], name="volunteering_a_record_once_a_certificate"
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.record_id}"
