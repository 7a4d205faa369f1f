"""Shapes of what is typed; the rules are in the services."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Refused


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
