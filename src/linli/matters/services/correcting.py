"""Correcting what was said about a matter, and closing what is none."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import transaction
from linli.matters import rules, selectors
from linli.matters.models import Fact, ListLine, Matter
from linli.matters.services.ending import child_ended, refuse_open_children, seen_open_row
from linli.matters.services.indexing import digest, index
from linli.matters.services.suggesting import category_chosen
from linli.matters.services.telling import CLOSED, tell_reporters
from linli.matters.terms import SUBJECT, FactKind, ReasonNeeded, State
from linli.procedures import services as procedures
from linli.territory import selectors as territory


def correct(
    *,
    matter_id: UUID,
    actor: Actor,
    now: datetime,
    category: str | None = None,
    area_id: UUID | None = None,
    urgency: str | None = None,
    reason: str = "",
) -> None:
    """Say anew where, what or how urgent a matter is. Each saying is an appended fact; the open
    steps follow the new place. Needs `matters.correct` over the old and over the new place.
    Refuses `UnknownCategory`, `AlreadyEnded`, `NotAllowed`."""
    catalogue = selectors.catalogue()
    with transaction():
        matter = seen_open_row(matter_id, actor)
        actor.require("matters.correct", Target(matter.area_path))
        said: dict[FactKind, dict[str, Any]] = {}
        if category is not None and category != matter.category:
            matter.category = rules.category_for(catalogue, category)
            said[FactKind.CATEGORY] = {"category": matter.category}
        if area_id is not None and area_id != matter.area_id:
            area = territory.area(area_id)
            actor.require("matters.correct", Target(area.path))
            matter.area_id, matter.area_path = area.id, area.path
            said[FactKind.PLACE] = {"area": str(area.id), "known": True}
        if urgency is not None and urgency != matter.urgency:
            matter.urgency = urgency
            said[FactKind.URGENCY] = {"urgency": urgency}
        if said:
            _write(matter, said, reason, actor, now)
        if category and FactKind.CATEGORY in said:
            category_chosen(matter_id=matter_id, chosen=category, actor=actor, now=now)


def _write(
    matter: Matter,
    said: dict[FactKind, dict[str, Any]],
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    catalogue = selectors.catalogue()
    kind = catalogue.kind(matter.kind)
    known = catalogue.categories.get(matter.category)
    assert matter.area_id is not None
    line = ListLine.objects.filter(pk=matter.id).values_list("number", flat=True).first()
    matter.title = rules.title(
        kind.name, known.name if known else None, territory.full_name(matter.area_id), line or ""
    )
    matter.save(update_fields=["category", "area", "area_path", "urgency", "title"])
    kept, by = digest(reason) if reason else "", actor.account_id
    Fact.objects.bulk_create(
        Fact(matter_id=matter.id, kind=fact, value=value, reason=kept, at=now, by_id=by)
        for fact, value in said.items()
    )
    assert matter.run_id is not None
    procedures.relabel(
        run_id=matter.run_id,
        title=matter.title,
        category=matter.category,
        area=matter.area_id,
        urgency=matter.urgency,
        data={
            "category": matter.category,
            "urgency": matter.urgency,
            "area_kind": territory.area(matter.area_id).kind,
            "place_known": FactKind.PLACE in said or _was_known(matter),
        },
        actor=actor,
        now=now,
    )
    index(matter, now)
    trail.record(
        "matters.corrected",
        actor=actor,
        now=now,
        subject=(SUBJECT, matter.id),
        data={str(fact): value for fact, value in said.items()},
    )


def _was_known(matter: Matter) -> bool:
    """Whether the place was known by what was said of it last."""
    last = Fact.objects.filter(matter_id=matter.pk, kind=FactKind.PLACE).order_by("-at").first()
    return bool(last and last.value.get("known"))


def annul(*, matter_id: UUID, reason: str, note: str, actor: Actor, now: datetime) -> None:
    """Close a report that is no matter for us, with a reason of the method and a note that the
    reporter will not see. Needs `matters.close_spam`. Refuses `ReasonNeeded`, `ChildOpen`."""
    if reason not in selectors.catalogue().reasons:
        raise ReasonNeeded(field="reason")
    with transaction():
        matter = seen_open_row(matter_id, actor)
        actor.require("matters.close_spam", Target(matter.area_path))
        refuse_open_children(matter_id)
        end(matter, closing=reason, note=note, actor=actor, now=now)
        tell_reporters(matter_id, CLOSED, now=now)


def end(matter: Matter, *, closing: str, note: str, actor: Actor, now: datetime) -> None:
    """Stop the run and mark the matter annulled. Inside the caller's transaction."""
    assert matter.run_id is not None
    procedures.withdraw(run_id=matter.run_id, reason=note or closing, actor=actor, now=now)
    Matter.objects.filter(pk=matter.pk).update(state=State.ANNULLED, closing=closing, closed_at=now)
    trail.record(
        "matters.annulled",
        actor=actor,
        now=now,
        subject=(SUBJECT, matter.pk),
        data={"reason": closing},
    )
    child_ended(matter, now)
