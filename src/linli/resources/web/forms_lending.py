"""Shapes of what is posted about lending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.resources import selectors
from linli.resources.terms import (
    CONDITIONS,
    LONGEST_ABOUT,
    LONGEST_BARCODE,
    LONGEST_FOUND,
    LONGEST_MAKER,
    LONGEST_TITLE,
    MOST_COPIES_AT_ONCE,
    Condition,
    NewTitle,
)

LONGEST_PAPER, LONGEST_REASON = 60, 200


class ScanForm(forms.Form):
    barcode = forms.CharField(
        label=_("条码"), max_length=LONGEST_BARCODE + 10,
        help_text=_("用扫码枪扫，或者照着条码输入。"),
    )  # fmt: skip


class LendForm(forms.Form):
    """To whom: a phone, or a line of the paper register."""

    phone = forms.CharField(
        label=_("借阅人的手机号"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("第一次借的人填；以前登记过的不用填。"),
    )  # fmt: skip
    paper = forms.CharField(
        label=_("没有手机：纸质登记簿的页码和行号"), required=False, max_length=LONGEST_PAPER
    )


class BackForm(forms.Form):
    condition = forms.ChoiceField(
        label=_("还回来是什么样"),
        choices=[(one.value, name) for one, name in CONDITIONS.items()],
        widget=forms.RadioSelect,
        initial=Condition.FINE.value,
    )
    words = forms.CharField(
        label=_("损坏或丢失的情况"), required=False, max_length=LONGEST_FOUND,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    charge = forms.IntegerField(
        label=_("拟扣的押分"), required=False, min_value=0,
        help_text=_("损坏或丢失才扣，由另一位同事来定；正常磨损不扣。"),
    )  # fmt: skip


class TitleForm(forms.Form):
    """A title; `copies` and `barcode` only for a new one."""

    kind = forms.ChoiceField(label=_("哪一类"))
    name = forms.CharField(label=_("名称"), max_length=LONGEST_TITLE)
    maker = forms.CharField(label=_("作者或厂家"), max_length=LONGEST_MAKER, required=False)
    isbn = forms.CharField(
        label=_("ISBN（书才填）"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    about = forms.CharField(
        label=_("介绍"), max_length=LONGEST_ABOUT, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    picture = forms.FileField(label=_("图片"), required=False)
    copies = forms.IntegerField(
        label=_("几件"), min_value=1, max_value=MOST_COPIES_AT_ONCE, initial=1
    )
    barcode = forms.CharField(
        label=_("已经贴好的条码"), max_length=LONGEST_BARCODE, required=False,
        help_text=_("没有就留空，系统给新条码，再打印标签。"),
    )  # fmt: skip

    def __init__(self, *args: Any, new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = selectors.lend_kinds_defined().values()
        choices = [(one.key, str(one.name)) for one in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if not new:
            del self.fields["copies"], self.fields["barcode"]

    def new(self) -> NewTitle:
        """What was written; call it with a form that is valid."""
        given = self.cleaned_data
        return NewTitle(**{key: given[key] for key in ("kind", "name", "maker", "isbn", "about")})


class CopyForm(forms.Form):
    """Where a copy stands and how it is."""

    state = forms.ChoiceField(
        label=_("放在哪里"),
        choices=[
            ("shelf", _("在架")), ("repair", _("修理中")), ("missing", _("找不到")),
            ("gone", _("已下架")),
        ],
    )  # fmt: skip
    condition = forms.ChoiceField(
        label=_("新旧"),
        choices=[
            (one.value, name) for one, name in CONDITIONS.items() if one is not Condition.LOST
        ],
    )
    place = forms.TypedChoiceField(label=_("哪个借还点"), coerce=UUID)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a choice field


class SheetForm(forms.Form):
    kind = forms.ChoiceField(label=_("哪一类"))
    sheet = forms.FileField(label=_("xlsx 或 CSV 表格"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = selectors.lend_kinds_defined().values()
        choices = [(one.key, str(one.name)) for one in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a choice field


class SettleForm(forms.Form):
    charge = forms.IntegerField(label=_("扣多少分"), min_value=0)
    reason = forms.CharField(label=_("理由（借的人看得到）"), max_length=LONGEST_REASON)
