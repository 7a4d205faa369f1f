"""Two thin wrappers round every request: one reading of the version counters, and the one place
where a refusal becomes a page, a fragment or JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from linli.kernel import versions
from linli.kernel.errors import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def unit_of_work(get_response: Handler) -> Handler:
    """Read the version counters at most once per request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with versions.unit_of_work():
            return get_response(request)

    return middleware


def answer_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as JSON for programs, as a fragment for htmx, as a page for people."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        body = {"code": refusal.code, "message": refusal.message, "field": refusal.field}
        return JsonResponse(body, status=refusal.status)
    template = (
        "ui/refused_fragment.html" if request.headers.get("HX-Request") else "ui/refused.html"
    )
    return render(request, template, {"refusal": refusal}, status=refusal.status)


class refusals:  # noqa: N801 - named in MIDDLEWARE like its function neighbours
    """Turns a `Refused` that a view let through into an answer with its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_refusal(request, error) if isinstance(error, Refused) else None
