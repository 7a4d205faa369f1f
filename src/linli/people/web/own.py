"""A resident's own data: what is kept, asking for a copy, a correction or deletion."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, identity_of
from linli.people import selectors, services
from linli.people.terms import RequestState
from linli.people.web.forms import OwnRequestForm
from linli.people.web.requests import copy_file as file_of


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('people_sign_in')}?{urlencode({'next': request.path})}")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, how long, who sees it, and what one may ask."""
    context = {"kept": settings.LINLI_RETENTION_DAYS, "days": settings.LINLI_REQUEST_DAYS}
    return render(request, "people/privacy.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """One's own requests with their answers; a post asks for something new."""
    identity, now = identity_of(request), clock.now()
    if identity is None:
        return _sign_in(request)
    rows = services.own_requests(identity_id=identity, now=now)
    taken = {row.kind for row in rows if row.state is RequestState.OPEN}
    form = OwnRequestForm(request.POST or None, taken=taken)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(
                identity_id=identity, **form.cleaned_data, actor=actor_of(request), now=now
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("申请收到了。"))
            return redirect("people_own")
    context = {
        "rows": rows,
        "form": form if form["kind"].subwidgets else None,
        "person": selectors.masked([identity])[identity],
        "now": now,
        "days": settings.LINLI_REQUEST_DAYS,
    }
    return render(request, "people/own.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The copy that was given, to be read on a telephone or printed."""
    identity = identity_of(request)
    if identity is None:
        return _sign_in(request)
    given = services.own_given_copy(
        identity_id=identity, request_id=request_id, actor=actor_of(request), now=clock.now()
    )
    context = {"given": given, "request_id": request_id}
    return render(request, "people/own_copy.html", context)


@never_cache
@require_GET
def copy_file(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same as a file."""
    identity = identity_of(request)
    if identity is None:
        return _sign_in(request)
    given = services.own_given_copy(
        identity_id=identity, request_id=request_id, actor=actor_of(request), now=clock.now()
    )
    return file_of(given.held, request_id)
