"""Reads of territory. One book of all public areas per process and version: no statement for an
area, an ancestor, a name or a point once it is warm. Without a date, "open" means not closed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import parts
from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.kernel.language import Words
from linli.kernel.versions import cached_by, version
from linli.territory import models, rules
from linli.territory.terms import (
    CALENDAR_VERSION,
    VERSION,
    Area,
    CalendarWarning,
    Change,
    DayKind,
    Kind,
    Layout,
    Limit,
    NoCalendar,
    Unit,
    UnknownArea,
    Workdays,
)

_log = logging.getLogger(__name__)

PART = "territory"

to_gcj02 = rules.to_gcj02  # for the edges of other contexts
to_wgs84 = rules.to_wgs84

# --- what the method says ------------------------------------------------------------------------


@cached_by(parts.VERSION)
def layout() -> Layout:
    """The kinds, name endings and frame of the method in force; empty before one is published."""
    return rules.layout_of(parts.current(PART)[1])


def kinds() -> dict[str, Kind]:
    return dict(layout().kinds)


# --- the book of areas ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Book:
    areas: dict[UUID, Area]  # the public ones, closed too, in tree order
    codes: dict[str, Area]
    children: dict[UUID | None, tuple[Area, ...]]
    gazetteer: rules.Gazetteer
    shapes: rules.Shapes


_FIELDS = (
    "id", "code", "kind", "name", "short_name", "path", "parent_id", "longitude", "latitude",
    "synthetic", "valid_from", "valid_to", "successor_id", "boundary_source",
)  # fmt: skip


@cached_by(VERSION, parts.VERSION)
def _book() -> _Book:
    # A kind that the method no longer has is treated like a private one: not shown.
    public = [kind.key for kind in layout().kinds.values() if not kind.private]
    rows = models.Area.objects.filter(kind__in=public).order_by("path")
    areas: dict[UUID, Area] = {}
    below: dict[UUID | None, list[Area]] = {}
    for values in rows.values_list(*_FIELDS):
        one = Area(*values)
        areas[one.id] = one
        below.setdefault(one.parent_id, []).append(one)
    names = models.AreaName.objects.filter(area__valid_to=None).values_list("area_id", "name")
    drawn = rows.filter(valid_to=None).exclude(boundary=None).values_list("id", "path", "boundary")
    return _Book(
        areas=areas,
        codes={one.code: one for one in areas.values()},
        children={parent: tuple(some) for parent, some in below.items()},
        gazetteer=rules.Gazetteer(areas, ((i, n) for i, n in names if i in areas)),
        shapes=rules.Shapes(
            (i, path.count("."), boundary) for i, path, boundary in drawn if boundary
        ),
    )


def _from_table(**where: Any) -> dict[UUID, Area]:
    """Areas that the book leaves out: households."""
    rows = models.Area.objects.filter(**where).order_by("path").values_list(*_FIELDS)
    return {values[0]: Area(*values) for values in rows}


def areas(ids: Iterable[UUID]) -> dict[UUID, Area]:
    """Those that exist, closed ones too. One statement if households are among them."""
    wanted, book = set(ids), _book().areas
    found = {area_id: book[area_id] for area_id in wanted if area_id in book}
    if len(found) < len(wanted):
        found |= _from_table(id__in=wanted - found.keys())
    return found


def area(area_id: UUID) -> Area:
    """One area, closed or open; refuses with `UnknownArea`."""
    found = _book().areas.get(area_id) or areas([area_id]).get(area_id)
    if found is None:
        raise UnknownArea
    return found


def by_code(code: str) -> Area:
    """By its code; official codes also in their twelve-digit form. Refuses with `UnknownArea`."""
    book = _book().codes
    short = official(code)
    found = book.get(code) or book.get(short) or next(iter(_from_table(code=code).values()), None)
    if found is None:
        raise UnknownArea
    return found


def official(code: str) -> str:
    """An official code without the zeros that pad it to twelve digits."""
    if len(code) == 12 and code.isdigit():
        while len(code) > 6 and code.endswith("000"):
            code = code[:-3]
    return code


def root() -> Area:
    """The county itself; refuses with `UnknownArea` before a method is published."""
    tops = _book().children.get(None, ())
    if not tops:
        raise UnknownArea
    return tops[0]


def children(area_id: UUID, *, on: date | None = None) -> tuple[Area, ...]:
    """The open areas right below, by code; with `on`, those that were open that day."""
    return tuple(one for one in _book().children.get(area_id, ()) if _open(one, on))


def all_children(area_id: UUID) -> tuple[Area, ...]:
    """The areas right below, closed ones too, by code."""
    return _book().children.get(area_id, ())


def below(area_path: str, kind: str = "", *, on: date | None = None) -> tuple[Area, ...]:
    """All open areas at or below a path ("" for the county), of one kind if given."""
    return tuple(
        one
        for one in _book().areas.values()
        if one.path.startswith(area_path) and (not kind or one.kind == kind) and _open(one, on)
    )


def households(area_id: UUID) -> tuple[Area, ...]:
    """The open areas of private kinds below an area. For staff pages; the caller checks duty."""
    private = [kind.key for kind in layout().kinds.values() if kind.private]
    rows = models.Area.objects.filter(
        within("path", area(area_id).path), kind__in=private, valid_to=None
    )
    return tuple(Area(*values) for values in rows.order_by("path").values_list(*_FIELDS))


def _open(one: Area, on: date | None) -> bool:
    return one.open_on(on) if on is not None else one.valid_to is None


def chain(area_id: UUID) -> tuple[Area, ...]:
    """The area and its ancestors, the area first, the county last."""
    book = _book().areas
    here: Area | None = area(area_id)
    found: list[Area] = []
    while here is not None:
        found.append(here)
        here = book.get(here.parent_id) if here.parent_id else None
    return tuple(found)


def ancestor(area_id: UUID, kind: str) -> Area | None:
    """The area itself or its nearest ancestor of that kind."""
    return next((one for one in chain(area_id) if one.kind == kind), None)


def full_name(area_id: UUID, from_kind: str = "community") -> str:
    """`炉峰社区青云小区3号楼`: short names from the ancestor of `from_kind` down, without the kinds
    that addresses leave out (grids); an area that has no such ancestor (a village) starts at the
    level beside it, below the town.
    """
    line = list(reversed(chain(area_id)))
    start = next((i for i, one in enumerate(line) if one.kind == from_kind), None)
    if start is None:
        parents = layout().kinds[from_kind].parents if from_kind in layout().kinds else ()
        above = [i for i, one in enumerate(line) if one.kind in parents]
        start = min(above[-1] + 1, len(line) - 1) if above else len(line) - 1
    known, last = layout().kinds, line[-1]
    return "".join(
        one.short_name
        for one in line[start:]
        if one is last or one.kind not in known or known[one.kind].addressed
    )


def name_on(area_id: UUID, day: date) -> str:
    """What the area was called on a day."""
    later = (
        models.AreaChange.objects.filter(area_id=area_id, kind="renamed", on__gt=day)
        .order_by("on", "id")
        .values_list("before", flat=True)
        .first()
    )
    return later if later is not None else area(area_id).name


def successor(area_id: UUID) -> Area:
    """The area itself, or the one that it was merged into, however often."""
    here = area(area_id)
    while here.successor_id is not None:
        here = area(here.successor_id)
    return here


def changes(area_id: UUID) -> tuple[Change, ...]:
    """What happened to an area, latest first."""
    rows = models.AreaChange.objects.filter(area_id=area_id).order_by("-on", "-id")
    return tuple(
        Change(*row) for row in rows.values_list("kind", "on", "before", "after", "reason")
    )


def at_point(longitude: float, latitude: float) -> Area | None:
    """The innermost area (a grid, else a village, …) whose boundary holds the WGS-84 point; None
    if nothing is drawn there. Refuses with `BadCoordinates` outside the county's frame.
    """
    x, y = rules.check_point(longitude, latitude, layout().frame)
    book = _book()
    found = book.shapes.innermost(x, y)
    return book.areas[found] if found is not None else None


def find(text: str, within_path: str = "") -> tuple[Area, ...]:
    """The open areas that a name or address may mean. One: that is it. Several: ask. At most 20."""
    return _book().gazetteer.find(text, within_path)


@cached_by(VERSION, parts.VERSION)
def shapes(kind: str, within_path: str = "") -> dict[str, Any]:
    """The open areas of a kind with their boundaries, as a GeoJSON FeatureCollection in WGS-84.
    Shared between callers: read it, do not change it. Private kinds have none.
    """
    if kind not in layout().kinds or layout().kinds[kind].private:
        return {"type": "FeatureCollection", "features": []}
    rows = (
        models.Area.objects.filter(within("path", within_path), kind=kind, valid_to=None)
        .exclude(boundary=None)
        .order_by("path")
    )
    return {
        "type": "FeatureCollection",
        "features": [_feature(row) for row in rows],
    }


def _feature(row: models.Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(row.id),
        "geometry": row.boundary,
        "properties": {
            "code": row.code,
            "name": row.short_name,
            "kind": row.kind,
            "path": row.path,
            "synthetic": row.synthetic or row.boundary_source == "synthetic",
        },
    }


# --- working time -------------------------------------------------------------------------------


@cached_by(CALENDAR_VERSION)
def calendar() -> Workdays:
    """The county's working calendar; refuses with `NoCalendar` before one is published."""
    office = models.Office.objects.first()
    if office is None:
        raise NoCalendar
    days = models.Day.objects.values_list("day", "kind")
    years = models.Year.objects.values_list("year", flat=True)
    return Workdays(
        days={day: DayKind(kind) for day, kind in days},
        spans=tuple((_clock(opens), _clock(closes)) for opens, closes in office.spans),
        known=frozenset(years),
        move_rest_end=office.move_rest_end,
    )


