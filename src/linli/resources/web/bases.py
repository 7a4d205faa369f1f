"""Training bases for everybody: the menu, routes, asking to come, the questionnaire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused
from linli.kernel.ids import read_code
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import AnsweredBefore, BasePage
from linli.resources.web.forms_bases import AskForm, SayForm, today_plus
from linli.ui.forms import add_refusal

ASKS_AN_HOUR, ANSWERS_AN_HOUR = 6, 120


@require_GET
def bases(request: HttpRequest) -> HttpResponse:
    return render(request, "resources/bases.html", {"rows": selectors.public_bases()})


@require_GET
def base(request: HttpRequest, base_id: UUID) -> HttpResponse:
    """The menu, the programmes, the routes, and what visitors said."""
    context = {"it": selectors.base_page(base_id), "said": selectors.base_results(base_id)}
    return render(request, "resources/base.html", context)


@require_GET
def points(request: HttpRequest, base_id: UUID) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """Sites and routes, for the map."""
    found = selectors.base_points(selectors.base_page(base_id))
    return JsonResponse(found, content_type="application/geo+json")


def _first(page: BasePage, chosen: str) -> dict[str, Any]:
    """The form as a programme fills it."""
    today = clock.local(clock.now()).date()
    before: dict[str, Any] = {"since": today_plus(today, page.row.kind.ahead + 7)}
    for one in page.programmes:
        if str(one.id) == chosen:
            before["days"] = one.days
            before |= {f"at_{it.day}_{it.half.value}": str(it.course_id) for it in one.items}
    return before


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, base_id: UUID) -> HttpResponse:
    """`?programme=` fills the menu in."""
    page, now = selectors.base_page(base_id), clock.now()
    before = _first(page, request.GET.get("programme", ""))
    form = AskForm(request.POST or None, page=page, initial=before)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "resources.ask_visit", client_address(request), limit=ASKS_AN_HOUR, seconds=3600,
                now=now,
            )  # fmt: skip
            services.ask_visit(
                base_id=base_id, asking=form.asking(), actor=actor_of(request), now=now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("收到了。排好以后由一位联系人跟您对接，发短信告诉您。"))
            return redirect("base", base_id=base_id)
    return render(request, "resources/base_ask.html", {"it": page, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, code: str) -> HttpResponse:
    """The questionnaire behind a slip: without an account, once."""
    now, context = clock.now(), {"done": request.GET.get("done") == "1"}
    opened = selectors.questionnaire(read_code(code) or "", now=now)
    if opened is None:
        if context["done"]:
            return render(request, "resources/base_say.html", context)
        raise AnsweredBefore
    visit, kind = opened
    form = SayForm(request.POST or None, kind=kind)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "resources.answer_visit", client_address(request), limit=ANSWERS_AN_HOUR,
                seconds=3600, now=now,
            )  # fmt: skip
            services.answer_visit(
                code=code, given={key: str(v) for key, v in form.cleaned_data.items()}, now=now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect(f"/bases/say/{code}?done=1")
    more = {**context, "form": form, "visit": visit, "kind": kind}
    return render(request, "resources/base_say.html", more, status=status)


urlpatterns: list[URLPattern] = [
    path("bases/", bases, name="bases"),
    path("bases/<uuid:base_id>", base, name="base"),
    path("bases/<uuid:base_id>/points", points, name="base-points"),
    path("bases/<uuid:base_id>/ask", ask, name="base-ask"),
    path("bases/say/<str:code>", say, name="base-say"),
]
