"""Pages about what is owed: the county's table, a branch's year, the reason for an exception."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import xlsxwriter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    FIRST_YEAR,
    STANDS_NAMES,
    Cell,
    GatheringKind,
    NotOwed,
    OwedBody,
    OwedLine,
    OwedTable,
    Stands,
)
from linli.kernel import clock
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, identity_of
from linli.ui.forms import add_refusal

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is drawn: `heads` over the cells of each row, None where nothing is owed."""

    heads: tuple[str, ...]
    rows: tuple[tuple[OwedBody, tuple[Cell | None, ...]], ...]


def grid_of(table: OwedTable, *, month: int) -> Grid:
    """With one kind its periods side by side; with several the kinds, each as it stands in that
    month."""
    if len(table.kinds) == 1:
        heads = _heads(table)
        rows = tuple((one, _by_period(one, tuple(heads))) for one in table.rows)
        return Grid(tuple(heads.values()), rows)
    rows = tuple((one, _in_month(one, table.kinds, month)) for one in table.rows)
    return Grid(tuple(str(one.name) for one in table.kinds), rows)


def _heads(table: OwedTable) -> dict[str, str]:
    cells = [cell for one in table.rows for line in one.lines for cell in line.cells]
    return {one.period.key: one.name for one in sorted(cells, key=lambda one: one.period.first)}


def _by_period(one: OwedBody, keys: tuple[str, ...]) -> tuple[Cell | None, ...]:
    there = {cell.period.key: cell for line in one.lines for cell in line.cells}
    return tuple(there.get(key) for key in keys)


def _in_month(
    one: OwedBody, kinds: tuple[GatheringKind, ...], month: int
) -> tuple[Cell | None, ...]:
    lines = {line.kind.key: line for line in one.lines}
    return tuple(_at(lines.get(kind.key), month) for kind in kinds)


def _at(line: OwedLine | None, month: int) -> Cell | None:
    """The cell of the period in which that month lies, or the next one that begins later."""
    cells = line.cells if line else ()
    return next((one for one in cells if one.period.last.month >= month), None)


def _number(text: str, least: int, most: int, other: int) -> int:
    known = text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= most
    return int(text) if known else other


def _asked(request: HttpRequest, now: datetime) -> dict[str, Any]:
    today, given = local(now).date(), request.GET
    year = _number(given.get("year", ""), FIRST_YEAR, today.year + 1, today.year)
    usual = today.month if year == today.year else 12
    return {
        "year": year,
        "month": _number(given.get("month", ""), 1, 12, usual),
        "town": given.get("town", "")[:200],
        "kind": given.get("kind", "")[:40],
    }


def _context(request: HttpRequest) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    asked = _asked(request, now)
    table = selectors.owed_table(
        actor, year=asked["year"], now=now, town=asked["town"], kind=asked["kind"]
    )
    today = local(now).date()
    return {
        **asked,
        "table": table,
        "grid": grid_of(table, month=asked["month"]),
        "kinds": [(one.key, str(one.name)) for one in selectors.owing_kinds()],
        "towns": selectors.owed_towns(actor, now=now),
        "months": list(enumerate(selectors.MONTHS, start=1)),
        "month_name": selectors.MONTHS[asked["month"] - 1],
        "years": [(n, n) for n in range(today.year - 2, today.year + 2)],
        "one_kind": len(table.kinds) == 1,
        "now": now,
        "today": today,
    }


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Bodies, kinds and periods in one table, with the rates by town."""
    return render(request, "deliberation/owed.html", _context(request))


@login_required
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The same to be printed."""
    return render(request, "deliberation/owed_print.html", _context(request))


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """One line for each body, kind and period of the year, as xlsx."""
    actor, now = actor_of(request), clock.now()
    asked = _asked(request, now)
    table = selectors.owed_table(
        actor, year=asked["year"], now=now, town=asked["town"], kind=asked["kind"]
    )
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    heads = (
        _("组织"), _("地点"), _("乡镇"), _("会议"), _("时段"), _("最晚"), _("情况"),
        _("开会日期"), _("原因"), _("填写人"),
    )  # fmt: skip
    page.write_row(0, 0, heads)
    lines = [
        _line(one, str(line.kind.name), cell)
        for one in table.rows
        for line in one.lines
        for cell in line.cells
    ]
    for number, words in enumerate(lines, start=1):
        page.write_row(number, 0, words)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(lines), len(heads) - 1)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="meetings-{asked["year"]}.xlsx"'
    return answer


