"""My work: soonest due first, filters kept in the address, bulk verbs, export; and search."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock, registry
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, Refused
from linli.kernel.middleware import actor_of
from linli.kernel.registry import Related
from linli.matters import selectors as matters
from linli.messaging import selectors as messaging
from linli.procedures import selectors as procedures
from linli.procedures import services as verbs
from linli.procedures.terms import PAGE, Scope, WorkItem, WorkPage, WorkQuery
from linli.search import selectors as index
from linli.territory import selectors as territory

MOST_EXPORTED_PAGES = 40
MOST_REFUSALS = 5
FILTERS = ("category", "area", "urgency", "due", "text")


def query_of(request: HttpRequest, now: datetime) -> WorkQuery:
    """The filters of the address. `due` is late, today or week."""
    asked = request.GET
    scope: Scope = asked["scope"] if asked.get("scope") in get_args(Scope) else "mine"  # type: ignore[assignment]
    since, before = _between(asked.get("due", ""), now)
    return WorkQuery(
        scope=scope,
        categories=tuple(one for one in asked.getlist("category") if one),
        area_path=asked.get("area", ""),
        duty=asked.get("duty", ""),
        due_from=since,
        due_before=before,
        urgency=asked.get("urgency", ""),
        text=asked.get("text", "")[:60],
        after=asked.get("after", ""),
    )


def _between(due: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when, as `WorkCounts` counts: today and this week leave out what is late."""
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    match due:
        case "late":
            return None, now
        case "today":
            return now, midnight + timedelta(days=1)
        case "week":
            return now, midnight + timedelta(days=7 - midnight.weekday())
        case _:
            return None, None


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The list by urgency, and what may be done to several of its rows at once."""
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect("account_login")
    now = clock.now()
    query = query_of(request, now)
    page = procedures.work_list(actor, query=query, now=now)
    catalogue = matters.catalogue()
    own = query.scope == "mine"
    context = {
        "page": page,
        "groups": _groups(page, now),
        "query": query,
        "now": now,
        "unread_count": messaging.unread(actor),
        "categories": [(one.key, str(one.name)) for one in catalogue.leaves()],
        "places": _places(actor),
        "scopes": _scopes(actor),
        "stages": _stages(page) if own else (),
        "claimable": own and any(one.step.pool and not one.step.claimed_by for one in page.items),
        "filtered": any(request.GET.get(name) for name in FILTERS),
    }
    template = "pages/_work_list.html" if request.headers.get("HX-Request") else "pages/work.html"
    return render(request, template, context)


def _groups(page: WorkPage, now: datetime) -> tuple[tuple[str, str, tuple[WorkItem, ...]], ...]:
    """(key, name, items): late, today, later. The order within is the list's own."""
    tomorrow = _between("today", now)[1]
    late = tuple(one for one in page.items if one.late)
    rest = tuple(one for one in page.items if not one.late)
    today = tuple(
        one for one in rest if one.step.due_at and tomorrow and one.step.due_at < tomorrow
    )
    later = tuple(one for one in rest if one not in today)
    named = (
        ("late", _("已超期"), late),
        ("today", _("今天到期"), today),
        ("later", _("以后"), later),
    )
    return tuple(group for group in named if group[2])


def _stages(page: WorkPage) -> tuple[tuple[str, str], ...]:
    """The stages of the shown steps that can still be marked: (key, name), each once."""
    found = {
        (stage.key, str(stage.name)): None
        for item in page.items
        for stage in item.step.stages
        if stage.met_at is None
    }
    return tuple(found)


def _places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """(path, name) of the places to filter by: the areas one holds, or what lies below the one."""
    held = {grant.area_id for grant in actor.grants if grant.area_id}
    areas = tuple(territory.areas(held).values())
    if len(areas) == 1:
        areas = territory.children(areas[0].id) or areas
    return tuple(sorted((one.path, one.short_name or one.name) for one in areas))


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How much waits for me that is late or due today: the figure in the header."""
    page = procedures.work_list(actor_of(request), query=WorkQuery(), now=clock.now())
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
    """Claim several steps, or mark one stage of each. Each is done or refused by itself, and the
    page then says which was refused and why."""
    actor, now = actor_of(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    verb, _sep, stage = request.POST.get("verb", "").partition(":")
    done, refused = 0, []
    for step_id in _ids(request.POST.getlist("step")):
        try:
            _one(verb, stage, step_id, actor, now)
            done += 1
        except Refused as refusal:
            refused.append(f"{_title(actor, step_id)}{_('：')}{refusal.message}")
    if done and verb == "claim":
        messages.success(request, _("已领办 %(count)d 件。") % {"count": done})
    elif done:
        messages.success(request, _("已登记 %(count)d 件。") % {"count": done})
    for words in refused[:MOST_REFUSALS]:
        messages.error(request, words)
    if len(refused) > MOST_REFUSALS:
        more = len(refused) - MOST_REFUSALS
        messages.error(request, _("另有 %(count)d 件没有办成。") % {"count": more})
    if not done and not refused:
        messages.error(request, _("没有选中任何一件。"))
    return redirect(_back(request))


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _one(verb: str, stage: str, step_id: UUID, actor: Actor, now: datetime) -> None:
    if verb == "claim":
        verbs.claim(step_id=step_id, actor=actor, now=now)
    elif verb == "mark":
        verbs.mark(step_id=step_id, stage=stage, actor=actor, now=now)
    else:
        raise Invalid


def _title(actor: Actor, step_id: UUID) -> str:
    """What a refusal is about, for those who may see it."""
    try:
        return procedures.step_for(actor, step_id).header.title
    except Refused:
        return _("这一件")


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else reverse("work")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as shown, as xlsx (at most 2,000 rows)."""
    actor, now = actor_of(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    query, buffer = query_of(request, now), io.BytesIO()
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
    actor = actor_of(request)
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
