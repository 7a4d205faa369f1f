"""How a matter ends: closed by its procedure, never while a child is open."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.jobs import services as jobs
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.matters import selectors
from linli.matters.models import Matter
from linli.matters.services.telling import CLOSED, tell_reporters
from linli.matters.terms import SUBJECT, AlreadyEnded, ChildOpen, MatterNotFound, State
from linli.procedures import services as procedures


def open_matter_row(matter_id: UUID) -> Matter:
    """The head row, locked, still open; refuses `MatterNotFound`, `AlreadyEnded`. The run is locked
    before it, always: a step that closes its matter holds the run already."""
    run_id = Matter.objects.filter(pk=matter_id).values_list("run_id", flat=True).first()
    if run_id is None:
        raise MatterNotFound
    procedures.hold(run_id)
    matter: Matter = locked(Matter.objects.filter(pk=matter_id)).get()
    if matter.state != State.OPEN:
        raise AlreadyEnded
    return matter


def seen_open_row(matter_id: UUID, actor: Actor) -> Matter:
    """The same for an actor's verb: what the actor may not see is not there, open or ended."""
    row = Matter.objects.filter(pk=matter_id).values_list("area_path", "run_id").first()
    if row is None or not selectors.sees(actor, *row):
        raise MatterNotFound
    return open_matter_row(matter_id)


def open_children(matter_id: UUID) -> int:
    """How many child matters are still open."""
    return Matter.objects.filter(parent_id=matter_id, state=State.OPEN).count()


def refuse_open_children(matter_id: UUID) -> None:
    """Refuses `ChildOpen` with how many are open."""
    count = open_children(matter_id)
    if count:
        raise ChildOpen(count=count)


def child_ended(matter: Matter, now: datetime) -> None:
    """A parent whose reporter has said "solved" may have waited for this child."""
    if matter.parent_id is not None:
        jobs.enqueue("matters.child_ended", {"parent": str(matter.parent_id)}, now=now)


def close(*, matter_id: UUID, closing: str, actor: Actor, now: datetime) -> None:
    """Close a matter; called by its procedure through the effect `matters.close`. `closing` is a
    key of the method (`solved`, `unrated` …). Refuses `ChildOpen`, `AlreadyEnded`."""
    with transaction():
        matter = open_matter_row(matter_id)
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
        child_ended(matter, now)
        if actor.kind not in {"anonymous", "resident"}:  # who answered just now needs no message
            tell_reporters(matter_id, CLOSED, now=now)
