"""Evening triage and the weekly council: what becomes of a finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.visits import selectors
from linli.visits.models import Finding
from linli.visits.terms import (
    LONGEST_NOTE,
    TRIAGE,
    FindingNotFound,
    FindingSettled,
    FindingState,
    NoteMissing,
    NothingChosen,
)

_PENDING = (FindingState.OPEN, FindingState.COUNCIL)


def settle(*, finding_ids: Sequence[UUID], note: str, actor: Actor, now: datetime) -> int:
    """Settle findings on the spot, or as the council decided, saying how; all or none. Needs
    `visits.triage` at each; refuses `NothingChosen`, `NoteMissing`, `FindingSettled`.
    """
    why = _said(note)
    with transaction():
        rows = held(finding_ids, actor)
        _move(rows, FindingState.SETTLED, actor, now, note=why)
    return len(rows)


def to_council(*, finding_ids: Sequence[UUID], note: str = "", actor: Actor, now: datetime) -> int:
    """Put what triage cannot settle on the weekly council's list, with what the council should know
    (may be empty). Needs `visits.triage` at each.
    """
    why = _said(note) if note.strip() else ""
    with transaction():
        rows = held(finding_ids, actor)
        if any(row.state == FindingState.COUNCIL for row in rows):
            raise FindingSettled
        _move(rows, FindingState.COUNCIL, actor, now, note=why)
    return len(rows)


def became_matter(*, finding_id: UUID, matter_id: UUID, actor: Actor, now: datetime) -> None:
    """The finding is carried on by a matter. Matters call it in the transaction that opens it."""
    with transaction():
        rows = held([finding_id], actor)
        _move(rows, FindingState.MATTER, actor, now, matter_id=matter_id)


def held(finding_ids: Sequence[UUID], actor: Actor) -> list[Finding]:
    """The findings, locked and still pending, in a fixed order. Refuses `NothingChosen`,
    `FindingNotFound` for what the actor may not triage, `FindingSettled`.
    """
    wanted = sorted(set(finding_ids))
    if not wanted:
        raise NothingChosen
    rows = list(
        locked(Finding.objects.filter(pk__in=wanted).select_related("subject").order_by("pk"))
    )
    if len(rows) < len(wanted):
        raise FindingNotFound
    for row in rows:
        if not actor.may(TRIAGE, Target(row.area_path)):
            raise FindingNotFound
        if not selectors.sees_group(actor, row.subject.group, row.area_path):
            raise FindingNotFound
    if any(row.state not in _PENDING for row in rows):
        raise FindingSettled
    return rows


def _said(note: str) -> str:
    why = " ".join(note.split())
    if not why or len(why) > LONGEST_NOTE:
        raise NoteMissing(field="note")
    return why


def _move(
    rows: list[Finding],
    state: FindingState,
    actor: Actor,
    now: datetime,
    *,
    note: str = "",
    matter_id: UUID | None = None,
) -> None:
    done = None if state == FindingState.COUNCIL else now
    Finding.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, by_id=actor.account_id, settled_at=done, matter_id=matter_id, note=note
    )
    trail.record_all(
        [
            trail.line(
                f"visits.finding_{state.value}",
                actor=actor,
                now=now,
                subject=("visit_finding", row.pk),
                data={"matter": str(matter_id)} if matter_id else {},
            )
            for row in rows
        ]
    )
