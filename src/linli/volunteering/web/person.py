"""Who asks, for pages of one's own: a resident by phone, or a colleague whose phone is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of, identity_of
from linli.people import selectors as people

Own = Callable[Concatenate[HttpRequest, UUID, ...], HttpResponse]


def person_asking(request: HttpRequest) -> UUID | None:
    return people.person_behind(identity_of(request), actor_of(request).account_id)


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the phone, and back to the page that was asked for."""
    here = request.get_full_path() if request.method == "GET" else reverse("hours")
    return redirect(f"{reverse('people_sign_in')}?{urlencode({'next': here})}")


def own_page(view: Own) -> Callable[..., HttpResponse]:
    """A page of one's own: whoever is unknown signs in by phone first, and comes back."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_asking(request)
        if person is None:
            return sign_in(request)
        return view(request, person, *args, **kwargs)

    return inner


def refused_at(form: Form, refused: Refused) -> int:
    """The refusal at its field, else above the form; nothing typed is lost: the answer's status.
    Not allowed and not there are no matter of what was typed: they are raised again."""
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return refused.status
