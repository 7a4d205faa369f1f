"""Tables of pledges. Their texts are versions of subject kind `pledge`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.deliberation.terms.pledges import PledgeState, Said, WordsState
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class Pledge(models.Model):
    """A promise in public: of an organisation, or of a member (`account`) who is named only if they
    chose so. `figures` are what residents said when it was settled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    named = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PledgeState.RUNNING)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="deliberation_pledge_ends_after_beginning"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PledgeState]),
                name="deliberation_pledge_state_known",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(organisation__isnull=False),
                name="deliberation_pledge_is_somebodys",
            ),
            models.CheckConstraint(
                condition=~Q(state=PledgeState.SETTLED)
                | Q(settled_at__isnull=False, figures__isnull=False),
                name="deliberation_settled_with_figures",
            ),
        )
        indexes = (
            models.Index(fields=["area_path", "-until"], name="deliberation_pledges"),
            models.Index(
                fields=["closes_at"], condition=Q(state="running"), name="deliberation_to_settle"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PledgeVoice(models.Model):
    """What one resident says of a pledge. `signed`: they had proved a telephone number; whose it
    was is forgotten with the person, that it was one voice of one person stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed = models.BooleanField()
    said = models.CharField(max_length=8)
    words = models.TextField(blank=True)
    words_state = models.CharField(max_length=8, default=WordsState.NONE)
    text_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["pledge", "identity"],
                condition=Q(identity__isnull=False),
                name="deliberation_one_voice_a_person",
            ),
            models.CheckConstraint(
                condition=Q(signed=True) | Q(identity__isnull=True),
                name="deliberation_a_person_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(said__in=[one.value for one in Said]), name="deliberation_said_known"
            ),
            models.CheckConstraint(
                condition=Q(words_state__in=[one.value for one in WordsState]),
                name="deliberation_words_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(words_state=WordsState.SHOWN) | Q(read_at__isnull=False),
                name="deliberation_shown_after_reading",
            ),
        )

    def __str__(self) -> str:
        return f"{self.said} {self.id}"
