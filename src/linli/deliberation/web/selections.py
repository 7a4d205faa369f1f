"""Selections for anybody: the list, one, the ballot; the register of brands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.deliberation import selectors, services
from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import NotFound, Refused
from linli.kernel.middleware import actor_of, identity_of, page_of
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea

BALLOTS_AN_HOUR = 120  # from one address: a village may share one


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    rows, more = selectors.public_selections(page=page_of(request))
    context = {"rows": rows, "more": more, "page": page_of(request)}
    return render(request, "deliberation/selections.html", context)


def _viewer(request: HttpRequest) -> str:
    return actor_of(request).session_digest or client_address(request)


@never_cache
@require_GET
def public_one(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    """The shortlist, the vote, and the result explained."""
    person = identity_of(request)
    it = selectors.selection_page(
        selection_id, now=clock.now(), person=person, viewer=_viewer(request)
    )
    context = {"it": it, "known": person is not None, "voted": request.GET.get("voted") == "1"}
    return render(request, "deliberation/selection.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    """One page, one thing: pick, and hand it in."""
    now, person, fault, status = clock.now(), identity_of(request), "", 200
    picked = [one for one in (_uuid(text) for text in request.POST.getlist("picks")) if one]
    if request.method == "POST":
        try:
            rates.spend(
                "deliberation.ballot", client_address(request), limit=BALLOTS_AN_HOUR,
                seconds=3600, now=now,
            )  # fmt: skip
            services.vote_for(selection_id=selection_id, picks=picked, person=person, now=now)
            return redirect(f"/selections/{selection_id}?voted=1")
        except NotFound:
            raise
        except Refused as refused:
            fault, status = refused.message, refused.status
    it = selectors.selection_page(selection_id, now=now, person=person, viewer=_viewer(request))
    context = {"it": it, "known": person is not None, "fault": fault, "picked": picked}
    return render(request, "deliberation/selection_vote.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
def brands(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?past=1`."""
    code, past = request.GET.get("area", ""), request.GET.get("past") == "1"
    try:
        area = territory.by_code(code) if code else None
    except UnknownArea:
        area = None
    rows = selectors.brands(area_path=area.path if area else "", past=past)
    context = {"rows": rows, "area": area, "past": past}
    return render(request, "deliberation/brands.html", context)


urlpatterns: list[URLPattern] = [
    path("selections/", public_list, name="selections"),
    path("selections/<uuid:selection_id>", public_one, name="selection"),
    path("selections/<uuid:selection_id>/vote", vote, name="selection-vote"),
    path("brands/", brands, name="brands"),
]
