"""The front door, and a resident's own things."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.middleware import IDENTITY, actor_of, identity_of
from linli.matters import selectors as matters


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their work; everybody else sees the three things one comes for."""
    actor = actor_of(request)
    if actor.is_staff and "public" not in request.GET:
        return redirect("work")
    kinds = [kind for kind in matters.catalogue().kinds.values() if kind.anonymous]
    shelves = [kind for kind in matters.catalogue().kinds.values() if kind.shelf]
    context = {"kinds": kinds, "known": identity_of(request), "shelves": shelves}
    return render(request, "pages/home.html", context)


@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """Answer ok if the database does; for load balancers and for `bin/run --check`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My reports, once a telephone number is proved; also how a lost code comes back."""
    identity = identity_of(request)
    if identity is None:
        return redirect(f"{reverse('people_sign_in')}?next={reverse('mine')}")
    roles = matters.roles_of(identity, now=clock.now())
    context = {"rows": matters.codes_of(identity), "roles": roles}
    return render(request, "pages/mine.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the telephone number on this device."""
    request.session.pop(IDENTITY, None)
    return redirect("home")
