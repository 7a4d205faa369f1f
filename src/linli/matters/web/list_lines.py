"""A line's own page: its conditions and evidence, its claims, what it begets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.terms import LinePage, MayNotEditLine, NotOnThisLine
from linli.matters.web.list_forms import EvidenceForm, LineEditForm, LineForm
from linli.matters.web.lists import unit_names


@require_GET
def show(request: HttpRequest, line_id: UUID) -> HttpResponse:
    return _page(request, line_id, LineForm())


def _page(request: HttpRequest, line_id: UUID, form: LineForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    context = {
        "page": selectors.line_page(actor_of(request), line_id, now=now),
        "form": form,
        "now": now,
        "units": unit_names(),
    }
    return render(request, "matters/checklist_line.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What the line says, as who drew up the list may rewrite it."""
    actor, now = actor_of(request), clock.now()
    page = selectors.line_page(actor, line_id, now=now)
    if not page.may_edit:
        raise MayNotEditLine(verb="matters.see")
    form = LineEditForm(request.POST or None, initial=_as_written(page))
    if form.is_valid():
        try:
            services.edit_row(
                line_id=line_id, row=form.row(), version=form.cleaned_data["version"],
                actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已改，原来的写法留在记录里。"))
            return redirect("list-line", line_id)
    status = 422 if form.is_bound else 200
    context = {"page": page, "form": form}
    return render(request, "matters/checklist_line_edit.html", context, status=status)


def _as_written(page: LinePage) -> dict[str, Any]:
    line = page.line
    return {
        "words": line.words,
        "person": line.person,
        "due_on": line.due_on.isoformat() if line.due_on else "",  # as a date field wants it
        "conditions": "\n".join(one.words for one in line.conditions),
        "evidence": 1,
        "version": len(page.versions),
    }


@require_POST
def beget(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """A line of another list that comes of this one, or a line below it."""
    actor, form = actor_of(request), LineForm(request.POST)
    page = selectors.line_page(actor, line_id, now=clock.now())
    target = request.POST.get("list", "")
    known = {str(one): one for one, _name in page.targets}
    below = request.POST.get("below") == "1"
    if form.is_valid() and (below or target in known):
        try:
            opened = services.add_row(
                list_id=page.head.list_id if below else known[target],
                row=form.row(),
                sources=() if below else (line_id,),
                above=line_id if below else None,
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已列入。"))
            return redirect("list-line", opened.matter_id)
    return _page(request, line_id, form, 422)


@require_POST
def evidence(request: HttpRequest, condition_id: UUID) -> HttpResponse:
    """Files that show one closing condition to be met."""
    actor, now = actor_of(request), clock.now()
    form = EvidenceForm(request.POST, request.FILES)
    form.is_valid()
    line_id = selectors.line_of_condition(actor, condition_id)
    if not selectors.line_page(actor, line_id, now=now).may_show:  # before anything is stored
        raise NotOnThisLine(verb="matters.see")
    given = tuple(
        files.receive(upload=upload, kind="any", actor=actor, now=now).id
        for upload in form.cleaned_data["photos"]
    )
    services.meet_condition(condition_id=condition_id, evidence=given, actor=actor, now=now)
    messages.success(request, _("佐证已交。"))
    return redirect("list-line", line_id)


@require_POST
def claim(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Claim a line, or, with `claimer`, invite that unit or area to."""
    actor, now = actor_of(request), clock.now()
    claimer = request.POST.get("claimer", "").strip()
    if claimer:
        key = selectors.claimer_key(claimer)
        services.invite(line_id=line_id, claimer=key, actor=actor, now=now)
        messages.success(request, _("已邀请，等对方答复。"))
    else:
        services.claim(line_id=line_id, actor=actor, now=now)
        messages.success(request, _("已提出认领，等对方接受。"))
    return redirect("list-line", line_id)


@require_POST
def settle(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Accept or decline the other side's offer."""
    actor, now = actor_of(request), clock.now()
    line_id = selectors.line_of_offer(actor, offer_id)
    if request.POST.get("do") == "accept":
        services.accept(offer_id=offer_id, actor=actor, now=now)
        messages.success(request, _("已接受，这一项开始办理。"))
    else:
        services.decline(offer_id=offer_id, actor=actor, now=now)
        messages.success(request, _("已谢绝。"))
    return redirect("list-line", line_id)
