"""After-school sittings at the desk: terms, a term's children, the list at the door."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import MayNotKeepPlaces, SitMark
from linli.resources.web.forms_sittings import HandForm, TermForm
from linli.ui.forms import add_refusal


@login_required
@never_cache
@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """The terms under way, those that sit today first; and the places."""
    actor, now = actor_of(request), clock.now()
    if not selectors.sittings_concern(actor):
        raise MayNotKeepPlaces
    context = {
        "terms": selectors.terms_today(actor, now=now),
        "places": selectors.school_places(actor),
        "today": clock.local(now).date(),
    }
    return render(request, "resources/sitting_desks.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The terms of a place; POST opens the next one."""
    actor, now = actor_of(request), clock.now()
    page = selectors.desk_place(actor, place_id, now=now)
    if not page.may_run:
        raise MayNotKeepPlaces
    usual = {
        "since": clock.local(now).date(), "opens": "16:30", "closes": "18:00", "seats": 20,
        "weekdays": [*range(5)], "youngest": 6, "oldest": 12,
    }  # fmt: skip
    form, status = TermForm(request.POST or None, initial=usual), 200
    if request.method == "POST":
        status = 422
    if request.method == "POST" and form.is_valid():
        try:
            services.open_term(new=form.new(place_id), actor=actor, now=now)
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("班次已公开，家长现在就能报名。"))
            return redirect("sittings-desk", place_id=place_id)
    context = {"it": page, "form": form, "terms": selectors.desk_terms(place_id, now=now)}
    return render(request, "resources/sittings_desk.html", context, status=status)


@login_required
@never_cache
@require_GET
def term(request: HttpRequest, term_id: UUID) -> HttpResponse:
    """Who is enrolled and who waits, masked."""
    it = selectors.term_page(actor_of(request), term_id, now=clock.now())
    return render(request, "resources/sitting_term.html", {"it": it})


@login_required
@require_POST
def close(request: HttpRequest, term_id: UUID) -> HttpResponse:
    services.close_term(term_id=term_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("班次已停，家长会收到通知。"))
    return redirect("sitting-term", term_id=term_id)


def _day(request: HttpRequest) -> date | None:
    found = clock.read(request.GET.get("day", ""))
    return found.date() if found else None


@login_required
@never_cache
@require_GET
def day(request: HttpRequest, term_id: UUID) -> HttpResponse:
    """The list at the door: for today, or `?day=` to look back."""
    it = selectors.sitting_list(actor_of(request), term_id, now=clock.now(), day=_day(request))
    return render(request, "resources/sitting_day.html", {"it": it})


def _back(term_id: UUID, child_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('sitting-day', args=[term_id])}#child-{child_id}")


@login_required
@require_POST
def mark(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """`state=came`, `absent`, or nothing yet for any other; `back=1`: not collected after all."""
    given, actor, now = request.POST.get("state", ""), actor_of(request), clock.now()
    if request.POST.get("back") == "1":
        return _back(services.take_back(child_id=child_id, actor=actor, now=now), child_id)
    state = SitMark(given) if given in [*SitMark] else None
    found = services.mark_child(child_id=child_id, state=state, actor=actor, now=now)
    return _back(found, child_id)


@sensitive_post_parameters()
@sensitive_variables("child")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def hand(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Who collects: a tap on somebody of the list (`collector`), or somebody else by name."""
    actor, now = actor_of(request), clock.now()
    row, child = selectors.sat_child(actor, child_id, now=now)
    listed = request.POST.get("collector", "")
    form = HandForm(request.POST if request.method == "POST" and not listed else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and (listed or form.is_valid()):
        known = int(listed) if listed.isascii() and listed.isdigit() and len(listed) < 3 else -1
        more = {"collector": known} if listed else form.cleaned_data
        try:
            services.hand_over(child_id=child_id, actor=actor, now=now, **more)
        except Refused as refused:
            if not form.is_bound:
                raise
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("接走了，记下了。"))
            return _back(row.pk, child_id)
    context = {
        "it": child, "term": row, "form": form, "may_reveal": actor.may("people.reveal"),
    }  # fmt: skip
    return render(request, "resources/sitting_hand.html", context, status=status)


@login_required
@never_cache
@require_POST
@sensitive_variables("person")
def reveal(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """The guardian's name and phone, for a purpose that stays on the trail."""
    actor, now = actor_of(request), clock.now()
    purpose = request.POST.get("purpose", "")
    person = services.reveal_guardian(child_id=child_id, purpose=purpose, actor=actor, now=now)
    row, child = selectors.sat_child(actor, child_id, now=now)
    context = {"it": child, "term": row, "person": person}
    return render(request, "resources/sitting_reveal.html", context)


_ONE, _CHILD = "sittings/<uuid:term_id>", "sittings/children/<uuid:child_id>"
urlpatterns: list[URLPattern] = [
    path("sittings/desk", desks, name="sitting-desks"),
    path("spots/<uuid:place_id>/sittings/desk", desk, name="sittings-desk"),
    path(f"{_ONE}/desk", term, name="sitting-term"),
    path(f"{_ONE}/close", close, name="sitting-close"),
    path(f"{_ONE}/day", day, name="sitting-day"),
    path(f"{_CHILD}/mark", mark, name="sitting-mark"),
    path(f"{_CHILD}/hand", hand, name="sitting-hand"),
    path(f"{_CHILD}/reveal", reveal, name="sitting-reveal"),
]
