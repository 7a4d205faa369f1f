"""Reads of who takes part: one activity's page, one's own part, calendars, and figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from linli.files import selectors as files
from linli.kernel.actor import Actor
from linli.kernel.fields import within
from linli.people import selectors as people
from linli.people.terms import MaskedPerson
from linli.volunteering.models import Activity, SignUp, Volunteer
from linli.volunteering.rules.activities import window
from linli.volunteering.selectors.activities import (
    activity_rows,
    desk_activity_row,
    series_defined,
)
from linli.volunteering.selectors.teams import may_lead
from linli.volunteering.terms import (
    ACTIVITY,
    FEED_AHEAD,
    FEED_BACK,
    LEAD,
    LIVE,
    ActivityNotFound,
    ActivityPage,
    ActivityRow,
    ActivityState,
    HowKnown,
    MySignUp,
    SignUpRow,
    Taking,
)

MOST_MINE = 100


def public_activity(
    activity_id: UUID, *, now: datetime, person: UUID | None = None
) -> ActivityPage:
    """What anybody may read of an activity; `person` sees their own part."""
    row = Activity.objects.filter(pk=activity_id).first()
    if row is None:
        raise ActivityNotFound
    return _page(row, now, person)


def _page(row: Activity, now: datetime, person: UUID | None) -> ActivityPage:
    shown = activity_rows([row])[0]
    held = window(row.starts_at, row.ends_at)
    mine = (
        SignUp.objects.filter(activity=row, identity=person).select_related("role").first()
        if person
        else None
    )
    planned = row.state == ActivityState.PLANNED
    return ActivityPage(
        row=shown,
        words=row.words,
        reason=row.reason,
        thanks=row.thanks,
        window=held,
        open=planned and now < row.starts_at,
        coded=planned and held.holds(now),
        pictures=tuple(one.id for one in files.of_owner(ACTIVITY, row.pk)),
        mine=_mine(mine, shown, row.thanks) if mine else None,
    )


def position_of(one: SignUp) -> int:
    """The place in the waiting list of its role, from 1; 0 for who does not wait."""
    if one.taking != Taking.WAITING:
        return 0
    return (
        SignUp.objects.filter(role_id=one.role_id, taking=Taking.WAITING)
        .filter(
            Q(waiting_since__lt=one.waiting_since)
            | Q(waiting_since=one.waiting_since, pk__lt=one.pk)
        )
        .count()
        + 1
    )


def _mine(one: SignUp, row: ActivityRow, thanks: str) -> MySignUp:
    return MySignUp(
        id=one.pk,
        activity=row,
        role=one.role.name,
        taking=Taking(one.taking),
        position=position_of(one),
        checked_in_at=one.checked_in_at,
        checked_out_at=one.checked_out_at,
        how=HowKnown(one.how),
        thanks=thanks if one.taking == Taking.CAME else "",
    )


def my_activities(person: UUID, *, past: bool = False) -> tuple[MySignUp, ...]:
    """One's own: what is to come by time, or what was, newest first; at most 100."""
    rows = SignUp.objects.filter(identity_id=person).select_related("activity", "role")
    if past:
        rows = rows.exclude(taking__in=LIVE).exclude(taking=Taking.WITHDRAWN)
        rows = rows.order_by("-activity__starts_at", "pk")
    else:
        rows = rows.filter(taking__in=LIVE).order_by("activity__starts_at", "pk")
    listed = list(rows[:MOST_MINE])
    shown = activity_rows([one.activity for one in listed])
    return tuple(
        _mine(one, row, one.activity.thanks) for one, row in zip(listed, shown, strict=True)
    )


def desk_activity(actor: Actor, activity_id: UUID, *, now: datetime) -> ActivityPage:
    """The leader's: who signed up, who waits, who came; names masked. `ActivityNotFound` for those
    who may not see it."""
    row = desk_activity_row(actor, activity_id)
    page = _page(row, now, None)
    return ActivityPage(
        row=page.row,
        words=page.words,
        reason=page.reason,
        thanks=page.thanks,
        window=page.window,
        open=page.open,
        coded=page.coded,
        pictures=page.pictures,
        may_lead=may_lead(actor, row.organisation_id),
        people=_people(row, actor),
    )


def _people(row: Activity, actor: Actor) -> tuple[SignUpRow, ...]:
    listed = list(
        SignUp.objects.filter(activity=row)
        .exclude(taking=Taking.WITHDRAWN)
        .select_related("role")
        .order_by("role__number", "waiting_since", "at", "pk")
    )
    names = people.masked(one.identity_id for one in listed if one.identity_id)
    own = people.identity_of_account(actor.account_id) if actor.account_id else None
    found, queue = [], {one.role_id: 0 for one in listed}
    for one in listed:
        if one.taking == Taking.WAITING:
            queue[one.role_id] += 1
        found.append(_signed(one, names, queue[one.role_id], own))
    return tuple(found)


