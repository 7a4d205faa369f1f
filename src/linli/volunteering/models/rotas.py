"""Tables of rotas: who is on them, their shifts, who is on which, who asks to swap."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField
from linli.kernel.ids import new_id
from linli.volunteering.terms.rotas import DutyState, Liking, RotaState, SwapState

ACCOUNT = settings.AUTH_USER_MODEL


class Rota(models.Model):
    """Whose turn it is from `since` up to and including `until`. `outcome`: what the solver said of
    the shifts as they are now; `proposal`: another solution that waits for a yes. `stamp` moves
    with every change of what the solver is asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    area_path = PathField()
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, default=RotaState.DRAFT)
    stamp = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(null=True)
    proposal = models.JSONField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="volunteering_rota_ends_after_beginning"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RotaState]),
                name="volunteering_rota_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=RotaState.PUBLISHED) | Q(published_at__isnull=False),
                name="volunteering_published_on_a_day",
            ),
        )
        indexes = (models.Index(fields=["area_path", "-until"], name="volunteering_rotas"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RotaMember(models.Model):
    """Somebody on a rota. Whoever is forgotten stays as a number, so that what was done can be
    counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(
        "people.Identity", on_delete=models.PROTECT, null=True, related_name="+"
    )
    roles = models.JSONField(default=list)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["rota", "identity"], name="volunteering_once_on_a_rota"
            ),
        )
        indexes = (models.Index(fields=["identity"], name="volunteering_rota_people"),)

    def __str__(self) -> str:
        return str(self.id)


class RotaShift(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    pattern = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["rota", "day", "pattern"], name="volunteering_shift_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="volunteering_shift_lasts"
            ),
        )
        indexes = (models.Index(fields=["starts_at"], name="volunteering_shifts"),)

    def __str__(self) -> str:
        return f"{self.day} {self.pattern}"


class RotaDuty(models.Model):
    """One person on one shift. `why`: the numbers from which they read why they."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shift = models.ForeignKey(RotaShift, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(RotaMember, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=DutyState.PLANNED)
    why = models.JSONField(default=dict)
    marked_at = models.DateTimeField(null=True)
    marked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    record_id = models.UUIDField(null=True)  # of the hours, where there are some

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shift", "member"], name="volunteering_once_on_a_shift"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DutyState]),
                name="volunteering_duty_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.PLANNED) | Q(marked_at__isnull=False),
                name="volunteering_marked_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class RotaWish(models.Model):
    """What somebody says of a shift, before the rota is made."""

    member = models.ForeignKey(RotaMember, on_delete=models.CASCADE, related_name="+")
    shift = models.ForeignKey(RotaShift, on_delete=models.CASCADE, related_name="+")
    liking = models.CharField(max_length=10)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member", "shift"], name="volunteering_one_wish"),
            models.CheckConstraint(
                condition=Q(liking__in=[one.value for one in Liking]),
                name="volunteering_liking_known",
            ),
        )

    def __str__(self) -> str:
        return self.liking


class RotaLeave(models.Model):
    """Days on which somebody is on no rota. Nobody asks why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identity = models.ForeignKey("people.Identity", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="volunteering_leave_ends_after_beginning"
            ),
        )
        indexes = (models.Index(fields=["identity", "until"], name="volunteering_leaves"),)

    def __str__(self) -> str:
        return f"{self.since}–{self.until}"


class RotaSwap(models.Model):
    """Somebody wants to hand their shift to `to`, or to whoever takes it first; `back` is the shift
    of `to` that they would do in return."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    duty = models.ForeignKey(RotaDuty, on_delete=models.CASCADE, related_name="+")
    back = models.ForeignKey(RotaDuty, on_delete=models.CASCADE, null=True, related_name="+")
    giver = models.ForeignKey(RotaMember, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(RotaMember, on_delete=models.CASCADE, null=True, related_name="+")
    taker = models.ForeignKey(RotaMember, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, default=SwapState.OPEN)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state__in=["open", "waiting"]),
                name="volunteering_one_swap_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in SwapState]),
                name="volunteering_swap_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "done"]) | Q(taker__isnull=False),
                name="volunteering_swap_taken_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
