"""Tables of lending: titles, their copies, loans, the queue, what was found, stock-takes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.resources.terms.lending import (
    QUEUED,
    Condition,
    CopyState,
    DamageState,
    TurnState,
)

ACCOUNT = settings.AUTH_USER_MODEL


class LentTitle(models.Model):
    """A thing or a book, however many of it there are. Its row is what every write about its
    copies, loans and queue locks first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    maker = models.CharField(max_length=60, blank=True)
    isbn = models.CharField(max_length=13, blank=True)
    about = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["isbn"], condition=~Q(isbn=""), name="resources_one_title_an_isbn"
            ),
        )
        indexes = (models.Index(fields=["kind", "name"], name="resources_shelf"),)

    def __str__(self) -> str:
        return self.name


class LentCopy(models.Model):
    """One piece, with its barcode, at a place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.ForeignKey(LentTitle, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("resources.Place", on_delete=models.PROTECT, related_name="+")
    barcode = models.CharField(max_length=30, unique=True)
    condition = models.CharField(max_length=10, default=Condition.FINE)
    state = models.CharField(max_length=10, default=CopyState.SHELF)
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CopyState]),
                name="resources_copy_state_known",
            ),
            models.CheckConstraint(
                condition=Q(condition__in=[one.value for one in Condition]),
                name="resources_copy_condition_known",
            ),
        )
        indexes = (
            models.Index(fields=["title", "place", "state"], name="resources_copies"),
            models.Index(fields=["place", "state"], name="resources_stand"),
        )

    def __str__(self) -> str:
        return self.barcode


class Loan(models.Model):
    """A copy in somebody's hands: a person (`borrower`), or a line of the desk's paper register
    (`paper`). `slot`: which of the pieces a person may have at once; a copy and a slot are taken
    once as long as it is out. Who it was is forgotten some time after it is back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    copy = models.ForeignKey(LentCopy, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    borrower = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    paper = models.CharField(max_length=60, blank=True)
    slot = models.PositiveSmallIntegerField(null=True)
    out_at = models.DateTimeField()
    out_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    renewals = models.PositiveSmallIntegerField(default=0)
    told = models.PositiveSmallIntegerField(default=0)
    deposit = models.PositiveIntegerField(default=0)
    hold_id = models.UUIDField(null=True)
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    condition = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["copy"], condition=Q(back_at__isnull=True), name="resources_lent_once"
            ),
            models.UniqueConstraint(
                fields=["borrower", "kind", "slot"],
                condition=Q(back_at__isnull=True, borrower__isnull=False),
                name="resources_a_slot_once",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=False)
                | Q(borrower__isnull=False, slot__isnull=False, paper="")
                | (Q(borrower__isnull=True) & ~Q(paper="")),
                name="resources_somebody_has_it",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | ~Q(condition=""),
                name="resources_back_in_a_condition",
            ),
            models.CheckConstraint(
                condition=Q(deposit=0) | Q(hold_id__isnull=False), name="resources_deposit_held"
            ),
        )
        indexes = (
            models.Index(fields=["borrower", "-out_at"], name="resources_loans_of"),
            models.Index(
                fields=["due_on"], condition=Q(back_at__isnull=True), name="resources_loans_due"
            ),
            models.Index(fields=["out_at"], name="resources_loans_out"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.out_at:%Y-%m-%d}"


class LendTurn(models.Model):
    """Somebody's turn for a title at a place: reserved at once where one is free (`ready`), else
    waiting, first come first served."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.ForeignKey(LentTitle, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("resources.Place", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    copy = models.ForeignKey(LentCopy, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    keep_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["title", "person"],
                condition=Q(state__in=[one.value for one in QUEUED]),
                name="resources_one_turn_a_person",
            ),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(state=TurnState.READY), name="resources_kept_for_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in TurnState]),
                name="resources_turn_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=TurnState.READY)
                | Q(copy__isnull=False, keep_until__isnull=False),
                name="resources_ready_with_a_copy",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[one.value for one in QUEUED]) | Q(person__isnull=False),
                name="resources_somebody_waits",
            ),
        )
        indexes = (
            models.Index(
                fields=["title", "place", "at"],
                condition=Q(state="waiting"),
                name="resources_queue",
            ),
            models.Index(
                fields=["keep_until"], condition=Q(state="ready"), name="resources_kept_until"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"


class Damage(models.Model):
    """What was found when a loan came back. One colleague writes it down, another settles it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loan = models.OneToOneField(Loan, on_delete=models.PROTECT, related_name="+")
    found = models.CharField(max_length=10)
    words = models.CharField(max_length=300)
    charge = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=DamageState.OPEN)
    reason = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    entry_id = models.UUIDField(null=True)
    appeal = models.CharField(max_length=300, blank=True)
    upheld = models.BooleanField(null=True)
    ruling = models.CharField(max_length=200, blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DamageState]),
                name="resources_damage_state_known",
            ),
            models.CheckConstraint(
                condition=Q(found__in=[Condition.DAMAGED, Condition.LOST]),
                name="resources_damage_found_known",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(settled_by__isnull=True) | ~Q(by=F("settled_by")),
                name="resources_damage_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True)
                | (
                    (Q(by__isnull=True) | ~Q(by=F("ruled_by")))
                    & (Q(settled_by__isnull=True) | ~Q(settled_by=F("ruled_by")))
                ),
                name="resources_damage_ruled_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True) | (Q(ruled_at__isnull=False) & ~Q(appeal="")),
                name="resources_damage_ruled_on_appeal",
            ),
            models.CheckConstraint(
                condition=Q(state=DamageState.OPEN) | Q(settled_at__isnull=False),
                name="resources_damage_settled_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.found} {self.at:%Y-%m-%d}"


class StockTake(models.Model):
    """A count of what stands at a place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey("resources.Place", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    expected = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(closed_at__isnull=True),
                name="resources_one_stock_take",
            ),
        )

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}"


class StockSeen(models.Model):
    """A copy that was seen at a stock-take."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    take = models.ForeignKey(StockTake, on_delete=models.CASCADE, related_name="+")
    copy = models.ForeignKey(LentCopy, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["take", "copy"], name="resources_seen_once"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
