"""What the staff pages of territory do with a request."""

from __future__ import annotations

from django.forms import Form

from linli.kernel.errors import NotAllowed, Refused


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form. Not allowed is no matter of
    what was typed: that is raised again.
    """
    if isinstance(refused, NotAllowed):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
