"""The office's pages of activities: the list, a new one or a series of them, what repeats."""

from __future__ import annotations

import io
from datetime import timedelta
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
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.resources import selectors as resources
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import SEE, STOPPED, ActivityNotFound, Every
from linli.volunteering.web.forms_teams import ActivityForm

WHICH = ("", "open", "past")


def _which(request: HttpRequest) -> str:
    asked = request.GET.get("which", "")
    return asked if asked in WHICH else ""


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?which=` open or past, `?series=`, `?page=`."""
    actor, now = actor_with(request, SEE), clock.now()
    which, series = _which(request), request.GET.get("series", "")[:40]
    rows, more = selectors.desk_activities(
        actor, now=now, which=which, series=series, page=page_of(request)
    )
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "which": which,
        "series": series,
        "themes": selectors.month_themes(now),
        "repeats": [
            (one, STOPPED.get(one.stopped, one.stopped))
            for one in selectors.repeats(actor, now=now)
        ],
        "may_plan": bool(selectors.activity_units(actor)),
        "now": now,
    }
    return render(request, "volunteering/activities_desk.html", context)


@login_required
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    actor, now = actor_with(request, SEE), clock.now()
    heads = [
        _("活动"), _("种类"), _("系列"), _("谁办"), _("地点"), _("开始"), _("结束"), _("状态"),
        _("报名"), _("候补"), _("参加"), _("服务人数"),
    ]  # fmt: skip
    rows = selectors.all_desk_activities(
        actor, now=now, which=_which(request), series=request.GET.get("series", "")[:40]
    )
    table = [
        [
            row.title, str(row.kind.name), str(row.series.name) if row.series else "",
            row.organisation, row.place, f"{clock.local(row.starts_at):%Y-%m-%d %H:%M}",
            f"{clock.local(row.ends_at):%Y-%m-%d %H:%M}", row.state_name, row.taken, row.waiting,
            row.came, row.served,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("activities.xlsx", [heads, *table])


def workbook(name: str, table: list[list[Any]]) -> HttpResponse:
    """A sheet of rows to download; what looks like a formula stays a text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate(table):
        page.write_row(number, 0, row)
    page.set_column(0, len(table[0]) - 1, 18)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def activity_form(
    request: HttpRequest, *, initial: dict[str, Any] | None = None, once: bool = False
) -> ActivityForm:
    actor, now = actor_of(request), clock.now()
    units = [(str(one.id), one.name) for one in selectors.activity_units(actor)]
    spots, _more = resources.public_spots(now=now)
    places = [(str(one.id), f"{one.name} · {one.area}") for one in spots]
    return ActivityForm(
        request.POST or None, units=units, places=places, once=once, initial=initial
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One activity, or the first of a repeat."""
    actor, now = actor_of(request), clock.now()
    if not selectors.activity_units(actor):
        raise ActivityNotFound
    start = (clock.local(now) + timedelta(days=3)).replace(hour=9, minute=0)
    before = {
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "organisation": request.GET.get("team", ""),
        "series": request.GET.get("series", ""),
    }
    form = activity_form(request, initial=before)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = _planned(request, form)
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("活动公布了，居民现在就能报名。"))
            return redirect("activity-desk", activity_id=made)
    context = {"form": form, "kinds": selectors.activity_kinds_defined().values()}
    return render(request, "volunteering/activity_new.html", context, status=status)


def _planned(request: HttpRequest, form: ActivityForm) -> UUID:
    actor, now, every = actor_of(request), clock.now(), form.repeats
    if every is None:
        return services.plan_activity(plan=form.plan(), actor=actor, now=now)
    until = form.cleaned_data["until"] or clock.local(now).date()
    return services.plan_repeat(
        plan=form.plan(), every=Every(every), until=until, actor=actor, now=now
    )


@login_required
@require_POST
def end_repeat(request: HttpRequest, repeat_id: UUID) -> HttpResponse:
    gone = services.end_repeat(repeat_id=repeat_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("不再安排了；没有人报名的 %(gone)d 次也撤下了。") % {"gone": gone})
    return redirect("activities-desk")


urlpatterns: list[URLPattern] = [
    path("activities/desk", desk, name="activities-desk"),
    path("activities/desk.xlsx", sheet, name="activities-xlsx"),
    path("activities/new", new, name="activity-new"),
    path("activities/repeats/<uuid:repeat_id>/end", end_repeat, name="repeat-end"),
]
