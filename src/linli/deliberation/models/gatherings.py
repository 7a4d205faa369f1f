"""Tables of gatherings: the meeting, its roll, its motions and their texts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.deliberation.models.bodies import Body, Member
from linli.deliberation.terms.gatherings import Came, MotionState, State
from linli.deliberation.terms.votes import Way
from linli.kernel.fields import PathField
from linli.kernel.ids import new_id

ACCOUNT = settings.AUTH_USER_MODEL


class Gathering(models.Model):
    """One meeting of a body. `wanted` ones wait to be called (a procedure asks for them at `step`);
    `rehearsal` ones are for practice: they bind nobody and are swept away. The minutes are sealed
    under the gathering's own key: destroying it erases them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    revision = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    area_path = PathField()
    state = models.CharField(max_length=10, default=State.WANTED)
    place = models.CharField(max_length=80, blank=True)
    online = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True)
    meets_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    step_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    wanted_at = models.DateTimeField()
    wanted_text = models.UUIDField(null=True)
    wanted_way = models.CharField(max_length=8, blank=True)
    rehearsal = models.BooleanField(default=False)
    key_sealed = models.BinaryField(null=True)
    minutes_sealed = models.BinaryField(null=True)
    called_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]),
                name="deliberation_gathering_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WANTED)
                | Q(state=State.DROPPED)
                | Q(called_at__isnull=False, meets_at__isnull=False, meets_at__gte=F("called_at")),
                name="deliberation_called_before_it_meets",
            ),
            models.UniqueConstraint(
                fields=["step_id"],
                condition=Q(step_id__isnull=False)
                & ~Q(state__in=[State.VOID.value, State.DROPPED.value]),
                name="deliberation_one_gathering_a_step",
            ),
        )
        indexes = (
            models.Index(fields=["area_path", "meets_at"], name="deliberation_by_place"),
            models.Index(fields=["body", "kind", "meets_at"], name="deliberation_by_body"),
            models.Index(
                fields=["subject_id"],
                condition=Q(subject_id__isnull=False),
                name="deliberation_of_subject",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TextVersion(models.Model):
    """One version of a text that is decided on, of one subject: what was voted is never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    words = models.TextField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "number"], name="deliberation_text_numbered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class RollEntry(models.Model):
    """Who was due at a gathering, frozen when it was called; and how they came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    household = models.CharField(max_length=60, blank=True)
    floor_area = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    tags = models.JSONField(default=list)
    votes = models.BooleanField(default=True)
    came = models.CharField(max_length=8, default=Came.NOT_YET)
    came_at = models.DateTimeField(null=True)
    proxy = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    excuse = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["gathering", "member"], name="deliberation_once_on_the_roll"
            ),
            models.CheckConstraint(
                condition=Q(came__in=[one.value for one in Came]), name="deliberation_came_known"
            ),
            models.CheckConstraint(
                condition=Q(came=Came.PROXY, proxy__isnull=False)
                | (~Q(came=Came.PROXY) & Q(proxy__isnull=True)),
                name="deliberation_proxy_has_a_holder",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Motion(models.Model):
    """A point of the agenda. `figures` are the verdict as it was when the vote closed, with the
    rule by its name and article: later changes of the method do not touch it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    text = models.ForeignKey(TextVersion, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default=MotionState.WAITING)
    matter_id = models.UUIDField(null=True)  # what it is about, where residents brought it up
    figures = models.JSONField(null=True)
    passed = models.BooleanField(null=True)
    number = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    public_key = models.TextField(blank=True)
    private_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["gathering", "position"], name="deliberation_agenda_numbered"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MotionState]),
                name="deliberation_motion_state_known",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in Way]), name="deliberation_way_known"
            ),
            models.CheckConstraint(
                condition=Q(private_sealed__isnull=True) | Q(state=MotionState.PAPERS),
                name="deliberation_key_destroyed_with_the_last_paper",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Recusal(models.Model):
    """Out of every count of one motion, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["motion", "entry"], name="deliberation_recused_once"),
        )

    def __str__(self) -> str:
        return str(self.entry_id)
