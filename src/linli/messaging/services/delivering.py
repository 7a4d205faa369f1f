"""Sending what waits over the outside channels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from linli.jobs.services import enqueue
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.messaging import ports, rules, selectors
from linli.messaging.models import ChannelSetting, Delivery, Mailbox, Notice
from linli.messaging.terms import DeliveryNotFound, NothingToRetry, Undelivered
from linli.people import selectors as people
from linli.people.services import reveal

BATCH = 20
MOST_FOR_A_GROUP = 500  # become one message
_MORE = "另有 {count} 条，请登录查看。"  # robots speak Chinese, as the templates do to them
HOLD = timedelta(minutes=2)  # how long one attempt may take before another worker tries
KEPT = timedelta(days=90)
MAILBOX_KEPT = timedelta(days=2)


def enqueue_delivery(target: str, at: datetime, now: datetime) -> None:
    """Have one channel (its id, or "sms") looked after at that time."""
    enqueue(
        "messaging.deliver",
        {"target": target},
        now=now,
        run_at=at,
        key=f"messaging.deliver:{target}",
    )


def deliver(target: str, now: datetime) -> int:
    """Send what is due over one channel (its id, or "sms"); returns how many went out. A failure
    leaves the rest waiting, with a back-off; what was given up stays to be seen and retried.
    """
    rows = _hold(target, now)
    sent = 0
    if target == "sms":
        for row in rows:
            sent += _attempt([row], _send_sms, now)
    elif rows:
        sent = _attempt(rows, _send_group, now)
    upcoming = (
        _of_target(target)
        .filter(state="waiting")
        .order_by("next_at")
        .values_list("next_at", flat=True)
    ).first()
    if upcoming is not None:
        enqueue_delivery(target, max(upcoming, now), now)
    return sent


def _of_target(target: str) -> QuerySet[Delivery]:
    if target == "sms":
        return Delivery.objects.filter(channel__isnull=True)
    return Delivery.objects.filter(channel_id=UUID(target))


def _hold(target: str, now: datetime) -> list[Delivery]:
    """Take what is due, so that nobody else sends it meanwhile."""
    with transaction():
        due = _of_target(target).filter(state="waiting", next_at__lte=now)
        most = BATCH if target == "sms" else MOST_FOR_A_GROUP
        rows = list(locked(due.order_by("made_at", "id"), skip_locked=True)[:most])
        Delivery.objects.filter(pk__in=[row.id for row in rows]).update(next_at=now + HOLD)
    return rows


def _attempt(
    rows: list[Delivery], send: Callable[[list[Delivery], datetime], None], now: datetime
) -> int:
    mine = Delivery.objects.filter(pk__in=[row.id for row in rows], state="waiting")
    try:
        send(rows, now)
    except Undelivered as error:
        for row in rows:
            wait = rules.back_off(row.attempts + 1)
            Delivery.objects.filter(pk=row.id, state="waiting").update(
                attempts=row.attempts + 1,
                error=error.reason[:80],
                state="waiting" if wait else "gave_up",
                next_at=now + wait if wait else None,
            )
        return 0
    mine.update(state="sent", next_at=None, sent_at=now, error="")
    return len(rows)


def _send_group(rows: list[Delivery], now: datetime) -> None:
    """All that is due for one group, as one message."""
    channel = ChannelSetting.objects.get(pk=cast("UUID", rows[0].channel_id))
    if not channel.active:
        raise Undelivered("channel switched off")
    lines = [_line(row) for row in rows]
    text = rules.one_message(lines, _MORE)
    address, secret = selectors.open_address(channel)
    if channel.kind == "mail":
        ports.send_mail(address, lines[0].splitlines()[0], text)
    else:
        ports.robot(channel.kind, address, text, secret=secret, now=now)


def _line(row: Delivery) -> str:
    kind = selectors.template(row.template)
    title, text = rules.fill(kind.title.zh, row.data), rules.fill(kind.text.zh, row.data)
    link = f" {settings.LINLI_ADDRESS}{row.url}" if row.url and settings.LINLI_ADDRESS else ""
    return f"{title} {text}{link}".strip()


def _send_sms(rows: list[Delivery], now: datetime) -> None:
    (row,) = rows
    kind = selectors.template(row.template)
    to_id = cast("UUID", row.to_id)
    if row.template == "sign_in_code":
        code = people.code_to_send(to_id, now=now)
        if code is None:
            return  # used or worn out: nobody waits for it any more
        ports.send_sms(code.phone, rules.fill(kind.text.zh, {"code": code.code}), now=now)
        return
    try:
        phone = reveal(
            identity_id=to_id, purpose="发送通知短信", target=Target(), actor=SYSTEM, now=now
        ).phone
    except Refused as error:  # erased since
        raise Undelivered(error.code) from error
    if not phone:
        raise Undelivered("no phone")
    ports.send_sms(phone, rules.fill(kind.text.zh, row.data), now=now)


def retry_delivery(*, delivery_id: UUID, actor: Actor, now: datetime) -> None:
    """Try a message that was given up, or waits after a failure, again at once. Needs
    `messaging.see`; refuses `NothingToRetry`.
    """
    actor.require("messaging.see")
    with transaction():
        row = locked(Delivery.objects.filter(pk=delivery_id)).first()
        if row is None:
            raise DeliveryNotFound
        if row.state == "sent" or (row.state == "waiting" and not row.error):
            raise NothingToRetry
        Delivery.objects.filter(pk=row.pk).update(state="waiting", next_at=now, attempts=0)
        enqueue_delivery(str(row.channel_id or "sms"), now, now)
        trail.record("messaging.retried", actor=actor, now=now, subject=("delivery", row.pk))


def sweep(now: datetime) -> int:
    """Enqueue what is overdue although no job waits for it; returns how many channels."""
    overdue = Delivery.objects.filter(state="waiting", next_at__lte=now)
    channels: Iterable[UUID | None] = overdue.values_list("channel_id", flat=True)[:1000]
    targets = {"sms" if one is None else str(one) for one in channels}
    for target in sorted(targets):
        enqueue_delivery(target, now, now)
    return len(targets)


def forget_old(now: datetime) -> int:
    """Drop notices and finished deliveries after 90 days, the mailbox after two; counts them."""
    notices, _ = Notice.objects.filter(made_at__lt=now - KEPT).delete()
    deliveries, _ = (
        Delivery.objects.filter(made_at__lt=now - KEPT).exclude(state="waiting").delete()
    )
    texts, _ = Mailbox.objects.filter(at__lt=now - MAILBOX_KEPT).delete()
    return notices + deliveries + texts
