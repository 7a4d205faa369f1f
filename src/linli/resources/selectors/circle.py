"""Reads of circles: who lives where, what is open, the latest count, its gaps and its sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import cached_by
from linli.people import selectors as people
from linli.resources.models import (
    CircleCount,
    CircleSiting,
    Place,
    PlaceService,
    PlaceUse,
    WalkNetwork,
)
from linli.resources.rules import circle as rules
from linli.resources.rules.walking import Network, Spot, Walking
from linli.resources.terms import (
    MANAGE,
    PART,
    SEE,
    Circle,
    CirclePage,
    CircleService,
    Gap,
    Home,
    Homes,
    NetworkRow,
    NoCircle,
    NotCounted,
    PlaceState,
    ServiceLine,
    SiteRow,
    Siting,
)
from linli.territory import selectors as territory
from linli.territory.terms import Area


@cached_by(parts.VERSION)
def circles_defined() -> dict[str, Circle]:
    """The circles of the method in force, by key."""
    return rules.circles(parts.current(PART)[1])


def circle_named(key: str) -> Circle:
    """Refuses `NoCircle`."""
    found = circles_defined().get(key)
    if found is None:
        raise NoCircle
    return found


def circles_concern(actor: Actor) -> bool:
    """Is there a circle, and may the actor look at it? Costs no statement."""
    return bool(circles_defined()) and actor.may(SEE)


def may_count(actor: Actor) -> bool:
    """A count is of the whole county."""
    return actor.may(MANAGE, Target(area_path=territory.root().path))


# --- what is counted -----------------------------------------------------------------------------


def _over(circle: Circle) -> tuple[Area, ...]:
    if not circle.areas:
        return (territory.root(),)
    return tuple(territory.by_code(code) for code in circle.areas)


def homes_of(circle: Circle) -> Homes:
    """Every home of the circle: the innermost area of its kinds of homes that has a point, with
    the households that live at or below it. Without households, each home is one."""
    doors = [one for area in _over(circle) for one in territory.households(area.id)]
    counted: Counter[UUID] = Counter()
    unplaced = 0
    at: dict[UUID | None, UUID | None] = {}
    for door in doors:
        if door.parent_id not in at:
            at[door.parent_id] = _home(circle, door.parent_id)
        home = at[door.parent_id]
        if home is None:
            unplaced += 1
        else:
            counted[home] += 1
    if doors:
        areas = territory.areas(counted)
        rows = [_as_home(areas[key], number) for key, number in counted.items()]
        return Homes(tuple(sorted(rows, key=lambda one: one.path)), unplaced, by_door=True)
    some = [one for area in _over(circle) for one in territory.below(area.path, circle.homes[0])]
    placed = [one for one in some if one.longitude is not None]
    return Homes(tuple(_as_home(one, 1) for one in placed), len(some) - len(placed), by_door=False)


def _home(circle: Circle, area_id: UUID | None) -> UUID | None:
    if area_id is None:
        return None
    for one in territory.chain(area_id):
        if one.kind in circle.homes and one.longitude is not None and one.latitude is not None:
            return one.id
    return None


def _as_home(area: Area, households: int) -> Home:
    assert area.longitude is not None
    assert area.latitude is not None
    return Home(area.id, area.path, area.longitude, area.latitude, households)


def places_of(circle: Circle) -> dict[str, list[Spot]]:
    """The points of the open places of each service, wherever they stand: who lives at the edge of
    a circle walks over it."""
    rows = Place.objects.filter(state=PlaceState.OPEN).values_list(
        "id", "area_id", "longitude", "latitude"
    )
    spots: dict[UUID, Spot] = {}
    for place_id, area_id, x, y in rows:
        if x is not None and y is not None:
            spots[place_id] = (x, y)
            continue
        area = territory.area(area_id)
        if area.longitude is not None and area.latitude is not None:
            spots[place_id] = (area.longitude, area.latitude)
    uses = list(PlaceUse.objects.values_list("place_id", "kind"))
    offers = list(PlaceService.objects.exclude(key="").values_list("place_id", "key"))
    found = {}
    for service in circle.services:
        ids = {place for place, kind in uses if kind in service.kinds}
        ids |= {place for place, key in offers if key in service.offers}
        found[service.key] = [spots[one] for one in sorted(ids) if one in spots]
    return found


def network_in_force() -> WalkNetwork | None:
    return WalkNetwork.objects.filter(in_force=True).first()


def walking_of(circle: Circle, row: WalkNetwork | None) -> Walking:
    network = Network.unpacked(bytes(row.data)) if row is not None else None
    return Walking(circle.limit, circle.detour, network)


def walking_of_count(row: CircleCount) -> Walking:
    """As it was walked when the count was made."""
    network = Network.unpacked(bytes(row.network.data)) if row.network is not None else None
    return Walking(row.limit, row.detour, network)


# --- what was counted ----------------------------------------------------------------------------


def latest_count(key: str, *, before: datetime | None = None) -> CircleCount | None:
    rows = CircleCount.objects.filter(circle=key).select_related("network")
    if before is not None:
        rows = rows.filter(counted_at__lt=before)
    return rows.order_by("-counted_at", "-id").first()


def _network_row(row: WalkNetwork | None) -> NetworkRow | None:
    if row is None:
        return None
    names = people.account_names([row.uploaded_by_id] if row.uploaded_by_id else [])
    return NetworkRow(
        id=row.pk,
        source=row.source,
        crossings=row.crossings,
        ways=row.ways,
        kilometres=row.kilometres,
        uploaded_at=row.uploaded_at,
        by=names.get(row.uploaded_by_id, "") if row.uploaded_by_id else "",
    )


def network_row(actor: Actor) -> NetworkRow | None:
    """The network in force. Needs `resources.see`."""
    actor.require(SEE)
    return _network_row(network_in_force())


def _seen_paths(actor: Actor, area_path: str) -> tuple[str, ...]:
    """Where the actor may look: below the area that is asked for, else all that they may see."""
    paths = ("",) if actor.kind == "system" else actor.area_paths(SEE)
    if not paths:
        raise NotAllowed(verb=SEE)
    if not area_path:
        return paths
    if not any(area_path.startswith(one) for one in paths):
        raise NotAllowed(verb=SEE)
    return (area_path,)


def line_of(
    circle: Circle,
    service: CircleService,
    places: int,
    homes: Sequence[Home],
    here: Iterable[int],
    missing: set[int],
) -> ServiceLine:
    numbers = list(here)
    total = sum(homes[index].households for index in numbers)
    lost = [index for index in numbers if index in missing]
    covered = total - sum(homes[index].households for index in lost)
    return ServiceLine(
        service=service,
        places=places,
        covered=covered,
        total=total,
        homes_missing=len(lost),
        percent=rules.percent(covered, total),
        enough=bool(total) and covered * 100 >= circle.target * total,
    )


def circle_page(actor: Actor, key: str, *, area_path: str = "") -> CirclePage:
    """The latest count of a circle, of the places that the actor may see. Refuses `NoCircle`,
    `NotAllowed`."""
    circle = circle_named(key)
    paths, row = _seen_paths(actor, area_path), latest_count(key)
    network = network_in_force()
    if row is None:
        return CirclePage(
            circle, None, circle.minutes, circle.radius, _network_row(network), 0, 0, 0, 0, True,
            (), None, 0.0,
        )  # fmt: skip
    homes, missing = detail_of(row.pk, bytes(row.detail))
    here = [index for index, one in enumerate(homes) if one.path.startswith(paths)]
    lines = tuple(
        line_of(circle, one, row.places.get(one.key, 0), homes, here, set(missing.get(one.key, ())))
        for one in circle.services
    )
    nowhere: set[int] = set().union(*(missing.get(one.key, ()) for one in circle.services))
    whole = CircleService("", circle.name)
    return CirclePage(
        circle=circle,
        counted_at=row.counted_at,
        minutes=row.minutes,
        radius=round(row.limit / row.detour),
        network=_network_row(row.network),
        homes=len(here),
        on_network=row.on_network,
        households=sum(homes[index].households for index in here),
        unplaced=row.unplaced,
        by_door=row.by_door,
        lines=lines,
        all_together=line_of(circle, whole, 0, homes, here, nowhere),
        seconds=row.seconds,
        stale=(network.pk if network else None) != row.network_id,
    )


_KEPT: dict[UUID, tuple[tuple[Home, ...], dict[str, tuple[int, ...]]]] = {}


def detail_of(count_id: UUID, data: bytes) -> tuple[tuple[Home, ...], dict[str, tuple[int, ...]]]:
    """Unpacked once in a process: a count never changes. The last few are kept."""
    if count_id not in _KEPT:
        if len(_KEPT) >= 4:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[count_id] = rules.unpacked(data)
    return _KEPT[count_id]


def gaps_of(
    actor: Actor, key: str, service: str, *, area_path: str = "", most: int | None = None
) -> tuple[Gap, ...]:
    """The homes out of reach of a service, those with the most households first. Refuses
    `NoCircle`, `NotCounted`, `NotAllowed`."""
    circle_named(key).service(service)
    paths, row = _seen_paths(actor, area_path), latest_count(key)
    if row is None:
        raise NotCounted
    homes, missing = detail_of(row.pk, bytes(row.detail))
    lost = [homes[index] for index in missing.get(service, ())]
    here = sorted(
        (one for one in lost if one.path.startswith(paths)),
        key=lambda one: (-one.households, one.path),
    )[:most]
    known = territory.areas(one.area_id for one in here)
    return tuple(
        Gap(
            one.area_id,
            territory.full_name(one.area_id) if one.area_id in known else "",
            one.households,
            one.longitude,
            one.latitude,
        )
        for one in here
    )


def siting_of(key: str, service: str) -> Siting | None:
    """Where new places should go, if that was reckoned from the latest count."""
    circle = circle_named(key)
    wanted, row = circle.service(service), latest_count(key)
    made = CircleSiting.objects.filter(count=row, service=service).first() if row else None
    if row is None or made is None:
        return None
    homes, missing = detail_of(row.pk, bytes(row.detail))
    lost = sum(homes[index].households for index in missing.get(service, ()))
    rows = tuple(
        SiteRow(
            places=one["places"],
            gain=one["gain"],
            bound=one["bound"],
            optimal=one["gain"] == one["bound"],
            sites=tuple(
                (territory.full_name(UUID(hex=area)), gain) for area, gain in one["chosen"]
            ),
            percent=rules.percent(row.households - lost + one["gain"], row.households),
        )
        for one in made.choices
    )
    return Siting(wanted, made.candidates, made.of_all, made.seconds, rows, made.made_at)


def circle_map(actor: Actor, key: str, service: str, *, area_path: str = "") -> dict[str, Any]:
    """Gaps, places and proposed places of a service, as GeoJSON in WGS-84."""
    circle = circle_named(key)
    features = [
        _feature(one.longitude, one.latitude, one.name, "late", small=True)
        for one in gaps_of(actor, key, service, area_path=area_path, most=3000)
    ]
    name = str(circle.service(service).name)
    row = latest_count(key)
    homes = detail_of(row.pk, bytes(row.detail))[0] if row else ()
    features += [
        _feature(x, y, name, "done")
        for x, y in places_of(circle)[service]
        if _beside(homes, x, y, circle.limit / 100_000)
    ]
    made = CircleSiting.objects.filter(count=row, service=service).first()
    last = made.choices[-1]["chosen"] if made is not None and made.choices else []
    known = territory.areas(UUID(hex=area) for area, _gain in last)
    features += [
        _feature(one.longitude, one.latitude, territory.full_name(one.id), "soon")
        for one in known.values()
        if one.longitude is not None and one.latitude is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def _beside(homes: Sequence[Home], x: float, y: float, reach: float) -> bool:
    """Is the point among the homes, or not farther from them than one walks? In degrees: only so
    that a map of one town does not show the whole county."""
    across, along = [one.longitude for one in homes], [one.latitude for one in homes]
    return bool(homes) and (
        min(across) - reach <= x <= max(across) + reach
        and min(along) - reach <= y <= max(along) + reach
    )


def _feature(x: float, y: float, name: str, state: str, *, small: bool = False) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [x, y]},
        "properties": {"name": name, "state": state, "small": small},
    }
