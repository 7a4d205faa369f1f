"""Reasons for what was not held, and reminders of what is to be."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from linli.deliberation import selectors
from linli.deliberation.models import Body, Excuse, Reminder
from linli.deliberation.rules.owing import reminders
from linli.deliberation.services.calling import clean_reason, conveners
from linli.deliberation.terms import BODY, BodyNotFound, Due, NothingToExcuse
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.messaging import selectors as templates
from linli.messaging import services as messaging

TOLD_DUE = "meeting_due"


def _held(body_id: UUID, actor: Actor) -> Body:
    row = locked(Body.objects.filter(pk=body_id, until__isnull=True)).first()
    if row is None:
        raise BodyNotFound
    if not selectors.may_convene(actor, row) and not selectors.may_manage(actor, body_id):
        raise NotAllowed
    return row


def excuse(
    *, body_id: UUID, kind: str, period: str, reason: str, actor: Actor, now: datetime
) -> UUID:
    """Say why a body held no gathering of that kind in that period; once more changes the reason.
    For whoever convenes the body, or manages it. Refuses `NotOwed`, `NothingToExcuse` (held, or
    not yet begun), `ReasonMissing`.
    """
    why = clean_reason(reason)
    with transaction():
        row = _held(body_id, actor)
        cell = selectors.cell_of(row, kind, period, now=now)
        if not cell.may_excuse and not cell.reason:
            raise NothingToExcuse
        made, _created = Excuse.objects.update_or_create(
            body=row,
            kind=kind,
            period=period,
            defaults={"reason": why, "by_id": actor.account_id, "at": now},
        )
        _note("excused", body_id, actor, now, kind=kind, period=period)
    return made.pk


def take_back_excuse(*, body_id: UUID, kind: str, period: str, actor: Actor, now: datetime) -> None:
    """The reason does not hold any more: the meeting is owed again. Refuses `NothingToExcuse`."""
    with transaction():
        _held(body_id, actor)
        gone, _rows = Excuse.objects.filter(body_id=body_id, kind=kind, period=period).delete()
        if not gone:
            raise NothingToExcuse
        _note("excuse_taken_back", body_id, actor, now, kind=kind, period=period)


def _note(verb: str, body_id: UUID, actor: Actor, now: datetime, **data: str) -> None:
    trail.record(f"deliberation.{verb}", actor=actor, now=now, subject=(BODY, body_id), data=data)


def remind(*, now: datetime) -> int:
    """Tell those who convene what is due within ten days and not planned: once at ten days and once
    at three, one notice a body. Returns how many bodies; nothing where the method has no template
    for it."""
    if TOLD_DUE not in templates.templates():
        return 0
    told = 0
    with transaction():
        bodies = {
            one.pk: one for one in locked(Body.objects.filter(until__isnull=True).order_by("pk"))
        }
        waiting: dict[UUID, list[Due]] = defaultdict(list)
        for due in _to_tell(selectors.due_soon(bodies.values(), now=now), now):
            waiting[due.body_id].append(due)
        for body_id, dues in waiting.items():
            _tell(bodies[body_id], dues, now)
            told += 1
    return told


def _to_tell(dues: tuple[Due, ...], now: datetime) -> list[Due]:
    """Those of which a stage is reached that was not told; which is written down."""
    before: dict[tuple[UUID, str, str], set[int]] = defaultdict(set)
    listed = Reminder.objects.filter(body_id__in={one.body_id for one in dues})
    for body_id, kind, period, stage in listed.values_list("body_id", "kind", "period", "stage"):
        before[body_id, kind, period].add(stage)
    found, rows = [], []
    for due in dues:
        new = reminders(due.left, before[due.body_id, due.kind, due.period.key])
        if new:
            found.append(due)
        rows += [
            Reminder(body_id=due.body_id, kind=due.kind, period=due.period.key, stage=stage, at=now)
            for stage in new
        ]
    Reminder.objects.bulk_create(rows)
    return found


def _tell(row: Body, dues: list[Due], now: datetime) -> None:
    for to in conveners(row):
        messaging.tell(
            template=TOLD_DUE,
            to=to,
            data={
                "body": row.name,
                "title": "、".join(one.name.zh for one in dues),
                "by": min(one.period.last for one in dues).isoformat(),
            },
            about=(BODY, row.pk),
            url=reverse("owed-body", args=[row.pk]),
            now=now,
        )
