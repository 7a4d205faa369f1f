"""The office's pages about visits: coverage, whom to visit, what is to be settled, the council."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.visits import selectors, services
from linli.visits.terms import (
    SEE,
    TRIAGE,
    FindingState,
    HelperUnknown,
    NewSubject,
    PlaceUnclear,
    SubjectKind,
)
from linli.visits.web.forms import KIND_NAMES, SettleForm, SubjectForm


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """How far visits have come, what waits to be settled, the latest visits."""
    actor, now = actor_with(request, SEE), clock.now()
    rows, more = selectors.recent(actor, page=page_of(request))
    may = actor.may(TRIAGE)
    context = {
        "coverage": selectors.coverage(actor, now=now),
        "conflicts": selectors.conflicts(actor) if may else (),
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "may_triage": may,
        "has_teams": any(one.team for one in selectors.catalogue().kinds.values()),
        "now": now,
    }
    return render(request, "visits/index.html", context)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan today's visits now; the job does it every morning."""
    added = services.plan_day(actor=actor_of(request), now=clock.now())
    messages.success(request, _("今天的走访排好了，新排 %(count)d 次。") % {"count": added})
    return redirect("visits")


@require_http_methods(["GET", "POST"])
def subjects(request: HttpRequest) -> HttpResponse:
    """The register of whom and what to visit; entering one more."""
    actor = actor_with(request, TRIAGE)
    groups = {key: paths for key, paths in selectors.group_paths(actor).items() if paths}
    form = SubjectForm(request.POST or None, may_see=frozenset(groups))
    if request.method == "POST" and form.is_valid():
        try:
            _add(form, actor)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已列入走访。"))
            return redirect("visits-subjects")
    kind, group = request.GET.get("kind", ""), request.GET.get("group", "")
    rows, more = selectors.register(actor, kind=kind, group=group, page=page_of(request))
    known = selectors.catalogue().groups
    context = {
        "form": form,
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "kinds": KIND_NAMES,
        "kind_names": dict(KIND_NAMES),
        "groups": [(key, str(known[key].name)) for key in groups],
    }
    status = 422 if form.is_bound else 200
    return render(request, "visits/subjects.html", context, status=status)


def _add(form: SubjectForm, actor: Actor) -> None:
    given: dict[str, Any] = form.cleaned_data
    found = form.places()
    if len(found) != 1:
        raise PlaceUnclear(field="area", count=len(found))
    helper = people.account_by_username(given["helper"]) if given["helper"] else None
    if given["helper"] and helper is None:
        raise HelperUnknown(field="helper")
    services.add_subject(
        new=NewSubject(
            kind=SubjectKind(given["kind"]),
            area_id=found[0].id,
            label=given["label"],
            group=given["group"],
            name=given["name"],
            phone=given["phone"],
            helper_id=helper,
        ),
        actor=actor,
        now=clock.now(),
    )


@require_POST
def households(request: HttpRequest) -> HttpResponse:
    """Take over every household of the register below a place."""
    actor = actor_with(request, TRIAGE)
    found = territory.find(request.POST.get("area", "")[:60])
    if len(found) != 1:
        raise PlaceUnclear(field="area", count=len(found))
    count = services.register_households(area_id=found[0].id, actor=actor, now=clock.now())
    messages.success(request, _("新列入 %(count)d 户。") % {"count": count})
    return redirect("visits-subjects")


@require_POST
def end(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    services.end_subject(subject_id=subject_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("不再走访，原有记录按期限保存。"))
    return redirect("visits-subjects")


@require_GET
def show(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit: what was answered, found, photographed."""
    found = selectors.visit_for(actor_of(request), visit_id)
    return render(request, "visits/visit.html", {"page": found, "form": SettleForm()})


@require_POST
def settle(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Say whether a visit that was kept counts."""
    actor = actor_of(request)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            services.settle_conflict(
                visit_id=visit_id, **form.cleaned_data, actor=actor, now=clock.now()
            )
        except Refused as refused:
            if refused.field not in form.fields:
                raise
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, _("已核对。"))
            return redirect("visit", visit_id)
    page = selectors.visit_for(actor, visit_id)
    if not page.may_settle:
        raise NotAllowed(verb=TRIAGE)
    return render(request, "visits/visit.html", {"page": page, "form": form}, status=422)


@require_GET
def council(request: HttpRequest) -> HttpResponse:
    """The weekly council's list, to be printed."""
    actor = actor_with(request, TRIAGE)
    lines = selectors.triage_list(actor, state=FindingState.COUNCIL)
    return render(request, "visits/council.html", {"lines": lines, "now": clock.now()})
