"""定格定人定责, and the published table of who covers whom."""

from __future__ import annotations

import io
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.organisations import selectors, services
from linli.organisations.terms import MANAGE, CoverRow
from linli.organisations.web.forms import CoverForm
from linli.organisations.web.requests import add_refusal, id_in, page_in
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.territory.terms import Area

SEE = "organisations.see"
PAGE = 100


@login_required
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    """`?level=` the kind of area, `?within=` an area above, `?only=gaps`; gaps come first."""
    actor, now = actor_of(request), clock.now()
    actor.require(SEE)
    levels = selectors.sheet_levels()
    kinds = territory.kinds()
    level = request.GET.get("level", "")
    level = level if level in levels else next(iter(levels), "")
    within = _within(actor, request.GET.get("within", ""))
    rows = selectors.sheet(actor, level=level, area_path=within.path if within else "", now=now)
    gaps = [row for row in rows if row.missing]
    heavy = {one.account_id for row in rows for one in row.people if one.overloaded}
    shown = gaps if request.GET.get("only") == "gaps" else rows
    page = page_in(request)
    context = {
        "level": level,
        "level_name": kinds[level].name if level else "",
        "levels": [(key, kinds[key].name) for key in levels],
        "within": within,
        "places": [(one.id, territory.full_name(one.id, "town")) for one in _places(actor)],
        "rows": shown[(page - 1) * PAGE : page * PAGE],
        "page": page,
        "next": page + 1 if len(shown) > page * PAGE else 0,
        "total": len(rows),
        "gap_total": len(gaps),
        "heavy_total": len(heavy),
    }
    return render(request, "organisations/grids.html", context)


def _places(actor: Actor) -> list[Area]:
    """The areas by which the sheet is filtered: those at which some duty must be held, but for the
    county, within what the actor may see.
    """
    levels = {duty.level for duty in selectors.defined().duties.values() if duty.required}
    seen = actor.area_paths(SEE)
    return [
        one
        for one in territory.below("")
        if one.kind in levels
        and one.parent_id is not None
        and one.path.startswith(seen)
        and territory.children(one.id)
    ]


def _within(actor: Actor, text: str) -> Area | None:
    wanted = id_in(text) if text else None
    if wanted is None:
        return None
    found = territory.area(wanted)
    actor.require(SEE, Target(area_path=found.path))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def covering(request: HttpRequest) -> HttpResponse:
    """The table, `?kind=` for one way of covering; and, for those who manage, a line more."""
    actor, now = actor_of(request), clock.now()
    actor.require(SEE)
    rows = selectors.cover_table(actor, kind=request.GET.get("kind", ""), now=now)
    text = request.GET.get("q", "")[:40]
    found = people.colleagues(text) if actor.may(MANAGE) else ()
    form = CoverForm(
        request.POST or None,
        people=found,
        titles=selectors.titles_held([one.id for one in found], now=now),
        kinds=[(kind.key, kind.name) for kind in selectors.defined().covering.values()],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.cover(
                kind=given["kind"],
                account_id=UUID(given["account"]),
                area_id=given["area"].id,
                note=given["note"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已登记。"))
            return redirect("organisations-covering")
    paths = actor.area_paths(MANAGE)
    context = {
        "form": form,
        "rows": [(row, _inside(row, paths)) for row in rows],
        "kinds": _kinds(),
        "mine": actor.may(MANAGE),
        "text": text,
        "found": found,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisations/covering.html", context, status=status)


def _inside(row: CoverRow, paths: tuple[str, ...]) -> bool:
    return bool(paths) and territory.area(row.area_id).path.startswith(paths)


def _kinds() -> list[tuple[str, object]]:
    return [(kind.key, kind.name) for kind in selectors.defined().covering.values()]


@login_required
@require_POST
def uncover(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    services.uncover(cover_id=cover_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("包联已结束。"))
    return redirect("organisations-covering")


@login_required
@require_GET
def covering_print(request: HttpRequest) -> HttpResponse:
    """挂钩一览表 on paper."""
    now = clock.now()
    rows = selectors.cover_table(actor_of(request), kind=request.GET.get("kind", ""), now=now)
    context = {"rows": rows, "now": now}
    return render(request, "organisations/covering_print.html", context)


@login_required
@require_GET
def covering_xlsx(request: HttpRequest) -> HttpResponse:
    """挂钩一览表 as a workbook; what looks like a formula stays a text."""
    rows = selectors.cover_table(
        actor_of(request), kind=request.GET.get("kind", ""), now=clock.now()
    )
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [_("方式"), _("姓名"), _("包联区域"), _("备注"), _("起")])
    for number, row in enumerate(rows, start=1):
        since = clock.local(row.since).strftime("%Y-%m-%d")
        sheet.write_row(number, 0, [str(row.kind_name), row.name, row.area_name, row.note, since])
    sheet.set_column(0, 4, 18)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="covering.xlsx"'
    return answer
