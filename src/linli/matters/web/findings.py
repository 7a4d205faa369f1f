"""Evening triage and the weekly council: bulk verbs over what visitors found."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_with
from linli.matters import selectors, services
from linli.visits import selectors as visit_reads
from linli.visits import services as visits
from linli.visits.terms import TRIAGE, FindingState

_MOST = 300


@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest) -> HttpResponse:
    """What was found and waits: chosen ones become matters, are settled, or go to the council."""
    actor = actor_with(request, TRIAGE)
    council = request.GET.get("state") == FindingState.COUNCIL
    state = FindingState.COUNCIL if council else FindingState.OPEN
    wrong, status = "", 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, actor))
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            wrong, status = refused.message, refused.status
        else:
            tail = f"?state={state.value}" if council else ""
            return redirect(reverse("findings") + tail)
    now = clock.now()
    catalogue = selectors.catalogue()
    context = {
        "lines": visit_reads.triage_list(actor, state=state),
        "done": visit_reads.settled_since(actor, now - timedelta(hours=24)),
        "counts": visit_reads.counts(actor),
        "council": council,
        "wrong": wrong,
        "chosen": set(request.POST.getlist("finding")),
        "note": request.POST.get("note", ""),
        "kind_names": {one.key: str(one.name) for one in catalogue.kinds.values()},
        "now": now,
    }
    return render(request, "matters/findings.html", context, status=status)


def _act(request: HttpRequest, actor: Actor) -> str:
    """Do what the button says with what is ticked; what to tell."""
    ids, note, now = _ids(request), request.POST.get("note", ""), clock.now()
    act = request.POST.get("act", "")
    if act == "matter":
        opened = services.from_findings(finding_ids=ids, actor=actor, now=now)
        numbers = _("、").join(one.number for one in opened[:5])
        return _("已转为 %(count)d 件事项：%(numbers)s") % {
            "count": len(opened), "numbers": numbers,
        }  # fmt: skip
    if act == "council":
        count = visits.to_council(finding_ids=ids, note=note, actor=actor, now=now)
        return _("%(count)d 条已列入周会商。") % {"count": count}
    count = visits.settle(finding_ids=ids, note=note, actor=actor, now=now)
    return _("%(count)d 条已办结。") % {"count": count}


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("finding")[:_MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            raise NotFound from None
    return found
