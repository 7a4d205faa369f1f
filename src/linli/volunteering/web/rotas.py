"""Rotas on the desk: the list, making one, its week grid, solving, publishing, marking."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Invalid, Refused
from linli.kernel.middleware import actor_of, page_of
from linli.people import services as people
from linli.ui import moments
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import DutyState, MayNotRota, RotaPage
from linli.volunteering.web.forms_rotas import OnRotaForm, RotaForm

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows, more = selectors.desk_rotas(actor, page=page_of(request))
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "may_make": bool(selectors.rota_places(actor)),
    }
    return render(request, "volunteering/rotas_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    places = selectors.rota_places(actor)
    if not places:
        raise MayNotRota
    options = [(one.key, f"{one.kind.name} · {one.name}") for one in places]
    first = clock.local(now).date()
    form = RotaForm(request.POST or None, places=options, initial={"since": first, "team": True})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_rota(**form.cleaned_data, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("值班表建好了。把人列齐，请大家填意愿，再排班。"))
            return redirect("rota-desk", rota_id=made)
    kinds = {one.kind.key: one.kind for one in places}
    context = {"form": form, "kinds": kinds.values()}
    status = 422 if form.is_bound else 200
    return render(request, "volunteering/rota_new.html", context, status=status)


@login_required
@require_GET
def one(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    it = selectors.rota_page(actor_of(request), rota_id, now=clock.now())
    return render(request, "volunteering/rota_desk.html", {"it": it, "form": _form(it)})


def _form(it: RotaPage, data: Any = None) -> OnRotaForm:
    roles = [(key, str(name)) for key, name in it.kind.roles.items()]
    return OnRotaForm(data, roles=roles)


@login_required
@require_POST
def add(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """Put somebody on it, by their phone."""
    actor, now = actor_of(request), clock.now()
    it = selectors.rota_page(actor, rota_id, now=now)
    if not it.manages:
        raise MayNotRota
    form = _form(it, request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            person = people.remember(phone=asked["phone"], name=asked["name"], actor=actor, now=now)
            services.add_to_rota(
                rota_id=rota_id, person=person, roles=asked.get("roles", ()), actor=actor, now=now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已列进名单。"))
            return redirect(f"/rotas/{rota_id}/desk#people-h")
    return render(request, "volunteering/rota_desk.html", {"it": it, "form": form}, status=422)


@login_required
@require_POST
def drop(request: HttpRequest, rota_id: UUID, member_id: UUID) -> HttpResponse:
    services.leave_rota(member_id=member_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已从名单里去掉。公布过的，请再排一次，排好以前原来的班不动。"))
    return redirect(f"/rotas/{rota_id}/desk#people-h")


_DOES = {
    "solve": services.solve_rota,
    "accept": services.accept_proposal,
    "keep": services.discard_proposal,
    "publish": services.publish_rota,
}


def _said(what: str) -> str:
    return {
        "solve": _("排好了。"),
        "accept": _("已按新的排法调整，变动的人会收到通知。"),
        "keep": _("原来的排法不变。"),
        "publish": _("已公布，每个人都能看到自己的班。"),
    }[what]


@login_required
@require_POST
def act(request: HttpRequest, rota_id: UUID, what: str) -> HttpResponse:
    """Solve it, publish it, accept a proposal or keep things as they are."""
    if what not in _DOES:
        raise Invalid
    _DOES[what](rota_id=rota_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _said(what))
    return redirect("rota-desk", rota_id=rota_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    services.withdraw_rota(
        rota_id=rota_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("值班表已撤回。"))
    return redirect("rota-desk", rota_id=rota_id)


@login_required
@require_POST
def mark(request: HttpRequest, rota_id: UUID, duty_id: UUID) -> HttpResponse:
    """Somebody was there, or was not."""
    services.mark_duty(
        duty_id=duty_id,
        came=request.POST.get("came") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("rota-desk", rota_id=rota_id)


@login_required
@require_POST
def rule(request: HttpRequest, rota_id: UUID, swap_id: UUID) -> HttpResponse:
    services.rule_swap(
        swap_id=swap_id,
        agree=request.POST.get("agree") == "yes",
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("rota-desk", rota_id=rota_id)


@login_required
@require_GET
def sheet(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """To be printed and pinned up."""
    it = selectors.rota_page(actor_of(request), rota_id, now=clock.now())
    return render(request, "volunteering/rota_print.html", {"it": it, "today": clock.now()})


@login_required
@require_GET
def workbook(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """A line for each person on each shift, as xlsx; what looks like a formula stays a text."""
    it = selectors.rota_page(actor_of(request), rota_id, now=clock.now())
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    heads = (_("日期"), _("班次"), _("时间"), _("地点"), _("值班人"), _("角色"), _("到岗"))
    page.write_row(0, 0, heads)
    for number, line in enumerate(_lines(it), start=1):
        page.write_row(number, 0, line)
    page.set_column(0, len(heads) - 1, 16)
    page.freeze_panes(1, 0)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="rota-{it.row.since}.xlsx"'
    return answer


def _lines(it: RotaPage) -> list[list[str]]:
    words = {DutyState.PLANNED: "", DutyState.DONE: _("到岗"), DutyState.ABSENT: _("缺岗")}
    found = []
    for week in it.weeks:
        for day in week.days:
            for cell in day.shifts:
                start, end = clock.local(cell.starts_at), clock.local(cell.ends_at)
                head = [
                    moments.full_day(day.day), cell.name, f"{start:%H:%M}–{end:%H:%M}", cell.place
                ]  # fmt: skip
                found += [[*head, one.name, one.roles, words[one.state]] for one in cell.duties]
                found += [[*head, _("（缺人）"), "", ""]] * cell.missing
    return found


_ONE = "rotas/<uuid:rota_id>"
urlpatterns: list[URLPattern] = [
    path("rotas/desk", desk, name="rotas-desk"),
    path("rotas/new", new, name="rota-new"),
    path(f"{_ONE}/desk", one, name="rota-desk"),
    path(f"{_ONE}/people", add, name="rota-add"),
    path(f"{_ONE}/people/<uuid:member_id>/drop", drop, name="rota-drop"),
    path(f"{_ONE}/do/<slug:what>", act, name="rota-act"),
    path(f"{_ONE}/withdraw", withdraw, name="rota-withdraw"),
    path(f"{_ONE}/duties/<uuid:duty_id>/mark", mark, name="rota-mark"),
    path(f"{_ONE}/swaps/<uuid:swap_id>/rule", rule, name="rota-swap-rule"),
    path(f"{_ONE}/print", sheet, name="rota-print"),
    path("rotas/<uuid:rota_id>.xlsx", workbook, name="rota-xlsx"),
]
