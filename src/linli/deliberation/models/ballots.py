"""Tables of votes. What a secret ballot says stands in `Boxed` alone, which knows no voter, no time
and no actor; `Ballot` knows only that somebody has had a paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.deliberation.models.gatherings import Motion, RollEntry
from linli.deliberation.terms.gatherings import Medium
from linli.deliberation.terms.votes import Choice
from linli.kernel.ids import new_id, new_random_id


class Ballot(models.Model):
    """One vote of one line of the roll: by name with its choice; in secret without, as the paper
    handed out. A second is refused by the constraint, on paper and online alike."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    medium = models.CharField(max_length=8)
    choice = models.CharField(max_length=8, blank=True)
    # Digest of the blinded message and its blind signature: who lost the answer on the way may ask
    # for it again, and for nothing else. They say nothing of the ballot (docs/secret-ballots.md).
    asked = models.CharField(max_length=64, blank=True)
    signed = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["motion", "entry"], name="deliberation_one_vote"),
            models.CheckConstraint(
                condition=Q(choice="") | Q(choice__in=[one.value for one in Choice]),
                name="deliberation_choice_known",
            ),
            models.CheckConstraint(
                condition=Q(medium__in=[one.value for one in Medium]),
                name="deliberation_medium_known",
            ),
        )

    def __str__(self) -> str:
        return str(self.entry_id)


class Boxed(models.Model):
    """A secret ballot cast online: a random id, what was chosen, the blind-signed paper that
    anybody can check with the motion's public key, and the mark of its holder under the choice."""

    id = models.UUIDField(primary_key=True, default=new_random_id, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    message = models.TextField()
    signature = models.TextField()
    mark = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["motion", "digest"], name="deliberation_paper_once"),
        )

    def __str__(self) -> str:
        return str(self.id)


class PaperCount(models.Model):
    """What was counted without names: hands in the room, or paper ballots out of a box."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=8)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["motion", "choice"], name="deliberation_counted_once"),
            models.CheckConstraint(
                condition=Q(choice__in=[one.value for one in Choice]),
                name="deliberation_counted_choice_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.choice} {self.count}"
