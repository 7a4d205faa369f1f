"""Lists of matters: a list and each of its lines are matters; these rows say what they are to each
other. Personal words: only `Condition.words`, `LineVersion` and what `Report` holds; all are
erased together.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id
from linli.matters.models.heads import Matter
from linli.matters.terms import OfferState


class MatterList(models.Model):
    """What makes a matter a list. `key` is the list's in the method; `counted` how many lines of
    the first level were ever numbered; `waits` the parked step that every line's end resumes."""

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    key = models.CharField(max_length=40)
    counted = models.IntegerField(default=0)
    waits = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["key"], name="list_key"),)

    def __str__(self) -> str:
        return self.key


class ListLine(models.Model):
    """What makes a matter a line of a list: its number there, who answers for it and by when.

    `sort` orders 2 before 10 (`0002.`, `0010.`); `counted` numbers the lines below this one;
    `waits` is the parked step that an accepted claim resumes."""

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    list = models.ForeignKey(MatterList, on_delete=models.PROTECT, related_name="+", db_index=False)
    above = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    number = models.CharField(max_length=40)
    sort = models.CharField(max_length=60)
    counted = models.IntegerField(default=0)
    owner = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField(null=True)
    waits = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["list", "sort"], name="one_line_per_number"),
        )

    def __str__(self) -> str:
        return self.number


class Condition(models.Model):
    """One closing condition of a line: what must be so, and how many files must show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(ListLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.SmallIntegerField()
    words = models.CharField(max_length=300)
    evidence = models.SmallIntegerField(default=1)
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["line", "number"], name="one_condition_per_number"),
            models.CheckConstraint(
                condition=Q(evidence__range=(0, 9)), name="condition_evidence_range"
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class LineVersion(models.Model):
    """What a line said until it was edited at `at`: the first version has number 1. `digest` is
    that of its words, as the trail has it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(ListLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    words = models.TextField(blank=True)
    conditions = models.JSONField(default=list)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["line", "number"], name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return str(self.number)


class MatterLink(models.Model):
    """Why one matter came of another: a matter was put on a list, a line begot a line elsewhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "target"], name="one_link_per_pair"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_of_two"),
        )

    def __str__(self) -> str:
        return self.kind


class Offer(models.Model):
    """One side's wish that a unit or a community takes a line (双向认领). `invited`: the line's
    side asked; else the claimer did. The other side accepts or declines; one offer of a line wins.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(ListLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, related_name="+", null=True
    )
    invited = models.BooleanField()
    state = models.CharField(max_length=10, default=OfferState.OPEN)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["line"], condition=Q(state=OfferState.ACCEPTED), name="one_claim_wins"
            ),
            models.UniqueConstraint(
                fields=["line", "organisation"],
                condition=Q(state=OfferState.OPEN, organisation__isnull=False),
                name="one_offer_per_unit",
            ),
            models.UniqueConstraint(
                fields=["line", "area"],
                condition=Q(state=OfferState.OPEN, area__isnull=False),
                name="one_offer_per_area",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, area=None)
                | Q(organisation=None, area__isnull=False),
                name="offer_by_unit_or_area",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, settled_at=None)
                | (~Q(state=OfferState.OPEN) & Q(settled_at__isnull=False)),
                name="offer_settled_at_with_state",
            ),
        )
        indexes = (models.Index(fields=["line", "at"], name="offer_line"),)

    def __str__(self) -> str:
        return self.state
