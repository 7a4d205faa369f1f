"""The live county view: what is open, where, how late, and who can unblock it.

Every figure is counted from the matters themselves when it is asked for, along an index that holds
no more than what is counted (see `models`): there is no roll-up beside them that could differ. Each
period has both its ends in the condition: SQLite keeps no statistics, and an open-ended period
looks to it like more rows than a town, whose every matter it would then read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.fields import within_any
from linli.matters.models import Matter, Rating
from linli.matters.terms import State
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkCounts, WorkItem, WorkQuery
from linli.territory import selectors as territory

VIEW = "county.view"
_LATE = 20
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many matters are open below one area of the map."""

    area_id: UUID
    code: str
    name: str
    open: int


@dataclass(frozen=True, slots=True)
class CountyView:
    """Numbers of one moment, each with the question that defines it."""

    at: datetime
    open: int
    opened_today: int
    closed_week: int
    solved: tuple[int, int]
    satisfied: tuple[int, int]
    counts: WorkCounts
    late: tuple[WorkItem, ...]
    areas: tuple[AreaCount, ...]
    points: tuple[tuple[float, float, str], ...]


def county_view(actor: Actor, *, now: datetime) -> CountyView:
    """Everything below the areas over which the actor holds `county.view`."""
    actor.require(VIEW)
    rows = _seen(actor)
    placed = _open_by_place(rows)
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    week = midnight - timedelta(days=midnight.weekday())
    rated = _latest_ratings(actor, now - timedelta(days=30), now).aggregate(
        asked=Count("*"),
        solved=Count("solved", filter=Q(solved=True)),
        said=Count("satisfied"),
        satisfied=Count("satisfied", filter=Q(satisfied__gte=4)),
    )
    late = WorkQuery(scope="area", due_before=now)
    work = procedures.work_list(actor, query=late, now=now)
    return CountyView(
        at=now,
        open=sum(placed.values()),
        # A statement and an index each: one pass with two filters would read every matter.
        opened_today=rows.filter(opened_at__range=(midnight, now)).count(),
        closed_week=rows.filter(closed_at__range=(week, now)).count(),
        solved=(rated["solved"], rated["asked"]),
        satisfied=(rated["satisfied"], rated["said"]),
        counts=work.counts,
        late=work.items[:_LATE],
        areas=_by_area(placed),
        points=_points(rows, now),
    )


def _whole_county(actor: Actor) -> bool:
    """One database is one county: then no condition on places is needed, which no index serves."""
    return any(path.count(".") <= 1 for path in actor.area_paths(VIEW))


def _seen(actor: Actor) -> QuerySet[Matter]:
    if _whole_county(actor):
        return Matter.objects.all()
    return Matter.objects.filter(within_any("area_path", actor.area_paths(VIEW)))


def _latest_ratings(actor: Actor, since: datetime, now: datetime) -> QuerySet[Rating]:
    """One rating a matter: what its reporter said last. A newer one is of the period too; told so,
    PostgreSQL joins the period with itself and not with every rating there is."""
    period = Rating.objects.filter(at__range=(since, now))
    newer = period.filter(matter_id=OuterRef("matter_id"), at__gt=OuterRef("at"))
    rows = period.filter(~Exists(newer))
    if _whole_county(actor):
        return rows
    paths = actor.area_paths(VIEW)
    if not paths:
        return rows.none()
    # Asked rating by rating: joined instead, PostgreSQL reads every matter of a town to find these.
    inside = ExpressionWrapper(within_any("area_path", paths), output_field=BooleanField())
    place = Matter.objects.filter(pk=OuterRef("matter_id")).values(inside=inside)[:1]
    return rows.alias(inside=Subquery(place)).filter(inside=True)


def _open_by_place(rows: QuerySet[Matter]) -> dict[UUID | None, int]:
    """How many are open at each place itself. All that is named here is in the index of open
    matters; `Count("pk")` would fetch every row for a key that is never null."""
    found = (
        rows.filter(state=State.OPEN)
        .values_list("area_path", "area_id")
        .annotate(count=Count("*"))
        .order_by("area_path", "area_id")
    )
    counted: dict[UUID | None, int] = {}
    for _path, area_id, count in found:
        counted[area_id] = counted.get(area_id, 0) + count
    return counted


def _by_area(placed: Mapping[UUID | None, int]) -> tuple[AreaCount, ...]:
    """Open matters by the shapes that the map shows: counted once per place, summed upward."""
    counted: dict[UUID, int] = {}
    for area_id, count in placed.items():
        for place in territory.chain(area_id) if area_id else ():
            counted[place.id] = counted.get(place.id, 0) + count
    areas = territory.areas(counted)
    return tuple(
        AreaCount(area_id, areas[area_id].code, areas[area_id].name, count)
        for area_id, count in counted.items()
        if area_id in areas
    )


def _points(rows: QuerySet[Matter], now: datetime) -> tuple[tuple[float, float, str], ...]:
    """Where the newest that are open lie."""
    found = (
        rows.filter(state=State.OPEN, longitude__isnull=False, opened_at__range=(_EVER, now))
        .order_by("-opened_at")
        .values_list("longitude", "latitude", "number")[:500]
    )
    return tuple(
        (longitude, latitude, number)
        for longitude, latitude, number in found
        if longitude is not None and latitude is not None
    )


def stamp(actor: Actor) -> str:
    """What changes when anything on the view changes: for the ETag of the live page. Whatever is
    opened, moved or ended leaves a happening; a rating that waits for children does not. Both are
    of the whole county: the ends of two indexes, where the last of one town is not."""
    actor.require(VIEW)
    rated = Rating.objects.order_by("-at").values_list("at", flat=True).first()
    return f"{rated}|{procedures.latest_happening()}"
