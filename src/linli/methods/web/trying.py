"""Trying a draft on its stories: asked for here, told line by line as they end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_with
from linli.methods import selectors, services
from linli.methods.web.desk import EDIT, at_desk, shared


@require_http_methods(["GET", "POST"])
def stories(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The latest trial; a post asks for another."""
    actor = at_desk(request)
    one = selectors.row_for(actor, draft_id)
    refusal = ""
    if request.method == "POST":
        try:
            services.try_stories(draft_id=one.id, actor=actor_with(request, EDIT), now=clock.now())
        except Refused as refused:
            refusal = refused.message
        else:
            return redirect("methods:stories", one.id)
    page = {**shared(actor, one), "trial": selectors.trial_of(one.id), "refusal": refusal}
    status = 409 if refusal else 200
    return render(request, "methods/desk/stories.html", page, status=status)


@require_safe
def trial(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """How far it is, for the page that asks again and again."""
    one = selectors.row_for(at_desk(request), draft_id)
    found = selectors.trial_of(one.id)
    etag = f'"{found.id}-{found.state}-{len(found.lines)}"' if found else '"none"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304)
    answer = render(request, "methods/desk/_trial.html", {"trial": found, "draft": one})
    answer["ETag"] = etag
    return answer
