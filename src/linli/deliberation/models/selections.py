"""Tables of selections. Who voted and what was voted stand apart; neither has a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.deliberation.terms.selections import (
    LONGEST_NAME_OF_NOMINEE,
    MOST_SCORE,
    NomineeState,
    Stage,
)
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id, new_random_id

ACCOUNT = settings.AUTH_USER_MODEL


class Selection(models.Model):
    """One selection. `result` is what was counted, as it was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    stage = models.CharField(max_length=10, default=Stage.NOMINATING)
    nominate_until = models.DateField()
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in Stage]),
                name="deliberation_stage_known",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.COUNTED) | Q(result__isnull=False),
                name="deliberation_counted_with_a_result",
            ),
        )
        indexes = (models.Index(fields=["-made_at"], name="deliberation_selections"),)

    def __str__(self) -> str:
        return self.title


class Nominee(models.Model):
    """What an organisation put forward: one a selection. Photos are files of owner `nominee`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=LONGEST_NAME_OF_NOMINEE)
    story = models.TextField()
    state = models.CharField(max_length=8, default=NomineeState.OFFERED)
    reason = models.CharField(max_length=200, blank=True)
    awarded = models.BooleanField(default=False)
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["selection", "organisation"], name="deliberation_nominated_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class SelectionVoter(models.Model):
    """That somebody has voted: a keyed digest of selection and person, and nothing else."""

    id = models.UUIDField(primary_key=True, default=new_random_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["selection", "mark"], name="deliberation_one_ballot"),
        )

    def __str__(self) -> str:
        return str(self.selection_id)


class SelectionBallot(models.Model):
    """What somebody picked: nominees' ids, and nothing else. Written anew in random order when the
    vote is counted."""

    id = models.UUIDField(primary_key=True, default=new_random_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    picks = models.JSONField()

    def __str__(self) -> str:
        return str(self.id)


class SelectionHour(models.Model):
    """How many ballots came in one hour."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["selection", "hour"], name="deliberation_one_hour"),
        )

    def __str__(self) -> str:
        return str(self.count)


class Juror(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["selection", "account"], name="deliberation_juror_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.account_id)


class JuryScore(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    nominee = models.ForeignKey(Nominee, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["juror", "nominee"], name="deliberation_scored_once"),
            models.CheckConstraint(
                condition=Q(score__lte=MOST_SCORE), name="deliberation_score_in_range"
            ),
        )

    def __str__(self) -> str:
        return str(self.score)


class Brand(models.Model):
    """What an organisation stands for: one in force, the earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    area_path = PathField()
    name = models.CharField(max_length=LONGEST_NAME_OF_NOMINEE)
    story = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(until__isnull=True),
                name="deliberation_one_brand",
            ),
        )

    def __str__(self) -> str:
        return self.name
