"""Webhooks: set up, told of what happened, in order, signed, tried again.

The trail is what was told: it has a line for every change, written with it, so that taking in a
report or doing a step costs nothing for webhooks. A job reads on from the last line that a webhook
was told of and writes down what it is to be sent; what it sends holds ids and codes only.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from linli.jobs.services import enqueue
from linli.kernel import cipher, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.registry import search_results
from linli.messaging import ports, rules, selectors
from linli.messaging.models import Hook, HookDelivery
from linli.messaging.terms import (
    EVENTS,
    HookMade,
    HookNotFound,
    Undelivered,
    WrongHook,
)
from linli.organisations import selectors as organisations

SECRET, ADDRESS = "messaging.hook_secret", "messaging.hook_address"
BATCH = 500
BOTH = timedelta(days=1)  # how long the old secret signs as well
HOLD = timedelta(minutes=5)
KEPT = timedelta(days=30)
MOST_AT_ONCE = 50


def add_hook(
    *, name: str, address: str, events: Sequence[str], actor: Actor, now: datetime
) -> HookMade:
    """A program at `address` is told from now on of those `events` (values of `EVENTS`) whose
    subjects the actor may see. Needs `messaging.manage`; refuses `WrongHookAddress`, `WrongHook`.
    """
    actor.require(selectors.MANAGE)
    if actor.account_id is None:
        raise NotAllowed(verb=selectors.MANAGE)
    if not name.strip() or len(name.strip()) > 60:
        raise WrongHook(field="name")
    if not events or not set(events) <= set(EVENTS.values()):
        raise WrongHook(field="events")
    checked = rules.check_hook(address, settings.LINLI_WEBHOOKS)
    secret = secrets.token_urlsafe(32)
    with transaction():
        row = Hook.objects.create(
            name=name.strip(),
            address_sealed=cipher.seal(checked, purpose=ADDRESS),
            host=urlsplit(checked).netloc[:120],
            events=sorted(set(events)),
            account_id=actor.account_id,
            secret_sealed=cipher.seal(secret, purpose=SECRET),
            told_up_to=trail.newest(),
            made_at=now,
        )
        _note("messaging.hook_added", row.pk, actor, now, {"host": row.host})
    return HookMade(row.pk, secret)


def switch_hook(*, hook_id: UUID, active: bool, actor: Actor, now: datetime) -> None:
    """Off: nothing is sent, and what happens meanwhile is not told later. Needs
    `messaging.manage`."""
    with transaction():
        row = _mine(hook_id, actor)
        newest = {"told_up_to": trail.newest()} if active and not row.active else {}
        Hook.objects.filter(pk=hook_id).update(active=active, **newest)
        _note("messaging.hook_switched", hook_id, actor, now, {"active": active})


def new_secret(*, hook_id: UUID, actor: Actor, now: datetime) -> HookMade:
    """Another secret; for a day the old one signs as well. Needs `messaging.manage`."""
    secret = secrets.token_urlsafe(32)
    with transaction():
        row = _mine(hook_id, actor)
        Hook.objects.filter(pk=hook_id).update(
            secret_sealed=cipher.seal(secret, purpose=SECRET),
            old_sealed=row.secret_sealed,
            old_until=now + BOTH,
        )
        _note("messaging.hook_secret", hook_id, actor, now, {})
    return HookMade(hook_id, secret)


def retry_hook(*, hook_id: UUID, actor: Actor, now: datetime) -> None:
    """Send at once what was given up or waits. Needs `messaging.manage`."""
    with transaction():
        _mine(hook_id, actor)
        HookDelivery.objects.filter(hook_id=hook_id).exclude(state="sent").update(
            state="waiting", next_at=now, attempts=0
        )
        _soon(hook_id, now, now)
        _note("messaging.hook_retried", hook_id, actor, now, {})


def _mine(hook_id: UUID, actor: Actor) -> Hook:
    """One's own, or anybody's for who sees all deliveries."""
    actor.require(selectors.MANAGE)
    row = locked(Hook.objects.filter(pk=hook_id)).first()
    if row is None or not (row.account_id == actor.account_id or actor.may("messaging.see")):
        raise HookNotFound
    return row


def _note(name: str, hook_id: UUID, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    trail.record(name, actor=actor, now=now, subject=("hook", hook_id), data=data)


# --- by the clock ---------------------------------------------------------------------------------


def gather_hooks(now: datetime) -> int:
    """Write down what every webhook is to be told next, and have it sent; how much it is."""
    hooks = list(Hook.objects.filter(active=True))
    if not hooks:
        return 0
    begin = min(hook.told_up_to for hook in hooks)
    lines, upto = trail.settled_since(begin, EVENTS, BATCH)
    count = sum(_tell(hook.pk, lines, upto, now) for hook in hooks)
    waiting = HookDelivery.objects.filter(state="waiting", next_at__lte=now, hook__active=True)
    for hook_id in waiting.values_list("hook_id", flat=True).distinct():
        _soon(hook_id, now, now)
    return count


def _tell(hook_id: UUID, lines: Sequence[TrailLine], upto: int, now: datetime) -> int:
    with transaction():
        hook = locked(Hook.objects.filter(pk=hook_id)).get()
        mine = [
            line
            for line in lines
            if line.number > hook.told_up_to and EVENTS[line.name] in hook.events
        ]
        seen = _seen(hook.account_id, mine, now)
        HookDelivery.objects.bulk_create(
            HookDelivery(
                hook_id=hook_id, number=line.number, body=_body(line), next_at=now, made_at=now
            )
            for line in mine
            if line.subject_id in seen
        )
        if upto > hook.told_up_to:
            Hook.objects.filter(pk=hook_id).update(told_up_to=upto)
    return sum(line.subject_id in seen for line in mine)


def _seen(account_id: UUID, lines: Sequence[TrailLine], now: datetime) -> set[UUID]:
    """Those of the subjects that the webhook's account may see today."""
    if not lines:
        return set()
    actor = organisations.actor_for(account_id, via="job", now=now)
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for line in lines:
        if line.subject_id is not None:
            by_kind[line.subject_kind].add(line.subject_id)
    found: set[UUID] = set()
    for kind, ids in by_kind.items():
        show = search_results.find(kind)
        found |= set(show(actor, tuple(ids))) if show else set()
    return found


