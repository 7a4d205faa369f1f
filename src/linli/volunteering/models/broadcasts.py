"""Tables of 微广播: who broadcasts where, what they sent, what residents suggest under it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.volunteering.terms.broadcasts import PostState, SuggestionState

ACCOUNT = settings.AUTH_USER_MODEL


class Broadcaster(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["identity", "area"],
                condition=Q(left_at__isnull=True),
                name="volunteering_broadcaster_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class BroadcastPost(models.Model):
    """A recording with its transcript, or words alone. Shown only after somebody else has read it:
    the database holds to that too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    column = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    broadcaster = models.ForeignKey(
        Broadcaster, on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(max_length=80)
    words = models.TextField()
    audio = models.UUIDField(null=True)  # of the file
    state = models.CharField(max_length=10, default=PostState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PostState]),
                name="volunteering_post_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostState.SHOWN) | Q(read_at__isnull=False),
                name="volunteering_shown_after_reading",
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True)
                | Q(read_by__isnull=True)
                | ~Q(sent_by=F("read_by")),
                name="volunteering_read_by_another",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="volunteering_post_has_words"),
        )
        indexes = (models.Index(fields=["area_path", "-read_at"], name="volunteering_posts"),)

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class BroadcastSuggestion(models.Model):
    """What a resident suggests under a post, masked; perhaps the matter that it became."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(BroadcastPost, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(blank=True)
    state = models.CharField(max_length=8, default=SuggestionState.WAITING)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    matter_id = models.UUIDField(null=True, unique=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in SuggestionState]),
                name="volunteering_suggestion_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.WAITING) | Q(read_at__isnull=False),
                name="volunteering_suggestion_read",
            ),
            models.CheckConstraint(
                condition=~Q(state=SuggestionState.TAKEN) | Q(matter_id__isnull=False),
                name="volunteering_taken_as_a_matter",
            ),
        )
        indexes = (models.Index(fields=["post", "state"], name="volunteering_suggestions"),)

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
