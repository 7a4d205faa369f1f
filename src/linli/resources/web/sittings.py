"""After-school sittings for everybody: terms with free seats; for guardians: their children."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import ChildNotFound, SeatState
from linli.resources.web.forms_sittings import ChildForm
from linli.ui.asking import person_of
from linli.ui.forms import add_refusal

ENROLMENTS_AN_HOUR = 20


@never_cache
@require_GET
def terms(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The terms of a place: days, ages, free seats; never names."""
    now = clock.now()
    context = {
        "it": selectors.public_spot(place_id, now=now),
        "terms": selectors.place_terms(place_id, now=now),
    }
    return render(request, "resources/sittings.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, term_id: UUID) -> HttpResponse:
    """One page, one child."""
    now, person = clock.now(), person_of(request)
    term = selectors.public_term(term_id, now=now)
    form = ChildForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "resources.enrol", str(person or client_address(request)),
                limit=ENROLMENTS_AN_HOUR, seconds=3600, now=now,
            )  # fmt: skip
            made = services.enrol(
                term_id=term_id, new=form.new(), person=person, actor=actor_of(request), now=now
            )
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            seated = made.state is SeatState.SEATED
            words = _("报上了。") if seated else _("名额满了，已经排上队，轮到了通知您。")
            messages.success(request, words)
            return redirect("sittings-mine")
    context = {"term": term, "form": form, "known": person is not None}
    return render(request, "resources/sitting_enrol.html", context, status=status)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = selectors.my_children(person, now=clock.now()) if person else ()
    context = {"rows": rows, "known": person is not None}
    return render(request, "resources/sittings_mine.html", context)


@require_POST
def today(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """`comes=no`: not today; `comes=yes`: after all."""
    comes = request.POST.get("comes") == "yes"
    services.excuse(
        child_id=child_id, today=comes, person=person_of(request), actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    messages.success(request, _("记下了，今天来。") if comes else _("记下了，今天不来。"))
    return redirect("sittings-mine")


@require_POST
def leave(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """By the guardian; or, with `desk=1`, by whoever runs the place."""
    person, desk = person_of(request), request.POST.get("desk") == "1"
    actor = actor_of(request)
    if person is None and not desk:
        raise ChildNotFound
    term = services.take_out(child_id=child_id, person=person, actor=actor, now=clock.now())
    messages.success(request, _("已退出，孩子的姓名和接送人的信息已经删掉。"))
    return redirect("sitting-term", term_id=term) if desk else redirect("sittings-mine")


urlpatterns: list[URLPattern] = [
    path("spots/<uuid:place_id>/sittings", terms, name="sittings"),
    path("sittings/", mine, name="sittings-mine"),
    path("sittings/<uuid:term_id>/enrol", enrol, name="sitting-enrol"),
    path("sittings/children/<uuid:child_id>/today", today, name="sitting-today"),
    path("sittings/children/<uuid:child_id>/leave", leave, name="sitting-leave"),
]
