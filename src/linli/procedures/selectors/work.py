"""The work list: soonest due first, 50 a page, the same cost whatever the size of the county.

Every filter leads to a partial index on open steps (see `models.Step`); a page starts where the
one before ended (keyset), and counts stop at 1,000. Another order than by the time promised is made
here, of the soonest 1,000: no index serves it, and a database that sorts all of a county for one
page of fifty would be slower with every year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

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
    MOST_SORTED,
    PAGE,
    SEE,
    WORK_SORTS,
    WorkCounts,
    WorkItem,
    WorkMark,
    WorkPage,
    WorkQuery,
)

MOST_STRETCHES = 24  # beyond that many duties, one condition is no worse
_NOTHING = Q(pk__in=[])


def _mine(actor: Actor) -> list[Q]:
    """Exactly what `rules.may_act` lets this actor act on, as conditions of which a step meets at
    most one; each is the beginning of an index that is ordered by due date.
    """
    if actor.account_id is None:
        return [_NOTHING]
    areas: dict[str, list[UUID]] = {}
    organisations: dict[str, list[UUID]] = {}
    for grant in actor.grants:
        if grant.organisation_id is not None:
            organisations.setdefault(grant.duty, []).append(grant.organisation_id)
        elif grant.area_id is not None:
            areas.setdefault(grant.duty, []).append(grant.area_id)
    free = Q(person__isnull=True, claimed_by__isnull=True)
    return [
        Q(person_id=actor.account_id),
        Q(claimed_by_id=actor.account_id, person__isnull=True),
        *(
            Q(duty=duty, area_id=one, organisation__isnull=True) & free
            for duty, ids in areas.items()
            for one in dict.fromkeys(ids)
        ),
        *(
            Q(organisation_id=one, duty=duty) & free
            for duty, ids in organisations.items()
            for one in dict.fromkeys(ids)
        ),
    ]


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
    condition = reduce(or_, _mine(actor))
    return condition & within("area_path", query.area_path) if query.area_path else condition


def _rows(actor: Actor, query: WorkQuery) -> QuerySet[models.Step]:
    return _asked(models.Step.objects.filter(_scope(actor, query), state="open"), query)


def _asked(rows: QuerySet[models.Step], query: WorkQuery) -> QuerySet[models.Step]:
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


def _counts(actor: Actor, query: WorkQuery, now: datetime) -> WorkCounts:
    """Late, due today, due this week: up to 1,000 of each, in one statement."""
    tomorrow = datetime.combine(local(now).date() + timedelta(days=1), time(), LOCAL)
    monday = tomorrow + timedelta(days=6 - local(now).weekday())
    spans = (
        Q(due_at__lt=now),
        Q(due_at__gte=now, due_at__lt=tomorrow),
        Q(due_at__gte=now, due_at__lt=monday),
    )
    stretches = _stretches(actor, replace(query, due_from=None, due_before=None))
    asked: list[str] = []
    params: list[Any] = []
    for span in spans:
        sql, given = _joined([rows.filter(span).order_by() for rows in stretches], MOST_COUNTED)
        asked.append(f"(SELECT COUNT(*) FROM ({sql}) rows_)" if sql else "0")  # noqa: S608
        params += given
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked), params)
        found = cursor.fetchone()
    return WorkCounts(*(min(one, MOST_COUNTED) for one in found))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A row of the soonest 1,000: the value it is sorted by, then its place in the usual order."""

    value: str
    due: str
    pk: UUID

    @property
    def cursor(self) -> str:
        return f"{self.value}_{self.due}_{self.pk}"

    def behind(self, other: _Mark, *, down: bool) -> bool:
        if self.value != other.value:
            return (self.value < other.value) if down else (self.value > other.value)
        return (self.due, str(self.pk)) > (other.due, str(other.pk))


_COLUMNS = dict(zip(WORK_SORTS, ("opened_at", "category", "area_path"), strict=True))


