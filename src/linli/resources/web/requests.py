"""What every view of resources does with a request."""

from __future__ import annotations

from uuid import UUID

from django.forms import DateInput, Form
from django.http import HttpRequest

from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of, identity_of
from linli.people import selectors as people


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost. Not
    allowed and not there are no matter of what was typed: they are raised again."""
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def a_day() -> DateInput:
    """A day as browsers read it, whatever the reader's language."""
    return DateInput({"type": "date"}, format="%Y-%m-%d")


def person_of(request: HttpRequest) -> UUID | None:
    """The person who asks: by the phone they proved, or behind their account."""
    return people.person_behind(identity_of(request), actor_of(request).account_id)
