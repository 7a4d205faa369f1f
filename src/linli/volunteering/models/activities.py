"""Tables of activities: what is held, the roles with their places, who signed up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.volunteering.terms.activities import ActivityState, Every
from linli.volunteering.terms.attending import HowKnown, Taking

ACCOUNT = settings.AUTH_USER_MODEL


class Repeat(models.Model):
    """Makes activities like its first one ahead of time. `made_until`: the last day that it has
    looked at; `looked_at`: when; `fault`: why it stopped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=60)
    every = models.CharField(max_length=14)
    first = models.DateField()
    until = models.DateField()
    made_until = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(every__in=[one.value for one in Every]),
                name="volunteering_every_known",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("first")), name="volunteering_repeat_goes_on"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.every}"


class Activity(models.Model):
    """Something that a team or a unit holds. `secret` makes the codes of check-in; `served` counts
    those who were served, as its kind says whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=40)
    series = models.CharField(max_length=40, blank=True)
    counts = models.CharField(max_length=40, blank=True)
    revision = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    words = models.TextField()
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    place = models.ForeignKey(
        "resources.Place", on_delete=models.PROTECT, null=True, related_name="+"
    )
    place_words = models.CharField(max_length=80)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    members_only = models.BooleanField(default=False)
    repeat = models.ForeignKey(Repeat, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, default=ActivityState.PLANNED)
    reason = models.CharField(max_length=200, blank=True)
    secret = models.BinaryField(max_length=32)
    served = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    thanks = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="volunteering_activity_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ActivityState]),
                name="volunteering_activity_state_known",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="volunteering_activity_point_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="volunteering_closed_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["repeat", "starts_at"],
                condition=Q(repeat__isnull=False),
                name="volunteering_once_a_repeat",
            ),
        )
        indexes = (
            models.Index(fields=["area_path", "starts_at"], name="volunteering_activities"),
            models.Index(fields=["organisation", "starts_at"], name="volunteering_of_unit"),
            models.Index(
                fields=["starts_at"], condition=Q(state="planned"), name="volunteering_planned"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.id}"


class ActivityRole(models.Model):
    """A role and its places, 0 for as many as come. No more are taken than there are: the table
    itself says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["activity", "name"], name="volunteering_role_once_an_activity"
            ),
            models.CheckConstraint(
                condition=Q(places=0) | Q(taken__lte=F("places")),
                name="volunteering_no_place_twice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.taken}/{self.places}"


class SignUp(models.Model):
    """Somebody's part in an activity: one row a person. `near`: was the phone near the place, if
    its position was offered (which is not kept)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(ActivityRole, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    taking = models.CharField(max_length=10)
    at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=5, blank=True)
    near = models.BooleanField(null=True)
    entered_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["activity", "identity"], name="volunteering_one_part_a_person"
            ),
            models.CheckConstraint(
                condition=Q(taking__in=[one.value for one in Taking]),
                name="volunteering_taking_known",
            ),
            models.CheckConstraint(
                condition=Q(how__in=[one.value for one in HowKnown]),
                name="volunteering_how_known",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__isnull=True)
                | Q(checked_in_at__isnull=False, checked_out_at__gt=F("checked_in_at")),
                name="volunteering_out_after_in",
            ),
            models.CheckConstraint(
                condition=~Q(taking="waiting") | Q(waiting_since__isnull=False),
                name="volunteering_waits_since",
            ),
        )
        indexes = (
            models.Index(fields=["identity", "taking"], name="volunteering_parts_of"),
            models.Index(
                fields=["role", "waiting_since", "id"],
                condition=Q(taking="waiting"),
                name="volunteering_next",
            ),
        )

    def __str__(self) -> str:
        return f"{self.taking} {self.id}"
