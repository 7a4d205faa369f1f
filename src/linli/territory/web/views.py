"""Public, read-only JSON for place choosers and maps. Private kinds (households) never appear."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import condition, require_safe

from linli.kernel import parts, versions
from linli.kernel.errors import Refused
from linli.territory import selectors
from linli.territory.terms import VERSION, Area, BadCoordinates, UnknownArea, Why


def _json(value: object) -> JsonResponse:
    return JsonResponse(value, safe=False, json_dumps_params={"ensure_ascii": False})


def _card(one: Area) -> dict[str, Any]:
    """What a chooser shows: the name, where it is, and whether there is anything below."""
    kind = selectors.kinds().get(one.kind)
    return {
        "id": str(one.id),
        "code": one.code,
        "kind": one.kind,
        "kind_name": str(kind.name) if kind else one.kind,
        "name": one.short_name,
        "full_name": selectors.full_name(one.id, "town"),
        "path": one.path,
        "synthetic": one.synthetic,
        "has_children": bool(selectors.children(one.id)),
    }


def _area(text: str) -> Area:
    """The public area with that id; `UnknownArea` for households as for nonsense."""
    try:
        found = selectors.area(UUID(text))
    except ValueError as error:
        raise UnknownArea from error
    kind = selectors.kinds().get(found.kind)
    if kind is None or kind.private:
        raise UnknownArea
    return found


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`?q=王坑村[&within=<area id>]` → every area it may mean; `ask` if there are several."""
    within = request.GET.get("within", "")
    try:
        path = _area(within).path if within else ""
    except Refused as refusal:
        return _refused(refusal)
    found = selectors.find(request.GET.get("q", ""), path)
    return _json({"areas": [_card(one) for one in found], "ask": len(found) > 1})


@require_safe
def at(request: HttpRequest) -> HttpResponse:
    """`?lon=&lat=[&datum=gcj02]` → the innermost area there, or null. WGS-84 if no datum is named.
    Points are used to answer and are not kept.
    """
    try:
        longitude, latitude = (float(request.GET.get(name, "")) for name in ("lon", "lat"))
        if request.GET.get("datum") == "gcj02":
            longitude, latitude = selectors.to_wgs84(longitude, latitude)
        found = selectors.at_point(longitude, latitude)
    except (ValueError, OverflowError):
        return _refused(BadCoordinates(reason=Why.NOT_A_NUMBER))
    except Refused as refusal:
        return _refused(refusal)
    return _json({"area": _card(found) if found else None})


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """`?of=<area id>[&kind=building]` → what lies right below, or all of a kind further down.
    Without `of`: the county's own children.
    """
    try:
        outer = _area(request.GET["of"]) if request.GET.get("of") else selectors.root()
    except Refused as refusal:
        return _refused(refusal)
    kind = request.GET.get("kind", "")
    found = selectors.below(outer.path, kind) if kind else selectors.children(outer.id)
    return _json({"areas": [_card(one) for one in found]})


def _shapes_tag(request: HttpRequest) -> str:
    kind, within = request.GET.get("kind", "grid")[:40], request.GET.get("within", "")[:40]
    stamp = f"{versions.version(VERSION)}.{versions.version(parts.VERSION)}"
    safe = "".join(char for char in f"{kind}.{within}" if char.isalnum() or char in "._-")
    return f'W/"territory.{stamp}.{safe}"'


@require_safe
@condition(etag_func=_shapes_tag)
def shapes(request: HttpRequest) -> HttpResponse:
    """`?kind=grid[&within=<area id>]` → GeoJSON in WGS-84; synthetic shapes say so."""
    within = request.GET.get("within", "")
    try:
        path = _area(within).path if within else ""
    except Refused as refusal:
        return _refused(refusal)
    answer = _json(selectors.shapes(request.GET.get("kind", "grid"), path))
    answer["Content-Type"] = "application/geo+json"
    answer["Cache-Control"] = "no-cache"  # ask each time; unchanged is a 304
    return answer


def _refused(refusal: Refused) -> HttpResponse:
    """These addresses speak JSON whatever the caller says it accepts."""
    body = {"code": refusal.code, "message": refusal.message, "field": refusal.field}
    return JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})
