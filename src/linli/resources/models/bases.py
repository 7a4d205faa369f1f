"""Tables of training bases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id
from linli.resources.terms.bases import Half, VisitForm, VisitState

ACCOUNT = settings.AUTH_USER_MODEL


class Base(models.Model):
    """A place where one learns or rests. `mu` of land, `hotels` and `beds` round it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.OneToOneField("resources.Place", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    about = models.TextField(blank=True)
    mu = models.PositiveIntegerField(default=0)
    hotels = models.PositiveIntegerField(default=0)
    beds = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Site(models.Model):
    """A spot where a course is held (现场教学点). One group at a time, half a day at least."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    about = models.TextField(blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["base", "name"], name="resources_a_site_once"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="resources_site_point_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course of the menu."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    theme = models.CharField(max_length=40)
    halves = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    teacher = models.CharField(max_length=40)
    about = models.TextField(blank=True)
    shown = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["base", "name"], name="resources_a_course_once"),
            models.CheckConstraint(
                condition=Q(halves__range=(1, 10)), name="resources_course_of_days"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="resources_course_seats"),
        )

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """Courses composed into one to five days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["base", "name"], name="resources_a_programme_once"),
            models.CheckConstraint(
                condition=Q(days__range=(1, 5)), name="resources_programme_of_days"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProgrammeItem(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    day = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "day", "half"], name="resources_an_item_a_half"
            ),
            models.CheckConstraint(
                condition=Q(half__in=[one.value for one in Half]), name="resources_item_half_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}.{self.half}"


class Route(models.Model):
    """Sites in an order (研学线路)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["base", "name"], name="resources_a_route_once"),
        )

    def __str__(self) -> str:
        return self.name


class RouteStop(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["route", "order"], name="resources_a_stop_an_order"),
            models.UniqueConstraint(fields=["route", "site"], name="resources_a_stop_once"),
        )

    def __str__(self) -> str:
        return f"{self.order}"


class VisitingUnit(models.Model):
    """A unit that comes from outside. `contact` is its one named contact on our side (一对一对接);
    `person` theirs; `hung_on`: since when it has a training base of its own here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    home = models.CharField(max_length=60, blank=True)
    contact = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    hung_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["base", "name"], name="resources_a_unit_once"),
        )

    def __str__(self) -> str:
        return self.name


class BaseVisit(models.Model):
    """A visit: asked for, confirmed, come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(VisitingUnit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=10)
    size = models.PositiveSmallIntegerField()
    since = models.DateField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=VisitState.ASKED)
    note = models.CharField(max_length=600, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    arrived = models.PositiveSmallIntegerField(null=True)
    closes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in VisitState]),
                name="resources_visit_state_known",
            ),
            models.CheckConstraint(
                condition=Q(form__in=[one.value for one in VisitForm]),
                name="resources_visit_form_known",
            ),
            models.CheckConstraint(
                condition=Q(days__range=(1, 5), size__gte=1), name="resources_visit_of_days"
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.DONE) | Q(arrived__isnull=False),
                name="resources_visit_came",
            ),
        )
        indexes = (models.Index(fields=["base", "-since"], name="resources_base_visits"),)

    def __str__(self) -> str:
        return f"{self.form} {self.since}"


class VisitSlot(models.Model):
    """A half day of a visit at a site. While the visit stands (`held`), nobody else has the site
    then: that is what the constraint says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(BaseVisit, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    half = models.PositiveSmallIntegerField()
    held = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["visit", "day", "half"], name="resources_a_course_a_half"
            ),
            models.UniqueConstraint(
                fields=["site", "day", "half"],
                condition=Q(held=True),
                name="resources_one_group_at_a_site",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.half}"


class VisitCode(models.Model):
    """A slip with a code: one answer. Which answer it was, nobody keeps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(BaseVisit, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=10, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.used)


class VisitAnswer(models.Model):
    """What a visitor said. The day alone: who answered when is nobody's business."""

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(BaseVisit, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField()
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.on}"


class FollowUp(models.Model):
    """What was done after a visit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(BaseVisit, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
