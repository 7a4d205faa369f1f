"""The public pages of villages and communities: what is shown, decided, and what became of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linli.kernel import clock
from linli.pages import selectors
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea

MOST = 40


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Find one's village by its name; the only one found opens at once."""
    text = request.GET.get("q", "").strip()[:60]
    found = [one for one in territory.find(text) if one.kind in selectors.PLACES] if text else []
    if len(found) == 1:
        return redirect("place", found[0].code)
    rows = [(one, territory.full_name(one.id, "town")) for one in found[:MOST]]
    return render(request, "pages/places.html", {"rows": rows, "text": text})


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    page = selectors.place_page(_area(code), now=clock.now())
    return render(request, "pages/place.html", {"it": page})


def _area(code: str) -> Area:
    try:
        area = territory.by_code(code)
    except UnknownArea as error:
        raise Http404 from error
    if area.kind not in selectors.PLACES:
        raise Http404
    return area
