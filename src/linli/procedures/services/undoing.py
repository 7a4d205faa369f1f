"""Undo: a reverse verb within seconds, while notices still wait. Facts stay; the line "taken back"
stands after them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from linli.jobs import services as jobs
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.procedures import models
from linli.procedures.selectors.book import ladder
from linli.procedures.services.hand import Hand
from linli.procedures.services.notices import announce
from linli.procedures.services.promises import next_ring
from linli.procedures.services.running import take_run_of
from linli.procedures.terms import (
    Kind,
    RunState,
    StepState,
    UndoEffects,
    UndoNotYours,
    UndoTooLate,
    UndoTouched,
)

_HARMLESS = frozenset({Kind.DONE, Kind.OPENED, Kind.CANCELLED, Kind.ENDED})


def take_back(*, step_id: UUID, actor: Actor, now: datetime) -> None:
    """Take back a completion or a claim of one's own, within `LINLI_UNDO`. What it opened must be
    untouched and not yet announced, and no effect may have run. Refuses `UndoNotYours`,
    `UndoTooLate`, `UndoTouched`, `UndoEffects`.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row = hand.rows[step_id]
        if row.state == StepState.OPEN and row.claimed_by_id is not None:
            _unclaim(hand, row)
        elif row.state == StepState.DONE:
            _reopen(hand, row)
        else:
            raise UndoNotYours
        hand.note(Kind.TAKEN_BACK, row)
        hand.save("procedures.taken_back", {"step": str(step_id)})


def _check(mine: UUID | None, at: datetime | None, hand: Hand) -> None:
    if mine is None or mine != hand.actor.account_id:
        raise UndoNotYours
    if at is None or hand.now - at > settings.LINLI_UNDO:
        raise UndoTooLate


def _unclaim(hand: Hand, row: models.Step) -> None:
    _check(row.claimed_by_id, row.claimed_at, hand)
    models.Step.objects.filter(pk=row.pk).update(claimed_by=None, claimed_at=None)


def _reopen(hand: Hand, row: models.Step) -> None:
    _check(row.done_by_id, row.done_at, hand)
    undo = _undo_data(row)
    made = list(models.Step.objects.filter(run_id=row.run_id, opened_by=row.pk))
    for one in made:
        touched = one.claimed_by_id or one.lapse or one.state == "cancelled"
        if touched or (one.duty and one.state != StepState.OPEN):
            raise UndoTouched
        held = one.area_id or one.organisation_id
        if one.state == StepState.OPEN and held and not jobs.cancel(key=f"step:{one.pk}"):
            raise UndoTouched  # the notice has gone out
    ids = [one.pk for one in made]
    models.Step.objects.filter(pk__in=ids).update(state="cancelled", done_at=hand.now)
    models.Clock.objects.filter(step_id__in=ids).update(ring_at=None)
    _restore(hand, row, undo)
    announce(row, _opening(row), hand.now)  # it may have been over when its own notice was due


def _opening(row: models.Step) -> UUID:
    """The happening that gave the step to whom it lies with: who was told of it already is not told
    again.
    """
    lines = models.Happening.objects.filter(
        step_id=row.pk, kind__in=(Kind.OPENED, Kind.REASSIGNED, Kind.HANDED_OVER, Kind.RELEASED)
    )
    found: UUID = lines.order_by("-id").values_list("id", flat=True)[0]
    return found


def _undo_data(row: models.Step) -> dict[str, Any]:
    """What the completion wrote down for this; refuses if anything but its own lines came after."""
    lines = list(models.Happening.objects.filter(run_id=row.run_id).order_by("id"))
    place = max(
        (i for i, one in enumerate(lines) if one.step_id == row.pk and one.kind == Kind.DONE),
        default=-1,
    )
    after = lines[place:] if place >= 0 else []
    if any(one.kind == Kind.EFFECT for one in after):
        raise UndoEffects
    if not after or any(one.kind not in _HARMLESS or one.at != row.done_at for one in after):
        raise UndoTouched
    found: dict[str, Any] = after[0].data["undo"]
    return found


def _restore(hand: Hand, row: models.Step, undo: dict[str, Any]) -> None:
    back = {row.pk: "open"} | {UUID(key): state for key, state in undo["tokens"].items()}
    for token_id, state in back.items():
        models.Step.objects.filter(pk=token_id).update(
            state=state, outcome="", done_at=None, done_by=None
        )
    for clock in models.Clock.objects.filter(step_id__in=back):
        kept = clock.kind == "due" and clock.step_id == row.pk
        if clock.met_at is not None and not kept:
            continue
        ring_at = clock.due_at if clock.kind == "timer" else _ring(hand, clock)
        models.Clock.objects.filter(pk=clock.pk).update(ring_at=ring_at, met_at=None, met_by=None)
    run = hand.run
    data = {key: value for key, value in run.data.items() if key not in undo["new"]}
    run.data = {**data, **undo["data"]}
    run.state, run.ended_at = RunState.RUNNING.value, None


def _ring(hand: Hand, clock: models.Clock) -> datetime | None:
    """When a clock that had stopped rings next: at the rung that it was waiting for."""
    rungs = ladder(clock.ladder, hand.run.method_revision)
    if clock.due_at >= models.FAR or clock.rung >= len(rungs.rungs):
        return None
    return next_ring(rungs, clock.due_at, start=clock.rung, since=hand.now - settings.LINLI_UNDO)[1]
