"""Tables of bookings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.resources.models.places import Room
from linli.resources.terms.bookings import BookingState

ACCOUNT = settings.AUTH_USER_MODEL


class RoomBooking(models.Model):
    """A booking of a room, by a person or for an organisation. Its words are read by whoever runs
    the place, and forgotten with the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    use = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="resources_booking_has_length"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in BookingState]),
                name="resources_booking_state_known",
            ),
        )
        indexes = (
            models.Index(fields=["room", "starts_at"], name="resources_bookings_of_room"),
            models.Index(fields=["identity", "-starts_at"], name="resources_bookings_of_one"),
            models.Index(
                fields=["starts_at"], condition=Q(state="asked"), name="resources_bookings_asked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class BookedQuarter(models.Model):
    """A quarter of an hour of a room, held by one booking: two can never have it."""

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    booking = models.ForeignKey(RoomBooking, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["room", "starts_at"], name="resources_one_booking_a_quarter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_at}"
