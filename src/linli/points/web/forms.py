"""Forms of points: asking, appealing, looking somebody up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.points.terms import LONGEST_APPEAL, LONGEST_LINE, LONGEST_REASON

Choices = list[tuple[str, Any]]


class AskForm(forms.Form):
    """What one did, and where."""

    deed = forms.ChoiceField(label=_("做了哪一件"), widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("在哪个社区或村"), help_text=_("由那里的工作人员核实。"))
    title = forms.CharField(
        label=_("一句话说做了什么"), max_length=LONGEST_LINE,
        help_text=_("比如：帮邻居搬米上楼。不写别人的姓名、电话、门牌。"),
    )  # fmt: skip
    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, deeds: Choices, areas: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["deed"].choices = deeds  # type: ignore[attr-defined]  # a choice field
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("哪里不对"), max_length=LONGEST_APPEAL, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("由另一个人复核，会写明理由答复您。"),
    )  # fmt: skip


class FindForm(forms.Form):
    phone = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput({"inputmode": "tel"})
    )
    purpose = forms.CharField(
        label=_("用途"), min_length=4, max_length=200,
        help_text=_("为什么查这个人的积分。会留痕，审计管理员看得到。"),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人看得到。写事情本身，不写别人的隐私。"),
    )  # fmt: skip
