"""Who asks, for pages of one's own: a resident by the phone they proved, or a colleague whose phone
is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

Own = Callable[Concatenate[HttpRequest, UUID, ...], HttpResponse]


def person_of(request: HttpRequest) -> UUID | None:
    """The person who asks, as organisations' middleware finds them when somebody wants to know."""
    found: Callable[[], UUID | None] = getattr(request, "person", lambda: None)
    return found()


def sign_in(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """To the page where a phone is proved; from there to `back`, or to where one was (after a form:
    to one's own page)."""
    here = back or (request.get_full_path() if request.method == "GET" else reverse("mine"))
    return redirect(f"{reverse('people_sign_in')}?{urlencode({'next': here})}")


def own_page(view: Own) -> Callable[..., HttpResponse]:
    """`view(request, person, …)` for whoever is known; others prove their phone first."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_of(request)
        return sign_in(request) if person is None else view(request, person, *args, **kwargs)

    return inner
