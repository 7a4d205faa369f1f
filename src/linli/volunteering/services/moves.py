"""Records that move to another organisation: asked by one, agreed to by the volunteer, accepted by
the other. Who organised and proved a service never changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.volunteering import selectors
from linli.volunteering.models import MoveFact, MoveLine, RecordMove, ServiceRecord
from linli.volunteering.services.claims import service_reason
from linli.volunteering.services.hours import lock_book, not_own
from linli.volunteering.terms import (
    LEAD,
    MOVE,
    MoveDecided,
    MoveNotFound,
    MoveState,
    NothingToMove,
    RecordState,
    SecondPersonNeeded,
)

_OVER = (MoveState.ACCEPTED, MoveState.DECLINED, MoveState.REFUSED)


def _step(row: RecordMove, state: MoveState, actor: Actor, now: datetime) -> None:
    row.state = state
    row.save(update_fields=["state"])
    MoveFact.objects.create(move=row, state=state, at=now, by_id=actor.account_id)
    if state in _OVER:
        MoveLine.objects.filter(move=row).update(open=False)
    trail.record(f"volunteering.move_{state}", actor=actor, now=now, subject=(MOVE, row.pk))


def ask_move(*, record_id: UUID, target_id: UUID, reason: str, actor: Actor, now: datetime) -> UUID:
    """Ask that all that the volunteer of this record served and the same organisation keeps move to
    another one; by a colleague of either. Nothing moves before the volunteer has agreed and the
    other has accepted. Refuses `NotAllowed`, `NothingToMove`, `ServiceReasonMissing`."""
    why = service_reason(reason)
    there = ServiceRecord.objects.filter(pk=record_id, identity__isnull=False).first()
    if there is None or there.identity_id is None or there.keeper_id == target_id:
        raise NothingToMove
    person, origin = there.identity_id, there.keeper_id
    by_origin = actor.may(LEAD, selectors.unit_target(origin))
    if not by_origin:
        actor.require(LEAD, selectors.unit_target(target_id))
    not_own(person, actor.account_id)
    with transaction():
        lock_book(person)
        rows = ServiceRecord.objects.filter(
            identity_id=person, keeper_id=origin, state=RecordState.CONFIRMED
        ).exclude(pk__in=MoveLine.objects.filter(open=True).values("record_id"))
        listed = list(rows.values_list("pk", flat=True))
        if not listed:
            raise NothingToMove
        move = RecordMove.objects.create(
            id=new_id(), identity_id=person, origin_id=origin, target_id=target_id, reason=why,
            asked_at=now, asked_by_id=actor.account_id, asked_by_origin=by_origin,
        )  # fmt: skip
        MoveLine.objects.bulk_create([MoveLine(move=move, record_id=one) for one in listed])
        _step(move, MoveState.ASKED, actor, now)
    return move.pk


def _held(move_id: UUID, state: MoveState) -> RecordMove:
    """The move that waits for this step. Refuses `MoveNotFound`, `MoveDecided`."""
    person = RecordMove.objects.filter(pk=move_id).values_list("identity_id", flat=True).first()
    if person is None:
        raise MoveNotFound
    lock_book(person)
    row = locked(RecordMove.objects.filter(pk=move_id)).get()
    if row.state != state:
        raise MoveDecided
    return row


def answer_move(*, move_id: UUID, person: UUID, agree: bool, actor: Actor, now: datetime) -> None:
    """The volunteer agrees or not. Refuses `MoveNotFound` (also of others' records),
    `MoveDecided`."""
    with transaction():
        row = _held(move_id, MoveState.ASKED)
        if row.identity_id != person:
            raise MoveNotFound
        _step(row, MoveState.CONSENTED if agree else MoveState.DECLINED, actor, now)


def accept_move(*, move_id: UUID, accept: bool, actor: Actor, now: datetime) -> None:
    """The other organisation takes the records, or does not: a colleague of the one that did not
    ask, and another than who asked. Refuses `NotAllowed`, `SecondPersonNeeded`, `MoveDecided`."""
    with transaction():
        row = _held(move_id, MoveState.CONSENTED)
        other = row.target_id if row.asked_by_origin else row.origin_id
        actor.require(LEAD, selectors.unit_target(other))
        not_own(row.identity_id, actor.account_id)
        if row.asked_by_id == actor.account_id:
            raise SecondPersonNeeded
        if accept:
            ServiceRecord.objects.filter(
                pk__in=MoveLine.objects.filter(move=row).values("record_id"),
                keeper_id=row.origin_id,
                state=RecordState.CONFIRMED,
            ).update(keeper_id=row.target_id)
        _step(row, MoveState.ACCEPTED if accept else MoveState.REFUSED, actor, now)
