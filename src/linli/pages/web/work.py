"""My work: soonest due first, filters kept in the address, bulk verbs, export; and search."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import get_args
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock, registry
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import Refused
from linli.kernel.registry import Related
from linli.matters import selectors as matters
from linli.messaging import selectors as messaging
from linli.procedures import selectors as procedures
from linli.procedures import services as verbs
from linli.procedures.terms import Scope, WorkPage, WorkQuery
from linli.search import selectors as index
from linli.territory import selectors as territory

MOST_EXPORTED_PAGES = 40


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def query_of(request: HttpRequest) -> WorkQuery:
    """The filters of the address."""
    asked = request.GET
    scope: Scope = asked["scope"] if asked.get("scope") in get_args(Scope) else "mine"  # type: ignore[assignment]
    return WorkQuery(
        scope=scope,
        categories=tuple(asked.getlist("category")),
        area_path=asked.get("area", ""),
        duty=asked.get("duty", ""),
        urgency=asked.get("urgency", ""),
        after=asked.get("after", ""),
    )


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The list, and what else waits for me: unread notices, places where I may look."""
    actor = _actor(request)
    if not actor.is_staff:
        return redirect("account_login")
    now = clock.now()
    query = query_of(request)
    page = procedures.work_list(actor, query=query, now=now)
    catalogue = matters.catalogue()
    context = {
        "page": page,
        "query": query,
        "now": now,
        "unread": messaging.unread(actor),
        "categories": catalogue.leaves(),
        "names": {key: str(one.name) for key, one in catalogue.categories.items()},
        "scopes": _scopes(actor),
    }
    template = "pages/_work_list.html" if request.headers.get("HX-Request") else "pages/work.html"
    return render(request, template, context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How much waits for me that is late or due today: the figure in the header."""
    page = procedures.work_list(_actor(request), query=WorkQuery(), now=clock.now())
    return HttpResponse(str(page.counts.late + page.counts.today), content_type="text/html")


def _scopes(actor: Actor) -> tuple[tuple[str, str], ...]:
    scopes = [("mine", _("我的待办"))]
    if any(grant.organisation_id for grant in actor.grants):
        scopes.append(("unit", _("本单位")))
    if actor.area_paths("procedures.see"):
        scopes.append(("area", _("辖区全部")))
    return tuple(scopes)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One verb on several steps; each is done or refused by itself, and both are said."""
    actor, now = _actor(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    done, refusals = 0, []
    for text in request.POST.getlist("step")[:50]:
        try:
            verbs.complete(
                step_id=UUID(text),
                outcome=request.POST.get("outcome", ""),
                note=request.POST.get("note", ""),
                actor=actor,
                now=now,
            )
            done += 1
        except Refused as refused:
            refusals.append(refused.message)
        except ValueError:
            continue
    if done:
        messages.success(request, _("已办理 %(count)d 件。") % {"count": done})
    for words in dict.fromkeys(refusals):
        messages.error(request, words)
    return redirect("work")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as shown, as xlsx (at most 2,000 rows)."""
    actor, now = _actor(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    query, buffer = query_of(request), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [_("事项"), _("环节"), _("地点"), _("时限"), _("状态")])
    row = 1
    for _page in range(MOST_EXPORTED_PAGES):
        page = procedures.work_list(actor, query=query, now=now)
        row = _write(sheet, page, row)
        if not page.next:
            break
        query = replace(query, after=page.next)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="work.xlsx"'
    return answer


def _write(sheet: xlsxwriter.worksheet.Worksheet, page: WorkPage, row: int) -> int:
    for item in page.items:
        due = clock.local(item.step.due_at).strftime("%Y-%m-%d %H:%M") if item.step.due_at else ""
        place = territory.full_name(item.step.header.area_id)
        state = _("已超期") if item.late else _("办理中")
        sheet.write_row(row, 0, [item.step.header.title, str(item.step.name), place, due, state])
        row += 1
    return row


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """One box over everything that the actor may see."""
    actor = _actor(request)
    if not actor.is_staff:
        return redirect("account_login")
    actor.require("search.use")
    text = request.GET.get("q", "")[:100]
    hits = index.find(actor, text, verb="matters.see", limit=50) if text.strip() else ()
    found: list[Related] = []
    for kind, describe in registry.search_results.items():
        ids = tuple(hit.id for hit in hits if hit.kind == kind)
        described = describe(actor, ids) if ids else {}
        found += [described[one] for one in ids if one in described]
    return render(request, "pages/search.html", {"text": text, "found": found})
