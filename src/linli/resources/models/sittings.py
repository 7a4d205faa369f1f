"""Tables of after-school sittings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.resources.models.places import Place
from linli.resources.terms.sittings import SeatState, SitMark

ACCOUNT = settings.AUTH_USER_MODEL


class SittingTerm(models.Model):
    """A term. `taken` never passes `seats`; `last_on` is `until`, or the day of closing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()
    last_on = models.DateField()
    weekdays = models.JSONField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    youngest = models.PositiveSmallIntegerField()
    oldest = models.PositiveSmallIntegerField()
    contact = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")), name="resources_no_more_than_seats"
            ),
            models.CheckConstraint(
                condition=Q(
                    until__gte=F("since"), closes__gt=F("opens"), oldest__gte=F("youngest")
                ),
                name="resources_sitting_term_whole",
            ),
        )
        indexes = (models.Index(fields=["place", "last_on"], name="resources_terms_of_place"),)

    def __str__(self) -> str:
        return self.name


class SittingChild(models.Model):
    """A child in a term. Its words are sealed under the guardian's key: whoever erases the guardian
    erases them. Out: no guardian and no words, only what was counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    term = models.ForeignKey(SittingTerm, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    name_digest = models.CharField(max_length=64, blank=True)
    words_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    consent_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["term", "guardian", "name_digest"],
                condition=~Q(state="out"),
                name="resources_a_child_once_a_term",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in SeatState]),
                name="resources_seat_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="out")
                | Q(guardian__isnull=True, words_sealed__isnull=True, name_digest=""),
                name="resources_out_without_words",
            ),
        )
        indexes = (
            models.Index(fields=["term", "state", "asked_at"], name="resources_children_in_line"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class SittingMark(models.Model):
    """A child on a day. `words_sealed`: who collected it, under the guardian's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child = models.ForeignKey(SittingChild, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10)
    came_at = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    called = models.BooleanField(default=False)
    words_sealed = models.BinaryField(null=True)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["child", "day"], name="resources_one_mark_a_day"),
            models.CheckConstraint(
                condition=Q(state="came", came_at__isnull=False)
                | Q(
                    state__in=[SitMark.ABSENT.value, SitMark.EXCUSED.value],
                    came_at__isnull=True,
                    collected_at__isnull=True,
                ),
                name="resources_collected_who_came",
            ),
        )
        indexes = (models.Index(fields=["day"], name="resources_marks_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