def _line(one: OwedBody, kind: str, cell: Cell) -> list[str]:
    days = "、".join(
        f"{local(meeting.meets_at):%Y-%m-%d}" for meeting in cell.meetings if meeting.held
    )
    return [
        one.name, one.place, one.town, kind, cell.name, cell.period.last.isoformat(),
        str(STANDS_NAMES[cell.standing]), days, cell.reason, cell.by,
    ]  # fmt: skip


@login_required
@require_GET
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """One body's year: what is owed by when, what was held, what waits to be called."""
    actor, now = actor_of(request), clock.now()
    year = _asked(request, now)["year"]
    page = selectors.owed_by(actor, body_id, year=year, now=now, person=identity_of(request))
    waiting = [
        (line.kind, cell)
        for line in page.lines
        for cell in line.cells
        if cell.standing in (Stands.DUE, Stands.PLANNED)
    ]
    context = {
        "page": page,
        "year": year,
        "waiting": sorted(waiting, key=lambda one: (one[1].left, one[0].key)),
        "late": [
            (line.kind, cell)
            for line in page.lines
            for cell in line.cells
            if cell.standing is Stands.LATE
        ],
        "elsewhere": selectors.learned_elsewhere(body_id, year=year),
        "may_excuse": page.may_run or selectors.may_manage(actor, body_id),
        "this_year": local(now).year,
        "now": now,
    }
    return render(request, "deliberation/owed_body.html", context)


class ExcuseForm(forms.Form):
    """Why it was not held."""

    reason = forms.CharField(
        label=gettext_lazy("为什么没有开"), max_length=200, strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写事情本身，不写个人隐私。上级看得到，以后还可以改。"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def excuse(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """The form for the reason, of the kind and period in the address."""
    actor, now = actor_of(request), clock.now()
    kind, period = request.GET.get("kind", "")[:40], request.GET.get("period", "")[:8]
    year = _number(period[:4], FIRST_YEAR, 2199, local(now).year)
    page = selectors.owed_by(actor, body_id, year=year, now=now)
    line, cell = _cell(page, kind, period)
    if not (page.may_run or selectors.may_manage(actor, body_id)):
        raise NotAllowed
    form = ExcuseForm(request.POST or None, initial={"reason": cell.reason})
    if request.method == "POST" and form.is_valid():
        try:
            services.excuse(
                body_id=body_id, kind=kind, period=period, actor=actor, now=now, **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("原因记下了，这一期按有说明统计。"))
            return redirect(f"{reverse('owed-body', args=[body_id])}?year={year}")
    context = {"page": page, "kind": line.kind, "cell": cell, "form": form, "year": year}
    status = 422 if form.errors else 200
    return render(request, "deliberation/owed_excuse.html", context, status=status)


def _cell(page: OwedBody, kind: str, period: str) -> tuple[OwedLine, Cell]:
    for line in page.lines:
        for cell in line.cells:
            if (line.kind.key, cell.period.key) == (kind, period):
                return line, cell
    raise NotOwed


@login_required
@require_POST
def take_back(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """The reason is withdrawn."""
    period = request.POST.get("period", "")[:8]
    services.take_back_excuse(
        body_id=body_id,
        kind=request.POST.get("kind", "")[:40],
        period=period,
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("已撤回说明。"))
    return redirect(f"{reverse('owed-body', args=[body_id])}?{urlencode({'year': period[:4]})}")


urlpatterns: list[URLPattern] = [
    path("gatherings/due", index, name="owed"),
    path("gatherings/due/print", sheet, name="owed-print"),
    path("gatherings/due.xlsx", export, name="owed-export"),
    path("bodies/<uuid:body_id>/due", body, name="owed-body"),
    path("bodies/<uuid:body_id>/due/excuse", excuse, name="owed-excuse"),
    path("bodies/<uuid:body_id>/due/take-back", take_back, name="owed-take-back"),
]
