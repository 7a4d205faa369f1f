"""What every office page of points does with a request."""

from __future__ import annotations

from django.http import HttpRequest

from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.middleware import actor_of
from linli.points import selectors
from linli.points.terms import SEE


def office(request: HttpRequest) -> Actor:
    """Who sees points somewhere. Refuses `NotAllowed`."""
    actor = actor_of(request)
    if not selectors.may_decide(actor):
        raise NotAllowed(verb=SEE)
    return actor
