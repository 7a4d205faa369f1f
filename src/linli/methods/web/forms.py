"""Shapes of what the method desk is sent; the rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.methods.terms import MOST_NOTE, Start


class BeginForm(forms.Form):
    """What a new draft begins with."""

    start = forms.ChoiceField(
        label=_("从哪里开始"), choices=Start.choices, widget=forms.RadioSelect,
        initial=Start.CURRENT,
    )  # fmt: skip
    packed = forms.FileField(
        label=_("工作法的 zip 文件"), required=False, help_text=_("选“上传的文件”时要有。"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )  # fmt: skip
    slug = forms.CharField(
        label=_("县的英文标识"), max_length=40, required=False,
        help_text=_("选“最小样例”时要有，小写字母，如 yongfu。"),
    )  # fmt: skip
    code = forms.CharField(
        label=_("县的六位区划代码"), max_length=6, required=False,
        help_text=_("选“最小样例”时要有，六位数字。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") == Start.UPLOAD and not given.get("packed"):
            self.add_error("packed", _("请选一个 zip 文件。"))
        if given.get("start") == Start.STARTER:
            for name in ("slug", "code"):
                if not given.get(name):
                    self.add_error(name, _("最小样例要写这一项。"))
        return given


class PublishForm(forms.Form):
    """What the revision changes, and which state of the draft was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("这次改了什么，为什么"), max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会和修订一起留下来，给以后的人看；不写个人姓名。"),
    )  # fmt: skip
