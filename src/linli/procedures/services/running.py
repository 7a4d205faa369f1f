"""Starting a run, and what reaches it from other contexts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.procedures import models
from linli.procedures.engine import state as e
from linli.procedures.engine.errors import NobodyWaits, NotWaiting
from linli.procedures.selectors.book import current, definition_of, method_revision
from linli.procedures.services.hand import Hand
from linli.procedures.terms import (
    Header,
    Kind,
    Moved,
    NoSuchRun,
    NoSuchStep,
    NotAwaited,
    NothingWaits,
    Run,
    RunOver,
    RunState,
    Stuck,
)


def start(
    *, key: str, header: Header, data: Mapping[str, Any], actor: Actor, now: datetime,
    run_id: UUID | None = None,
) -> Run:  # fmt: skip
    """Begin a run of the revision in force. `data`: codes and numbers for gateways, decisions and
    effects. The caller, who owns the subject, has asked whether the actor may. Six statements when
    nothing but one step opens. Refuses `NoSuchProcedure`, `NobodyFor`, `Stuck`, and what the first
    effects refuse.
    """
    published = current(key)
    with transaction():
        run = models.Run(
            id=run_id or new_id(), definition_id=published.id, started_at=now,
            subject_kind=header.subject_kind, subject_id=header.subject_id, title=header.title,
            category=header.category, area_id=header.area_id, area_path=header.area_path,
            urgency=header.urgency, number=header.number, data={},
            method_revision=method_revision(),
        )  # fmt: skip
        hand = Hand(run, published, (), actor=actor, now=now, fresh=True)
        hand.note(Kind.STARTED, data={"key": key, "revision": published.revision})
        hand.feed(e.Started(dict(data)))
        moved = hand.save("procedures.started", {"key": key, "revision": published.revision})
    return Run(run.pk, key, published.revision, header, moved.ended, moved.opened, moved.data)


# --- taking a run in hand ---------------------------------------------------------------


def hold(run_id: UUID) -> None:
    """Lock a run for the rest of the transaction: for owners, whose rule is run first, then their
    own row, as a step that calls their effects does."""
    locked(models.Run.objects.filter(pk=run_id)).values_list("pk").first()


def take_run(run_id: UUID, *, actor: Actor, now: datetime, running: bool = True) -> Hand:
    """Lock a run and load what the engine needs. Two statements; inside a transaction."""
    run = locked(models.Run.objects.filter(pk=run_id)).first()
    if run is None:
        raise NoSuchRun
    if running and run.state != RunState.RUNNING:
        raise RunOver
    return hand_of(run, actor=actor, now=now)


def take_run_of(step_id: UUID, *, actor: Actor, now: datetime) -> Hand:
    """The same, by one of its steps, which is among the rows in any state; the run may be over."""
    mine = models.Step.objects.filter(pk=step_id).values("run_id")
    run = locked(models.Run.objects.filter(pk__in=mine)).first()
    if run is None:
        raise NoSuchStep
    return hand_of(run, actor=actor, now=now, step_id=step_id)


def hand_of(run: models.Run, *, actor: Actor, now: datetime, step_id: UUID | None = None) -> Hand:
    published = definition_of(run.definition_id)
    wanted = Q(state__in=("open", "waiting"))
    if step_id is not None:
        wanted |= Q(pk=step_id)
        if published.seconds:
            wanted |= Q(node__in=published.seconds, state="done")
    rows = list(models.Step.objects.filter(wanted, run_id=run.pk).order_by("id"))
    for row in rows:
        row.run = run
    return Hand(run, published, rows, actor=actor, now=now)


# --- from other contexts ----------------------------------------------------------------


def resume(
    *, step_id: UUID, outcome: str, data: Mapping[str, Any], actor: Actor, now: datetime
) -> Moved:
    """An awaited effect has its answer: `data[<node>] = outcome`, and `data` is merged. `step_id`
    is `EffectCall.properties["step"]`. Refuses `NotAwaited` when it is no longer parked.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row = hand.rows[step_id]
        if row.state != "waiting" or hand.run.state != RunState.RUNNING:
            raise NotAwaited
        hand.cause = step_id
        hand.note(Kind.RESUMED, row, outcome=outcome)
        _fed(hand, e.Resumed(step_id, outcome, dict(data)), NotAwaited)
        return hand.save("procedures.resumed", {"step": str(step_id), "outcome": outcome})


def send_message(*, run_id: UUID, message: str, actor: Actor, now: datetime) -> Moved:
    """A message by name reaches whatever in the run waits for it. Refuses `NothingWaits`."""
    with transaction():
        hand = take_run(run_id, actor=actor, now=now)
        hand.note(Kind.MESSAGE, data={"message": message})
        _fed(hand, e.MessageCame(message), lambda: NothingWaits(message=message))
        return hand.save("procedures.message", {"message": message})


def _fed(hand: Hand, happening: e.Happening, refusal: Callable[[], Exception]) -> None:
    try:
        hand.feed(happening)
    except Stuck as stuck:
        if isinstance(stuck.__cause__, NobodyWaits | NotWaiting):
            raise refusal() from stuck
        raise
