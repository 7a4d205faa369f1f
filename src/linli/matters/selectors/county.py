"""The live county view: what is open, where, how late, and who can unblock it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.fields import within_any
from linli.matters.models import Matter, Rating
from linli.matters.terms import State
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkCounts, WorkItem, WorkQuery
from linli.territory import selectors as territory

VIEW = "county.view"


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
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    week = midnight - timedelta(days=midnight.weekday())
    rated = _latest_ratings(actor, now - timedelta(days=30)).aggregate(
        asked=Count("pk"),
        solved=Count("pk", filter=Q(solved=True)),
        said=Count("satisfied"),
        satisfied=Count("pk", filter=Q(satisfied__gte=4)),
    )
    work = procedures.work_list(actor, query=WorkQuery(scope="area"), now=now)
    return CountyView(
        at=now,
        # Three statements, an index each: one pass with three filters would read every matter.
        open=rows.filter(state=State.OPEN).count(),
        opened_today=rows.filter(opened_at__gte=midnight).count(),
        closed_week=rows.filter(closed_at__gte=week).count(),
        solved=(rated["solved"], rated["asked"]),
        satisfied=(rated["satisfied"], rated["said"]),
        counts=work.counts,
        late=tuple(item for item in work.items if item.late)[:20],
        areas=_by_area(rows),
        points=_points(rows),
    )


def _whole_county(actor: Actor) -> bool:
    """One database is one county: then no condition on places is needed, which no index serves."""
    return any(path.count(".") <= 1 for path in actor.area_paths(VIEW))


def _seen(actor: Actor) -> QuerySet[Matter]:
    if _whole_county(actor):
        return Matter.objects.all()
    return Matter.objects.filter(within_any("area_path", actor.area_paths(VIEW)))


def _latest_ratings(actor: Actor, since: datetime) -> QuerySet[Rating]:
    """One rating a matter: what its reporter said last."""
    newer = Rating.objects.filter(matter_id=OuterRef("matter_id"), at__gt=OuterRef("at"))
    rows = Rating.objects.filter(~Exists(newer), at__gte=since)
    return rows if _whole_county(actor) else rows.filter(matter__in=_seen(actor))


def _by_area(rows: Any) -> tuple[AreaCount, ...]:
    """Open matters by the shapes that the map shows: counted once per place, summed upward."""
    counted: dict[UUID, int] = {}
    found = (
        rows.filter(state=State.OPEN, area__isnull=False)
        .values_list("area_path", "area_id")  # both are in the index of open matters
        .annotate(count=Count("pk"))
        .order_by("area_path", "area_id")
    )
    for _path, area_id, count in found:
        for place in territory.chain(area_id):
            counted[place.id] = counted.get(place.id, 0) + count
    areas = territory.areas(counted)
    return tuple(
        AreaCount(area_id, areas[area_id].code, areas[area_id].name, count)
        for area_id, count in counted.items()
        if area_id in areas
    )


def _points(rows: Any) -> tuple[tuple[float, float, str], ...]:
    found = (
        rows.filter(state=State.OPEN, longitude__isnull=False)
        .order_by("-opened_at")
        .values_list("longitude", "latitude", "number")[:500]
    )
    return tuple(found)


def stamp(actor: Actor) -> str:
    """What changes when anything on the view changes: for the ETag of the live page."""
    rows = _seen(actor)
    opened = rows.order_by("-opened_at").values_list("opened_at", flat=True).first()
    ended = rows.filter(closed_at__isnull=False).order_by("-closed_at")
    closed = ended.values_list("closed_at", flat=True).first()
    return f"{opened}|{closed}|{procedures.latest_happening()}"
