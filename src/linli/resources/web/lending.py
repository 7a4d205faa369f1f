"""Lending for residents: the shelf, a title, reserving, one's own loans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.middleware import actor_of, page_of
from linli.resources import selectors, services
from linli.resources.terms import BadPoint, LentNotFound
from linli.ui.asking import person_of

LONGEST = 60


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def uuid_of(text: str) -> UUID:
    """Refuses `LentNotFound`."""
    found = uuid_or_none(text)
    if found is None:
        raise LentNotFound
    return found


def _wanted(request: HttpRequest) -> dict[str, Any]:
    return {
        "q": " ".join(request.GET.get("q", "").split())[:LONGEST],
        "kind": request.GET.get("kind", "")[:LONGEST],
        "place_id": uuid_or_none(request.GET.get("place", "")),
        "free": request.GET.get("free") == "1",
    }


@never_cache
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """`?q=`, `?kind=`, `?place=`, `?free=1`, `?page=`."""
    wanted, page = _wanted(request), page_of(request)
    rows, more = selectors.shelf(page=page, **wanted)
    context = {
        "rows": rows,
        "more": more,
        "page": page,
        "kinds": selectors.lend_kinds_defined().values(),
        "places": selectors.shelf_places(),
        "filtered": any(wanted.values()),
        "known": person_of(request) is not None,
        **wanted,
    }
    return render(request, "resources/shelf.html", context)


@never_cache
@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """The same shelf, nearest first. The position comes in the body and is kept nowhere."""
    try:
        here = (float(request.POST["longitude"]), float(request.POST["latitude"]))
    except (KeyError, ValueError):
        raise BadPoint from None
    if not (-180 <= here[0] <= 180 and -90 <= here[1] <= 90):
        raise BadPoint
    rows, _more = selectors.shelf(near=here, **_wanted(request))
    return render(request, "resources/_shelf_rows.html", {"rows": rows})


@never_cache
@require_GET
def title(request: HttpRequest, title_id: UUID) -> HttpResponse:
    person = person_of(request)
    it = selectors.title_page(title_id, now=clock.now(), person=person)
    context = {"it": it, "known": person is not None}
    return render(request, "resources/lent_title.html", context)


@require_POST
def reserve(request: HttpRequest, title_id: UUID) -> HttpResponse:
    """Set one aside at a place, or wait there in line."""
    services.reserve(
        title_id=title_id,
        place_id=uuid_of(request.POST.get("place", "")),
        person=person_of(request),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("lent-title", title_id=title_id)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own loans and turns; whoever is not signed in is led to the telephone."""
    person = person_of(request)
    it = selectors.my_lending(person, now=clock.now()) if person else None
    context = {"it": it}
    return render(request, "resources/lending_mine.html", context)


@require_POST
def leave(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    services.leave_queue(
        turn_id=turn_id, person=person_of(request), actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _now("已取消，轮到下一位。"))
    return redirect("lending-mine")


@require_POST
def renew(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    services.renew(
        loan_id=loan_id, person=person_of(request), actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _now("已续借，新的归还日期在下面。"))
    return redirect("lending-mine")


@require_POST
def appeal(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    services.appeal_damage(
        damage_id=damage_id,
        person=person_of(request),
        words=request.POST.get("words", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("申诉收到了，由没有经手的同事来定。"))
    return redirect("lending-mine")


urlpatterns: list[URLPattern] = [
    path("lending/", shelf, name="lending"),
    path("lending/near", near, name="lending-near"),
    path("lending/mine", mine, name="lending-mine"),
    path("lending/<uuid:title_id>", title, name="lent-title"),
    path("lending/<uuid:title_id>/reserve", reserve, name="lent-reserve"),
    path("lending/turns/<uuid:turn_id>/leave", leave, name="lent-leave"),
    path("lending/loans/<uuid:loan_id>/renew", renew, name="lent-renew"),
    path("lending/damages/<uuid:damage_id>/appeal", appeal, name="lent-appeal"),
]
