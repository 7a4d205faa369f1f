"""Periods before the public: reading, objecting, reading the answer. Nobody needs an account."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import NotFound, Refused, TooMany
from linli.kernel.ids import new_code, read_code
from linli.kernel.middleware import actor_of, identity_of, page_of
from linli.publicity import selectors, services
from linli.publicity.terms import ObjectionNotFound
from linli.publicity.web.forms import ObjectionForm
from linli.publicity.web.papers import period_paper
from linli.publicity.web.requests import add_refusal
from linli.ui.paper.responses import paper_response, require_form
from linli.ui.qr import qr_svg

OBJECTIONS_AN_HOUR = 20
LOOK_UPS_AN_HOUR = 600
PAPERS_AN_HOUR = 60


@require_GET
def periods(request: HttpRequest) -> HttpResponse:
    """All periods that run, or with `?ended=1` those of the last year."""
    ended = request.GET.get("ended") == "1"
    rows, more = selectors.public_periods(now=clock.now(), ended=ended, page=page_of(request))
    context = {"rows": rows, "more": more, "page": page_of(request), "ended": ended}
    return render(request, "publicity/periods.html", context)


@require_GET
def period(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """What is shown, how long, where; the text's history; what was objected and answered."""
    now = clock.now()
    found = selectors.public_period(period_id, now=now)
    return render(request, "publicity/period.html", {"it": found, "now": now})


@require_GET
def sheet(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The same to be printed and put on a board, with a code that leads here."""
    now = clock.now()
    found = selectors.public_period(period_id, now=now)
    return render(request, "publicity/sheet.html", {"it": found, "now": now})


@never_cache
@require_GET
def paper(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The same to be filed: `?form=docx` or `pdf`; once it is over, with what came of it."""
    form, now = request.GET.get("form", "docx"), clock.now()
    require_form(form)
    found = selectors.public_period(period_id, now=now)
    rates.spend(
        "publicity.paper", client_address(request), limit=PAPERS_AN_HOUR, seconds=3600, now=now
    )
    address = request.build_absolute_uri(reverse("period", args=[period_id]))
    return paper_response(period_paper(found, address, now), form, found.period.title)


@require_GET
def qr(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The address of the public page as a QR code, to be photographed from the board."""
    address = request.build_absolute_uri(reverse("period", args=[period_id]))
    return qr_svg(address)


@never_cache
@require_http_methods(["GET", "POST"])
def objecting(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """One page, one thing: say what is wrong with it."""
    now, person = clock.now(), identity_of(request)
    found = selectors.public_period(period_id, now=now)
    form = ObjectionForm(request.POST or None, initial={"client_key": new_code()})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "publicity.object", client_address(request), limit=OBJECTIONS_AN_HOUR,
                seconds=3600, now=now,
            )  # fmt: skip
            ticket = services.object_to(
                period_id=period_id,
                **form.cleaned_data,
                identity_id=person,
                actor=actor_of(request),
                now=now,
            )
            return redirect(f"{reverse('objection', args=[ticket.code])}?new=1")
        except NotFound:
            raise
        except Refused as refused:
            add_refusal(form, refused)
            status = refused.status if isinstance(refused, TooMany) else status
    context = {"it": found, "form": form, "known": person is not None}
    return render(request, "publicity/objecting.html", context, status=status)


@require_http_methods(["GET", "POST"])
def find_objection(request: HttpRequest) -> HttpResponse:
    """Type the code to read the answer."""
    typed, fault = request.POST.get("code", ""), ""
    if request.method == "POST":
        if code := read_code(typed):
            return redirect("objection", code)
        fault = ObjectionNotFound().message
    context = {"typed": typed, "fault": fault}
    return render(request, "publicity/find.html", context, status=422 if fault else 200)


@never_cache
@require_GET
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """One's own words and the answer, for whoever has the code."""
    now = clock.now()
    rates.spend(
        "publicity.look_up", client_address(request), limit=LOOK_UPS_AN_HOUR, seconds=3600, now=now
    )
    told = selectors.objection_by_code(code)
    fresh = request.GET.get("new") == "1"
    return render(request, "publicity/objection.html", {"told": told, "fresh": fresh})