def _signed(
    one: SignUp, names: Mapping[UUID, MaskedPerson], position: int, own: UUID | None
) -> SignUpRow:
    shown = names.get(one.identity_id, MaskedPerson()) if one.identity_id else MaskedPerson()
    return SignUpRow(
        id=one.pk,
        identity_id=one.identity_id,
        name=shown.name,
        phone=shown.phone,
        role=one.role.name,
        taking=Taking(one.taking),
        position=position if one.taking == Taking.WAITING else 0,
        checked_in_at=one.checked_in_at,
        checked_out_at=one.checked_out_at,
        how=HowKnown(one.how),
        near=one.near,
        own=own is not None and one.identity_id == own,
    )


def may_see_activity_files(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001
    """Pictures of an activity are there for everybody, as the activity is."""
    return Activity.objects.filter(pk=owner_id).exists()


def sign_ups_of_person(person: UUID) -> list[dict[str, str]]:
    """What somebody signed up for, for their own copy."""
    rows = SignUp.objects.filter(identity_id=person).select_related("activity", "role")
    return [
        {
            "activity": one.activity.title,
            "role": one.role.name,
            "taking": one.taking,
            "at": one.at.isoformat(),
            "checked_in_at": one.checked_in_at.isoformat() if one.checked_in_at else "",
            "checked_out_at": one.checked_out_at.isoformat() if one.checked_out_at else "",
        }
        for one in rows.order_by("at")
    ]


# --- calendars ------------------------------------------------------------------------------------


def feed_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def team_feed(organisation_id: UUID, *, now: datetime) -> tuple[ActivityRow, ...]:
    """A team's calendar: everybody may have it."""
    rows = Activity.objects.filter(
        organisation_id=organisation_id,
        starts_at__gte=now - FEED_BACK,
        starts_at__lt=now + FEED_AHEAD,
    )
    return activity_rows(list(rows.order_by("starts_at", "pk")[:500]))


def feed_owner(secret: str) -> UUID:
    """Whose calendar has this secret address. Refuses `ActivityNotFound`."""
    row = Volunteer.objects.filter(feed_digest=feed_digest(secret)).first()
    if row is None:
        raise ActivityNotFound
    return row.identity_id


def person_feed(person: UUID, *, now: datetime) -> tuple[MySignUp, ...]:
    """What somebody signed up for, for their calendar."""
    listed = list(
        SignUp.objects.filter(
            identity_id=person,
            activity__starts_at__gte=now - FEED_BACK,
            activity__starts_at__lt=now + FEED_AHEAD,
        )
        .exclude(taking=Taking.WITHDRAWN)
        .select_related("activity", "role")
        .order_by("activity__starts_at", "pk")[:500]
    )
    shown = activity_rows([one.activity for one in listed])
    return tuple(_mine(one, row, "") for one, row in zip(listed, shown, strict=True))


def led_between(actor: Actor, since: datetime, until: datetime) -> tuple[ActivityRow, ...]:
    """What the actor's own organisations hold in [since, until), and what they signed up for
    themselves, by time; at most 50."""
    own = people.identity_of_account(actor.account_id) if actor.account_id else None
    mine = Q(organisation_id__in=actor.organisation_ids(LEAD))
    if own is not None:
        signed = SignUp.objects.filter(identity_id=own, taking=Taking.IN)
        mine |= Q(pk__in=signed.values("activity_id"))
    rows = Activity.objects.filter(
        mine, state=ActivityState.PLANNED, starts_at__gte=since, starts_at__lt=until
    )
    return activity_rows(list(rows.order_by("starts_at", "pk")[:50]))


# --- measures -------------------------------------------------------------------------------------


def activities_held(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: activities that began in [since, until) and were held, of those planned for it
    (called off ones too)."""
    rows = Activity.objects.filter(
        within("area_path", area_path), starts_at__gte=since, starts_at__lt=until
    )
    return rows.filter(state=ActivityState.CLOSED, came__gt=0).count(), rows.count()


def pupils_served(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: pupils served by activities that began in [since, until), and by how many."""
    rows = Activity.objects.filter(
        within("area_path", area_path),
        counts="pupils",
        state=ActivityState.CLOSED,
        starts_at__gte=since,
        starts_at__lt=until,
    )
    found = rows.aggregate(served=Sum("served"), n=Count("pk"))
    return found["served"] or 0, found["n"]


def series_run(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: series of the method in which something was held in [since, until), of all."""
    rows = Activity.objects.filter(
        within("area_path", area_path),
        state=ActivityState.CLOSED,
        starts_at__gte=since,
        starts_at__lt=until,
        series__in=list(series_defined()),
    )
    return rows.values("series").distinct().count(), len(series_defined())
