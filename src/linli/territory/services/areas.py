"""Writes of the tree of areas. Nothing is deleted; every change has a day and leaves a trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.versions import bump
from linli.territory import rules, selectors
from linli.territory.models import Area, AreaChange, AreaName
from linli.territory.services.publishing import Publication
from linli.territory.terms import (
    VERSION,
    AlreadyClosed,
    AreaRow,
    BadBoundary,
    BadDate,
    BadName,
    CodeTaken,
    Layout,
    PathChange,
    Published,
    ReasonMissing,
    StillInhabited,
    UnknownArea,
    Why,
    WrongParent,
    normal,
)
from linli.territory.terms import Area as AreaValue

MANAGE = "territory.manage"
# Neighbours drawn by hand never fit to the centimetre: this share of the smaller may overlap.
TOLERATED_OVERLAP = 0.01


def publish_areas(
    *, rows: Iterable[AreaRow], actor: Actor, now: datetime, layout: Layout | None = None
) -> Published:
    """Bring areas in, by code: new ones are added, known ones renamed, closed or drawn where the
    row differs; areas that no row mentions stay. Idempotent. `layout` is that of the method being
    published; without it, of the one in force.
    Refuses a wrong kind, parent, code, date or boundary, and a code used for something else.
    """
    with transaction():
        publication = Publication(layout or selectors.layout(), local(now).date(), now)
        done = publication.run(tuple(rows))
        bump(VERSION)
        trail.record(
            "territory.areas_published",
            actor=actor,
            now=now,
            subject=("territory", None),
            data={"added": done.added, "changed": done.changed, "same": done.same},
        )
    return done


def add_area(*, row: AreaRow, actor: Actor, now: datetime) -> AreaValue:
    """Add one area. Refuses like `publish_areas`, and any code used before."""
    with transaction():
        parent = selectors.by_code(row.parent) if row.parent else None
        actor.require(MANAGE, Target(area_path=parent.path if parent else ""))
        _not_future(row.valid_from, now)
        if Area.objects.filter(code=row.code).exists():
            raise CodeTaken(area_code=row.code)
        if parent is not None and parent.valid_to is not None:
            raise AlreadyClosed(name=parent.name, on=parent.valid_to)
        Publication(selectors.layout(), local(now).date(), now).run((row,))
        bump(VERSION)
        found = selectors.by_code(row.code)
        _record("territory.area_added", found.id, actor, now, {"code": row.code})
    return found


def rename_area(
    *, area_id: UUID, name: str, on: date, reason: str, actor: Actor, now: datetime
) -> AreaValue:
    """From the day `on`, the area is called `name`; it is still found by its former name."""
    with transaction():
        row = _mine(area_id, actor)
        _dated(row, on, now)
        _reasoned(reason)
        if not name.strip() or len(name.strip()) > 60:
            raise BadName(field="name")
        _change(row, "renamed", on, now, before=row.name, after=name.strip(), reason=reason)
        AreaName.objects.filter(area=row, name=normal(row.name)).update(former=True)
        row.name = name.strip()
        row.short_name = rules.short_name(row.name, row.kind, selectors.layout())
        row.save(update_fields=["name", "short_name"])
        forms = rules.spoken_forms(row.name, row.kind, (), selectors.layout())
        AreaName.objects.bulk_create(
            [AreaName(area=row, name=form) for form in forms], ignore_conflicts=True
        )
        _record("territory.area_renamed", row.id, actor, now, {"on": on.isoformat()})
        bump(VERSION)
    return selectors.area(area_id)


def close_area(*, area_id: UUID, on: date, reason: str, actor: Actor, now: datetime) -> AreaValue:
    """From the day `on`, the area is no more. Refuses while open areas lie below it."""
    with transaction():
        row = _mine(area_id, actor)
        _dated(row, on, now)
        _reasoned(reason)
        inside = Area.objects.filter(parent=row, valid_to=None).count()
        if inside:
            raise StillInhabited(name=row.name, count=inside)
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        _change(row, "closed", on, now, reason=reason)
        _record("territory.area_closed", row.id, actor, now, {"on": on.isoformat()})
        bump(VERSION)
    return selectors.area(area_id)


def merge_areas(
    *, area_ids: Iterable[UUID], into: UUID, on: date, reason: str, actor: Actor, now: datetime
) -> tuple[PathChange, ...]:
    """From the day `on`, the areas are part of `into` (of the same kind). What was open below them
    moves along; its new paths are returned and kept as changes, for whoever keeps paths.
    """
    with transaction():
        target = _mine(into, actor)
        _dated(target, on, now)
        _reasoned(reason)
        moved: list[PathChange] = []
        for area_id in dict.fromkeys(area_ids):
            row = _mine(area_id, actor)
            _dated(row, on, now)
            if row.id == target.id or row.kind != target.kind:
                kind = selectors.layout().kind(row.kind)
                raise WrongParent(name=row.name, parent=target.name, rule=str(kind.rule))
            moved += _move_children(row, target, on, now, reason)
            row.valid_to, row.successor = on, target
            row.save(update_fields=["valid_to", "successor"])
            _change(row, "merged", on, now, before=row.path, after=target.path, reason=reason)
            names = AreaName.objects.filter(area=row).values_list("name", flat=True)
            AreaName.objects.bulk_create(
                [AreaName(area=target, name=name, former=True) for name in names],
                ignore_conflicts=True,
            )
            _record("territory.area_merged", row.id, actor, now, {"into": str(into)})
        bump(VERSION)
    return tuple(moved)


def _move_children(
    row: Area, target: Area, on: date, now: datetime, reason: str
) -> list[PathChange]:
    rows = list(Area.objects.filter(path__startswith=row.path).exclude(id=row.id).order_by("path"))
    kept = [one for one in rows if one.valid_to is None]
    taken = set(Area.objects.filter(parent=target).values_list("path", flat=True))
    moved: list[PathChange] = []
    renewed: dict[str, str] = {}
    for one in kept:
        if one.parent_id == row.id:
            piece = one.path[len(row.path) :]
            path = target.path + piece
            # Two merged areas may both have had a `g01.`: the whole code tells them apart.
            path = target.path + one.code + "." if path in taken else path
            one.parent = target
            renewed[one.path] = path
        else:
            outer = next(old for old in renewed if one.path.startswith(old))
            path = renewed[outer] + one.path[len(outer) :]
        moved.append(PathChange(one.id, one.path, path))
        one.path = path
    Area.objects.bulk_update(kept, ["parent", "path"], batch_size=500)
    AreaChange.objects.bulk_create(
        AreaChange(
            area_id=one.area_id, kind="moved", on=on, before=one.before, after=one.after,
            reason=reason, recorded_at=now,
        )
        for one in moved
    )  # fmt: skip
    return moved


def set_boundary(
    *, area_id: UUID, boundary: Mapping[str, Any], source: str, actor: Actor, now: datetime
) -> None:
    """Draw an area: a GeoJSON Polygon or MultiPolygon in WGS-84, and where it came from.
    Refuses with `BadBoundary`: crossing itself, outside the county, over a neighbour of its kind.
    """
    with transaction():
        row = _mine(area_id, actor)
        shape = rules.check_boundary(boundary, selectors.layout().frame)
        drawn = rules.rounded(shape)
        neighbours = Area.objects.filter(parent_id=row.parent_id, kind=row.kind, valid_to=None)
        for other in neighbours.exclude(id=row.id).exclude(boundary=None):
            if other.boundary and rules.overlap_share(drawn, other.boundary) > TOLERATED_OVERLAP:
                raise BadBoundary(reason=Why.OVERLAPS)
        row.boundary, row.boundary_source = drawn, source[:60]
        row.save(update_fields=["boundary", "boundary_source"])
        _change(row, "drawn", local(now).date(), now, after=source)
        _record("territory.area_drawn", row.id, actor, now, {"source": source[:60]})
        bump(VERSION)


def set_boundaries(
    *, boundaries: Mapping[str, Mapping[str, Any]], source: str, actor: Actor, now: datetime
) -> int:
    """Draw many areas at once, by code; the caller vouches that they do not overlap (a survey, or
    the generator of synthetic shapes). Each is checked alone. A point is set inside each shape.
    Returns how many. Refuses with `UnknownArea` if a code is not there.
    """
    actor.require(MANAGE)
    frame = selectors.layout().frame
    with transaction():
        rows = list(locked(Area.objects.filter(code__in=boundaries.keys())))
        if len(rows) < len(boundaries):
            raise UnknownArea
        for row in rows:
            shape = rules.check_boundary(boundaries[row.code], frame)
            inside = shape.representative_point()
            row.boundary, row.boundary_source = rules.rounded(shape), source[:60]
            row.longitude, row.latitude = round(inside.x, 7), round(inside.y, 7)
        Area.objects.bulk_update(
            rows, ["boundary", "boundary_source", "longitude", "latitude"], batch_size=200
        )
        bump(VERSION)
        trail.record(
            "territory.areas_drawn",
            actor=actor,
            now=now,
            subject=("territory", None),
            data={"count": len(rows), "source": source[:60]},
        )
    return len(rows)


def _mine(area_id: UUID, actor: Actor) -> Area:
    """The locked row of an open area that the actor manages."""
    row = locked(Area.objects.filter(id=area_id)).first()
    if row is None:
        raise UnknownArea
    actor.require(MANAGE, Target(area_path=row.path))
    if row.valid_to is not None:
        raise AlreadyClosed(name=row.name, on=row.valid_to)
    return row


def _dated(row: Area, on: date, now: datetime) -> None:
    if on <= row.valid_from:
        raise BadDate(reason=Why.DATE_EARLY, field="on")
    _not_future(on, now)


def _not_future(on: date, now: datetime) -> None:
    if on > local(now).date():
        raise BadDate(reason=Why.DATE_FUTURE, field="on")


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(field="reason")


def _change(
    row: Area,
    kind: str,
    on: date,
    now: datetime,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> None:
    AreaChange.objects.create(
        area=row, kind=kind, on=on, before=before, after=after, reason=reason[:200], recorded_at=now
    )


def _record(name: str, area_id: UUID, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    trail.record(name, actor=actor, now=now, subject=("area", area_id), data=data)
