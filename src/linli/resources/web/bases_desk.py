"""Training bases at the desk: sites, menu, programmes, routes; visits from asking to follow-up."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import show_code
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.people import selectors as people
from linli.resources import selectors, services
from linli.resources.terms import SEE, BaseNotFound, BasePage, ContactMissing, MayNotRunBase
from linli.resources.web.forms_bases import (
    BaseForm,
    CourseForm,
    ProgrammeForm,
    RouteForm,
    SiteForm,
)
from linli.ui.forms import add_refusal
from linli.ui.paper import Paper, Picture, Pictures
from linli.ui.paper.responses import paper_response

WHATS = ("site", "course", "programme", "route")


@login_required
@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, SEE)
    may = bool(selectors.base_kinds_defined()) and bool(selectors.places_for_bases(actor))
    context = {"rows": selectors.desk_bases(actor), "may": may}
    return render(request, "resources/bases_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A place becomes a base."""
    actor = actor_with(request, SEE)
    places = [(str(one.pk), one.name) for one in selectors.places_for_bases(actor)]
    if not places or not selectors.base_kinds_defined():
        raise MayNotRunBase
    form = BaseForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.make_base(
                place_id=given["place"],
                kind=given["kind"],
                about=given["about"],
                mu=given["mu"] or 0,
                hotels=given["hotels"] or 0,
                beds=given["beds"] or 0,
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("base-desk", base_id=made)
    status = 422 if form.is_bound else 200
    return render(request, "resources/base_new.html", {"form": form}, status=status)


def _forms(page: BasePage, what: str, data: Any) -> dict[str, forms.Form]:
    """The four forms, of which the posted one is bound."""

    def of(key: str) -> Any:
        return data if key == what else None

    return {
        "site": SiteForm(of("site")),
        "course": CourseForm(of("course"), page=page),
        "programme": ProgrammeForm(of("programme"), page=page),
        "route": RouteForm(of("route")),
    }


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, base_id: UUID) -> HttpResponse:
    """POST adds a site, a course, a programme or a route: `what` says which."""
    actor, now = actor_of(request), clock.now()
    page = selectors.desk_base(actor, base_id)
    what = request.POST.get("what", "")
    shown = _forms(page, what, request.POST if request.method == "POST" else None)
    form = shown.get(what)
    if request.method == "POST" and form is None:
        raise BaseNotFound
    if form is not None and form.is_valid():
        try:
            _add(what, form, page, actor)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("加好了。"))
            return redirect("base-desk", base_id=base_id)
    visits, more = selectors.visits_of(actor, base_id, page=page_of(request))
    context = {
        "it": page, "forms": shown, "what": what, "visits": visits, "more": more,
        "page": page_of(request), "now": now,
    }  # fmt: skip
    status = 422 if form is not None else 200
    return render(request, "resources/base_desk.html", context, status=status)


def _add(what: str, form: Any, page: BasePage, actor: Actor) -> None:
    given, now, base_id = form.cleaned_data, clock.now(), page.row.id
    match what:
        case "site":
            services.add_site(base_id=base_id, actor=actor, now=now, **given)
        case "course":
            site = given.pop("site")
            services.add_course(base_id=base_id, site_id=site, actor=actor, now=now, **given)
        case "programme":
            services.add_programme(
                base_id=base_id, name=given["name"], days=given["days"], items=form.items(),
                actor=actor, now=now,
            )  # fmt: skip
        case _:
            by_name = {one.name: one.id for one in page.sites}
            lines = [one.strip() for one in given["sites"].splitlines() if one.strip()]
            sites = [by_name.get(one) for one in lines]
            if None in sites:
                raise BaseNotFound
            services.add_route(
                base_id=base_id, name=given["name"], sites=[one for one in sites if one],
                actor=actor, now=now,
            )  # fmt: skip


@login_required
@require_POST
def hide(request: HttpRequest, course_id: UUID) -> HttpResponse:
    services.hide_course(course_id=course_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _now("从菜单里撤下了。"))
    return redirect("bases-desk")


@login_required
@require_GET
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    it = selectors.visit_desk(actor_of(request), visit_id)
    return render(request, "resources/base_visit.html", {"it": it})


