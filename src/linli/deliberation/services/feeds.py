"""The secret address of one's own calendar."""

from __future__ import annotations

import secrets
from datetime import datetime

from linli.deliberation import selectors
from linli.deliberation.models import Feed
from linli.deliberation.terms import FeedNotFound
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import NotAllowed


def new_feed(*, actor: Actor, now: datetime) -> str:
    """Make the address of one's own calendar and end the one before. Returns its secret part, which
    nobody can read again: only a digest is kept."""
    if actor.account_id is None:
        raise NotAllowed
    secret = secrets.token_urlsafe(32)
    with transaction():
        row, _made = Feed.objects.update_or_create(
            account_id=actor.account_id,
            defaults={"digest": selectors.digest_of(secret), "made_at": now},
        )
        trail.record(
            "deliberation.feed_made", actor=actor, now=now, subject=("feed", row.pk), data={}
        )
    return secret


def end_feed(*, actor: Actor, now: datetime) -> None:
    """The address answers nobody any more. Refuses `FeedNotFound`."""
    if actor.account_id is None:
        raise NotAllowed
    with transaction():
        row = Feed.objects.filter(account_id=actor.account_id).first()
        if row is None:
            raise FeedNotFound
        trail.record(
            "deliberation.feed_ended", actor=actor, now=now, subject=("feed", row.pk), data={}
        )
        row.delete()
