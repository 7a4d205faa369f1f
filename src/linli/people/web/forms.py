"""Shapes of what is typed; the rules are in the services."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Refused
from linli.people.terms import RequestKind

ASKED = {
    RequestKind.COPY: _("要一份我的个人信息的副本"),
    RequestKind.CORRECT: _("更正我的个人信息"),
    RequestKind.DELETE: _("删除我的个人信息"),
}


class RefusableForm(forms.Form):
    """A form that shows a refusal at its field."""

    def refuse(self, refusal: Refused) -> None:
        name = refusal.field if refusal.field in self.fields else None
        self.add_error(name, refusal.message)


def _secret(label: object, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=128)  # type: ignore[arg-type]  # a lazy text


class PasswordForm(RefusableForm):
    old = _secret(_("现在的密码"), "current-password")
    new = _secret(_("新密码"), "new-password")
    again = _secret(_("再输一遍新密码"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("两次输入的新密码不一样。"))
        return again


class AccountForm(RefusableForm):
    username = forms.CharField(label=_("用户名"), max_length=60)
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    password = _secret(_("初始密码（首次登录必须修改）"), "new-password")


class PhoneForm(RefusableForm):
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class CodeForm(PhoneForm):
    code = forms.CharField(
        label=_("验证码"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class OwnRequestForm(RefusableForm):
    """What a resident asks; `taken` are the kinds that already wait for an answer."""

    kind = forms.ChoiceField(label=_("您要什么"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("说明"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("要更正的，写清哪里不对、应该是什么。别的可以不写。"),
    )  # fmt: skip

    def __init__(self, *args: Any, taken: Collection[RequestKind] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        kinds.choices = [(kind.value, word) for kind, word in ASKED.items() if kind not in taken]


class ResetForm(RefusableForm):
    password = _secret(_("新的初始密码"), "new-password")


class AnswerForm(RefusableForm):
    done = forms.ChoiceField(
        label=_("答复"),
        choices=(("yes", _("已办理")), ("no", _("不予办理"))),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("给申请人的话"), max_length=1000, required=False,
        widget=forms.Textarea, help_text=_("不予办理时必须写明理由，申请人能看到。"),
    )  # fmt: skip


class CorrectForm(RefusableForm):
    """What the person asks to have corrected; what is left empty stays as it is."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
