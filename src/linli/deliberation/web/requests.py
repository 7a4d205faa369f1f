"""What every view of deliberation does with a request."""

from __future__ import annotations

from django.forms import DateInput, Form

from linli.kernel.errors import NotAllowed, NotFound, Refused


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost. Not
    allowed and not there are no matter of what was typed: they are raised again."""
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def a_day() -> DateInput:
    """A day as browsers read it, whatever the reader's language."""
    return DateInput({"type": "date"}, format="%Y-%m-%d")
