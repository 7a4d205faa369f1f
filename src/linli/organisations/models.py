"""Tables of organisations. Times are half-open: from `since` up to, not including, `until`; what
ended as it began has no time at all.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

_ORDERED = Q(until__isnull=True) | Q(until__gte=F("since"))


class Organisation(models.Model):
    """A party organisation, a department, a company, a team: one node of the tree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(unique=True)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, null=True, related_name="+"
    )
    chain = models.CharField(max_length=60, blank=True)
    founding = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["kind"]),)
        constraints = (
            models.CheckConstraint(condition=_ORDERED, name="organisation_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A place to be held in an organisation. `places`: how many people may hold it at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, null=True, related_name="+"
    )
    places = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "title", "area"],
                condition=Q(until__isnull=True),
                name="post_once_per_area",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(until__isnull=True, area__isnull=True),
                name="post_once_without_area",
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="post_has_a_place"),
        )

    def __str__(self) -> str:
        return self.title


class PostDuty(models.Model):
    """A duty that a post carries, at exactly this area (none: at the post's organisation)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=60)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=["duty", "area"]),)
        constraints = (models.UniqueConstraint(fields=["post", "duty"], name="duty_once_per_post"),)

    def __str__(self) -> str:
        return self.duty


class Holding(models.Model):
    """Somebody's term in a post. `administers` repeats the post's kind of administrator, so that
    the table itself refuses one person two of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    full_time = models.BooleanField(default=True)
    how = models.CharField(max_length=12)
    administers = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["account", "until"]),
            models.Index(fields=["post", "until"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["post", "account"],
                condition=Q(until__isnull=True),
                name="one_open_term_in_a_post",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(until__isnull=True) & ~Q(administers=""),
                name="one_kind_of_administrator_a_person",
            ),
            models.CheckConstraint(condition=_ORDERED, name="holding_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.post_id}"


class Leave(models.Model):
    """A holder is away; somebody else stands in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["stand_in", "until"]),
            models.Index(fields=["holding", "until"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="leave_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Cover(models.Model):
    """Somebody covers an area: 包村, 包片, 联户, 领导挂钩."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=100, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["kind", "until"]), models.Index(fields=["area"]))
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "account", "area"],
                condition=Q(until__isnull=True),
                name="one_open_cover",
            ),
            models.CheckConstraint(condition=_ORDERED, name="cover_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.area_id}"


class ApiKey(models.Model):
    """A key for a program: it acts as `account`, with no more than its own duties, and with none
    that the account has lost since. Of the key itself only the digest is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    per_minute = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="api_key_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.hint


class ApiKeyDuty(models.Model):
    """One duty that a key carries, at one area or in one organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=60)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(area__isnull=True) ^ Q(organisation__isnull=True),
                name="api_key_duty_at_one_place",
            ),
        )

    def __str__(self) -> str:
        return self.duty


class Registration(models.Model):
    """双报到: a member, or with `account` empty the unit itself, at a community. Codes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10)
    skills = models.JSONField(default=list)  # keys of the method
    shown = models.BooleanField(default=False)
    stand = models.CharField(max_length=10)
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The term by which a confirmed member takes tasks of the community.
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "area"],
                condition=Q(ended_at__isnull=True, account__isnull=False),
                name="one_registration_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["unit", "area"],
                condition=Q(ended_at__isnull=True, account__isnull=True),
                name="one_registration_of_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(stand__in=["asked", "confirmed"], ended_at__isnull=True)
                | Q(stand__in=["declined", "withdrawn"], ended_at__isnull=False),
                name="registration_ended_with_its_stand",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.area_id}"


class Part(models.Model):
    """A registered member did something for the community: one row a thing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["registration", "subject_kind", "subject_id"], name="part_counted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.registration_id} {self.subject_id}"
