"""My work: soonest due first, filters kept in the address, bulk verbs, export; and search."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, get_args
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
from linli.matters.terms import Catalogue
from linli.messaging import selectors as messaging
from linli.pages import selectors
from linli.people import selectors as people
from linli.people.terms import ViewList
from linli.procedures import selectors as procedures
from linli.procedures import services as verbs
from linli.procedures.terms import MOST_SORTED, PAGE, Scope, WorkItem, WorkPage, WorkQuery
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
        sort=asked.get("sort", ""),
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
    """The list by urgency or as asked, and what may be done to several of its rows at once."""
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect("account_login")
    if desk := people.own_desk(actor):  # an administrator has no matters to work on
        return redirect(desk)
    now = clock.now()
    query = query_of(request, now)
    page = procedures.work_list(actor, query=query, now=now)
    catalogue = matters.catalogue()
    own = query.scope == "mine"
    context = {
        "page": page,
        "groups": _groups(page, query, catalogue, now),
        "query": query,
        "now": now,
        "unread_count": messaging.unread(actor),
        "categories": [(one.key, str(one.name)) for one in catalogue.leaves()],
        "places": _places(actor),
        "may_open": _may_open(actor, catalogue),
        "scopes": _scopes(actor),
        "sorts": _sorts(query.sort),
        "most_sorted": MOST_SORTED,
        "list_address": request.get_full_path(),
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "views": people.saved_views(actor, ViewList.WORK),
        "kept_view": people.view_query(request.META["QUERY_STRING"]),
    } | bulk_verbs(page.items if own else ())
    template = "pages/_work_list.html" if request.headers.get("HX-Request") else "pages/work.html"
    return render(request, template, context)


def _may_open(actor: Actor, catalogue: Catalogue) -> bool:
    """May this actor take a matter down for somebody: of any kind, or of one by duty?"""
    duties = {grant.duty for grant in actor.grants}
    by_duty = any(duties.intersection(kind.openers) for kind in catalogue.kinds.values())
    return by_duty or actor.may("matters.open_for")


def _sorts(current: str) -> tuple[tuple[str, str, str], ...]:
    """(what a tap asks for, name, how it stands: up, down or nothing) of the orders offered. The
    promise has one direction only: what is latest due is nobody's question."""
    named = (("age", _("到手先后")), ("category", _("类别")), ("place", _("地点")))
    known = current.removeprefix("-") in {key for key, _name in named}
    found = [("", _("时限"), "" if known else "up")]
    for key, name in named:
        stands = {key: "up", f"-{key}": "down"}.get(current, "")
        found.append((f"-{key}" if stands == "up" else key, name, stands))
    return tuple(found)


def _groups(
    page: WorkPage, query: WorkQuery, catalogue: Catalogue, now: datetime
) -> tuple[tuple[str, str, tuple[WorkItem, ...]], ...]:
    """(key, name, items) in the order of the list: by urgency, or by what it is sorted by."""
    match query.sort.removeprefix("-"):
        case "age":
            return (("age", _("按到手先后"), page.items),) if page.items else ()
        case "category":
            return _grouped(page, lambda item: _category_of(item, catalogue))
        case "place":
            return _grouped(page, lambda item: territory.full_name(item.step.header.area_id))
        case _:
            return _by_urgency(page, now)


def _category_of(item: WorkItem, catalogue: Catalogue) -> str:
    key = item.step.header.category
    return catalogue.category_name(key) if key else _("未定类别")


def _grouped(
    page: WorkPage, name_of: Callable[[WorkItem], str]
) -> tuple[tuple[str, str, tuple[WorkItem, ...]], ...]:
    return tuple((name, name, tuple(items)) for name, items in groupby(page.items, name_of))


def _by_urgency(page: WorkPage, now: datetime) -> tuple[tuple[str, str, tuple[WorkItem, ...]], ...]:
    """Late, today, later. The order within is the list's own."""
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


def bulk_verbs(items: tuple[WorkItem, ...]) -> dict[str, Any]:
    """What may be done to several of the shown rows: the stages that can still be marked as
    (key, name), each once, and whether any can be claimed."""
    stages = {
        (stage.key, str(stage.name)): None
        for item in items
        for stage in item.step.stages
        if stage.met_at is None
    }
    claimable = any(one.step.pool and not one.step.claimed_by for one in items)
    return {"stages": tuple(stages), "claimable": claimable}


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
    if text.strip():
        found = [*selectors.places_named(actor, text), *found]
    return render(request, "pages/search.html", {"text": text, "found": found})