def _instant(moment: datetime) -> str:
    """Text that sorts as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _marks(rows: QuerySet[models.Step], column: str, down: bool) -> tuple[list[_Mark], bool]:
    """The soonest of the rows in the order of a column, and whether there are more of them."""
    found = rows.order_by("due_at", "id").values_list(column, "due_at", "pk")[: MOST_SORTED + 1]
    marks = [
        _Mark(_instant(value) if isinstance(value, datetime) else value, _instant(due), pk)
        for value, due, pk in found
    ]
    cut = len(marks) > MOST_SORTED
    # a stable sort: what is equal stays soonest first in both directions
    return sorted(marks[:MOST_SORTED], key=lambda mark: mark.value, reverse=down), cut


def _mark(cursor: str) -> _Mark:
    rest, _one, last = cursor.rpartition("_")
    value, _two, due = rest.rpartition("_")
    try:
        return _Mark(value, due, UUID(last))
    except ValueError:
        raise Invalid from None


def _sorted_page(
    rows: QuerySet[models.Step], column: str, query: WorkQuery
) -> tuple[list[models.Step], str, bool]:
    """The rows of one page in another order, the cursor of the next, and whether some were cut."""
    down = query.sort.startswith("-")
    marks, cut = _marks(rows, column, down)
    if query.after:
        last = _mark(query.after)
        marks = [mark for mark in marks if mark.behind(last, down=down)]
    page = marks[:PAGE]
    following = page[-1].cursor if len(marks) > PAGE else ""
    return _chosen(rows, [mark.pk for mark in page]), following, cut


def _chosen(rows: QuerySet[models.Step], ids: Sequence[UUID]) -> list[models.Step]:
    found = {row.pk: row for row in _whole(rows.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def _whole(rows: QuerySet[models.Step]) -> QuerySet[models.Step]:
    return rows.select_related("run").defer("run__data", "run__secret")


def _stretches(actor: Actor, query: WorkQuery) -> list[QuerySet[models.Step]]:
    """The rows of a query in parts that share none. A person's own work lies in several stretches
    of several indexes: joined with OR, a database gathers all of it and sorts, or walks through the
    whole county by due date.
    """
    conditions = _mine(actor) if query.scope == "mine" else []
    if not 1 < len(conditions) <= MOST_STRETCHES:
        return [_rows(actor, query)]
    below = within("area_path", query.area_path) if query.area_path else Q()
    steps = models.Step.objects.filter(below, state="open")
    return [_asked(steps.filter(one), query) for one in conditions]


def _joined(stretches: Sequence[QuerySet[models.Step]], most: int) -> tuple[str, list[Any]]:
    """The ids of the first rows of each; no SQL if none can have any."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in stretches:
        try:
            sql, given = rows.values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql}) part{len(parts)}")  # noqa: S608
        params += given
    return " UNION ALL ".join(parts), params


def _soonest(actor: Actor, query: WorkQuery) -> QuerySet[models.Step]:
    """The rows among which the next page is: the first of each stretch."""
    after = _after(query.after)
    stretches = [rows.filter(after) for rows in _stretches(actor, query)]
    if len(stretches) == 1:
        return stretches[0]
    sql, params = _joined([rows.order_by("due_at", "id") for rows in stretches], PAGE + 1)
    if not sql:
        return models.Step.objects.none()
    return models.Step.objects.filter(pk__in=RawSQL(sql, params))  # noqa: S611


def _soonest_page(rows: QuerySet[models.Step]) -> tuple[list[models.Step], str, bool]:
    ordered = _whole(rows).order_by("due_at", "id")
    found = list(ordered[: PAGE + 1])
    page = found[:PAGE]
    last = page[-1] if len(found) > PAGE else None
    return page, f"{last.due_at.isoformat()}_{last.pk}" if last else "", False


def _items(page: Sequence[models.Step], now: datetime) -> tuple[WorkItem, ...]:
    names = people.account_names({r.claimed_by_id for r in page if r.claimed_by_id})
    return tuple(
        WorkItem(
            step=step,
            key=definition_of(row.run.definition_id).key,
            claimed_name=names.get(row.claimed_by_id, "") if row.claimed_by_id else "",
            late=row.due_at < now,
        )
        for row, step in zip(page, views(page), strict=True)
    )


def work_list(actor: Actor, *, query: WorkQuery, now: datetime) -> WorkPage:
    """A page of open steps, soonest due first, or as `query.sort` says. Five statements at most.
    `Invalid` for a cursor that is not one of ours; an empty page for an actor without duties.
    """
    rows = _rows(actor, query)
    column = _COLUMNS.get(query.sort.removeprefix("-"))
    page, following, cut = (
        _sorted_page(rows, column, query) if column else _soonest_page(_soonest(actor, query))
    )
    return WorkPage(_items(page, now), _counts(actor, query, now), following, cut)


def work_marks(actor: Actor, *, query: WorkQuery, most: int) -> tuple[WorkMark, ...]:
    """The soonest `most` open steps of a query, without what a page shows of them."""
    rows = _rows(actor, query).order_by("due_at", "id")
    found = rows.values_list("pk", "subject_kind", "subject_id")[:most]
    return tuple(WorkMark(*row) for row in found)


def work_items(
    actor: Actor, *, query: WorkQuery, ids: Sequence[UUID], now: datetime
) -> tuple[WorkItem, ...]:
    """Those of the steps that the query admits, in the order of `ids`."""
    return _items(_chosen(_rows(actor, query), ids), now)
