"""Tables of the time bank. Minutes are in the ledger alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.volunteering.terms.bank import LinkState, MoveState

ACCOUNT = settings.AUTH_USER_MODEL
_OPEN = [LinkState.ASKED.value, LinkState.CONFIRMED.value]


class FamilyLink(models.Model):
    """Somebody says that somebody else is of their family; the other has to agree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    giver = models.ForeignKey("people.Identity", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("people.Identity", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=LinkState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["giver", "receiver"],
                condition=Q(state__in=_OPEN),
                name="volunteering_one_link_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="volunteering_family_is_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in LinkState]),
                name="volunteering_link_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.relation} {self.id}"


class OrderFor(models.Model):
    """For whom of the family something was ordered in the shop: the relation, and nothing else."""

    order_id = models.UUIDField(primary_key=True, editable=False)
    identity = models.ForeignKey("people.Identity", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.relation} {self.order_id}"


class RecordMove(models.Model):
    """Records of a volunteer that one organisation would hand to another, or ask of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    origin = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    target = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=MoveState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by_origin = models.BooleanField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(origin=F("target")), name="volunteering_move_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MoveState]),
                name="volunteering_move_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class MoveLine(models.Model):
    """A record of a move; `open` while the move is under way, so that it goes one way only."""

    move = models.ForeignKey(RecordMove, on_delete=models.CASCADE, related_name="lines")
    record = models.ForeignKey(
        "volunteering.ServiceRecord", on_delete=models.PROTECT, related_name="+"
    )
    open = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record"], condition=Q(open=True), name="volunteering_one_move_a_record"
            ),
            models.UniqueConstraint(
                fields=["move", "record"], name="volunteering_a_record_once_a_move"
            ),
        )

    def __str__(self) -> str:
        return f"{self.move_id} {self.record_id}"


class MoveFact(models.Model):
    """What happened to a move, appended and never changed."""

    move = models.ForeignKey(RecordMove, on_delete=models.CASCADE, related_name="facts")
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["move", "state"], name="volunteering_each_step_of_a_move_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.move_id}"
