"""The office's pages about gatherings: the list, calling one, running one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    SEE,
    GatheringKind,
    GatheringPage,
    NewMotion,
    State,
    VoteRule,
    Way,
)
from linli.deliberation.web.forms import (
    CAME_NAMES,
    MOST_ROWS,
    WAY_NAMES,
    CallForm,
    MinutesForm,
    MotionForm,
)
from linli.deliberation.web.needs import chosen, offered
from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, identity_of, page_of
from linli.procedures.terms import Header
from linli.ui.forms import add_refusal


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is to be called, what comes, what was."""
    actor, page = actor_of(request), page_of(request)
    past = request.GET.get("past") == "1"
    rows, more = selectors.gatherings(actor, past=past, page=page)
    context = {
        "rows": rows,
        "more": more,
        "page": page,
        "past": past,
        "callable": selectors.callable_bodies(actor, now=clock.now()),
        "sees": actor.may(SEE),
        "now": clock.now(),
    }
    return render(request, "deliberation/gatherings.html", context)


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which body and which kind of gathering; with both in the address, straight to the form."""
    actor = actor_of(request)
    choices = selectors.callable_bodies(actor, now=clock.now())
    return render(request, "deliberation/choose.html", {"choices": choices})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Call a gathering of a body and kind (both in the address)."""
    actor, now = actor_of(request), clock.now()
    body_text, key = request.GET.get("body", ""), request.GET.get("kind", "")
    try:
        body_id = UUID(body_text)
    except ValueError:
        return redirect("gathering-choose")
    body = selectors.body_for(actor, body_id, now=now)
    if not selectors.may_call(actor, body_id):
        raise NotAllowed
    kind = selectors.gathering_kind(key)
    rule = selectors.rule_for(kind.rule, local(now).date(), body.area_path)
    agenda = [NewMotion(str(one)) for one in kind.agenda] or [
        NewMotion("", way=rule.ways[0] if rule.ways else Way.TALK)
    ]
    return _calling(
        request,
        kind,
        rule,
        agenda,
        title=f"{body.name} {kind.name}",
        body_id=body_id,
        key=key,
        needs=selectors.open_needs(actor, kind, body.area_path),
    )


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Call a gathering that a procedure waits for."""
    page = selectors.page(actor_of(request), gathering_id, now=clock.now())
    if not page.may_run:
        raise NotAllowed
    if page.row.state is not State.WANTED:
        return redirect("gathering", gathering_id)
    text = page.wanted_text
    first = NewMotion(
        text.title if text else page.row.title,
        text.words if text else "",
        page.wanted_way or Way.TALK,
    )
    return _calling(
        request, page.kind, page.rule, [first], title=page.row.title, gathering_id=gathering_id
    )


def _calling(
    request: HttpRequest,
    kind: GatheringKind,
    rule: VoteRule,
    agenda: list[NewMotion],
    *,
    title: str,
    gathering_id: UUID | None = None,
    body_id: UUID | None = None,
    key: str = "",
    needs: tuple[Header, ...] = (),
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    form = CallForm(request.POST or None, initial={"title": title[:80]})
    ways = [Way.TALK.value, *(one.value for one in rule.ways)]
    rows = _rows(request, agenda, ways)
    if request.method == "POST" and "more" not in request.POST and _all_valid(form, rows):
        points = tuple(one for row in rows if (one := row.motion()) is not None)
        points += chosen(request, needs, rule)
        try:
            made = services.call(
                call=form.call(points),
                gathering_id=gathering_id,
                body_id=body_id,
                kind=key,
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("会议召集好了，名册上的人都会收到通知。"))
            return redirect("gathering", made)
    context = {
        "form": form,
        "rows": rows,
        "kind": kind,
        "rule": rule,
        "least_at": selectors.least_at(rule, now),
        "conditions": selectors.rule_words(rule),
        "full": len(rows) >= MOST_ROWS,
        "needs": offered(request, needs),
    }
    wrong = bool(form.errors) or any(row.errors for row in rows if row.is_bound)
    asked_for_more = "more" in request.POST
    status = 422 if wrong and not asked_for_more else 200
    return render(request, "deliberation/call.html", context, status=status)


def _rows(request: HttpRequest, agenda: list[NewMotion], ways: list[str]) -> list[MotionForm]:
    """A form for each point; one more when asked for."""
    if request.method != "POST":
        return [
            MotionForm(
                prefix=f"m{number}",
                ways=ways,
                initial={"title": one.title, "text": one.text, "way": one.way},
            )
            for number, one in enumerate(agenda)
        ]
    count = request.POST.get("rows", "1")
    total = min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 3 else 1
    rows = [MotionForm(request.POST, prefix=f"m{n}", ways=ways) for n in range(max(total, 1))]
    if "more" in request.POST and len(rows) < MOST_ROWS:
        rows.append(MotionForm(prefix=f"m{len(rows)}", ways=ways))
    return rows


def _all_valid(form: CallForm, rows: list[MotionForm]) -> bool:
    checked = [one.is_valid() for one in (form, *rows)]
    return all(checked)


@require_GET
def gathering(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """One gathering as the office runs it; members without a duty have a page of their own."""
    actor, now = actor_of(request), clock.now()
    page = selectors.page(actor, gathering_id, now=now, person=identity_of(request))
    if not page.may_run and not actor.may(SEE):
        return redirect("meeting", gathering_id)
    return render(request, "deliberation/gathering.html", context_of(page, actor, now))


def context_of(page: GatheringPage, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "it": page,
        "now": now,
        "way_names": WAY_NAMES,
        "may_name": page.may_run and actor.may("people.reveal", Target(page.body.area_path)),
        "may_sign": page.may_run and page.row.state in (State.CALLED, State.OPEN),
        "came_names": CAME_NAMES,
        "minutes_form": MinutesForm(initial={"words": page.minutes}),
        "conditions": selectors.rule_words(page.rule),
        "undertakes": selectors.undertaken_as(page.kind) if page.may_run else (),
        "early": page.row.meets_at is not None and selectors.may_open_at(page.row.meets_at, now),
    }


urlpatterns: list[URLPattern] = [
    path("gatherings/", index, name="gatherings"),
    path("gatherings/choose", choose, name="gathering-choose"),
    path("gatherings/new", new, name="gathering-new"),
    path("gatherings/<uuid:gathering_id>", gathering, name="gathering"),
    path("gatherings/<uuid:gathering_id>/call", call, name="gathering-call"),
]
