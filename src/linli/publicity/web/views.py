"""What anybody may read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.middleware import actor_of
from linli.publicity import selectors, services


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    page = selectors.public_list(now=clock.now(), page=number)
    return render(request, "publicity/public.html", {"page": page})


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
