"""What pages put together from several contexts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.matters import selectors as matters
from linli.matters.terms import SUBJECT
from linli.pages import rules
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkItem, WorkQuery

MOST_NEAR = 200


@dataclass(frozen=True, slots=True)
class Near:
    """My open steps by distance: (item, metres) with a known place, then those without one.
    `more`: there are more than `MOST_NEAR`, of which the soonest are here."""

    placed: tuple[tuple[WorkItem, int], ...]
    placeless: tuple[WorkItem, ...]
    more: bool


def near_me(
    actor: Actor, *, query: WorkQuery, longitude: float, latitude: float, now: datetime
) -> Near:
    """The actor's own open steps, nearest matter first. The position is used and forgotten.
    `Invalid` for what is no position on earth."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid(field="longitude")
    marks = procedures.work_marks(actor, query=query, most=MOST_NEAR + 1)
    kept = marks[:MOST_NEAR]
    points = matters.points({one.subject_id for one in kept if one.subject_kind == SUBJECT})
    where = {one.step_id: points[one.subject_id] for one in kept if one.subject_id in points}
    ordered = rules.by_distance([one.step_id for one in kept], where, (longitude, latitude))
    ids = [step_id for step_id, _away in ordered]
    items = procedures.work_items(actor, query=query, ids=ids, now=now)
    away = {step_id: metres for step_id, metres in ordered if metres is not None}
    return Near(
        placed=tuple(
            (one, rules.rounded(away[one.step.id])) for one in items if one.step.id in away
        ),
        placeless=tuple(one for one in items if one.step.id not in away),
        more=len(marks) > MOST_NEAR,
    )