def _does(work: Callable[[HttpRequest, UUID, Actor], str]) -> Callable[..., HttpResponse]:
    """A button of a visit's page: does it, says what was done, and goes back."""

    @login_required
    @require_POST
    def view(request: HttpRequest, visit_id: UUID) -> HttpResponse:
        messages.success(request, work(request, visit_id, actor_of(request)))
        return redirect("base-visit", visit_id=visit_id)

    return view


@_does
def confirm(request: HttpRequest, visit_id: UUID, actor: Actor) -> str:
    """With a colleague's name, or oneself for none."""
    text = request.POST.get("contact", "").strip()
    contact = actor.account_id
    if text:
        found = people.colleagues(text)
        if len(found) != 1:
            raise ContactMissing(field="contact")
        contact = found[0].id
    services.confirm_visit(visit_id=visit_id, contact=contact, actor=actor, now=clock.now())
    return _now("定好了，点位占住了，已经短信告诉对方。")


@_does
def end(request: HttpRequest, visit_id: UUID, actor: Actor) -> str:
    reason = request.POST.get("reason", "")
    services.end_visit(visit_id=visit_id, reason=reason, actor=actor, now=clock.now())
    return _now("点位空出来了。请联系人打电话说明。")


@_does
def arrive(request: HttpRequest, visit_id: UUID, actor: Actor) -> str:
    text = request.POST.get("count", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    services.arrive(visit_id=visit_id, count=count, actor=actor, now=clock.now())
    return _now("记下了，问卷码可以打印了，一人一张。")


@_does
def follow(request: HttpRequest, visit_id: UUID, actor: Actor) -> str:
    words = request.POST.get("words", "")
    services.follow_up(visit_id=visit_id, words=words, actor=actor, now=clock.now())
    return _now("记下了。")


@_does
def hang(request: HttpRequest, visit_id: UUID, actor: Actor) -> str:  # noqa: ARG001 - a button's shape
    services.hang_sign(visit_id=visit_id, actor=actor, now=clock.now())
    return _now("记下了：这个单位在这里有培训基地了。")


@login_required
@require_GET
def slips(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Slips with a QR code each, two in a row: one a visitor."""
    actor = actor_of(request)
    it = selectors.visit_desk(actor, visit_id)
    if not it.may_run:
        raise MayNotRunBase
    codes = selectors.slips(actor, visit_id)
    if not codes:
        raise BaseNotFound
    caption = _now("扫码说说这次来访，不用登录")
    pictures = tuple(Picture(_code(one), f"{caption} {show_code(one)}") for one in codes)
    title = _now("%s：来访问卷") % it.base.name
    return paper_response(Paper(title=title, blocks=(Pictures(pictures),)), "pdf", _now("来访问卷"))


def _code(code: str) -> bytes:
    """A QR code in the middle of a flat white picture, so that many fit on a page."""
    import segno  # noqa: PLC0415 - only this page draws one
    from PIL import Image  # noqa: PLC0415

    drawn = io.BytesIO()
    address = f"{settings.LINLI_ADDRESS.rstrip('/')}/bases/say/{code}"
    segno.make(address, error="m").save(drawn, kind="png", scale=6, border=2)
    qr = Image.open(drawn).convert("L")
    flat = Image.new("L", (qr.width * 2, qr.height), 255)
    flat.paste(qr, ((flat.width - qr.width) // 2, 0))
    out = io.BytesIO()
    flat.save(out, "PNG")
    return out.getvalue()


_VISIT = "bases/visits/<uuid:visit_id>"
urlpatterns: list[URLPattern] = [
    path("bases/desk", desks, name="bases-desk"),
    path("bases/new", new, name="base-new"),
    path("bases/<uuid:base_id>/desk", desk, name="base-desk"),
    path("bases/courses/<uuid:course_id>/hide", hide, name="base-course-hide"),
    path(_VISIT, visit, name="base-visit"),
    path(f"{_VISIT}/confirm", confirm, name="base-visit-confirm"),
    path(f"{_VISIT}/end", end, name="base-visit-end"),
    path(f"{_VISIT}/arrive", arrive, name="base-visit-arrive"),
    path(f"{_VISIT}/follow", follow, name="base-visit-follow"),
    path(f"{_VISIT}/hang", hang, name="base-visit-hang"),
    path(f"{_VISIT}/slips", slips, name="base-visit-slips"),
]
