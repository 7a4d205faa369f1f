"""What anybody may read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.middleware import actor_of, page_of
from linli.publicity import selectors, services


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Periods that run, first; then what was published; then what periods came to."""
    now, number = clock.now(), page_of(request)
    first = number == 1
    running, more_running = selectors.public_periods(now=now) if first else ((), False)
    ended, more_ended = selectors.public_periods(now=now, ended=True) if first else ((), False)
    context = {
        "page": selectors.public_list(now=now, page=number),
        "running": running,
        "more_running": more_running,
        "ended": ended[:5],
        "more_ended": more_ended or len(ended) > 5,
    }
    return render(request, "publicity/public.html", context)


@require_GET
def one(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    found = selectors.public_one(publication_id, now=clock.now())
    return render(
        request,
        "publicity/one.html",
        {"publication": found, "may_withdraw": selectors.may_withdraw(actor_of(request), found)},
    )


@require_POST
def withdraw(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    services.withdraw(
        publication_id=publication_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("public")
