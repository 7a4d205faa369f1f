"""What the staff pages of territory do with a request."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest

from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import NotAllowed, Refused


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put on the request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form. Not allowed is no matter of
    what was typed: that is raised again.
    """
    if isinstance(refused, NotAllowed):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
