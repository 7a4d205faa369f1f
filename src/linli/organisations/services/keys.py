"""Keys for programs: issued by those who answer for it, used, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import rates, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.kernel.texts import clean
from linli.organisations import rules, selectors
from linli.organisations.models import ApiKey, ApiKeyDuty
from linli.organisations.terms import (
    ISSUE,
    KEY_PREFIX,
    LONGEST_KEY_NAME,
    MANAGE_KEYS,
    MOST_A_MINUTE,
    MOST_DAYS,
    BadExpiry,
    BadKey,
    BadKeyName,
    BadRate,
    Issued,
    KeyDuty,
    NoSuchKey,
    NotYoursToGive,
)

NOTED = timedelta(minutes=1)  # how exactly the last use is known


def issue_key(
    *,
    name: str,
    duties: Sequence[KeyDuty] = (),
    organisation_id: UUID | None = None,
    days: int = 365,
    per_minute: int = 120,
    actor: Actor,
    now: datetime,
) -> Issued:
    """Make a key that acts as `actor`, with some of the duties that the actor holds now, each at
    its own place or at an area inside it. Needs `api.issue`; `api.manage` alone issues keys without
    any duty (they read what is public and hand in reports as a resident does). `organisation_id`
    names the unit that uses it. Refuses `BadKeyName`, `BadExpiry`, `BadRate`, `NotYoursToGive`.
    """
    may = actor.may(ISSUE) or (actor.may(MANAGE_KEYS) and not duties)
    if not may or actor.account_id is None:
        raise NotAllowed(verb=ISSUE)
    said = clean(name, LONGEST_KEY_NAME, "name", refusal=BadKeyName)
    if not said:
        raise BadKeyName(field="name", limit=LONGEST_KEY_NAME)
    if not 1 <= days <= MOST_DAYS:
        raise BadExpiry(field="days", days=MOST_DAYS)
    if not 1 <= per_minute <= MOST_A_MINUTE:
        raise BadRate(field="per_minute", most=MOST_A_MINUTE)
    if organisation_id is not None:
        selectors.unit_by_id(organisation_id)
    if any(not rules.narrowed(actor.grants, [selectors.carried(one)]) for one in duties):
        raise NotYoursToGive(field="duties")
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    with transaction():
        row = ApiKey.objects.create(
            name=said,
            digest=digest(secret),
            hint=secret[: len(KEY_PREFIX) + 5],
            account_id=actor.account_id,
            organisation_id=organisation_id,
            per_minute=per_minute,
            issued_at=now,
            expires_at=now + timedelta(days=days),
        )
        ApiKeyDuty.objects.bulk_create(
            ApiKeyDuty(
                key=row, duty=one.duty, area_id=one.area_id, organisation_id=one.organisation_id
            )
            for one in dict.fromkeys(duties)
        )
        trail.record(
            "api.key_issued",
            actor=actor,
            now=now,
            subject=("api_key", row.pk),
            data={"duties": sorted({one.duty for one in duties}), "days": days},
        )
    return Issued(row.pk, secret)


def revoke_key(*, key_id: UUID, actor: Actor, now: datetime) -> None:
    """End a key at once: one's own with `api.issue`, anybody's with `api.manage`. Revoking twice is
    no fault. Refuses `NoSuchKey`.
    """
    if not actor.may(ISSUE):
        actor.require(MANAGE_KEYS)
    with transaction():
        row = locked(ApiKey.objects.filter(pk=key_id)).first()
        if row is None or not (actor.may(MANAGE_KEYS) or row.account_id == actor.account_id):
            raise NoSuchKey
        if row.revoked_at is None:
            ApiKey.objects.filter(pk=key_id).update(revoked_at=now, revoked_by=actor.account_id)
            trail.record("api.key_revoked", actor=actor, now=now, subject=("api_key", key_id))


def use_key(secret: str, *, now: datetime) -> Actor:
    """The actor of a key: its account, with those of the key's duties that the account holds
    today. Every line that it causes says `via="api"`. Refuses `BadKey`, and `TooMany` past its
    rate. Five statements; six once a minute.
    """
    row = ApiKey.objects.filter(digest=digest(secret), revoked_at=None).first()
    if row is None or row.expires_at <= now:
        raise BadKey
    rates.spend("api", str(row.pk), limit=row.per_minute, seconds=60, now=now)
    account = selectors.actor_for(row.account_id, via="api", now=now)
    if account.account_id is None:
        raise BadKey
    if row.last_used_at is None or now - row.last_used_at > NOTED:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    carried = selectors.duties_of_key(row.pk)
    return Actor(
        kind="staff",
        account_id=account.account_id,
        name=account.name,
        grants=rules.narrowed(account.grants, carried),
        via="api",
    )


def digest(secret: str) -> str:
    """Of a key drawn from 256 bits of chance: nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
