"""What every view of publicity does with a request."""

from __future__ import annotations

from django.forms import Form

from linli.kernel.errors import Refused


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
