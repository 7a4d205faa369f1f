"""Tables of elections. Who has a seat is replayed from the polls; `Seat` keeps what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.deliberation.models.bodies import Body
from linli.deliberation.terms.elections import (
    LONGEST_PERSON,
    CandidateStanding,
    ElectionState,
    PollKind,
)
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class Renewal(models.Model):
    """One 换届: elections of one kind in all places below an area, to be done by `target`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    target = models.DateField()
    launched_at = models.DateTimeField()
    launched_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["area_path", "target"], name="deliberation_renewals"),)

    def __str__(self) -> str:
        return self.name


class Election(models.Model):
    """The election of one place. `registered`: voters on the roll as it stands; `shouldered`: is
    the elected head the party secretary there too, as it was when it was decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    state = models.CharField(max_length=10, default=ElectionState.PREPARING)
    registered = models.PositiveIntegerField(default=0)
    roll_published = models.DateField(null=True)
    polls_held = models.PositiveSmallIntegerField(default=0)
    vacant = models.PositiveSmallIntegerField(default=0)
    vacant_reason = models.CharField(max_length=200, blank=True)
    first_time = models.BooleanField(null=True)
    shouldered = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "area"],
                condition=~Q(state=ElectionState.COMPLETED),
                name="deliberation_one_election",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ElectionState]),
                name="deliberation_election_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ElectionState.DECIDED, ElectionState.COMPLETED])
                | Q(decided_at__isnull=False, first_time__isnull=False),
                name="deliberation_decided_with_figures",
            ),
            models.CheckConstraint(
                condition=Q(state=ElectionState.COMPLETED, completed_at__isnull=False)
                | (~Q(state=ElectionState.COMPLETED) & Q(completed_at__isnull=True)),
                name="deliberation_completed_at",
            ),
        )
        indexes = (
            models.Index(fields=["renewal", "area_path"], name="deliberation_elections"),
            models.Index(
                fields=["decided_at"],
                condition=Q(decided_at__isnull=False),
                name="deliberation_decided",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class RollLine(models.Model):
    """A household on a roll, with its voters: a label, no names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    household = models.CharField(max_length=60)
    voters = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "household"], name="deliberation_household_once"
            ),
            models.CheckConstraint(condition=Q(voters__gt=0), name="deliberation_line_has_voters"),
        )

    def __str__(self) -> str:
        return self.household


class RollCorrection(models.Model):
    """A roll that was corrected: by how many, and why (an objection, a move, a death)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    change = models.IntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(change=0), name="deliberation_change_is_one"),
        )

    def __str__(self) -> str:
        return f"{self.change:+d}"


class Candidate(models.Model):
    """Somebody who stands. `name` is what they agreed to have published, kept until it is erased;
    without it they are masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    positions = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    standing = models.CharField(max_length=10, default=CandidateStanding.NOMINATED)
    name = models.CharField(max_length=LONGEST_PERSON, blank=True)
    consented_at = models.DateTimeField(null=True)
    written_in = models.BooleanField(default=False)
    nominated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "account"],
                condition=Q(account__isnull=False),
                name="deliberation_candidate_account",
            ),
            models.UniqueConstraint(
                fields=["election", "identity"],
                condition=Q(identity__isnull=False),
                name="deliberation_candidate_person",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(identity__isnull=False),
                name="deliberation_candidate_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[one.value for one in CandidateStanding]),
                name="deliberation_standing_known",
            ),
            models.CheckConstraint(
                condition=Q(name="") | Q(consented_at__isnull=False),
                name="deliberation_name_with_consent",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Poll(models.Model):
    """One poll. `rule` is the method's rule by which it is judged, as it was on its day; voters,
    seats and candidates are frozen when it opens."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    rule = models.JSONField()
    seats = models.JSONField()
    registered = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    handed_out = models.PositiveIntegerField(null=True)
    taken_back = models.PositiveIntegerField(null=True)
    valid = models.PositiveIntegerField(null=True)
    invalid = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["election", "number"], name="deliberation_poll_number"),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(counted_at__isnull=True),
                name="deliberation_one_poll_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PollKind]),
                name="deliberation_poll_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True)
                | Q(
                    handed_out__lte=F("registered"),
                    taken_back__lte=F("handed_out"),
                    taken_back=F("valid") + F("invalid"),
                ),
                name="deliberation_ballots_add_up",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class PollLine(models.Model):
    """Who stands for what in a poll, and the votes once they are counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+")
    position = models.CharField(max_length=40)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    votes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["poll", "position", "candidate"], name="deliberation_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.votes}"


class Seat(models.Model):
    """Who was elected to what, in which poll; `reserved`: to the woman's seat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    position = models.CharField(max_length=40)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+")
    reserved = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["election", "candidate"], name="deliberation_one_seat_each"
            ),
        )

    def __str__(self) -> str:
        return self.position
