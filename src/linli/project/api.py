"""The JSON interface as a whole: the contexts' routers, one way in, one shape for every no."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.middleware import answer_refusal
from linli.kernel.wire import CarefulParser, Unreadable
from linli.organisations.terms import KeyMissing

VERSION = "1"
DESCRIPTION = """Intake, following, steps and lists of one county.

Programs bring a key, issued on the page of keys: `Authorization: Bearer lk_…` or `X-API-Key: lk_…`.
A key carries some duties of whoever issued it, at places of theirs; what it does is on the trail
under their account, `via="api"`. Refusals are `{code, message, field}`; `code` never changes.
Lists are paged by `after`. Points are WGS-84, in and out, unless `datum` says gcj02. Moments are
ISO 8601; without a zone they are read on a Chinese clock."""
# where each context's router begins
ROUTERS = (("matters", ""), ("procedures", "/steps"), ("territory", "/areas"))


def build() -> NinjaAPI:
    """The interface as a whole; contexts' edges are found by name, as their pages are."""
    api = NinjaAPI(
        title="linli 邻里",
        version=VERSION,
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        docs_decorator=require_safe,
        parser=CarefulParser(),
        auth=import_module("linli.organisations.rest").AUTH,
    )
    for context, prefix in ROUTERS:
        api.add_router(prefix, import_module(f"linli.{context}.rest").router)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(AuthenticationError, _no_key)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(HttpError, _unreadable)
    return api


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return answer_refusal(request, refusal)


def _no_key(request: HttpRequest, _error: Any) -> HttpResponse:
    answer = answer_refusal(request, KeyMissing())
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    """What the description already forbids: which fields, and why (in English, from pydantic)."""
    found = {".".join(str(one) for one in fault["loc"][1:]): fault for fault in error.errors}
    refusal = Invalid(field=next(iter(found), ""))
    body = {
        "code": refusal.code,
        "message": refusal.message,
        "field": refusal.field,
        "fields": {name: str(fault["msg"]) for name, fault in found.items()},
    }
    del request
    return JsonResponse(body, status=refusal.status)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    refusal: Refused = NotFound() if error.status_code == NotFound.status else Unreadable()
    return answer_refusal(request, refusal)


api = build()


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a plain page: no script, nothing from elsewhere."""
    schema: Mapping[str, Any] = api.get_openapi_schema()
    operations = [
        {"method": method.upper(), "path": path, "said": one, "open": "security" not in one}
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]
    context = {"info": schema["info"], "operations": operations}
    return render(request, "organisations/api.html", context)


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - a view's shape
    """Programs are answered in JSON, wrong addresses too."""
    raise NotFound
