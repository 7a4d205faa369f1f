"""Tables of the shop. What is promised is never more than there is: the database refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.resources.terms.shop import BatchState, OfferState, OrderState

ACCOUNT = settings.AUTH_USER_MODEL


class Offer(models.Model):
    """Goods, or class hours, that a merchant or the office gives for points or for minutes of
    service. `stock` is what nobody has ordered yet; `worth` is fen of one piece, 0 for hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    title = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    scheme = models.CharField(max_length=40)
    price = models.PositiveIntegerField()
    hours = models.BooleanField(default=False)
    worth = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField()
    each = models.PositiveIntegerField(default=0)
    fetch_at = models.CharField(max_length=120)
    fetch_when = models.CharField(max_length=120, blank=True)
    fetch_until = models.DateField(null=True)
    state = models.CharField(max_length=8, default=OfferState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stock__gte=0), name="resources_stock_is_there"),
            models.CheckConstraint(condition=Q(price__gt=0), name="resources_offer_has_a_price"),
            models.CheckConstraint(
                condition=Q(hours=True, worth=0) | Q(hours=False, worth__gt=0),
                name="resources_hours_are_worth_no_money",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OfferState]),
                name="resources_offer_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=OfferState.SHOWN) | Q(judged_at__isnull=False),
                name="resources_shown_after_a_look",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(judged_by=F("made_by")),
                name="resources_offer_judged_by_another",
            ),
        )
        indexes = (
            models.Index(fields=["shop", "state", "-made_at"], name="resources_offers"),
            models.Index(fields=["area_path", "-made_at"], name="resources_offers_at"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.id}"


class Order(models.Model):
    """What a person ordered: its price is reserved in the ledger (`hold`), its pieces are off the
    shelf. `key` makes two taps one order. Whose it was is forgotten with the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField()
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    count = models.PositiveIntegerField()
    picked = models.PositiveIntegerField(default=0)
    given_up = models.PositiveIntegerField(default=0)
    price = models.PositiveIntegerField()
    worth = models.PositiveIntegerField()
    hold = models.UUIDField(unique=True)
    code = models.CharField(max_length=10, unique=True)
    state = models.CharField(max_length=9, default=OrderState.WAITING)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["identity", "key"], name="resources_one_order_a_key"),
            models.CheckConstraint(condition=Q(count__gt=0), name="resources_order_of_something"),
            models.CheckConstraint(
                condition=Q(count__gte=F("picked") + F("given_up")),
                name="resources_no_more_than_ordered",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.WAITING, closed_at__isnull=True)
                | Q(closed_at__isnull=False, count=F("picked") + F("given_up")),
                name="resources_order_waits_or_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OrderState]),
                name="resources_order_state_known",
            ),
        )
        indexes = (
            models.Index(fields=["identity", "-made_at"], name="resources_orders_of"),
            models.Index(fields=["offer", "state"], name="resources_orders_at"),
            models.Index(
                fields=["until"], condition=Q(state="waiting"), name="resources_orders_to_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Batch(models.Model):
    """A settlement with one merchant: drawn up by one person, signed by another, then posted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    shop = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    area_path = PathField()
    since = models.DateField()
    until = models.DateField()
    amount = models.PositiveBigIntegerField()
    picks = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default=BatchState.DRAWN)
    reason = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="resources_batch_of_something"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="resources_batch_ends_after_beginning"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in BatchState]),
                name="resources_batch_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.SIGNED) | Q(signed_at__isnull=False),
                name="resources_signed_batch_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(drawn_by__isnull=True)
                | ~Q(signed_by=F("drawn_by")),
                name="resources_batch_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=BatchState.DROPPED) | ~Q(reason=""),
                name="resources_batch_dropped_with_reason",
            ),
        )
        indexes = (models.Index(fields=["area_path", "-drawn_at"], name="resources_batches"),)

    def __str__(self) -> str:
        return self.number


class PickUp(models.Model):
    """What was handed out at once. `key` makes two taps one; `worth` is what the merchant is owed
    for it, settled in one batch and no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    shop = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    worth = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["order", "key"], name="resources_one_pick_a_key"),
            models.CheckConstraint(condition=Q(count__gt=0), name="resources_pick_of_something"),
        )
        indexes = (
            models.Index(fields=["organisation", "-at"], name="resources_picks"),
            models.Index(
                fields=["shop", "organisation", "at"],
                condition=Q(batch__isnull=True, worth__gt=0),
                name="resources_picks_to_settle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.count} {self.id}"
