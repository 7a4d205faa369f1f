"""Small answers that every page needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.ui.context import LARGE_COOKIE

_A_YEAR = 365 * 24 * 3600


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Remember in a cookie whether this reader wants large type, and go back to `next`."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    if request.POST.get("on"):
        response.set_cookie(LARGE_COOKIE, "1", max_age=_A_YEAR, samesite="Lax")
    else:
        response.delete_cookie(LARGE_COOKIE, samesite="Lax")
    return response


@never_cache
@require_GET
def online(_request: HttpRequest) -> HttpResponse:
    """204: the outbox asks this before it lets a form go."""
    return HttpResponse(status=204)
