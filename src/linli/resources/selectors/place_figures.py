"""Figures of places: by kind for a page, and by name for assessment."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.resources.models import Acceptance, Place, PlaceService, PlaceUse
from linli.resources.selectors.places import place_kind, place_kinds_defined
from linli.resources.terms import KindFigures, PlaceState

COMING = (PlaceState.PLANNED, PlaceState.BUILDING)


def place_figures(*, area_path: str = "") -> tuple[KindFigures, ...]:
    """Places by kind at and below an area, in the method's order; a place of two kinds counts
    under both. `accepted`: open ones accepted by at least one list. Four statements."""
    there = within("place__area_path", area_path)
    uses: dict[str, dict[UUID, tuple[str, int]]] = defaultdict(dict)
    for kind, place, state, size in PlaceUse.objects.filter(there).values_list(
        "kind", "place_id", "place__state", "place__square_metres"
    ):
        uses[kind][place] = (state, size)
    offered = Counter(PlaceService.objects.filter(there).values_list("place_id", flat=True))
    passed = Acceptance.objects.filter(there, ended_at__isnull=True)
    accepted = set(passed.values_list("place_id", flat=True))
    order = [*place_kinds_defined(), *(key for key in uses if key not in place_kinds_defined())]
    return tuple(_figures(key, uses[key], offered, accepted) for key in order if key in uses)


def _figures(
    key: str,
    places: dict[UUID, tuple[str, int]],
    offered: Counter[UUID],
    accepted: set[UUID],
) -> KindFigures:
    opened = [one for one, (state, _) in places.items() if state == PlaceState.OPEN]
    return KindFigures(
        kind=place_kind(key),
        open=len(opened),
        coming=sum(state in COMING for state, _ in places.values()),
        square_metres=sum(places[one][1] for one in opened),
        services=sum(offered[one] for one in opened),
        accepted=sum(one in accepted for one in opened),
    )


def places_open(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Places opened in the span, of all that are open at its end."""
    first, last = local(since).date(), local(until).date()
    rows = Place.objects.filter(within("area_path", area_path), opened_on__lt=last).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=last)
    )
    found = rows.aggregate(new=Count("pk", filter=Q(opened_on__gte=first)), every=Count("pk"))
    return found["new"], found["every"]


def place_metres(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001 - a measure's shape
    """Square metres of the places open at the end of the span, and how many those are."""
    last = local(until).date()
    rows = Place.objects.filter(within("area_path", area_path), opened_on__lt=last).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=last)
    )
    found = rows.aggregate(size=Sum("square_metres"), every=Count("pk"))
    return found["size"] or 0, found["every"]


def services_a_place(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:  # noqa: ARG001
    """Services offered by open places whose kind says how many there must be, and how many such
    places there are."""
    owing = [key for key, one in place_kinds_defined().items() if one.least_services]
    places = Place.objects.filter(
        within("area_path", area_path),
        state=PlaceState.OPEN,
        pk__in=PlaceUse.objects.filter(kind__in=owing).values("place_id"),
    )
    return PlaceService.objects.filter(place__in=places).count(), places.count()
