"""What every view of matters does with a request: who asks, and a refusal beside its field."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest

from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import Refused

# Where a refusal names something that is no field of the form, the reader finds it here.
_FIELDS = {"place": "place_words"}


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put on the request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost."""
    field = _FIELDS.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, refused.message)
