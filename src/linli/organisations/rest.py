"""How programs say who they are: `Authorization: Bearer lk_…`, or `X-API-Key: lk_…`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBearer

from linli.kernel import clock, rates
from linli.kernel.actor import Actor
from linli.kernel.addresses import client_address
from linli.organisations import services
from linli.organisations.terms import BadKey

TRIES_A_MINUTE = 60


def enter(request: HttpRequest, secret: str) -> Actor:
    """The key's actor, put on the request in place of any session's. Refuses `BadKey`; whoever
    tries many keys is slowed down by their address."""
    now = clock.now()
    try:
        actor = services.use_key(secret, now=now)
    except BadKey:
        who = client_address(request)
        rates.spend("api.bad_key", who, limit=TRIES_A_MINUTE, seconds=60, now=now)
        raise
    request.actor = actor  # type: ignore[attr-defined]  # read by every view
    return actor


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return enter(request, token) if token else None


class InHeader(APIKeyHeader):
    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return enter(request, key) if key else None


AUTH = [Bearer(), InHeader()]
