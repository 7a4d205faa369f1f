"""Puts the actor on every request: `request.actor`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.middleware import IDENTITY, identity_of
from linli.organisations import selectors
from linli.people import selectors as people

Handler = Callable[[HttpRequest], HttpResponse]


def actor(get_response: Handler) -> Handler:
    """Staff with the grants of the posts they hold now; a resident who signed in by phone; or
    nobody. One statement for staff beside those that find the session and the account.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]  # read by every view
        request.person = cache(partial(_person, request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _person(request: HttpRequest) -> UUID | None:
    """Who proved a phone in this session, or whose account it is: asked when somebody wants it."""
    account = request.user.pk if request.user.is_authenticated else None
    return people.person_behind(identity_of(request), account)


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
