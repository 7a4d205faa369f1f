"""Puts the actor on every request: `request.actor`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.middleware import IDENTITY
from linli.organisations import selectors

Handler = Callable[[HttpRequest], HttpResponse]


def actor(get_response: Handler) -> Handler:
    """Staff with the grants of the posts they hold now; a resident who signed in by phone; or
    nobody. One statement for staff beside those that find the session and the account.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]  # read by every view
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    account = request.user
    key = request.session.session_key
    digest = hashlib.sha256(key.encode()).hexdigest() if key else ""
    if account.is_authenticated:
        return selectors.actor_for(
            account.pk, now=clock.now(), name=account.display_name, session_digest=digest
        )
    if key and request.session.get(IDENTITY):
        return Actor(kind="resident", session_digest=digest)
    return Actor(kind="anonymous", session_digest=digest) if digest else ANONYMOUS
