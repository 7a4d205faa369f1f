"""Three thin wrappers round every request: one reading of the versions, the refusal of text that
no database can keep, and the one place where a refusal becomes a page, a fragment or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import Invalid, Refused

Handler = Callable[[HttpRequest], HttpResponse]
# PostgreSQL keeps no NUL, and half of a surrogate pair is no text at all.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
OPEN311 = "/open311/"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def actor_of(request: HttpRequest) -> Actor:
    """The actor that organisations' middleware put on the request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


IDENTITY = "identity"  # the session's key for a resident who proved a telephone number


def identity_of(request: HttpRequest) -> UUID | None:
    """Who proved a telephone number in this session."""
    kept = request.session.get(IDENTITY)
    return UUID(kept) if kept else None


def page_of(request: HttpRequest) -> int:
    """The page of a list that the address asks for: 1 for anything that is no small number."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def actor_with(request: HttpRequest, verb: str) -> Actor:
    """The same, refused (`NotAllowed`) unless they hold that verb somewhere."""
    actor = actor_of(request)
    actor.require(verb)
    return actor


def unit_of_work(get_response: Handler) -> Handler:
    """Read the versions at most once per request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with versions.unit_of_work():
            return get_response(request)

    return middleware


def open311_errors(path: str, status: int, words: str) -> HttpResponse:
    """A refusal in the form of GeoReport v2, XML or JSON by the ending of the address. It knows no
    422, and 403 for a key that is missing or wrong."""
    code = {422: 400, 401: 403}.get(status, status)
    if path.endswith(".xml"):
        said = escape(_UNPRINTABLE.sub("", words))
        body = f"<error><code>{code}</code><description>{said}</description></error>"
        text = f'<?xml version="1.0" encoding="utf-8"?><errors>{body}</errors>'
        answer = HttpResponse(text, content_type="text/xml; charset=utf-8", status=code)
    else:
        answer = JsonResponse([{"code": code, "description": words}], safe=False, status=code)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def answer_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as JSON for programs, as a fragment for htmx, as a page for people."""
    if request.path.startswith(OPEN311):
        return open311_errors(request.path, refusal.status, refusal.message)
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        body: dict[str, object] = {
            "code": refusal.code,
            "message": refusal.message,
            "field": refusal.field,
        }
        wrong = getattr(refusal, "wrong", None)  # of a form: one refusal a question
        if wrong:
            body |= {"fields": {name: one.message for name, one in wrong.items()}}
        return JsonResponse(body, status=refusal.status)
    template = (
        "ui/refused_fragment.html" if request.headers.get("HX-Request") else "ui/refused.html"
    )
    return render(request, template, {"refusal": refusal}, status=refusal.status)


class fit_text:  # noqa: N801
    """Refuses (`Invalid`) a path, a query, a cookie or a posted form with a character that cannot
    be kept. A form is read where the check against forgery reads it, right before the view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pairs = [*request.COOKIES.items(), *request.GET.lists()]
        if unfit((request.path_info, *_flat(pairs))):
            return answer_refusal(request, Invalid())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if request.content_type in _FORMS and unfit(_flat(request.POST.lists())):
            return answer_refusal(request, Invalid())
        return None


def _flat(pairs: Iterable[tuple[str, str | Sequence[str]]]) -> Iterable[str]:
    for name, values in pairs:
        yield name
        yield from [values] if isinstance(values, str) else values


def unfit(texts: Iterable[str]) -> bool:
    return any(_UNFIT.search(text) for text in texts)


class refusals:  # noqa: N801 - named in MIDDLEWARE like its function neighbours
    """Turns a `Refused` that a view let through into an answer with its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_refusal(request, error) if isinstance(error, Refused) else None
