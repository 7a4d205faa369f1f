"""Rulings in disputes about who answers for a thing, kept as precedents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.advice import services as advice
from linli.advice.terms import PrecedentIncomplete
from linli.kernel.actor import Actor, Target
from linli.matters import selectors
from linli.matters.models import Matter
from linli.matters.terms import MatterNotFound
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory

TRIAGE = "matters.triage"


def keep_precedent(
    *, matter_id: UUID, unit: str, gist: str, basis: str, actor: Actor, now: datetime
) -> UUID:
    """Keep who was ruled to answer for such a thing, and why: it is suggested from now on. For
    those who triage the whole county. Refuses `PrecedentIncomplete`, `NoSuchOrganisation`."""
    actor.require(TRIAGE, Target(territory.root().path))
    rows = Matter.objects.filter(pk=matter_id)
    row = rows.values_list("category", "area_path", "run_id").first()
    if row is None or not selectors.sees(actor, row[1], row[2]):
        raise MatterNotFound
    category, path, _run = row
    if not category or not gist.strip() or not basis.strip():
        raise PrecedentIncomplete
    return advice.keep_precedent(
        category=category,
        gist=gist,
        unit=organisations.unit(unit).key,
        basis=basis,
        area_path=path,
        subject_id=matter_id,
        actor=actor,
        now=now,
    )


def drop_precedent(*, precedent_id: UUID, actor: Actor, now: datetime) -> None:
    """A precedent is not followed any more. For those who triage the whole county."""
    actor.require(TRIAGE, Target(territory.root().path))
    advice.drop_precedent(precedent_id=precedent_id, actor=actor, now=now)
