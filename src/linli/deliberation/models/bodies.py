"""Tables of bodies. Whole days: a member is one from `since` up to, not including, `until`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.deliberation.terms.bodies import LONGEST_NAME
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id


class Body(models.Model):
    """Those who decide together: of an area, or of an organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    since = models.DateField()
    term_ends = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "area", "name"],
                condition=Q(until__isnull=True),
                name="deliberation_one_body",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="deliberation_body_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["area_path", "kind"], name="deliberation_bodies"),)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """One person in one body. Personal data stay behind the identity; `household` is a label."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    household = models.CharField(max_length=60, blank=True)
    floor_area = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    tags = models.JSONField(default=list)
    votes = models.BooleanField(default=True)
    represents = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["body", "account"],
                condition=Q(until__isnull=True, account__isnull=False),
                name="deliberation_account_once",
            ),
            models.UniqueConstraint(
                fields=["body", "identity"],
                condition=Q(until__isnull=True, identity__isnull=False),
                name="deliberation_identity_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="deliberation_member_ends_after_beginning",
            ),
            models.CheckConstraint(
                condition=Q(floor_area__gte=0), name="deliberation_area_not_negative"
            ),
        )
        indexes = (
            models.Index(
                fields=["account"], condition=Q(until__isnull=True), name="deliberation_of_account"
            ),
            models.Index(
                fields=["identity"], condition=Q(until__isnull=True), name="deliberation_of_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
