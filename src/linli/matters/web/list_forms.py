"""Shapes of what is posted to lists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.matters.services import line_sheets as columns
from linli.matters.terms import LONGEST_WORDS
from linli.ui.forms import UploadsField

LONGEST_PASTE = 100_000


class ListForm(forms.Form):
    """A new list: which of the method's, for where, called what."""

    key = forms.ChoiceField(label=_("哪种清单"))
    area = forms.TypedChoiceField(label=_("哪里的"), coerce=UUID)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：第一季度问题清单"))

    def __init__(
        self, *args: Any, keys: list[tuple[str, str]], areas: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["key"].choices = keys  # type: ignore[attr-defined]  # a choice field
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    """Who answers for a line, by when, and what must be so before it is struck off."""

    unit = forms.CharField(
        label=_("责任单位"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )  # fmt: skip
    person = forms.CharField(
        label=_("责任人"), required=False, max_length=40,
        help_text=_("在责任单位任职的人，写姓名。"),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("期限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    conditions = forms.CharField(
        label=_("销号条件"), required=False, max_length=1000,
        help_text=_("一行一条：办到什么程度才能销号。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    evidence = forms.IntegerField(
        label=_("每条要几个佐证"), required=False, min_value=0, max_value=9, initial=1
    )

    def row(self) -> dict[str, str]:
        """As a row of a sheet."""
        data = self.cleaned_data
        count = data["evidence"]
        return {
            columns.WHAT: data.get("words", ""),
            columns.UNIT: data.get("unit", ""),
            columns.PERSON: data["person"],
            columns.DUE: data["due_on"].isoformat() if data["due_on"] else "",
            columns.CONDITIONS: data["conditions"],
            columns.EVIDENCE: "1" if count is None else str(count),
        }


class LineForm(OwnerForm):
    words = forms.CharField(
        label=_("事项"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("words", "unit", "person", "due_on", "conditions", "evidence")


class LineEditForm(LineForm):
    """A line as it is to read. The unit stays; `version` says which text was before the reader."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["unit"]
        self.fields["evidence"].label = _("新加的每条要几个佐证")


class ChosenForm(OwnerForm):
    """Chosen matters: with words, one line of them all."""

    words = forms.CharField(
        label=_("合成一项，写作"), required=False, max_length=LONGEST_WORDS,
        help_text=_("不写就每件单列一项，用原来的话（隐去个人信息）。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    field_order = ("words", "unit", "person", "due_on", "conditions", "evidence")


class LineSheetForm(forms.Form):
    sheet = forms.FileField(label=_("xlsx 表格"), required=False)
    pasted = forms.CharField(
        label=_("或者从表格里复制几行，粘贴在这里"), required=False, max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    sure = forms.BooleanField(required=False)


class EvidenceForm(forms.Form):
    photos = UploadsField(required=False, label=_("佐证"))
