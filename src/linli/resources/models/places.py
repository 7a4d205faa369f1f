"""Tables of places: where, what, when, which rooms, accepted by what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.resources.terms.places import Booking, PlaceState

ACCOUNT = settings.AUTH_USER_MODEL


class Place(models.Model):
    """A place. `hours` are minutes of the day by weekday; WGS-84."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=120, blank=True)
    about = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    square_metres = models.PositiveIntegerField(default=0)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    hours = models.JSONField()
    state = models.CharField(max_length=10)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PlaceState]),
                name="resources_place_state_known",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="resources_place_point_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlaceState.OPEN) | Q(opened_on__isnull=False),
                name="resources_open_since_a_day",
            ),
        )
        indexes = (models.Index(fields=["area_path", "name"], name="resources_places"),)

    def __str__(self) -> str:
        return self.name


class PlaceUse(models.Model):
    """One of the kinds of a place: one room, many uses (一室多用)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "kind"], name="resources_a_kind_once"),
        )
        indexes = (models.Index(fields=["kind"], name="resources_places_of_kind"),)

    def __str__(self) -> str:
        return self.kind


class PlaceService(models.Model):
    """A service that a place offers: one of the method's by `key`, or in its own `words`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=30, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "key", "words"], name="resources_a_service_once"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & Q(words="") | Q(key="") & ~Q(words=""),
                name="resources_a_key_or_words",
            ),
        )
        indexes = (models.Index(fields=["key"], name="resources_places_offering"),)

    def __str__(self) -> str:
        return self.key or self.words


class PlaceException(models.Model):
    """A day with hours of its own; none: closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    spans = models.JSONField()
    note = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "day"], name="resources_one_exception_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.day}"


class Room(models.Model):
    """A room. `uses` are keys; `booking` "" is as the place's kinds say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField()
    uses = models.JSONField(default=list)
    booking = models.CharField(max_length=8, blank=True)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["place", "name"], name="resources_a_room_once"),
            models.CheckConstraint(
                condition=Q(booking__in=["", *(one.value for one in Booking)]),
                name="resources_booking_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PlaceItem(models.Model):
    """An item of an acceptance list at a place, as somebody saw it last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    met = models.BooleanField()
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "list", "item"], name="resources_an_item_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.list} {self.item}"


class Acceptance(models.Model):
    """A place accepted by a list, with the items as they were; ended when one is found missing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    items = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "list"],
                condition=Q(ended_at__isnull=True),
                name="resources_accepted_once",
            ),
        )

    def __str__(self) -> str:
        return self.list
