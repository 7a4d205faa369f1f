"""Places for residents: what is near, is it open, what is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.middleware import page_of
from linli.resources import selectors
from linli.resources.terms import BadPoint
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea

LONGEST = 40


def area_asked(request: HttpRequest) -> Area | None:
    """The place that is asked for by its code; the whole county where it is none."""
    code = request.GET.get("area", "")
    try:
        return territory.by_code(code) if code else None
    except UnknownArea:
        return None


def _wanted(request: HttpRequest) -> dict[str, Any]:
    area = area_asked(request)
    return {
        "area_path": area.path if area else "",
        "kind": request.GET.get("kind", "")[:LONGEST],
        "service": request.GET.get("service", "")[:LONGEST],
        "open_only": request.GET.get("open") == "1",
    }


@never_cache
@require_GET
def spots(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?kind=`, `?service=`, `?open=1`, `?page=`."""
    wanted = _wanted(request)
    rows, more = selectors.public_spots(now=clock.now(), page=page_of(request), **wanted)
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "area": area_asked(request),
        "kinds": selectors.place_kinds_there(),
        "services": selectors.services_defined().values(),
        "filtered": any(wanted.values()),
        "mapped": any(one.longitude is not None for one in rows),
        **wanted,
    }
    return render(request, "resources/spots.html", context)


@never_cache
@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """The same list by distance. The position comes in the body and is kept nowhere."""
    try:
        here = (float(request.POST["longitude"]), float(request.POST["latitude"]))
    except (KeyError, ValueError):
        raise BadPoint from None
    if not (-180 <= here[0] <= 180 and -90 <= here[1] <= 90):
        raise BadPoint
    rows, _more = selectors.public_spots(now=clock.now(), near=here, **_wanted(request))
    return render(request, "resources/_spot_rows.html", {"rows": rows})


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """The same list as points, for the map."""
    rows, _more = selectors.public_spots(now=clock.now(), page=page_of(request), **_wanted(request))
    return JsonResponse(selectors.spot_points(rows), content_type="application/geo+json")


@never_cache
@require_GET
def spot(request: HttpRequest, place_id: UUID) -> HttpResponse:
    it = selectors.public_spot(place_id, now=clock.now())
    return render(request, "resources/spot.html", {"it": it})


urlpatterns: list[URLPattern] = [
    path("spots/", spots, name="spots"),
    path("spots/near", near, name="spots-near"),
    path("spots/points.json", points, name="spots-points"),
    path("spots/<uuid:place_id>", spot, name="spot"),
]
