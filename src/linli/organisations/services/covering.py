"""Who covers whom: 包村, 包片, 联户, 领导挂钩."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.organisations import selectors
from linli.organisations.models import Cover
from linli.organisations.selectors import in_force
from linli.organisations.terms import (
    AccountClosed,
    AlreadyCovers,
    NoSuchCover,
    UnknownCover,
    WrongArea,
    WrongTerm,
)
from linli.people import selectors as people
from linli.territory import selectors as territory


def cover(
    *,
    kind: str,
    account_id: UUID,
    area_id: UUID,
    note: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Somebody covers an area in one of the method's ways (`[[covering]]`). Needs
    `organisations.manage` over the area. Refuses `UnknownCover`, `WrongArea` (this way is over
    other kinds of area), `AlreadyCovers`, `AccountClosed`, `WrongTerm`. More areas than the
    method advises are allowed and shown as a gap.
    """
    known = selectors.defined().covering.get(kind)
    if known is None:
        raise UnknownCover(kind=kind)
    begins = since or now
    if until is not None and until <= begins:
        raise WrongTerm(field="until")
    place = territory.area(area_id)
    actor.require("organisations.manage", Target(area_path=place.path))
    if place.kind not in known.over:
        raise WrongArea(kind=str(known.name), field="area")
    with transaction():
        if people.active_name(account_id) is None:
            raise AccountClosed
        if Cover.objects.filter(
            in_force(begins), kind=kind, account_id=account_id, area_id=area_id
        ).exists():
            raise AlreadyCovers
        row = Cover.objects.create(
            kind=kind,
            account_id=account_id,
            area_id=area_id,
            note=" ".join(note.split())[:100],
            since=begins,
            until=until,
        )
        trail.record(
            "organisations.covered",
            actor=actor,
            now=now,
            subject=("cover", row.pk),
            data={"kind": kind, "account": str(account_id), "area": str(area_id)},
        )
        return row.pk


def uncover(*, cover_id: UUID, actor: Actor, now: datetime) -> None:
    """End it now. `NoSuchCover` if it is over."""
    with transaction():
        row = locked(Cover.objects.filter(in_force(now), pk=cover_id)).first()
        if row is None:
            raise NoSuchCover
        actor.require("organisations.manage", Target(area_path=territory.area(row.area_id).path))
        row.until = max(now, row.since)
        row.save(update_fields=["until"])
        trail.record("organisations.uncovered", actor=actor, now=now, subject=("cover", row.pk))
