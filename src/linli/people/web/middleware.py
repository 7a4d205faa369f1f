"""Sessions of staff: idle exit, a list of those in use, due password changes, second factors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.kernel import clock
from linli.kernel.middleware import actor_of
from linli.people import selectors, services
from linli.people.models import Account
from linli.people.rules import needs_second_factor, password_too_old

Handler = Callable[[HttpRequest], HttpResponse]
SEEN, FACTOR = "linli_seen", "linli_factor"
POLL = "X-Linli-Poll"
# Where somebody whose password or second factor is due may still go.
FREE = ("/accounts/", "/static/", "/language")
SETTLE = 60  # seconds between two notes that a session is in use


def session_rules(get_response: Handler) -> Handler:
    """Enter a new session in the list of those in use; end one that was idle for `LINLI_IDLE`.
    Costs nothing on most requests: the time is written once a minute.

    What a page asks by itself (`X-Linli-Poll`) is no use: it keeps no session alive, and after
    its end it is answered 401 without a word.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        by_itself = POLL in request.headers
        ended = request.user.is_authenticated and not _keep(request, request.user, by_itself)
        if ended and by_itself:
            return HttpResponse(status=401)
        answer = get_response(request)
        if by_itself and answer.status_code == 302:  # to the sign-in page: no fragment of this one
            return HttpResponse(status=401)
        return answer

    return middleware


def _keep(request: HttpRequest, account: Account, by_itself: bool) -> bool:
    """Keep the session in use, or end it; False if it has ended."""
    moment = clock.now()
    stamp, key = int(moment.timestamp()), request.session.session_key or ""
    last = request.session.get(SEEN)
    if last is None:
        request.session[SEEN] = stamp
        client = request.headers.get("User-Agent", "")
        services.signed_in(account_id=account.pk, session_key=key, client=client, now=moment)
    elif stamp - last > settings.LINLI_IDLE.total_seconds():
        services.signed_out(account_id=account.pk, session_key=key, why="idle", now=moment)
        logout(request)
        return False
    elif stamp - last > SETTLE and not by_itself:
        request.session[SEEN] = stamp
        services.seen(session_key=key, now=moment)
    return True


def second_factor(get_response: Handler) -> Handler:
    """Before anything else: change a password that is due, and set up a second factor where the
    actor's verbs require one (`rules.needs_second_factor`) and the setting says so.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        account = request.user
        if not account.is_authenticated:
            return get_response(request)
        if request.path.startswith(FREE):
            if request.path.startswith("/accounts/2fa/") and FACTOR in request.session:
                del request.session[FACTOR]  # it may change here: look again afterwards
            return get_response(request)
        days: int = settings.LINLI_PASSWORD_DAYS
        if account.must_change_password or password_too_old(
            account.password_changed_at, clock.now(), days
        ):
            return redirect("account_change_password")
        if settings.LINLI_SECOND_FACTOR == "required" and not _has_factor(request, account):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


def _has_factor(request: HttpRequest, account: Account) -> bool:
    actor = actor_of(request)
    if not needs_second_factor({verb for grant in actor.grants for verb in grant.verbs}):
        return True
    if request.session.get(FACTOR) == _stamp(account):
        return True
    if selectors.has_second_factor(account.pk):
        request.session[FACTOR] = _stamp(account)
        return True
    return False


def _stamp(account: Account) -> str:
    return hashlib.sha256(f"{account.pk}{account.password}".encode()).hexdigest()[:16]
