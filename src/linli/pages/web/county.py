"""The live county view, for a desk and for a wall."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.kernel import clock
from linli.kernel.middleware import actor_with
from linli.matters import selectors as matters
from linli.matters.selectors import CountyView
from linli.territory import selectors as territory

MINUTE = 60


@require_GET
def county(request: HttpRequest) -> HttpResponse:
    """Six numbers, one map, one list of what is late and who can unblock it."""
    view = matters.county_view(actor_with(request, "county.view"), now=clock.now())
    context = _context(view) | {
        "rows": _rows(view),
        "warnings": territory.calendar_warnings(view.at),
    }
    return render(request, "pages/county.html", context)


def _context(view: CountyView) -> dict[str, Any]:
    """The view, and the days from which its numbers count, for the lists behind them."""
    today = clock.local(view.at).date()
    days = {
        "today": today.isoformat(),
        "monday": (today - timedelta(days=today.weekday())).isoformat(),
        "month": (today - timedelta(days=30)).isoformat(),
    }
    return {"view": view, "now": view.at, "days": days}


def _rows(view: CountyView) -> tuple[tuple[UUID, str, str, str], ...]:
    """The map as a list: (area id, name, address of its matters, how many are open)."""
    counted = {one.area_id: one.open for one in view.areas}
    return tuple(
        (
            area.id,
            area.short_name or area.name,
            _matters_in(area.path),
            _("办理中 %(count)d 件") % {"count": counted.get(area.id, 0)},
        )
        for area in territory.children(territory.root().id)
    )


def _matters_in(path: str) -> str:
    return f"{reverse('matters')}?{urlencode({'state': 'open', 'area': path})}"


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The moving part of the view; 304 while nothing has happened and the minute is the same."""
    actor, now = actor_with(request, "county.view"), clock.now()
    minute = int(now.timestamp()) // MINUTE
    seen = f"{matters.stamp(actor)}|{minute}|{request.LANGUAGE_CODE}|{actor.account_id}"
    tag = f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        view = matters.county_view(actor, now=now)
        template = "pages/_wall_live.html" if "wall" in request.GET else "pages/_county_live.html"
        answer = render(request, template, _context(view))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_GET
def shapes(request: HttpRequest) -> HttpResponse:
    """Towns (or, with `kind=`, another kind of area) as GeoJSON, each with its open matters, and a
    point for each open matter with a position. WGS-84."""
    view = matters.county_view(actor_with(request, "county.view"), now=clock.now())
    drawn = territory.shapes(request.GET.get("kind", "town"))
    counted = {area.code: area.open for area in view.areas}
    most = max(counted.values(), default=0)
    features = [_counted(feature, counted, most) for feature in drawn["features"]]
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {"name": number, "small": True},
        }
        for longitude, latitude, number in view.points
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _counted(feature: dict[str, Any], counted: dict[str, int], most: int) -> dict[str, Any]:
    """The shape with how much is open in it: `open`, and `level` from 0 to 4 for its shade."""
    known = feature["properties"]
    count = counted.get(str(known.get("code", "")), 0)
    level = 0 if not most else -(-4 * count // most)
    label = f"{known.get('name', '')} {count}" if count else str(known.get("name", ""))
    more = {
        "name": label,
        "open": count,
        "level": level,
        "url": _matters_in(str(known.get("path", ""))),
    }
    return {**feature, "properties": {**known, **more}}


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The same, very large and dark; it refreshes itself and says how old its data are."""
    view = matters.county_view(actor_with(request, "county.view"), now=clock.now())
    return render(request, "pages/wall.html", _context(view))