def _clock(text: str) -> time:
    return time.fromisoformat(text)


_warned: set[tuple[int, int]] = set()  # (version, year): say it once per process and calendar


def due(start: datetime, limit: Limit) -> datetime:
    """`rules.deadline` with the county's calendar. A year whose holidays are not loaded is counted
    Monday to Friday, loudly: see `calendar_warnings` and `is_guess`.
    """
    book = calendar()
    end = rules.deadline(start, limit, book)
    if limit.unit in (Unit.WORK_HOUR, Unit.WORK_DAY):
        for year in rules.guessed_years(start, end, book):
            if (version(CALENDAR_VERSION), year) not in _warned:
                _warned.add((version(CALENDAR_VERSION), year))
                _log.warning("holidays of %d are not loaded: limits count Monday to Friday", year)
    return end


def began(end: datetime, hours: int) -> datetime:
    """`rules.began` with the county's calendar: so many working hours before `end`."""
    return rules.began(end, hours, calendar())


def worked(start: datetime, end: datetime) -> timedelta:
    """Office time between two moments with the county's calendar."""
    return rules.worked(start, end, calendar())


def left_words(now: datetime, due_at: datetime, unit: Unit) -> Words:
    """`余 2 工作时`, `超 1 工作日`, with the county's calendar."""
    return rules.left_words(now, due_at, unit, calendar())


def is_guess(start: datetime, due_at: datetime) -> bool:
    """Does this stretch touch a year whose holidays are not loaded?"""
    return bool(rules.guessed_years(start, due_at, calendar()))


def day_notes(year: int) -> dict[date, str]:
    """Why the days of a year that differ from Monday to Friday do, in their order."""
    rows = models.Day.objects.filter(day__year=year).order_by("day")
    return dict(rows.values_list("day", "note"))


def calendar_warnings(now: datetime) -> tuple[CalendarWarning, ...]:
    """What whoever runs the county must see: this year not loaded; from November on (when the State
    Council publishes them) next year's holidays missing.
    """
    today, known = local(now).date(), calendar().known
    found = []
    if today.year not in known:
        found.append(_missing(today.year))
    if today.month >= 11 and today.year + 1 not in known:
        found.append(_missing(today.year + 1))
    return tuple(found)


def _missing(year: int) -> CalendarWarning:
    return CalendarWarning(
        code="territory.unknown_year",
        year=year,
        message=Words(
            f"还没有录入 {year} 年的节假日安排：时限暂按周一至周五计算。",
            f"The holidays of {year} are not loaded: limits count Monday to Friday for now.",
        ),
    )
