"""Requests of which nobody may find out whose they are: a secret ballot. A view that is marked
`@nameless` is reached without cookies, address or browser: whatever runs before it, writes a line,
or reports an error, has nothing to go by."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

Handler = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
_MARK = "linli_nameless"
# The address comes under several names, as the server and proxies in front of it give it.
_TELLING = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_ORIGIN",
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "REMOTE_USER",
)


def nameless(view: View) -> View:
    """Marks a view; outermost of its decorators."""
    setattr(view, _MARK, True)
    return view


def forget_who(get_response: Handler) -> Handler:
    """Before every other middleware: take from such a request what tells whose it is. Nor does a
    refusal leave a line with its time in the log; an error of ours does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not _is_nameless(request.path_info):
            return get_response(request)
        for name in _TELLING:
            request.META.pop(name, None)
        answer = get_response(request)
        # as Django's log_response asks
        answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
        return answer

    return middleware


def _is_nameless(path: str) -> bool:
    try:
        return bool(getattr(resolve(path).func, _MARK, False))
    except Resolver404:
        return False
