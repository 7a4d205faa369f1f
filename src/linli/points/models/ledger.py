"""The ledger: accounts, intents, postings, lots. A posting is one row from one account to another:
all accounts of a scheme always add up to nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.points.terms import Cause, Grade, IntentState, Role

ACCOUNT = settings.AUTH_USER_MODEL


class LedgerAccount(models.Model):
    """A person's or an organisation's account in one scheme; or one of its two ends, `source` and
    `sink`, which have no limit and keep no running balance (nobody waits for anybody there)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.CharField(max_length=40)
    role = models.CharField(max_length=8, default=Role.HOLDER)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    balance = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    earned = models.BigIntegerField(default=0)
    owes = models.BigIntegerField(default=0)  # how far below zero an organisation may be
    opened_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "identity"],
                condition=Q(identity__isnull=False),
                name="points_one_account_a_person",
            ),
            models.UniqueConstraint(
                fields=["scheme", "organisation"],
                condition=Q(organisation__isnull=False),
                name="points_one_account_a_unit",
            ),
            models.UniqueConstraint(
                fields=["scheme", "role"],
                condition=~Q(role=Role.HOLDER),
                name="points_one_source_one_sink",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.HOLDER, identity__isnull=False, organisation__isnull=True)
                | Q(role=Role.HOLDER, identity__isnull=True, organisation__isnull=False)
                | Q(
                    role__in=[Role.SOURCE, Role.SINK],
                    identity__isnull=True,
                    organisation__isnull=True,
                    balance=0,
                    held=0,
                ),
                name="points_account_is_somebodys_or_an_end",
            ),
            models.CheckConstraint(condition=Q(balance__gte=-F("owes")), name="points_never_below"),
            models.CheckConstraint(
                condition=Q(identity__isnull=True) | Q(owes=0), name="points_no_person_owes"
            ),
            models.CheckConstraint(
                condition=Q(held=0) | Q(held__gt=0, held__lte=F("balance")),
                name="points_held_is_there",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.id}"


class Intent(models.Model):
    """What is meant to move, before, while and after it does. `title` is shown on the statement and
    holds no personal words; `posted` is how much of it has moved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    scheme = models.CharField(max_length=40)
    cause = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    source = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    sink = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    posted = models.BigIntegerField(default=0)
    title = models.CharField(max_length=80)
    deed = models.CharField(max_length=40, blank=True)
    revision = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=6, blank=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField(null=True)
    area_path = PathField(blank=True)
    given_by = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="points_intent_of_something"),
            models.CheckConstraint(
                condition=Q(posted__gte=0, posted__lte=F("amount")), name="points_posted_within"
            ),
            models.CheckConstraint(
                condition=~Q(source=F("sink")), name="points_intent_between_two"
            ),
            models.CheckConstraint(
                condition=Q(state=IntentState.POSTED, posted=F("amount"))
                | Q(state__in=[IntentState.ASKED, IntentState.REFUSED], posted=0)
                | Q(state=IntentState.HELD, posted__lt=F("amount"))
                | Q(state=IntentState.RELEASED, posted__lt=F("amount")),
                name="points_state_says_what_moved",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[one.value for one in Cause]), name="points_cause_known"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=[one.value for one in Grade]), name="points_grade_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=IntentState.REFUSED) | ~Q(reason=""),
                name="points_refused_with_reason",
            ),
            models.UniqueConstraint(
                fields=["reverses", "cause"],
                condition=Q(reverses__isnull=False),
                name="points_reversed_once",
            ),
        )
        indexes = (
            models.Index(fields=["source", "-id"], name="points_out"),
            models.Index(fields=["sink", "-id"], name="points_in"),
            models.Index(fields=["sink", "deed", "asked_at"], name="points_of_deed"),
            models.Index(fields=["until"], condition=Q(state="held"), name="points_holds_to_end"),
            models.Index(
                fields=["area_path", "asked_at"],
                condition=Q(state="asked"),
                name="points_to_decide",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cause} {self.amount} {self.id}"


class Transfer(models.Model):
    """A posting. Never changed, never deleted: the database itself refuses. `source_after` and
    `sink_after` are what the two accounts had then; null at an end of the scheme."""

    number = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=40)
    source = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    sink = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    source_after = models.BigIntegerField(null=True)
    sink_after = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="points_transfer_of_something"),
            models.CheckConstraint(
                condition=~Q(source=F("sink")), name="points_transfer_between_two"
            ),
        )
        indexes = (
            models.Index(fields=["source", "number"], name="points_transfer_out"),
            models.Index(fields=["sink", "number"], name="points_transfer_in"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"


class Lot(models.Model):
    """What is left of one earning that expires. An account's lots come to its balance."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    left = models.BigIntegerField()
    expires_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(left__gte=0, left__lte=F("amount")), name="points_lot_within"
            ),
        )
        indexes = (
            models.Index(
                fields=["account", "expires_on"], condition=Q(left__gt=0), name="points_lots"
            ),
            models.Index(
                fields=["expires_on"], condition=Q(left__gt=0), name="points_lots_to_expire"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left}/{self.amount} {self.expires_on}"


class Appeal(models.Model):
    """A person's words against an entry, or against its refusal; answered by somebody else than
    who decided. The words go with the person, the answer stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    intent = models.OneToOneField(Intent, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, ruled_at__isnull=True)
                | (Q(upheld__isnull=False, ruled_at__isnull=False) & ~Q(reason="")),
                name="points_ruled_with_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["made_at"], condition=Q(upheld__isnull=True), name="points_to_rule"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
