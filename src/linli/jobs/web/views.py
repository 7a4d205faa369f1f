"""The queue, for system administrators."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linli.jobs import selectors, services
from linli.jobs.terms import State
from linli.kernel import clock
from linli.kernel.middleware import actor_of

_STATES = ("failed", "waiting", "running")


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = cast("State", wanted if wanted in _STATES else "failed")
    now = clock.now()
    return render(
        request,
        "jobs/jobs.html",
        {
            "overview": selectors.overview(actor_of(request), now=now),
            "jobs": selectors.listing(actor_of(request), state=state),
            "state": state,
        },
    )


@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    services.retry(job_id=job_id, actor=actor_of(request), now=clock.now())
    return redirect("jobs")
