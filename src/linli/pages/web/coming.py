"""What is coming: the meetings and duties of this week, from the calendar of every context."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linli.kernel import clock, registry
from linli.kernel.middleware import actor_of

DAYS = 7
MOST = 20


@require_GET
def coming(request: HttpRequest) -> HttpResponse:
    """A part of the desk's page, fetched once that stands; a page of its own without scripts."""
    actor, now = actor_of(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    since = clock.midnight(clock.local(now).date())
    until = since + timedelta(days=DAYS)
    entries = [
        one
        for _name, find in registry.calendar_entries.items()
        for one in find(actor, since, until)
    ]
    part = request.headers.get("HX-Request") == "true"
    template = "pages/_coming.html" if part else "pages/coming.html"
    return render(request, template, {"entries": entries[:MOST], "more": len(entries) > MOST})
