"""A person's own claims, and the one entry that they appeal against."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.points.models import Appeal, Intent
from linli.points.selectors.balances import PAGE, appeals_against, deed_name, may_appeal
from linli.points.selectors.catalogue import scheme_or_key
from linli.points.terms import (
    CLAIM,
    STATES,
    Cause,
    EntryNotFound,
    IntentState,
    MyEntry,
)


def my_claims(person: UUID, *, now: datetime, page: int = 1) -> tuple[tuple[MyEntry, ...], bool]:
    """What a person asked for, newest first, with the answers; whether there are more. Two
    statements."""
    found = Intent.objects.filter(sink__identity_id=person, about_kind=CLAIM, reverses=None)
    rows = list(found.order_by("-asked_at", "-pk")[(page - 1) * PAGE : page * PAGE + 1])
    against = appeals_against(one.pk for one in rows)
    return tuple(_entry(one, against.get(one.pk), now) for one in rows[:PAGE]), len(rows) > PAGE


def my_entry(person: UUID, entry_id: UUID, *, now: datetime) -> MyEntry:
    """The doorway to one's own entry. Refuses `EntryNotFound`, also of others' entries."""
    row = Intent.objects.filter(pk=entry_id).select_related("source", "sink").first()
    if row is None or person not in (row.source.identity_id, row.sink.identity_id):
        raise EntryNotFound
    return _entry(row, appeals_against([row.pk]).get(row.pk), now)


def _entry(row: Intent, against: Appeal | None, now: datetime) -> MyEntry:
    return MyEntry(
        id=row.pk,
        scheme=scheme_or_key(row.scheme),
        cause=Cause(row.cause),
        deed=deed_name(row.deed),
        title=row.title,
        amount=row.amount,
        state=IntentState(row.state),
        state_name=str(STATES[IntentState(row.state)]),
        asked_at=row.asked_at,
        reason=row.reason,
        may_appeal=against is None and may_appeal(row, now),
        appealed=against is not None,
        upheld=against.upheld if against else None,
        ruling=against.reason if against else "",
    )


def last_place(person: UUID) -> str:
    """The path of where a person asked last; "" if never."""
    rows = Intent.objects.filter(sink__identity_id=person, about_kind=CLAIM).order_by("-asked_at")
    return rows.values_list("area_path", flat=True).first() or ""
