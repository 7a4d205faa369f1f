"""Reads of training bases: what everybody may look at, the desk, figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.distance import metres
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.resources.models import (
    Base,
    BaseVisit,
    Course,
    Place,
    Programme,
    ProgrammeItem,
    RouteStop,
    Site,
)
from linli.resources.rules.bases import base_kinds, lay_out
from linli.resources.selectors.places import SHOWN_PLACES, may_run_place
from linli.resources.terms import PART, SEE
from linli.resources.terms.bases import (
    BaseKind,
    BaseNotFound,
    BasePage,
    BaseRow,
    BaseSite,
    CourseRow,
    Half,
    Item,
    ProgrammeRow,
    RouteRow,
    SlotRow,
    VisitState,
)
from linli.territory import selectors as territory


@cached_by(parts.VERSION)
def base_kinds_defined() -> dict[str, BaseKind]:
    """The kinds of base of the method in force, by key."""
    return base_kinds(parts.current(PART)[1])


def base_kind(key: str) -> BaseKind:
    """As it is now; one that the method no longer has keeps its key as its name."""
    return base_kinds_defined().get(key) or BaseKind(key, Words(key), (), (), "")


def bases_all() -> QuerySet[Base]:
    return Base.objects.select_related("place")


def base_at(base_id: UUID) -> Base:
    """One that is shown. Refuses `BaseNotFound`."""
    row = bases_all().filter(pk=base_id, place__state__in=SHOWN_PLACES).first()
    if row is None:
        raise BaseNotFound
    return row


def _seen(actor: Actor) -> QuerySet[Base]:
    if actor.kind == "system":
        return bases_all()
    return bases_all().filter(
        within_any("place__area_path", actor.area_paths(SEE))
        | Q(place__organisation_id__in=actor.organisation_ids(SEE))
    )


def desk_base_at(actor: Actor, base_id: UUID) -> Base:
    """The doorway of the desk. Refuses `BaseNotFound`."""
    row = _seen(actor).filter(pk=base_id).first()
    if row is None:
        raise BaseNotFound
    return row


def base_rows(listed: Iterable[Base]) -> tuple[BaseRow, ...]:
    rows = list(listed)
    ids = [one.pk for one in rows]
    courses = dict(
        Course.objects.filter(base_id__in=ids, shown=True)
        .values_list("base_id")
        .annotate(n=Count("pk"))
    )
    waiting = dict(
        BaseVisit.objects.filter(base_id__in=ids, state=VisitState.ASKED)
        .values_list("base_id")
        .annotate(n=Count("pk"))
    )
    kinds = base_kinds_defined() if rows else {}
    return tuple(
        BaseRow(
            id=one.pk,
            kind=kinds.get(one.kind) or base_kind(one.kind),
            place_id=one.place_id,
            name=one.place.name,
            area=territory.full_name(one.place.area_id, "town"),
            address=one.place.address,
            mu=one.mu,
            hotels=one.hotels,
            beds=one.beds,
            courses=courses.get(one.pk, 0),
            waiting=waiting.get(one.pk, 0),
        )
        for one in rows
    )


def public_bases() -> tuple[BaseRow, ...]:
    """Three statements."""
    return base_rows(bases_all().filter(place__state__in=SHOWN_PLACES).order_by("place__name"))


def desk_bases(actor: Actor) -> tuple[BaseRow, ...]:
    """Those that the actor may see."""
    return base_rows(_seen(actor).order_by("place__area_path", "place__name"))


def places_for_bases(actor: Actor) -> tuple[Place, ...]:
    """Places that the actor runs and that are no base yet."""
    rows = Place.objects.exclude(pk__in=Base.objects.values("place_id")).order_by("name")
    if actor.kind != "system":
        rows = rows.filter(
            within_any("area_path", actor.area_paths(SEE))
            | Q(organisation_id__in=actor.organisation_ids(SEE))
        )
    return tuple(one for one in rows if may_run_place(actor, one))


def site_row(one: Site) -> BaseSite:
    return BaseSite(one.pk, one.name, one.about, one.longitude, one.latitude)


def course_rows(base: Base) -> dict[UUID, CourseRow]:
    """The whole menu, by id; what is not shown any more is told apart."""
    kind = base_kind(base.kind)
    rows = Course.objects.filter(base=base).select_related("site").order_by("theme", "name")
    return {
        one.pk: CourseRow(
            id=one.pk,
            name=one.name,
            theme=one.theme,
            theme_name=kind.theme(one.theme),
            site_id=one.site_id,
            site=one.site.name,
            halves=one.halves,
            seats=one.seats,
            teacher=one.teacher,
            about=one.about,
            shown=one.shown,
        )
        for one in rows
    }


def _programmes(base: Base, courses: dict[UUID, CourseRow]) -> tuple[ProgrammeRow, ...]:
    items: dict[UUID, list[Item]] = defaultdict(list)
    rows = ProgrammeItem.objects.filter(programme__base=base).order_by("day", "half")
    for one in rows:
        items[one.programme_id].append(Item(one.day, Half(one.half), one.course_id))
    return tuple(
        ProgrammeRow(
            id=one.pk,
            name=one.name,
            days=one.days,
            seats=min((courses[item.course_id].seats for item in items[one.pk]), default=0),
            slots=tuple(
                SlotRow(
                    None, slot.day, slot.half, courses[slot.course_id].name,
                    courses[slot.course_id].site, courses[slot.course_id].teacher,
                )
                for slot in lay_out(items[one.pk], courses, one.days)
            ),
            items=tuple(items[one.pk]),
        )
        for one in Programme.objects.filter(base=base).order_by("days", "name")
    )  # fmt: skip


def _routes(base: Base) -> tuple[RouteRow, ...]:
    stops: dict[tuple[UUID, str], list[BaseSite]] = defaultdict(list)
    rows = RouteStop.objects.filter(route__base=base).select_related("route", "site")
    for one in rows.order_by("route__name", "order"):
        stops[one.route_id, one.route.name].append(site_row(one.site))
    return tuple(
        RouteRow(pk, name, tuple(sites), _length(sites)) for (pk, name), sites in stops.items()
    )


def _length(sites: list[BaseSite]) -> int | None:
    points = [
        (one.longitude, one.latitude)
        for one in sites
        if one.longitude is not None and one.latitude is not None
    ]
    if len(points) < len(sites):
        return None
    return sum(metres(a, b) for a, b in pairwise(points))


def _page(base: Base) -> BasePage:
    courses = course_rows(base)
    sites = Site.objects.filter(base=base, closed=False).order_by("name")
    return BasePage(
        row=base_rows([base])[0],
        about=base.about,
        sites=tuple(site_row(one) for one in sites),
        courses=tuple(one for one in courses.values() if one.shown),
        programmes=_programmes(base, courses),
        routes=_routes(base),
    )


def base_page(base_id: UUID) -> BasePage:
    """What anybody may read. Refuses `BaseNotFound`."""
    return _page(base_at(base_id))


def desk_base(actor: Actor, base_id: UUID) -> BasePage:
    """The doorway of the desk. Refuses `BaseNotFound`."""
    row = desk_base_at(actor, base_id)
    page = _page(row)
    return BasePage(
        row=page.row, about=page.about, sites=page.sites, courses=page.courses,
        programmes=page.programmes, routes=page.routes, may_run=may_run_place(actor, row.place),
    )  # fmt: skip


def base_points(page: BasePage) -> dict[str, Any]:
    """Sites and routes as GeoJSON, WGS-84."""
    spots = [
        {
            "type": "Feature",
            "id": str(one.id),
            "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
            "properties": {"name": one.name, "state": "open"},
        }
        for one in page.sites
        if one.longitude is not None
    ]
    lines = [
        {
            "type": "Feature",
            "id": str(one.id),
            "geometry": {
                "type": "MultiLineString",  # from stop to stop, so that nothing is filled
                "coordinates": [
                    [[a.longitude, a.latitude], [b.longitude, b.latitude]]
                    for a, b in pairwise(one.sites)
                ],
            },
            "properties": {"name": one.name},
        }
        for one in page.routes
        if one.metres is not None and len(one.sites) > 1
    ]
    return {"type": "FeatureCollection", "features": [*lines, *spots]}
