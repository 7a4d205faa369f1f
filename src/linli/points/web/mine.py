"""A resident's own pages: what one has and why, how to earn, asking, appealing."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock, rates
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, page_of
from linli.points import selectors, services
from linli.points.terms import CLAIMED_AT, Deed, Holder, Scheme, UnknownPlace
from linli.points.web.forms import AppealForm, AskForm, Choices
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea
from linli.ui.asking import own_page
from linli.ui.forms import add_refusal

ASKS_A_DAY = 20


@require_GET
@own_page
def mine(request: HttpRequest, person: UUID) -> HttpResponse:
    """What I have in each scheme, what it is worth, how to earn more."""
    rows = [
        (one, selectors.worth(one.scheme.key, one.free) if one.scheme.points else 0)
        for one in selectors.balances(Holder.person(person))
    ]
    context = {"rows": rows, "claims": bool(selectors.deeds(claims=True)), "earning": _earning()}
    return render(request, "points/mine.html", context)


def _earning() -> list[tuple[Scheme, list[Deed]]]:
    """(scheme, its deeds for residents), those with deeds."""
    found = []
    for scheme in selectors.schemes():
        deeds = [one for one in selectors.deeds(scheme.key) if one.who == "person"]
        if deeds:
            found.append((scheme, deeds))
    return found


@require_GET
@own_page
def statement(request: HttpRequest, person: UUID, scheme: str) -> HttpResponse:
    """Line by line: why do I have this?"""
    page, holder = page_of(request), Holder.person(person)
    balance = selectors.balance(scheme, holder)
    lines, more = selectors.statement(scheme, holder, now=clock.now(), page=page)
    worth = selectors.worth(scheme, balance.free) if balance.scheme.points else 0
    context = {"it": balance, "worth": worth, "lines": lines, "more": more, "page": page}
    return render(request, "points/statement.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def ask(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask for what a deed earns: which, where, one line."""
    now = clock.now()
    deeds = selectors.deeds(claims=True)
    form = AskForm(
        request.POST or None,
        deeds=[(one.key, str(one.name)) for one in deeds],
        areas=[("", _("请选择")), *_areas()],
        initial={
            "token": secrets.token_hex(16),
            "deed": request.GET.get("deed", ""),
            "area": _code(selectors.last_place(person)),
        },
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            rates.spend("points.ask", str(person), limit=ASKS_A_DAY, seconds=86_400, now=now)
            services.ask(
                deed=given["deed"], person=person, title=given["title"],
                key=f"claim:{person}:{given['token']}", area_path=_path(given["area"]),
                actor=actor_of(request), now=now,
            )  # fmt: skip
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("申请收到了，核实以后记入您的积分。"))
            return redirect("points-claims")
    context = {"form": form, "deeds": [(one, selectors.scheme(one.scheme)) for one in deeds]}
    return render(request, "points/ask.html", context, status=status)


def _areas() -> Choices:
    """Communities and villages under the names of their towns."""
    towns: dict[str, list[tuple[str, str]]] = {}
    for kind in CLAIMED_AT:
        for one in territory.below("", kind):
            town = territory.area(one.parent_id).name if one.parent_id else ""
            towns.setdefault(town, []).append((one.code, one.short_name))
    return list(towns.items())


def _path(code: str) -> str:
    try:
        found = territory.by_code(code)
    except UnknownArea:
        raise UnknownPlace(field="area") from None
    if found.kind not in CLAIMED_AT:
        raise UnknownPlace(field="area")
    return found.path


def _code(area_path: str) -> str:
    found = (one for kind in CLAIMED_AT for one in territory.below(area_path, kind))
    return next((one.code for one in found), "") if area_path else ""


@require_GET
@own_page
def claims(request: HttpRequest, person: UUID) -> HttpResponse:
    """What I asked for, and what was answered."""
    page = page_of(request)
    rows, more = selectors.my_claims(person, now=clock.now(), page=page)
    return render(request, "points/claims.html", {"rows": rows, "more": more, "page": page})


@require_http_methods(["GET", "POST"])
@own_page
def appeal(request: HttpRequest, person: UUID, entry_id: UUID) -> HttpResponse:
    """Against a refusal or a taking back."""
    now = clock.now()
    it = selectors.my_entry(person, entry_id, now=now)
    form = AppealForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.appeal(
                entry_id=entry_id, person=person, actor=actor_of(request), now=now,
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("申诉收到了，由另一个人复核。"))
            return redirect("points-appeal", entry_id=entry_id)
    return render(request, "points/appeal.html", {"it": it, "form": form}, status=status)


urlpatterns: list[URLPattern] = [
    path("points/", mine, name="points"),
    path("points/of/<slug:scheme>", statement, name="points-statement"),
    path("points/ask", ask, name="points-ask"),
    path("points/claims", claims, name="points-claims"),
    path("points/entries/<uuid:entry_id>/appeal", appeal, name="points-appeal"),
]
