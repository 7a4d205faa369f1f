"""Setting up a base: sites, routes, the menu of courses, programmes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.resources import selectors
from linli.resources.models import (
    Base,
    Course,
    Programme,
    ProgrammeItem,
    Route,
    RouteStop,
    Site,
)
from linli.resources.rules.bases import lay_out
from linli.resources.terms import (
    BASE,
    LONGEST_BASE_ABOUT,
    LONGEST_BASE_NAME,
    MOST_DAYS,
    MOST_VISITORS,
    BaseNotFound,
    BaseUnclear,
    Item,
    MayNotRunBase,
    WrongProgramme,
)

LONGEST_TEACHER = 40


def _note(verb: str, base_id: UUID, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(BASE, base_id), data=data)


def run_base(actor: Actor, base_id: UUID) -> Base:
    """Refuses `BaseNotFound`, `MayNotRunBase`."""
    base = selectors.desk_base_at(actor, base_id)
    if not selectors.may_run_place(actor, base.place):
        raise MayNotRunBase
    return base


def _named(name: str) -> str:
    text = clean(name, LONGEST_BASE_NAME, "name", refusal=BaseUnclear)
    if not text:
        raise BaseUnclear(field="name")
    return text


def _once(same: QuerySet[Any]) -> None:
    """Refuses `BaseUnclear` for a name that is there already."""
    if same.exists():
        raise BaseUnclear(field="name")


def make_base(
    *,
    place_id: UUID,
    kind: str,
    actor: Actor,
    now: datetime,
    about: str = "",
    mu: int = 0,
    hotels: int = 0,
    beds: int = 0,
) -> UUID:
    """A place that the actor runs is a base. Once: again changes what is written of it. Refuses
    `PlaceNotFound`, `MayNotRunBase`, `BaseUnclear`."""
    place = selectors.place_at(actor, place_id)
    if not selectors.may_run_place(actor, place):
        raise MayNotRunBase
    if kind not in selectors.base_kinds_defined() or min(mu, hotels, beds) < 0:
        raise BaseUnclear(field="kind")
    words = clean(about, LONGEST_BASE_ABOUT, "about")
    with transaction():
        row, _new = Base.objects.update_or_create(
            place=place,
            defaults={"kind": kind, "about": words, "mu": mu, "hotels": hotels, "beds": beds},
            create_defaults={
                "id": new_id(), "kind": kind, "about": words, "mu": mu, "hotels": hotels,
                "beds": beds, "made_at": now,
            },
        )  # fmt: skip
        _note("base_made", row.pk, actor, now, kind=kind)
    return row.pk


def add_site(
    *,
    base_id: UUID,
    name: str,
    actor: Actor,
    now: datetime,
    about: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> UUID:
    """Refuses `MayNotRunBase`, `BaseUnclear` (also a name that is there, half a point)."""
    title, words = _named(name), clean(about, LONGEST_BASE_ABOUT, "about")
    if (longitude is None) != (latitude is None):
        raise BaseUnclear(field="longitude")
    if not (-180 <= (longitude or 0) <= 180 and -90 <= (latitude or 0) <= 90):
        raise BaseUnclear(field="longitude")
    try:
        with transaction():
            base = run_base(actor, base_id)
            _once(Site.objects.filter(base=base, name=title))
            row = Site.objects.create(
                id=new_id(), base=base, name=title, about=words, longitude=longitude,
                latitude=latitude,
            )  # fmt: skip
            _note("site_added", base.pk, actor, now, site=str(row.pk))
            return row.pk
    except IntegrityError as error:
        raise BaseUnclear(field="name") from error


def add_course(
    *,
    base_id: UUID,
    site_id: UUID,
    name: str,
    theme: str,
    halves: int,
    seats: int,
    teacher: str,
    actor: Actor,
    now: datetime,
    about: str = "",
) -> UUID:
    """A course of the menu, of half a day up to five days. Refuses `MayNotRunBase`, `BaseUnclear`,
    `BaseNotFound` (a site of another base)."""
    title = _named(name)
    role = clean(teacher, LONGEST_TEACHER, "teacher", refusal=BaseUnclear)
    words = clean(about, LONGEST_BASE_ABOUT, "about")
    try:
        with transaction():
            base = run_base(actor, base_id)
            themes = {one.key for one in selectors.base_kind(base.kind).themes}
            shape = 1 <= halves <= 2 * MOST_DAYS and 1 <= seats <= MOST_VISITORS
            if theme not in themes or not role or not shape:
                raise BaseUnclear(field="theme" if theme not in themes else "halves")
            if not Site.objects.filter(pk=site_id, base=base, closed=False).exists():
                raise BaseNotFound
            _once(Course.objects.filter(base=base, name=title))
            row = Course.objects.create(
                id=new_id(), base=base, site_id=site_id, name=title, theme=theme, halves=halves,
                seats=seats, teacher=role, about=words,
            )  # fmt: skip
            _note("course_added", base.pk, actor, now, course=str(row.pk))
            return row.pk
    except IntegrityError as error:
        raise BaseUnclear(field="name") from error


def hide_course(*, course_id: UUID, actor: Actor, now: datetime) -> None:
    """Off the menu; visits that have it keep it. Refuses `BaseNotFound`, `MayNotRunBase`."""
    with transaction():
        row = Course.objects.filter(pk=course_id).first()
        if row is None:
            raise BaseNotFound
        run_base(actor, row.base_id)
        Course.objects.filter(pk=course_id).update(shown=False)
        _note("course_hidden", row.base_id, actor, now, course=str(course_id))


def add_programme(
    *, base_id: UUID, name: str, days: int, items: Sequence[Item], actor: Actor, now: datetime
) -> UUID:
    """Courses of the menu composed into days. Refuses `MayNotRunBase`, `BaseUnclear`,
    `WrongProgramme`."""
    title = _named(name)
    try:
        with transaction():
            base = run_base(actor, base_id)
            least, most = selectors.base_kind(base.kind).days
            if not least <= days <= most:
                raise WrongProgramme(days=most, field="days")
            shown = {k: one for k, one in selectors.course_rows(base).items() if one.shown}
            lay_out(items, shown, days)
            _once(Programme.objects.filter(base=base, name=title))
            row = Programme.objects.create(id=new_id(), base=base, name=title, days=days)
            for one in items:
                ProgrammeItem.objects.create(
                    id=new_id(), programme=row, course_id=one.course_id, day=one.day, half=one.half
                )
            _note("programme_added", base.pk, actor, now, programme=str(row.pk), days=days)
            return row.pk
    except IntegrityError as error:
        raise BaseUnclear(field="name") from error


def add_route(
    *, base_id: UUID, name: str, sites: Sequence[UUID], actor: Actor, now: datetime
) -> UUID:
    """Two sites or more, each once, in this order. Refuses `MayNotRunBase`, `BaseUnclear`,
    `BaseNotFound`."""
    title = _named(name)
    if len(sites) < 2 or len(set(sites)) < len(sites):
        raise BaseUnclear(field="sites")
    try:
        with transaction():
            base = run_base(actor, base_id)
            if Site.objects.filter(base=base, pk__in=sites, closed=False).count() < len(sites):
                raise BaseNotFound
            _once(Route.objects.filter(base=base, name=title))
            row = Route.objects.create(id=new_id(), base=base, name=title)
            for order, site in enumerate(sites, start=1):
                RouteStop.objects.create(id=new_id(), route=row, site_id=site, order=order)
            _note("route_added", base.pk, actor, now, route=str(row.pk))
            return row.pk
    except IntegrityError as error:
        raise BaseUnclear(field="name") from error
