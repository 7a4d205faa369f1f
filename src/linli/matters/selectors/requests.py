"""Matters as everybody may see them from outside: category, state and about where; words only
where they were published, masked. Kinds in which people speak in confidence are left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.ids import read_code
from linli.matters.models import Matter, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.lists import SEE
from linli.matters.terms import SUBJECT, Category, Kind, MatterNotFound, State
from linli.procedures import selectors as procedures
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory

# About 100 m: the block, not the door. Who sees the matter by duty is given the point itself.
BLURRED = 3


@dataclass(frozen=True, slots=True)
class Service:
    """Something that can be asked for from outside: a kind, or a category of the first kind."""

    code: str
    name: str
    group: str
    words: tuple[str, ...]
    about: str
    kind: Kind
    category: str


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """Half-open span of opening; `open` None: both; the page counts from 1."""

    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    open: bool | None = None
    page: int = 1
    size: int = 1000


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A matter from outside. The point is WGS-84; `due_at` only where one was asked for alone."""

    id: UUID
    service_code: str
    service_name: str
    open: bool
    notes: str
    words: str
    place: str
    longitude: float | None
    latitude: float | None
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None = None


def open_kinds() -> dict[str, Kind]:
    """What residents may open and everybody may know of, in the method's order."""
    return {
        key: kind
        for key, kind in catalogue().kinds.items()
        if kind.anonymous and not (kind.enrolled or kind.conversation or kind.phone_needed)
    }


def services_offered() -> dict[str, Service]:
    """By code: the categories of the first open kind, then the kinds themselves."""
    known, kinds = catalogue(), open_kinds()
    found: dict[str, Service] = {}
    first = next(iter(kinds.values()), None)
    if first is not None:
        for one in known.leaves():
            found[one.key] = Service(
                one.key, str(one.name), _group(one), one.words, "", first, one.key
            )
    for kind in kinds.values():
        code = kind.key if kind.key not in found else f"kind.{kind.key}"
        found[code] = Service(code, str(kind.name), "", (), str(kind.help), kind, "")
    return found


def _group(one: Category) -> str:
    above = catalogue().categories.get(one.parent)
    return str(above.name) if above else ""


def _codes() -> dict[tuple[str, str], str]:
    """(kind, category) -> code."""
    return {(one.kind.key, one.category): code for code, one in services_offered().items()}


def service_requests(
    query: RequestQuery, *, actor: Actor, now: datetime
) -> tuple[ServiceRequest, ...]:
    """Newest first, a page of them. Four statements for any number."""
    rows = Matter.objects.filter(kind__in=list(open_kinds()))
    if query.codes:
        rows = _of_services(rows, query.codes)
    if query.since:
        rows = rows.filter(opened_at__gte=query.since)
    if query.until:
        rows = rows.filter(opened_at__lt=query.until)
    if query.open is not None:
        rows = rows.filter(state=State.OPEN) if query.open else rows.exclude(state=State.OPEN)
    start = (query.page - 1) * query.size
    found = list(rows.order_by("-opened_at", "-id")[start : start + query.size])
    return _requests(found, actor, now)


def _of_services(rows: QuerySet[Matter], codes: Collection[str]) -> QuerySet[Matter]:
    offered = services_offered()
    chosen = [offered[code] for code in codes if code in offered]
    none = rows.none()
    for one in chosen:
        mine = rows.filter(kind=one.kind.key)
        none |= mine.filter(category=one.category) if one.category or _first(one) else mine
    return none


def _first(one: Service) -> bool:
    """Its kind has categories: the kind's own code means those without one."""
    return one.kind.key == next(iter(open_kinds()), "")


def requests_by_id(
    ids: Sequence[UUID], *, actor: Actor, now: datetime
) -> tuple[ServiceRequest, ...]:
    """Those of the ids that are there, in their order."""
    rows = Matter.objects.filter(pk__in=ids, kind__in=list(open_kinds()))
    found = {row.pk: row for row in rows}
    return _requests([found[one] for one in ids if one in found], actor, now)


def request_for(request_id: UUID, *, actor: Actor, now: datetime) -> ServiceRequest:
    """One, with what is promised next. Refuses `MatterNotFound`."""
    row = Matter.objects.filter(pk=request_id, kind__in=list(open_kinds())).first()
    if row is None:
        raise MatterNotFound
    (one,) = _requests([row], actor, now)
    if row.state != State.OPEN or row.run_id is None:
        return one
    promises = [step.due_at for step in procedures.open_steps(row.run_id) if step.due_at]
    return ServiceRequest(
        **{name: getattr(one, name) for name in ServiceRequest.__slots__ if name != "due_at"},
        due_at=min(promises, default=None),
    )


def _requests(rows: Sequence[Matter], actor: Actor, now: datetime) -> tuple[ServiceRequest, ...]:
    ids = [row.pk for row in rows]
    said = publicity.words_shown(SUBJECT, ids, now=now)
    moved, codes = trail.latest(SUBJECT, ids), _codes()
    return tuple(
        ServiceRequest(
            id=row.pk,
            service_code=codes.get((row.kind, row.category)) or codes[row.kind, ""],
            service_name=_name(row),
            open=row.state == State.OPEN,
            notes=_notes(row),
            words=said.get(row.pk, ""),
            place=territory.full_name(row.area_id) if row.area_id else "",
            longitude=point[0],
            latitude=point[1],
            opened_at=row.opened_at,
            updated_at=max(moved.get(row.pk, row.opened_at), row.closed_at or row.opened_at),
        )
        for row in rows
        for point in [_point(row, exact=actor.may(SEE, Target(row.area_path)))]
    )


def _name(row: Matter) -> str:
    known = catalogue()
    if row.category:
        return known.category_name(row.category)
    return str(known.kinds[row.kind].name)


def _notes(row: Matter) -> str:
    if row.state == State.OPEN:
        return _("办理中")
    reason = catalogue().reasons.get(row.closing)
    if reason:
        return str(reason.told)
    return _("已办结") if row.state == State.CLOSED else _("已关闭，不再办理")


def _point(row: Matter, *, exact: bool) -> tuple[float | None, float | None]:
    """The matter's own point, or the middle of its area."""
    longitude, latitude = row.longitude, row.latitude
    if (longitude is None or latitude is None) and row.area_id:
        area = territory.area(row.area_id)
        longitude, latitude = area.longitude, area.latitude
    if longitude is None or latitude is None:
        return None, None
    digits = 6 if exact else BLURRED
    return round(longitude, digits), round(latitude, digits)


def request_of_code(code: str) -> UUID | None:
    """The matter of a tracking code."""
    read = read_code(code)
    rows = Report.objects.filter(code=read).values_list("matter_id", flat=True)
    return rows.first() if read else None
