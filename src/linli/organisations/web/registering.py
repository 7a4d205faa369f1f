"""双报到: a member's own page, the desk of a community, the rate of every unit; fields."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import xlsxwriter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Target
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.organisations import selectors, services
from linli.organisations.terms import MANAGE, RegistrationRow, Stand, Why
from linli.organisations.web.requests import add_refusal
from linli.territory import selectors as territory

WHY = ((Why.LIVES.value, _("我住在这里")), (Why.SERVES.value, _("我在这里服务")))
WHYS = {Why.LIVES: _("居住地"), Why.SERVES: _("服务地")}
STANDS = {
    Stand.ASKED: _("待确认"),
    Stand.CONFIRMED: _("已报到"),
    Stand.DECLINED: _("未通过"),
    Stand.WITHDRAWN: _("已撤回"),
}
Verb = Callable[..., None]


class RegisterForm(forms.Form):
    """Units are those of the person, places those of the method."""

    unit = forms.ChoiceField(label=_("单位"))
    area = forms.ChoiceField(label=_("到哪里报到"))
    why = forms.ChoiceField(label=_("为什么是这里"), choices=WHY, widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(
        label=_("我能做什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.BooleanField(label=_("亮身份：让居民看到我的姓名、单位和特长"), required=False)
    whole = forms.BooleanField(label=_("以单位的名义报到（单位与社区结对）"), required=False)

    def __init__(self, *args: Any, choices: dict[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # choice fields


def _choices(account_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "unit": [(str(one.id), one.name) for one in selectors.units_of(account_id, now=now)],
        "area": [
            ("", "—"),
            *((str(one.id), territory.full_name(one.id, "town")) for one in selectors.places()),
        ],
        "skills": [(one.key, one.name) for one in selectors.defined().skills.values()],
    }


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """On the phone: where I am registered, and registering anew."""
    actor, now = actor_of(request), clock.now()
    way = selectors.registering()
    assert actor.account_id is not None
    choices = _choices(actor.account_id, now)
    form = RegisterForm(request.POST or None, choices=choices, initial={"why": Why.LIVES.value})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.register(
                unit_id=UUID(given["unit"]),
                area_id=UUID(given["area"]),
                why=Why(given["why"]),
                skills=given["skills"],
                shown=given["shown"],
                whole=given["whole"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已报到，等社区确认。"))
            return redirect("registering")
    own = selectors.registrations_of(actor.account_id)
    context = {
        "way": way,
        "form": form,
        "rows": _shown(tuple(own) + selectors.asked_for_units(actor.account_id)),
        "has_unit": bool(choices["unit"]),
        "has_skills": bool(choices["skills"]),
        "back": reverse("work"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisations/registering.html", context, status=status)


def _shown(rows: tuple[RegistrationRow, ...]) -> list[tuple[RegistrationRow, Any, Any]]:
    return [(row, STANDS[row.stand], WHYS[row.why]) for row in rows]


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The community's list: `?stand=`, `?skill=`."""
    way = selectors.registering()
    rows = _asked(request)
    context = {
        "way": way,
        "rows": _shown(rows),
        "waiting": sum(row.stand == Stand.ASKED for row in rows),
        "stands": [(key.value, word) for key, word in STANDS.items()],
        "skills": [(one.key, one.name) for one in selectors.defined().skills.values()],
    }
    return render(request, "organisations/registrations.html", context)


def _asked(request: HttpRequest) -> tuple[RegistrationRow, ...]:
    return selectors.registrations(
        actor_of(request),
        stand=request.GET.get("stand", ""),
        skill=request.GET.get("skill", ""),
    )


def _answer(request: HttpRequest, act: Verb, registration_id: UUID, said: str) -> HttpResponse:
    actor = actor_of(request)
    act(registration_id=registration_id, actor=actor, now=clock.now())
    messages.success(request, said)
    at_desk = request.POST.get("from") == "desk" and actor.may(MANAGE)
    return redirect("registrations" if at_desk else "registering")


@login_required
@require_POST
def confirm(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    said = _now("已确认报到。")
    return _answer(request, services.confirm_registration, registration_id, said)


@login_required
@require_POST
def decline(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    said = _now("已答复不予确认。")
    return _answer(request, services.decline_registration, registration_id, said)


@login_required
@require_POST
def withdraw(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """By the desk, or by the member."""
    said = _now("报到已撤回。")
    return _answer(request, services.withdraw_registration, registration_id, said)


@login_required
@require_GET
def desk_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; what looks like a formula stays a text."""
    rows = _asked(request)
    heads = [
        _now("单位"), _now("姓名"), _now("社区"), _now("类型"), _now("特长"), _now("亮身份"),
        _now("状态"), _now("报到日期"), _now("完成任务"),
    ]  # fmt: skip
    table = [
        [
            row.unit, row.name or _now("单位报到"), row.area, str(WHYS[row.why]),
            "、".join(str(one) for one in row.skills), "✓" if row.shown else "",
            str(STANDS[row.stand]), clock.local(row.asked_at).strftime("%Y-%m-%d"), row.parts,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("registrations.xlsx", [heads, *table])


def workbook(name: str, table: list[list[Any]]) -> HttpResponse:
    """A sheet of rows to download."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row)
    sheet.set_column(0, len(table[0]) - 1, 18)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """The rate of every unit, lowest first."""
    actor = actor_of(request)
    rows = selectors.unit_rates(actor, now=clock.now())
    manned = [row for row in rows if row.members]
    members = sum(row.members for row in manned)
    registered = sum(row.registered for row in manned)
    whole = actor.may("organisations.see", Target(area_path=territory.root().path))
    own = set(actor.organisation_ids("organisations.see"))
    context = {
        "way": selectors.registering(),
        "rows": [(row, whole or row.unit_id in own) for row in rows],
        "members": members,
        "registered": registered,
        "percent": registered * 100 // members if members else 0,
        "parts": sum(row.parts for row in rows),
    }
    return render(request, "organisations/rates.html", context)


@login_required
@require_GET
def rates_xlsx(request: HttpRequest) -> HttpResponse:
    """The rates as a workbook."""
    rows = selectors.unit_rates(actor_of(request), now=clock.now())
    heads = [
        _now("单位"), _now("人数"), _now("已报到"), _now("报到率"), _now("参加过的人"),
        _now("完成任务"), _now("结对社区"),
    ]  # fmt: skip
    table = [
        [
            row.name, row.members, row.registered, f"{row.rate}%", row.took_part, row.parts,
            "、".join(row.places),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("rates.xlsx", [heads, *table])


@login_required
@require_GET
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """A unit's people: who is registered where, and what they did."""
    rows = selectors.people_of_unit(actor_of(request), unit_id)
    context = {"here": selectors.unit_by_id(unit_id), "rows": _shown(rows)}
    return render(request, "organisations/unit_registrations.html", context)


@require_GET
def shown(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """亮身份, for everybody: the registered members of a community who agreed to be shown."""
    selectors.registering()
    area = territory.area(area_id)
    context = {"area": area, "rows": selectors.shown_at(area.id)}
    return render(request, "organisations/shown_members.html", context)


@login_required
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """领域: what each is for, its kinds of organisation and how many stand."""
    actor_of(request).require("organisations.see")
    return render(request, "organisations/fields.html", {"rows": selectors.fields_view()})