def _body(line: TrailLine) -> dict[str, Any]:
    return {
        "event": EVENTS[line.name],
        "number": line.number,
        "at": line.at.isoformat(),
        "subject": {"kind": line.subject_kind, "id": str(line.subject_id)},
        "data": {key: value for key, value in line.data.items() if key != "digest"},
    }


def _soon(hook_id: UUID, at: datetime, now: datetime) -> None:
    key = f"messaging.hook:{hook_id}"
    enqueue("messaging.hook", {"hook": str(hook_id)}, now=now, run_at=at, key=key)


def send_hook(hook_id: UUID, now: datetime) -> int:
    """Post what waits for one webhook, the oldest first; the first failure stops it until its
    time has come. What was given up stays to be seen and retried, and the next goes on. Returns how
    many went out.
    """
    free = Hook.objects.filter(Q(held_until=None) | Q(held_until__lt=now), pk=hook_id, active=True)
    if not free.update(held_until=now + HOLD):
        return 0
    sent = 0
    try:
        while sent < MOST_AT_ONCE and _send_next(hook_id, now):
            sent += 1
    finally:
        Hook.objects.filter(pk=hook_id).update(held_until=None)
    upcoming = HookDelivery.objects.filter(hook_id=hook_id, state="waiting").order_by("number")
    at = upcoming.values_list("next_at", flat=True).first()
    if at is not None:
        _soon(hook_id, max(at, now), now)
    return sent


def _send_next(hook_id: UUID, now: datetime) -> bool:
    waiting = HookDelivery.objects.filter(hook_id=hook_id, state="waiting").order_by("number")
    row = waiting.first()
    if row is None or row.next_at is None or row.next_at > now:
        return False
    hook = Hook.objects.get(pk=hook_id)
    mine = HookDelivery.objects.filter(pk=row.pk)
    body = json.dumps({"id": str(row.pk), **row.body}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "linli",
        "Linli-Event": str(row.body["event"]),
        "Linli-Delivery": str(row.pk),
        "Linli-Signature": rules.signature(_secrets(hook, now), body, now),
    }
    try:
        ports.hook(cipher.unseal(hook.address_sealed, purpose=ADDRESS), body, headers)
    except Undelivered as error:
        wait = rules.back_off(row.attempts + 1)
        mine.update(
            attempts=row.attempts + 1,
            error=error.reason[:80],
            state="waiting" if wait else "gave_up",
            next_at=now + wait if wait else None,
        )
        return False
    mine.update(state="sent", next_at=None, sent_at=now, error="", attempts=row.attempts + 1)
    return True


def _secrets(hook: Hook, now: datetime) -> list[str]:
    found = [cipher.unseal(hook.secret_sealed, purpose=SECRET)]
    if hook.old_sealed is not None and hook.old_until is not None and now < hook.old_until:
        found.append(cipher.unseal(hook.old_sealed, purpose=SECRET))
    return found


def forget_hooks(now: datetime) -> int:
    """Drop what was sent or given up more than 30 days ago; returns how many."""
    old = HookDelivery.objects.filter(made_at__lt=now - KEPT).exclude(state="waiting")
    return old.delete()[0]
