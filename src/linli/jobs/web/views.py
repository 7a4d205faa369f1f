"""The queue, for system administrators."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linli.jobs import selectors, services
from linli.jobs.terms import State
from linli.kernel import clock
from linli.kernel.actor import Actor

_STATES = ("failed", "waiting", "running")


def _actor(request: HttpRequest) -> Actor:
    return cast("Any", request).actor  # type: ignore[no-any-return]  # put there by the middleware


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = cast("State", wanted if wanted in _STATES else "failed")
    now = clock.now()
    return render(
        request,
        "jobs/jobs.html",
        {
            "overview": selectors.overview(_actor(request), now=now),
            "jobs": selectors.listing(_actor(request), state=state),
            "state": state,
        },
    )


@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    services.retry(job_id=job_id, actor=_actor(request), now=clock.now())
    return redirect("jobs")
