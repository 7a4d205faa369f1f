"""What residents do without an account: report, follow by code, answer the question at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.files import services as files
from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused, TooMany
from linli.kernel.ids import read_code
from linli.kernel.middleware import actor_of, identity_of
from linli.matters import rules, selectors, services
from linli.matters.terms import (
    LONGEST_PLACE,
    Catalogue,
    Channel,
    CodeNotFound,
    Kind,
    MayNotOpen,
    Nearby,
    NotEnrolled,
)
from linli.matters.web.forms import AnswerForm, PlaceForm, RemarkForm, ReportForm
from linli.matters.web.requests import add_refusal
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory
from linli.ui.qr import qr_svg

REPORTS_AN_HOUR = 30
LOOK_UPS_AN_HOUR = 60
CHECKS_AN_HOUR = 200


def resident_kind(catalogue: Catalogue, asked: str) -> Kind:
    """The kind asked for, if residents may open it; else the first that they may."""
    open_kinds = [kind for kind in catalogue.kinds.values() if kind.anonymous]
    for kind in open_kinds:
        if kind.key == asked:
            return kind
    if not open_kinds:
        raise MayNotOpen(kind=asked)
    return open_kinds[0]


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """One page of four steps: picture, place, words, check and send."""
    catalogue = selectors.catalogue()
    kind = resident_kind(catalogue, request.GET.get("kind", ""))
    person = identity_of(request) if kind.enrolled else None
    if kind.enrolled and person is None:
        here = f"{reverse('report')}?{urlencode({'kind': kind.key})}"
        return redirect(f"{reverse('people_sign_in')}?{urlencode({'next': here})}")
    asked = procedures.form(kind.form) if kind.form else None
    needed = kind.phone_needed and person is None
    form = ReportForm(request.POST or None, request.FILES or None, asked=asked, phone_needed=needed)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_take_in(request, form, kind.key, person))
        except Refused as refused:
            add_refusal(form, refused)
            status = refused.status if isinstance(refused, TooMany | NotEnrolled) else status
    context = {
        "form": form,
        "kind": kind,
        "categories": catalogue.leaves(),
        "area_name": _area_name(request.POST.get("area", "")),
        "known": person is not None,
    }
    return render(request, "matters/report.html", context, status=status)


def _take_in(request: HttpRequest, form: ReportForm, kind: str, person: UUID | None) -> str:
    actor, now = actor_of(request), clock.now()
    rates.spend(
        "matters.report", client_address(request), limit=REPORTS_AN_HOUR, seconds=3600, now=now
    )
    pictures: tuple[UUID, ...] = tuple(
        files.receive(upload=upload, kind="image", actor=actor, now=now).id
        for upload in form.cleaned_data["photos"]
    )
    intake = replace(
        form.intake(kind=kind, channel=Channel.PAGE, files=pictures), identity_id=person
    )
    joined = form.cleaned_data["join"]
    if joined is None:
        opened = services.open_matter(intake=intake, actor=actor, now=now)
    else:
        opened = services.join(matter_id=joined, intake=intake, actor=actor, now=now)
    return f"{reverse('track', args=[opened.code])}?{urlencode({'new': 1, 'kind': kind})}"


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """A fragment for the last step: dangers first, then suggested categories with their reasons."""
    catalogue = selectors.catalogue()
    words = request.POST.get("words", "")[:2000]
    chosen = request.POST.get("category", "")
    now = clock.now()
    offered = services.offer(words=words, draft=_draft(request, now), now=now)
    context = {
        "dangers": rules.dangers_in(words, catalogue),
        "offered": offered,
        "chosen": chosen,
        "near": _near(request, [chosen] if chosen else [s.category for s in offered.suggestions]),
        "joined": request.POST.get("join", ""),
        "now": now,
        "categories": catalogue.leaves(),
        "words": words,
        "place": _place_said(request),
    }
    return render(request, "matters/_check.html", context)


def _draft(request: HttpRequest, now: datetime) -> str:
    """The key of what is being written; none where so many are asked about that it is no person."""
    try:
        rates.spend(
            "matters.check", client_address(request), limit=CHECKS_AN_HOUR, seconds=3600, now=now
        )
    except TooMany:
        return ""
    return request.POST.get("client_key", "")[:64]


def _near(request: HttpRequest, categories: list[str]) -> tuple[Nearby, ...]:
    """What neighbours have reported where this reporter stands."""
    place = PlaceForm(request.POST)
    if not place.is_valid():
        return ()
    return selectors.nearby(categories=categories, **place.cleaned_data, now=clock.now())


def _area_name(posted: str) -> str:
    try:
        return territory.full_name(UUID(posted))
    except (ValueError, Refused):
        return ""


def _place_said(request: HttpRequest) -> str:
    """Where, as the reporter has said it so far."""
    posted = request.POST
    chosen = _area_name(posted.get("area", ""))
    if not chosen and posted.get("longitude"):
        chosen = _("地图上的位置")
    said = posted.get("place_words", "").strip()[:LONGEST_PLACE]
    return " · ".join(part for part in (chosen, said) if part)


@require_http_methods(["GET", "POST"])
def find_code(request: HttpRequest) -> HttpResponse:
    """Type a code, or learn how to get a lost one back."""
    typed = request.POST.get("code", "")
    fault = ""
    if request.method == "POST":
        code = read_code(typed)
        if code:
            return redirect("track", code)
        fault = CodeNotFound().message
    context = {"typed": typed, "fault": fault}
    return render(request, "matters/find_code.html", context, status=422 if fault else 200)


def _look_up(request: HttpRequest, now: datetime) -> None:
    """Codes must not be found by trying: every use of one counts against the address."""
    rates.spend(
        "matters.track", client_address(request), limit=LOOK_UPS_AN_HOUR * 10, seconds=3600, now=now
    )


@never_cache
@require_GET
def track(request: HttpRequest, code: str) -> HttpResponse:
    """A matter in plain words: what happened, what comes next and by when, one question."""
    now = clock.now()
    _look_up(request, now)
    tracked = selectors.by_code(code, now=now)
    context = {
        "tracked": tracked,
        "fresh": request.GET.get("new") == "1",
        "form": AnswerForm(answers=tracked.answers) if tracked.question else None,
        "remark_form": RemarkForm(auto_id="talk-%s") if tracked.talks else None,
        "now": now,
    }
    return render(request, "matters/track.html", context)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    now = clock.now()
    _look_up(request, now)
    if form.is_valid():
        services.answer(
            code=code,
            solved=form.cleaned_data["solved"],
            satisfied=form.cleaned_data["satisfied"],
            words=form.cleaned_data["words"],
            actor=actor_of(request),
            now=now,
        )
        return redirect("track", code)
    tracked = selectors.by_code(code, now=now)
    form = AnswerForm(request.POST, answers=tracked.answers)
    context = {"tracked": tracked, "form": form, "now": now}
    return render(request, "matters/track.html", context, status=422)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    now = clock.now()
    _look_up(request, now)
    services.withdraw(code=code, actor=actor_of(request), now=now)
    return redirect("track", code)


@require_GET
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The address of the tracking page as a QR code, to be photographed or printed."""
    if read_code(code) is None:
        raise CodeNotFound
    address = request.build_absolute_uri(reverse("track", args=[code]))
    return qr_svg(address)
