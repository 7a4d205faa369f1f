"""Tables of volunteers and their teams. A team is an organisation of form `team`: here stands what
only teams have.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.volunteering.terms.teams import TeamPart, TeamStanding

ACCOUNT = settings.AUTH_USER_MODEL


class Volunteer(models.Model):
    """One row for everybody who ever registered or signed up: whoever signs them up locks it, so
    that nobody is in two places at once. `registered_at` is empty for those who did not register.
    Of the secret address of their calendar only a digest is kept."""

    identity = models.OneToOneField(
        "people.Identity", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    registered_at = models.DateTimeField(null=True)
    skills = models.JSONField(default=list)
    times = models.JSONField(default=list)
    trained_on = models.DateField(null=True)
    trained_in = models.CharField(max_length=80, blank=True)
    insured_until = models.DateField(null=True)
    noted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    feed_digest = models.CharField(max_length=64, unique=True, null=True)

    def __str__(self) -> str:
        return str(self.pk)


class Team(models.Model):
    """What only a team has, beside its organisation. `of` is the organisation that it stands
    under; `sole`: the only one of its kind there."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    of = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sole = models.BooleanField()
    area_path = PathField()
    about = models.CharField(max_length=500, blank=True)
    recruiting = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["of", "kind"], condition=Q(sole=True), name="volunteering_one_team_each"
            ),
            models.CheckConstraint(
                condition=Q(sole=False) | Q(of__isnull=False), name="volunteering_sole_under_one"
            ),
        )
        indexes = (models.Index(fields=["area_path", "kind"], name="volunteering_teams"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class TeamMember(models.Model):
    """Somebody who asked to join a team, is in it, or was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    part = models.CharField(max_length=8, default=TeamPart.MEMBER)
    standing = models.CharField(max_length=8, default=TeamStanding.ASKED)
    tags = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["team", "identity"],
                condition=Q(standing__in=["asked", "member"]),
                name="volunteering_once_in_a_team",
            ),
            models.CheckConstraint(
                condition=Q(part__in=[one.value for one in TeamPart]),
                name="volunteering_part_known",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=[one.value for one in TeamStanding]),
                name="volunteering_standing_known",
            ),
            models.CheckConstraint(
                condition=~Q(standing="member") | Q(since__isnull=False, until__isnull=True),
                name="volunteering_member_since_a_day",
            ),
        )
        indexes = (models.Index(fields=["team", "standing"], name="volunteering_members"),)

    def __str__(self) -> str:
        return f"{self.standing} {self.id}"
