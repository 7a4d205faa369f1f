"""The work list: soonest due first, 50 a page, the same cost whatever the size of the county.

Every filter leads to a partial index on open steps (see `models.Step`); a page starts where the
one before ended (keyset), and counts stop at 1,000.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.clock import LOCAL, local, read
from linli.kernel.errors import Invalid
from linli.kernel.fields import within, within_any
from linli.people import selectors as people
from linli.procedures import models
from linli.procedures.selectors.book import definition_of
from linli.procedures.selectors.steps import views
from linli.procedures.terms import (
    MOST_COUNTED,
    PAGE,
    SEE,
    WorkCounts,
    WorkItem,
    WorkPage,
    WorkQuery,
)

_NOTHING = Q(pk__in=[])


def _mine(actor: Actor) -> Q:
    """Exactly what `rules.may_act` lets this actor act on, as a condition."""
    if actor.account_id is None:
        return _NOTHING
    areas: dict[str, list[UUID]] = {}
    organisations: dict[str, list[UUID]] = {}
    for grant in actor.grants:
        if grant.organisation_id is not None:
            organisations.setdefault(grant.duty, []).append(grant.organisation_id)
        elif grant.area_id is not None:
            areas.setdefault(grant.duty, []).append(grant.area_id)
    free = Q(person__isnull=True, claimed_by__isnull=True)
    found = Q(person_id=actor.account_id) | Q(claimed_by_id=actor.account_id, person__isnull=True)
    for duty, ids in areas.items():
        found |= Q(duty=duty, area_id__in=ids, organisation__isnull=True) & free
    for duty, ids in organisations.items():
        found |= Q(organisation_id__in=ids, duty=duty) & free
    return found


def _paths(actor: Actor, path: str) -> Q:
    """What lies below `path` and below an area where the actor may see steps."""
    allowed = actor.area_paths(SEE) if actor.kind != "system" else ("",)
    inside = tuple(each for each in allowed if path.startswith(each))
    below = tuple(each for each in allowed if not inside and each.startswith(path))
    wanted = (path,) if inside else below
    if any(each.count(".") <= 1 for each in wanted):
        return Q()  # the whole county: one database is one county
    return within_any("area_path", wanted)


def _scope(actor: Actor, query: WorkQuery) -> Q:
    if query.scope == "area":
        return _paths(actor, query.area_path)
    if query.scope == "unit":
        ids = {g.organisation_id for g in actor.grants if g.organisation_id is not None}
        return Q(organisation_id__in=sorted(ids)) if ids else _NOTHING
    condition = _mine(actor)
    return condition & within("area_path", query.area_path) if query.area_path else condition


def _rows(actor: Actor, query: WorkQuery) -> QuerySet[models.Step]:
    rows = models.Step.objects.filter(_scope(actor, query), state="open")
    if query.categories:
        one = len(query.categories) == 1
        rows = rows.filter(
            Q(category=query.categories[0]) if one else Q(category__in=query.categories)
        )
    if query.duty:
        rows = rows.filter(duty=query.duty)
    if query.urgency:
        rows = rows.filter(urgency=query.urgency)
    if query.due_from is not None:
        rows = rows.filter(due_at__gte=query.due_from)
    if query.due_before is not None:
        rows = rows.filter(due_at__lt=query.due_before)
    if query.text.strip():
        rows = rows.filter(title__icontains=query.text.strip()[:60])
    return rows


def _after(cursor: str) -> Q:
    if not cursor:
        return Q()
    moment, _, last = cursor.partition("_")
    due = models.FAR if moment == models.FAR.isoformat() else read(moment)
    try:
        step_id = UUID(last)
    except ValueError:
        raise Invalid from None
    if due is None or due.tzinfo is LOCAL:  # ours always name their zone
        raise Invalid
    return Q(due_at__gte=due) & ~Q(due_at=due, id__lte=step_id)


def _count(rows: QuerySet[models.Step]) -> int:
    return rows.order_by().values("pk")[:MOST_COUNTED].count()


def _counts(rows: QuerySet[models.Step], now: datetime) -> WorkCounts:
    tomorrow = datetime.combine(local(now).date() + timedelta(days=1), time(), LOCAL)
    monday = tomorrow + timedelta(days=6 - local(now).weekday())
    return WorkCounts(
        late=_count(rows.filter(due_at__lt=now)),
        today=_count(rows.filter(due_at__gte=now, due_at__lt=tomorrow)),
        week=_count(rows.filter(due_at__gte=now, due_at__lt=monday)),
    )


def work_list(actor: Actor, *, query: WorkQuery, now: datetime) -> WorkPage:
    """A page of open steps, soonest due first. Six statements at most. `Invalid` for a cursor that
    is not one of ours; an empty page for an actor without duties.
    """
    rows = _rows(actor, query)
    found = list(
        rows.filter(_after(query.after))
        .select_related("run")
        .defer("run__data", "run__secret")
        .order_by("due_at", "id")[: PAGE + 1]
    )
    page, more = found[:PAGE], len(found) > PAGE
    names = people.account_names({r.claimed_by_id for r in page if r.claimed_by_id})
    items = tuple(
        WorkItem(
            step=step,
            key=definition_of(row.run.definition_id).key,
            claimed_name=names.get(row.claimed_by_id, "") if row.claimed_by_id else "",
            late=row.due_at < now,
        )
        for row, step in zip(page, views(page), strict=True)
    )
    last = page[-1] if page else None
    return WorkPage(
        items,
        _counts(_rows(actor, replace(query, due_from=None, due_before=None)), now),
        f"{last.due_at.isoformat()}_{last.pk}" if more and last else "",
    )
