"""Signing up and withdrawing: one person in one place at a time, no place twice, and a waiting list
that moves up by itself.

Locks, in this order: the volunteer, then the activity. Who waits holds their time too, so that
moving up never makes a clash.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.people import services as people
from linli.volunteering import selectors
from linli.volunteering.models import Activity, ActivityRole, SignUp, Volunteer
from linli.volunteering.rules.activities import first_clash
from linli.volunteering.services.activities import led_activity, note, tell
from linli.volunteering.services.volunteers import lock_volunteer
from linli.volunteering.terms import (
    LIVE,
    REMIND_BEFORE,
    ActivityNotFound,
    ActivityOver,
    ActivityState,
    Clash,
    InsuranceNeeded,
    MembersOnly,
    NoLongerIn,
    RoleNotFound,
    SignedUpBefore,
    SignInForActivity,
    SignUpClosed,
    SignUpNotFound,
    Taking,
    TrainingNeeded,
)

TOLD_MOVED_UP, TOLD_REMINDER = "volunteer_moved_up", "volunteer_reminder"
BATCH = 500


def planned(activity_id: UUID) -> Activity:
    """A planned activity, locked. Refuses `ActivityNotFound`, `ActivityOver`."""
    row = locked(Activity.objects.filter(pk=activity_id)).first()
    if row is None:
        raise ActivityNotFound
    if row.state != ActivityState.PLANNED:
        raise ActivityOver
    return row


def sign_up(
    *, activity_id: UUID, role_id: UUID, person: UUID | None, actor: Actor, now: datetime
) -> Taking:
    """Sign up for a role before the activity begins: in, or waiting if it is full. Refuses
    `SignInForActivity`, `ActivityOver`, `SignUpClosed`, `SignedUpBefore`, `MembersOnly`,
    `TrainingNeeded`, `InsuranceNeeded`, `RoleNotFound`, and `Clash` with what they signed up for.
    """
    if person is None:
        raise SignInForActivity
    with transaction():
        volunteer = lock_volunteer(person)
        row = planned(activity_id)
        if now >= row.starts_at:
            raise SignUpClosed
        return Taking(join(row, role_id, volunteer, actor, now).taking)


def join(row: Activity, role_id: UUID, volunteer: Volunteer, actor: Actor, now: datetime) -> SignUp:
    """Take somebody into a role, or let them wait. The caller has locked volunteer and activity."""
    role = ActivityRole.objects.filter(pk=role_id, activity=row).first()
    if role is None:
        raise RoleNotFound
    before = SignUp.objects.filter(activity=row, identity_id=volunteer.pk).first()
    if before is not None and before.taking in LIVE:
        raise SignedUpBefore
    _may_take_part(row, volunteer)
    _no_clash(row, volunteer.pk)
    made = before or SignUp(id=new_id(), activity=row, identity_id=volunteer.pk)
    free = not role.places or role.taken < role.places
    made.role, made.at = role, now
    made.taking = Taking.IN if free else Taking.WAITING
    made.waiting_since = None if free else now
    made.save()
    if free:
        _count(role.pk, 1)
    note("signed_up", row, actor, now, sign_up=str(made.pk), waiting=not free)
    return made


def _count(role_id: UUID, step: int) -> None:
    ActivityRole.objects.filter(pk=role_id).update(taken=F("taken") + step)


def _may_take_part(row: Activity, volunteer: Volunteer) -> None:
    if row.members_only and not selectors.is_member(volunteer.pk, row.organisation_id):
        raise MembersOnly
    if not selectors.activity_kind(row.kind, row.revision).risky:
        return
    if volunteer.trained_on is None:
        raise TrainingNeeded
    last = local(row.ends_at).date()
    if volunteer.insured_until is None or volunteer.insured_until < last:
        raise InsuranceNeeded


def _no_clash(row: Activity, person: UUID) -> None:
    others = SignUp.objects.filter(
        identity_id=person, taking__in=LIVE, activity__state=ActivityState.PLANNED
    ).exclude(activity=row)
    spans = [
        (one.activity, one.activity.starts_at, one.activity.ends_at)
        for one in others.select_related("activity").order_by("activity__starts_at")
    ]
    found = first_clash((row.starts_at, row.ends_at), spans)
    if found is not None:
        raise Clash(title=found.title, when=f"{local(found.starts_at):%m-%d %H:%M}")


def withdraw(*, activity_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """Out again, at any time until one has checked in or it is closed; nothing is noted against
    anybody. Whoever waited longest for that role moves up and is told. Refuses `NoLongerIn`."""
    with transaction():
        lock_volunteer(person)
        row = planned(activity_id)
        one = SignUp.objects.filter(activity=row, identity_id=person, taking__in=LIVE).first()
        if one is None or one.checked_in_at is not None:
            raise NoLongerIn
        _out(row, one, actor, now)


def _out(row: Activity, one: SignUp, actor: Actor, now: datetime) -> None:
    was_in = one.taking == Taking.IN
    one.taking, one.waiting_since, one.reminded_at = Taking.WITHDRAWN, None, None
    one.save(update_fields=["taking", "waiting_since", "reminded_at"])
    note("withdrawn", row, actor, now, sign_up=str(one.pk))
    if was_in:
        _count(one.role_id, -1)
        move_up(row, one.role_id, actor, now)


def move_up(row: Activity, role_id: UUID, actor: Actor, now: datetime) -> int:
    """Let those who wait longest take what is free, while it can still be of use to them. The
    caller has locked the activity. Returns how many moved up."""
    if now >= row.ends_at:
        return 0
    role = ActivityRole.objects.get(pk=role_id)
    free = role.places - role.taken if role.places else BATCH
    waiting = SignUp.objects.filter(role_id=role_id, taking=Taking.WAITING)
    chosen = list(waiting.order_by("waiting_since", "pk")[: max(free, 0)])
    for one in chosen:
        one.taking, one.waiting_since = Taking.IN, None
        one.save(update_fields=["taking", "waiting_since"])
        _count(role_id, 1)
        tell(TOLD_MOVED_UP, row, one.identity_id, now)
        note("moved_up", row, actor, now, sign_up=str(one.pk))
    return len(chosen)


def sign_up_for(
    *,
    activity_id: UUID,
    role_id: UUID,
    name: str,
    phone: str,
    actor: Actor,
    now: datetime,
) -> Taking:
    """The leader signs up somebody who has no phone at hand, also while it is on. Refuses as
    `sign_up`, and what people say of a name or a number."""
    with transaction():
        person = people.remember(name=name, phone=phone, actor=actor, now=now)
        volunteer = lock_volunteer(person)
        row = led_activity(activity_id, actor)
        return Taking(join(row, role_id, volunteer, actor, now).taking)


def release(*, sign_up_id: UUID, actor: Actor, now: datetime) -> None:
    """The leader takes somebody off the list who said that they do not come: the next moves up.
    Refuses `SignUpNotFound`, `NoLongerIn`."""
    with transaction():
        activity_id = (
            SignUp.objects.filter(pk=sign_up_id).values_list("activity_id", flat=True).first()
        )
        if activity_id is None:
            raise SignUpNotFound
        row = led_activity(activity_id, actor)
        one = SignUp.objects.get(pk=sign_up_id)
        if one.taking not in LIVE or one.checked_in_at is not None:
            raise NoLongerIn
        _out(row, one, actor, now)


def remind(now: datetime) -> int:
    """Tell those who come tomorrow, each once; who signed up within the hour knows. Returns how
    many were told. Any number of workers may call it."""
    due = SignUp.objects.filter(
        taking=Taking.IN,
        reminded_at__isnull=True,
        at__lte=now.replace(minute=0, second=0, microsecond=0),
        activity__state=ActivityState.PLANNED,
        activity__starts_at__gt=now,
        activity__starts_at__lte=now + REMIND_BEFORE,
    )
    with transaction():
        chosen = list(
            locked(due.select_related("activity").order_by("activity__starts_at", "pk"),
                   skip_locked=True)[:BATCH]
        )  # fmt: skip
        for one in chosen:
            one.reminded_at = now
            one.save(update_fields=["reminded_at"])
            tell(TOLD_REMINDER, one.activity, one.identity_id, now)
    return len(chosen)


def erase_sign_ups(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """Forget whose parts these were; who was still to come makes room for the next."""
    with transaction():
        rows = SignUp.objects.filter(identity_id=identity_id)
        live = rows.filter(taking__in=LIVE, checked_in_at__isnull=True)
        for one in list(live.order_by("activity_id")):
            row = locked(Activity.objects.filter(pk=one.activity_id)).get()
            if row.state == ActivityState.PLANNED:
                _out(row, one, actor, now)
        return rows.update(identity=None)
