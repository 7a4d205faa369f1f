"""Being there: checking in and out by the code of the minute, entry by hand, closing, hours."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import F

from linli.jobs.services import enqueue
from linli.kernel import rates, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.distance import metres
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.points.terms import Grade
from linli.publicity import selectors as publicity
from linli.volunteering import selectors
from linli.volunteering.models import Activity, ActivityRole, SignUp
from linli.volunteering.rules.activities import code_at, code_good, stay, window
from linli.volunteering.services.activities import led_activity, note, tell
from linli.volunteering.services.hours import post_service
from linli.volunteering.services.signing import join, planned
from linli.volunteering.services.volunteers import lock_volunteer
from linli.volunteering.terms import (
    ACTIVITY,
    HAND_DAYS,
    MOST_HOURS,
    NEAR_ENOUGH,
    TRIES_AN_HOUR,
    ActivityNotFound,
    ActivityOver,
    ActivityState,
    AllTaken,
    CheckedInBefore,
    CodeNotTaken,
    HowKnown,
    NotCheckedIn,
    NotOverYet,
    OwnEntry,
    SignUpNotFound,
    Taking,
    TooFar,
    WrongCode,
    WrongStay,
)

POST_HOURS = "volunteering.post_hours"
TOLD_THANKS = "volunteer_thanks"
LONGEST_THANKS = 300
Point = tuple[float, float]


def code_of(*, activity_id: UUID, actor: Actor, now: datetime) -> str:
    """The six digits of this minute, for the leader's phone. Refuses `ActivityNotFound`,
    `ActivityOver`, `CodeNotTaken`."""
    row = Activity.objects.filter(pk=activity_id).first()
    if row is None or not selectors.may_lead(actor, row.organisation_id):
        raise ActivityNotFound
    if row.state != ActivityState.PLANNED:
        raise ActivityOver
    if not window(row.starts_at, row.ends_at).holds(now):
        raise CodeNotTaken
    return code_at(bytes(row.secret), now)


def _tried(person: UUID, row_id: UUID, now: datetime) -> None:
    """Six digits are not to be guessed: a dozen tries an hour, counted outside what is rolled
    back. Refuses `TooMany`."""
    rates.spend(
        "volunteering.code", f"{person}:{row_id}", limit=TRIES_AN_HOUR, seconds=3600, now=now
    )


def _code_taken(row: Activity, code: str, point: Point | None, now: datetime) -> bool | None:
    """Was the phone near, if it said where it is? Refuses `CodeNotTaken`, `WrongCode`, `TooFar`."""
    if not window(row.starts_at, row.ends_at).holds(now):
        raise CodeNotTaken
    if not code_good(bytes(row.secret), code, now):
        raise WrongCode(field="code")
    here = selectors.point_of(row)
    if point is None or here is None:
        return None
    away = metres(point, here)
    if away > NEAR_ENOUGH:
        raise TooFar(metres=away)
    return True


def check_in(
    *,
    activity_id: UUID,
    person: UUID,
    code: str,
    actor: Actor,
    now: datetime,
    point: Point | None = None,
) -> None:
    """By one's own wish, with the code that the leader's phone shows now. Who did not sign up and
    came takes a free place; `point` is only looked at, never kept. Refuses `WrongCode`,
    `CodeNotTaken`, `TooFar`, `CheckedInBefore`, `AllTaken`, `TooMany`, and as `sign_up`.
    """
    _tried(person, activity_id, now)
    with transaction():
        volunteer = lock_volunteer(person)
        row = planned(activity_id)
        near = _code_taken(row, code, point, now)
        one = SignUp.objects.filter(activity=row, identity_id=person).first()
        if one is not None and one.checked_in_at is not None:
            raise CheckedInBefore
        if one is None or one.taking == Taking.WITHDRAWN:
            one = join(row, _free_role(row), volunteer, actor, now)
        elif one.taking == Taking.WAITING:
            one.role_id, one.taking, one.waiting_since = _free_role(row), Taking.IN, None
            ActivityRole.objects.filter(pk=one.role_id).update(taken=F("taken") + 1)
        one.checked_in_at, one.how, one.near, one.taking = now, HowKnown.CODE, near, Taking.IN
        one.save()
        note("checked_in", row, actor, now, sign_up=str(one.pk))


def _free_role(row: Activity) -> UUID:
    """Refuses `AllTaken`."""
    for role in ActivityRole.objects.filter(activity=row).order_by("number"):
        if not role.places or role.taken < role.places:
            return role.pk
    raise AllTaken


def check_out(
    *,
    activity_id: UUID,
    person: UUID,
    code: str,
    actor: Actor,
    now: datetime,
    point: Point | None = None,
) -> None:
    """On leaving, with the code of that minute. Refuses `NotCheckedIn`, and as `check_in`."""
    _tried(person, activity_id, now)
    with transaction():
        row = planned(activity_id)
        _code_taken(row, code, point, now)
        one = locked(SignUp.objects.filter(activity=row, identity_id=person)).first()
        if (
            one is None
            or one.checked_in_at is None
            or one.checked_out_at is not None
            or now <= one.checked_in_at
        ):
            raise NotCheckedIn
        one.checked_out_at = now
        one.save(update_fields=["checked_out_at"])
        note("checked_out", row, actor, now, sign_up=str(one.pk))


# --- by hand, afterwards --------------------------------------------------------------------------


def enter(
    *,
    sign_up_id: UUID,
    came: bool,
    actor: Actor,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """The leader says that somebody came, from when until when, or did not: also for whom forgot to
    check out, up to two weeks after. Nobody says it of themselves. What was checked in and out by
    code stays. Refuses `SignUpNotFound`, `OwnEntry`, `WrongStay`, `CheckedInBefore`,
    `ActivityOver`.
    """
    with transaction():
        row, one = _entered(sign_up_id, actor, now)
        if one.checked_out_at is not None and (
            one.how == HowKnown.CODE or row.state == ActivityState.CLOSED
        ):
            raise CheckedInBefore
        if came:
            _stayed(row, one, since, until, now)
        else:
            one.checked_in_at = one.checked_out_at = None
            one.taking, one.how = Taking.ABSENT, HowKnown.NONE
        one.entered_by_id = actor.account_id
        one.save()
        note("entered", row, actor, now, sign_up=str(one.pk), came=came)
        if row.state == ActivityState.CLOSED:
            row.came = SignUp.objects.filter(activity=row, taking=Taking.CAME).count()
            row.save(update_fields=["came"])
            _to_hours(one, now)


def _entered(sign_up_id: UUID, actor: Actor, now: datetime) -> tuple[Activity, SignUp]:
    found = SignUp.objects.filter(pk=sign_up_id).values_list("activity_id", flat=True).first()
    row = locked(Activity.objects.filter(pk=found)).first() if found else None
    if row is None or not selectors.may_lead(actor, row.organisation_id):
        raise SignUpNotFound
    late = row.state == ActivityState.OFF or now > row.ends_at + HAND_DAYS or now < row.starts_at
    if late:
        raise ActivityOver
    one = locked(SignUp.objects.filter(pk=sign_up_id)).get()
    if one.identity_id is None or one.taking in (Taking.WITHDRAWN, Taking.WAITING, Taking.OFF):
        raise SignUpNotFound
    if actor.account_id is None or people.identity_of_account(actor.account_id) == one.identity_id:
        raise OwnEntry
    return row, one


def _stayed(
    row: Activity, one: SignUp, since: datetime | None, until: datetime | None, now: datetime
) -> None:
    begins, ends = since or row.starts_at, until or min(row.ends_at, now)
    held = window(row.starts_at, row.ends_at)
    if not (held.opens <= begins < ends <= min(held.closes, now)) or ends - begins > MOST_HOURS:
        raise WrongStay(field="until")
    one.checked_in_at, one.checked_out_at = begins, ends
    one.how = HowKnown.HAND
    one.taking = Taking.CAME if row.state == ActivityState.CLOSED else Taking.IN


# --- closing --------------------------------------------------------------------------------------


def close_activity(
    *, activity_id: UUID, served: int, thanks: str, actor: Actor, now: datetime
) -> int:
    """It is over: who checked in or was entered came, the others did not; how many were served; a
    word of thanks, to those who came. Each one's service goes to their hours by a job of its own,
    so that one that is refused keeps nobody else's. Returns how many came. Refuses `NotOverYet`,
    `ActivityOver`, `ActivityNotFound`.
    """
    words = publicity.preview(clean(thanks, LONGEST_THANKS, "thanks")).text[:LONGEST_THANKS]
    with transaction():
        row = led_activity(activity_id, actor)
        if now < row.ends_at:
            raise NotOverYet
        rows = SignUp.objects.filter(activity=row)
        rows.filter(taking=Taking.WAITING).update(taking=Taking.WITHDRAWN, waiting_since=None)
        signed = rows.filter(taking=Taking.IN)
        signed.filter(checked_in_at__isnull=True).update(taking=Taking.ABSENT)
        came = list(signed.filter(checked_in_at__isnull=False))
        signed.update(taking=Taking.CAME)
        row.state, row.closed_at, row.closed_by_id = ActivityState.CLOSED, now, actor.account_id
        row.served, row.thanks, row.came = served, words, len(came)
        row.save()
        for one in came:
            _to_hours(one, now)
            if words:
                tell(TOLD_THANKS, row, one.identity_id, now)
        note("activity_closed", row, actor, now, came=len(came), served=served)
    return len(came)


def _to_hours(one: SignUp, now: datetime) -> None:
    if one.checked_out_at is not None:
        enqueue(POST_HOURS, {"sign_up": str(one.pk)}, now=now, key=f"{POST_HOURS}:{one.pk}")


def post_hours(sign_up_id: UUID, now: datetime) -> None:
    """The worker's: one part becomes hours of service; again, it is the same record."""
    one = SignUp.objects.select_related("activity").get(pk=sign_up_id)
    row = one.activity
    if one.identity_id is None or one.checked_in_at is None or one.checked_out_at is None:
        return
    served = stay(one.checked_in_at, one.checked_out_at, row.starts_at, row.ends_at)
    if served is None:
        return
    by_hand = one.how == HowKnown.HAND
    post_service(
        person=one.identity_id,
        organisation_id=row.organisation_id,
        title=row.title,
        about=(ACTIVITY, row.pk),
        started_at=served[0],
        ended_at=served[1],
        grade=Grade.HONOUR if by_hand else Grade.CREDIT,
        confirmed_by=one.entered_by_id if by_hand else None,
        key=f"activity:{one.pk}",
        actor=SYSTEM,
        now=now,
    )


# --- calendars ------------------------------------------------------------------------------------


def new_person_feed(*, person: UUID, actor: Actor, now: datetime) -> str:
    """Make the address of one's own calendar and end the one before: its secret part, which nobody
    can read again."""
    secret = secrets.token_urlsafe(32)
    with transaction():
        row = lock_volunteer(person)
        row.feed_digest = selectors.feed_digest(secret)
        row.save(update_fields=["feed_digest"])
        trail.record(
            "volunteering.feed_made", actor=actor, now=now, subject=("volunteer", person), data={}
        )
    return secret


def end_person_feed(*, person: UUID, actor: Actor, now: datetime) -> None:
    """The address answers nobody any more."""
    with transaction():
        row = lock_volunteer(person)
        row.feed_digest = None
        row.save(update_fields=["feed_digest"])
        trail.record(
            "volunteering.feed_ended", actor=actor, now=now, subject=("volunteer", person), data={}
        )
