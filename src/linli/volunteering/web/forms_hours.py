"""What volunteers and colleagues type about hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import LOCAL
from linli.volunteering.terms import (
    LONGEST_CERTIFICATE_NAME,
    LONGEST_SERVICE_REASON,
    LONGEST_SERVICE_TITLE,
    LONGEST_SERVICE_WORDS,
    NAMES_SHOWN,
    NameShown,
)

Choices = list[tuple[str, str]]


def _clock() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ClaimForm(forms.Form):
    """One service that a volunteer tells of."""

    title = forms.CharField(label=_("做了什么"), max_length=LONGEST_SERVICE_TITLE)
    organisation_id = forms.ChoiceField(
        label=_("为哪里做的"), help_text=_("由它来证明，时长也记在它那里。")
    )
    started_at = forms.DateTimeField(label=_("开始时间"), widget=_clock(), input_formats=_FORMATS)
    ended_at = forms.DateTimeField(label=_("结束时间"), widget=_clock(), input_formats=_FORMATS)
    travel_minutes = forms.IntegerField(
        label=_("其中路上用了多少分钟"), min_value=0, max_value=1440, initial=0,
        help_text=_("路上的时间不记。"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("还想说明的"), required=False, max_length=LONGEST_SERVICE_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("帮了谁可以不写全名。只有来证明的人看得到。"),
    )  # fmt: skip
    paid = forms.BooleanField(
        label=_("这次收了报酬"), required=False, help_text=_("收了报酬的不是志愿服务。")
    )

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organisation_id"].choices = [("", _("请选择")), *units]  # type: ignore[attr-defined]  # a choice field

    def _wall_clock(self, name: str) -> datetime:
        given: datetime = self.cleaned_data[name]
        return given.replace(tzinfo=None).replace(tzinfo=LOCAL)

    def clean_started_at(self) -> datetime:
        return self._wall_clock("started_at")

    def clean_ended_at(self) -> datetime:
        return self._wall_clock("ended_at")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=LONGEST_SERVICE_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class FamilyForm(forms.Form):
    """Somebody of one's family, by phone."""

    relation = forms.ChoiceField(label=_("他（她）是我的"))
    phone = forms.CharField(
        label=_("他（她）的手机号"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("对方用这个号码登录，同意了才算数。"),
    )  # fmt: skip

    def __init__(self, *args: Any, relations: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["relation"].choices = relations  # type: ignore[attr-defined]  # a choice field


class GiveForm(forms.Form):
    """Minutes for somebody of the family; `key` makes a second press of the button nothing."""

    minutes = forms.TypedChoiceField(label=_("给多少"), coerce=int)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, amounts: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["minutes"].choices = amounts  # type: ignore[attr-defined]  # a choice field


class CertificateForm(forms.Form):
    """What a certificate shows to whoever has its code."""

    name = forms.CharField(
        label=_("姓名"), max_length=LONGEST_CERTIFICATE_NAME, required=False,
        help_text=_("印在证明上，并记为您的姓名。"),
    )  # fmt: skip
    name_shown = forms.ChoiceField(
        label=_("别人用编号查验时，看到的姓名"), widget=forms.RadioSelect,
        choices=tuple((one.value, name) for one, name in NAMES_SHOWN.items()),
        initial=NameShown.MASKED.value,
    )  # fmt: skip
    show_organisations = forms.BooleanField(
        label=_("也让人看到在哪些组织服务了多久"), required=False, initial=True
    )

    def __init__(self, *args: Any, named: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if named:
            del self.fields["name"]


class MoveForm(forms.Form):
    target_id = forms.ChoiceField(label=_("转给哪个组织"))
    reason = forms.CharField(label=_("原因"), max_length=LONGEST_SERVICE_REASON)

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target_id"].choices = [("", _("请选择")), *units]  # type: ignore[attr-defined]  # a choice field
