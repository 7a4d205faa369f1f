"""党建超市 on the phone: take a task from the shelf, and the tasks one has taken."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.kernel import clock
from linli.kernel.middleware import actor_of
from linli.matters import selectors
from linli.organisations import selectors as organisations


@login_required
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """`?skill=` asks for one skill. Taking is the step's own claim: one wins."""
    actor, now = actor_of(request), clock.now()
    found = selectors.errands(actor, skill=request.GET.get("skill", ""), now=now)
    context = {
        "shelf": found,
        "skills": [(one.key, one.name) for one in organisations.defined().skills.values()],
        "now": now,
        "back": reverse("work"),
    }
    return render(request, "matters/errands.html", context)
