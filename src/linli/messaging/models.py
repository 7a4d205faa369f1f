"""Tables of messaging."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Notice(models.Model):
    """Something one colleague was told. `told` is the same for all who were told of it. One that is
    `held` waits, until `shown_at`, for the digest that lists it; a digest is a notice itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    told = models.UUIDField()
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    about_kind = models.CharField(max_length=40, default="")
    about_id = models.UUIDField(null=True)
    url = models.CharField(max_length=200, default="")
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField()  # later than made_at for digests and in quiet hours
    read_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)
    digest = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["told", "account"], name="messaging_told_once"),
        )
        indexes = (
            models.Index(fields=["account", "-shown_at"], name="messaging_inbox"),
            models.Index(
                fields=["account", "shown_at"],
                condition=Q(read_at=None, held=False),
                name="messaging_unread",
            ),
            models.Index(
                fields=["shown_at"], condition=Q(held=True, digest=None), name="messaging_held"
            ),
            models.Index(fields=["about_kind", "about_id"], name="messaging_about"),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.account_id}"


class ChannelSetting(models.Model):
    """A group robot or a shared mailbox of an area or an organisation. The address (with the
    robot's secret) is sealed: whoever knows it can write to the group.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    area = models.ForeignKey(
        "territory.Area", on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    address_sealed = models.BinaryField()
    host = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(area__isnull=True) ^ Q(organisation__isnull=True),
                name="messaging_channel_of_one_place",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message over one outside channel: `channel` is a group's; without one it is an SMS to
    the person or code that `to_id` names. Never holds a number or an address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    told = models.UUIDField()
    channel = models.ForeignKey(
        ChannelSetting, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_id = models.UUIDField(null=True)
    template = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    about_kind = models.CharField(max_length=40, default="")
    about_id = models.UUIDField(null=True)
    url = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["told", "channel"], name="messaging_one_per_channel"),
            models.UniqueConstraint(fields=["told", "to_id"], name="messaging_one_per_person"),
            models.CheckConstraint(
                condition=Q(channel__isnull=True) ^ Q(to_id__isnull=True),
                name="messaging_delivery_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True)),
                name="messaging_waiting_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="messaging_due"),
            models.Index(fields=["state", "-made_at"], name="messaging_states"),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class Preference(models.Model):
    """Digest or at once, per template; template "" stands for all others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=60, default="", blank=True)
    daily = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "template"], name="messaging_one_choice"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.template}"


class QuietHours(models.Model):
    """Hours in which a colleague is not told of anything but the urgent."""

    account = models.OneToOneField(
        "people.Account", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.TimeField()
    until = models.TimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.since}–{self.until}"


class Mailbox(models.Model):
    """The demonstration's telephone: SMS texts that nobody was sent. Numbers are masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone = models.CharField(max_length=20)
    text_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["at"]),)

    def __str__(self) -> str:
        return self.phone


class Hook(models.Model):
    """A program that is told what happens: where, of what, and up to which line of the trail it has
    been told. It learns of what its `account` may see. Secrets and address are sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    address_sealed = models.BinaryField()
    host = models.CharField(max_length=120)
    events = models.JSONField(default=list)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    secret_sealed = models.BinaryField()
    old_sealed = models.BinaryField(null=True)
    old_until = models.DateTimeField(null=True)
    told_up_to = models.BigIntegerField()
    active = models.BooleanField(default=True)
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class HookDelivery(models.Model):
    """One happening for one webhook; `number` is its line on the trail, which is the order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    body = models.JSONField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hook", "number"], name="messaging_hook_told_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True)),
                name="messaging_hook_waiting_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["hook", "state", "number"], name="messaging_hook_order"),
            models.Index(fields=["made_at"], name="messaging_hook_old"),
        )

    def __str__(self) -> str:
        return f"{self.hook_id} {self.number}"
