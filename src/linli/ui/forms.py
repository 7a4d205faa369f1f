"""Form fields that several contexts' pages share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from linli.kernel.errors import NotAllowed, NotFound, Refused


def add_refusal(form: forms.BaseForm, refused: Refused) -> int:
    """Show the refusal at the field it is about, else above the form; nothing typed is lost; the
    answer's status. Not allowed and not there are no matter of what was typed: they are raised
    again."""
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return refused.status


def a_day() -> forms.DateInput:
    """A day as browsers read it, whatever the reader's language."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Uploads(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[bytes]]:
        del data  # Django's shape: only the files are read here
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class UploadsField(forms.Field):
    """Several uploads, as they came; `files.services.receive` decides what they are."""

    widget = Uploads

    def clean(self, value: Any) -> list[UploadedFile[bytes]]:
        return list(value or [])


def question(
    kind: str,
    *,
    label: str,
    help_text: str = "",
    required: bool = False,
    choices: Any = (),
    boxes: type[forms.CheckboxSelectMultiple] = forms.CheckboxSelectMultiple,
) -> forms.Field:
    """The control for one question of a method's form. Only shape is looked at here: whether the
    answer is right is decided by the rules of the context that asks. `kind`: longtext, choice,
    choices, unit, units, boolean, number, date, moment, and a line of text for all else."""
    shared: dict[str, Any] = {
        "required": required and kind != "boolean",
        "label": label,
        "help_text": help_text,
    }
    match kind:
        case "longtext":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **shared)
        case "choice":
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
        case "choices" | "units":
            return forms.MultipleChoiceField(choices=choices, widget=boxes, **shared)
        case "unit":
            return forms.ChoiceField(choices=[("", "—"), *choices], **shared)
        case "boolean":
            return forms.BooleanField(**shared)
        case "number":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **shared)
        case "date":
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **shared)
        case "moment":
            clock = forms.DateTimeInput(attrs={"type": "datetime-local"})
            return forms.CharField(widget=clock, **shared)
        case _:
            return forms.CharField(**shared)
