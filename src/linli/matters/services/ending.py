"""How a matter ends: closed by its procedure, never while a child is open."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.matters import selectors
from linli.matters.models import Matter
from linli.matters.services.telling import CLOSED, tell_reporters
from linli.matters.terms import SUBJECT, AlreadyEnded, ChildOpen, MatterNotFound, State


def open_matter_row(matter_id: UUID) -> Matter:
    """The head row, locked, still open; refuses `MatterNotFound`, `AlreadyEnded`."""
    matter = locked(Matter.objects.filter(pk=matter_id)).first()
    if matter is None:
        raise MatterNotFound
    if matter.state != State.OPEN:
        raise AlreadyEnded
    return matter


def seen_open_row(matter_id: UUID, actor: Actor) -> Matter:
    """The same for an actor's verb: what the actor may not see is not there, open or ended."""
    row = Matter.objects.filter(pk=matter_id).values_list("area_path", "run_id").first()
    if row is None or not selectors.sees(actor, *row):
        raise MatterNotFound
    return open_matter_row(matter_id)


def refuse_open_children(matter_id: UUID) -> None:
    """Refuses `ChildOpen` with how many are open."""
    count = Matter.objects.filter(parent_id=matter_id, state=State.OPEN).count()
    if count:
        raise ChildOpen(count=count)


def close(*, matter_id: UUID, closing: str, actor: Actor, now: datetime) -> None:
    """Close a matter; called by its procedure through the effect `matters.close`. `closing` is a
    key of the method (`solved`, `unrated` …). Refuses `ChildOpen`, `AlreadyEnded`."""
    with transaction():
        open_matter_row(matter_id)
        refuse_open_children(matter_id)
        Matter.objects.filter(pk=matter_id).update(
            state=State.CLOSED, closing=closing[:40], closed_at=now
        )
        trail.record(
            "matters.closed",
            actor=actor,
            now=now,
            subject=(SUBJECT, matter_id),
            data={"closing": closing},
        )
        if actor.kind not in {"anonymous", "resident"}:  # who answered just now needs no message
            tell_reporters(matter_id, CLOSED, now=now)
