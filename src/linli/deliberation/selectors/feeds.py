"""What stands in somebody's calendar: their gatherings, and what they have to call together."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.deliberation.models import Feed, Gathering, RollEntry
from linli.deliberation.selectors.gatherings import mine_on_roll, seen
from linli.deliberation.selectors.owing import convened_by, due_soon
from linli.deliberation.terms import (
    AHEAD,
    BACK,
    CalendarItem,
    Due,
    FeedNotFound,
    FeedRow,
    GatheringNotFound,
    State,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import local, midnight
from linli.organisations import selectors as organisations

SHOWN = (State.CALLED, State.OPEN, State.HELD, State.DROPPED)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def items(
    actor: Actor, *, since: datetime, until: datetime, now: datetime
) -> tuple[CalendarItem, ...]:
    """One's own gatherings in [since, until) by time, then what one has to call together and what
    is due by then and is not planned. Their number of statements does not grow."""
    own = RollEntry.objects.filter(mine_on_roll(actor, None)).values("gathering_id")
    convened = convened_by(actor)
    rows = Gathering.objects.filter(
        Q(pk__in=own) | Q(body_id__in=[one.pk for one in convened]),
        rehearsal=False,
        state__in=SHOWN,
        meets_at__gte=since,
        meets_at__lt=until,
    )
    found = [_meeting(one) for one in rows.select_related("body").order_by("meets_at", "pk")]
    first, last = local(since).date(), local(until).date()
    days = max((last - local(now).date()).days, 0)
    dues = due_soon(convened, now=now, days=days) if convened else ()
    return (*found, *(_due(one, now) for one in dues if first <= one.period.last < last))


def wanted(actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """(title, path, body) of what procedures wait for this actor to call together, oldest first, at
    most 20. Two statements."""
    convened = convened_by(actor, every=False)
    rows = Gathering.objects.filter(body__in=convened, state=State.WANTED)
    listed = rows.select_related("body").order_by("wanted_at", "pk")[:20] if convened else ()
    return tuple((one.title, f"/gatherings/{one.pk}", one.body.name) for one in listed)


def _meeting(row: Gathering) -> CalendarItem:
    assert row.meets_at is not None
    return CalendarItem(
        id=f"gathering-{row.pk}",
        title=row.title,
        about=row.body.name,
        place=row.place,
        path=f"/gatherings/{row.pk}",
        changed=row.called_at or row.wanted_at,
        at=row.meets_at,
        off=row.state == State.DROPPED,
    )


def _due(one: Due, now: datetime) -> CalendarItem:
    return CalendarItem(
        id=f"due-{one.body_id}-{one.kind}-{one.period.key}",
        title=_("要开：%(kind)s") % {"kind": one.name},
        about=one.body,
        place="",
        path=reverse("owed-body", args=[one.body_id]),
        changed=now,
        day=one.period.last,
    )


def item(actor: Actor, gathering_id: UUID, *, person: UUID | None = None) -> CalendarItem:
    """One gathering, for those who may see it. Refuses `GatheringNotFound`, also where it has no
    time yet."""
    row = seen(actor, person).filter(pk=gathering_id, meets_at__isnull=False).first()
    if row is None:
        raise GatheringNotFound
    return _meeting(row)


def feed_of(account_id: UUID) -> FeedRow | None:
    row = Feed.objects.filter(account_id=account_id).first()
    return FeedRow(row.pk, row.made_at) if row else None


def feed(secret: str, *, now: datetime) -> tuple[CalendarItem, ...]:
    """What stands behind a secret address, with the posts that its owner holds now. Refuses
    `FeedNotFound`, also for an account that was closed."""
    row = Feed.objects.filter(digest=digest_of(secret)).first()
    if row is None:
        raise FeedNotFound
    actor = organisations.actor_for(row.account_id, via="calendar", now=now)
    if not actor.is_staff:
        raise FeedNotFound
    return items(actor, since=midnight(local(now - BACK).date()), until=now + AHEAD, now=now)
