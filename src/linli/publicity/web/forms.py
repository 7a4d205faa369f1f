"""Shapes of what is posted about periods."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.publicity.services.publishing import LONGEST_REASON, LONGEST_TITLE
from linli.publicity.terms import (
    KINDS,
    LONGEST_BASIS,
    LONGEST_CONTENT,
    LONGEST_OBJECTION,
    LONGEST_PLACE,
    LONGEST_RULING,
    PLACE_KINDS,
    RULINGS,
)
from linli.ui.forms import UploadsField


class ObjectionForm(forms.Form):
    """What somebody says against a period."""

    words = forms.CharField(
        label=_("您的意见"), max_length=LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("说清楚哪一点不同意、为什么。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("不留也行，凭查询码看答复。"),
    )  # fmt: skip
    consent = forms.BooleanField(label=_("同意用这个号码告诉我答复"), required=False)
    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())


class InPersonForm(forms.Form):
    """What somebody says who came in person, written down by staff."""

    words = forms.CharField(
        label=_("意见"), max_length=LONGEST_OBJECTION, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40, help_text=_("加密保存，页面上只显示姓。")
    )
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("本人同意用它告知答复才填。"),
    )  # fmt: skip
    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())


class RulingForm(forms.Form):
    ruling = forms.ChoiceField(
        label=_("异议是否成立"), choices=tuple((one.value, name) for one, name in RULINGS.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_RULING, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会和意见一起公开，不写姓名和电话。"),
    )  # fmt: skip


class TextForm(forms.Form):
    """A text to be shown."""

    title = forms.CharField(label=_("标题"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("内容"), max_length=LONGEST_CONTENT, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("电话、证件号、门牌会自动隐去；发出前请再读一遍。"),
    )  # fmt: skip


class ChangeForm(TextForm):
    reason = forms.CharField(label=_("更改原因"), max_length=LONGEST_REASON)


class OpenForm(TextForm):
    """A period opened by hand."""

    kind = forms.ChoiceField(label=_("公示什么"), choices=tuple(KINDS.items()))
    area = forms.TypedChoiceField(label=_("在哪里公示"), coerce=UUID)
    length = forms.CharField(
        label=_("至少公示多久"), max_length=20, initial="7 工作日",
        help_text=_("例如“7 工作日”“5 天”；开始当天不计。"),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("依据"), max_length=LONGEST_BASIS, help_text=_("哪部法规、章程或办法的哪一条。")
    )
    photos = forms.BooleanField(
        label=_("公开栏没有照片，公示不能结束"), required=False, initial=True
    )
    second_person = forms.BooleanField(label=_("异议由我以外的人答复"), required=False)
    field_order = ("kind", "area", "title", "words", "length", "basis", "photos", "second_person")

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]  # a choice field


class PlaceForm(forms.Form):
    """Where it was put up."""

    kind = forms.ChoiceField(
        label=_("张贴在哪种地方"),
        choices=tuple((one.value, name) for one, name in PLACE_KINDS.items()),
    )
    name = forms.CharField(
        label=_("地点"), max_length=LONGEST_PLACE, help_text=_("例如：村部门口公开栏")
    )
    photos = UploadsField(label=_("照片"), required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回的原因"), max_length=LONGEST_REASON, help_text=_("会公开。")
    )
