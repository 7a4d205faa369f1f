"""The desk of places: which ones one sees, keeps and accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.people import selectors as people
from linli.resources.models import Acceptance, Place, PlaceItem, PlaceUse
from linli.resources.rules.places import MOVES
from linli.resources.selectors.places import (
    SPOTS_A_PAGE,
    exceptions_of,
    lists_defined,
    may_run_place,
    place_page,
    place_target,
    spot_rows,
)
from linli.resources.terms import (
    MANAGE,
    SEE,
    AcceptanceRow,
    AreaUnclear,
    ItemRow,
    PlaceNotFound,
    Spot,
    SpotPage,
)
from linli.territory import selectors as territory
from linli.territory.terms import Area


def place_units(actor: Actor) -> tuple[Organisation, ...]:
    """The organisations that may run a place which the actor keeps, the actor's own first."""
    found = []
    for unit in organisations.units() if actor.may(MANAGE) else ():
        path = territory.area(unit.area_id).path if unit.area_id else ""
        if actor.may(MANAGE, Target(path, unit.id, unit.path)):
            found.append(unit)
    own = {grant.organisation_id for grant in actor.grants}
    return tuple(sorted(found, key=lambda one: one.id not in own))


def place_area(actor: Actor, text: str) -> UUID:
    """The area that somebody means by its name, where they may keep places. Refuses
    `AreaUnclear`."""
    found = territory.find(text)
    own = [one for one in found if actor.may(MANAGE, Target(one.path))] or list(found)
    exact = [one for one in own if text in (one.name, territory.full_name(one.id))] or own
    if len(exact) != 1:
        raise AreaUnclear(field="area", count=len(exact))
    return exact[0].id


def figures_area(actor: Actor) -> Area | None:
    """Whose figures the actor reads: the first area over which they may see places."""
    if actor.kind == "system":
        return territory.root()
    paths = actor.area_paths(SEE)
    ids = (one.area_id for one in actor.grants if paths and one.area_path == paths[0])
    found = next((one for one in ids if one is not None), None)
    return territory.area(found) if found else None


def _desk(actor: Actor) -> QuerySet[Place]:
    """Those at or below where, or of the organisations in which, one may see."""
    if actor.kind == "system":
        return Place.objects.all()
    return Place.objects.filter(
        within_any("area_path", actor.area_paths(SEE))
        | Q(organisation_id__in=actor.organisation_ids(SEE))
    )


def place_at(actor: Actor, place_id: UUID) -> Place:
    """The row, for our own rooms: the doorway of the desk. Refuses `PlaceNotFound`."""
    row = _desk(actor).filter(pk=place_id).first()
    if row is None:
        raise PlaceNotFound
    return row


def desk_places(
    actor: Actor, *, now: datetime, kind: str = "", state: str = "", page: int = 1
) -> tuple[tuple[Spot, ...], bool]:
    """For the desk, by area and name; 50 a page, and whether there are more."""
    rows = _desk(actor)
    if kind:
        rows = rows.filter(pk__in=PlaceUse.objects.filter(kind=kind).values("place_id"))
    if state:
        rows = rows.filter(state=state)
    start = (max(page, 1) - 1) * SPOTS_A_PAGE
    found = list(rows.order_by("area_path", "name", "pk")[start : start + SPOTS_A_PAGE + 1])
    return spot_rows(found[:SPOTS_A_PAGE], now=now), len(found) > SPOTS_A_PAGE


def desk_place(actor: Actor, place_id: UUID, *, now: datetime) -> SpotPage:
    """The doorway of the desk. Refuses `PlaceNotFound` to those who may not see it."""
    row = place_at(actor, place_id)
    page = place_page(row, now)
    today = local(now).date()
    coming = exceptions_of([row.pk], today, today + timedelta(days=366))[row.pk]
    manages = actor.may(MANAGE, place_target(row))
    return replace(
        page,
        exceptions=tuple(coming.values()),
        lists=_lists(actor, row, page),
        may_run=may_run_place(actor, row),
        may_manage=manages,
        moves=MOVES[page.spot.state] if manages else (),
    )


def _lists(actor: Actor, row: Place, page: SpotPage) -> tuple[AcceptanceRow, ...]:
    keys = dict.fromkeys(key for kind in page.spot.kinds for key in kind.lists)
    if not keys:
        return ()
    seen = {(one.list, one.item): one for one in PlaceItem.objects.filter(place=row)}
    accepted = {
        one.list: one for one in Acceptance.objects.filter(place=row, ended_at__isnull=True)
    }
    ids = {one.by_id for one in seen.values()} | {one.by_id for one in accepted.values()}
    names = people.account_names([one for one in ids if one is not None])
    manages = actor.may(MANAGE, place_target(row))
    found = []
    for key in keys:
        of = lists_defined()[key]
        mine = [seen.get((key, one.key)) for one in of.items]
        done = accepted.get(key)
        found.append(
            AcceptanceRow(
                of=of,
                items=tuple(
                    ItemRow(item, one.met, one.words, one.at, names.get(one.by_id, ""))  # type: ignore[arg-type]  # None has no name
                    if one
                    else ItemRow(item, None)
                    for item, one in zip(of.items, mine, strict=True)
                ),
                accepted_at=done.at if done else None,
                by=names.get(done.by_id, "") if done and done.by_id else "",
                may_confirm=manages
                and done is None
                and all(one is None or one.by_id != actor.account_id for one in mine),
            )
        )
    return tuple(found)
