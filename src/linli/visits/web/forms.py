"""Shapes of what the office posts about visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.territory import selectors as territory
from linli.visits import selectors
from linli.visits.terms import LONGEST_LABEL, LONGEST_NOTE, SubjectKind

KIND_NAMES = (
    (SubjectKind.HOUSEHOLD.value, _("住户")),
    (SubjectKind.ENTERPRISE.value, _("企业")),
    (SubjectKind.PLACE.value, _("场所")),
    (SubjectKind.POINT.value, _("巡防点")),
)


class SubjectForm(forms.Form):
    """Somebody or something to be visited."""

    kind = forms.ChoiceField(label=_("走访什么"), choices=KIND_NAMES)
    area = forms.CharField(
        label=_("在哪里"), max_length=60, help_text=_("写小区、网格、楼栋或村的名字。")
    )
    label = forms.CharField(
        label=_("名称"),
        max_length=LONGEST_LABEL,
        help_text=_("住户写门牌，企业写名称；不写姓名。"),
    )
    group = forms.ChoiceField(label=_("人群"), required=False)
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40, help_text=_("加密保存，页面上只显示姓。")
    )
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    helper = forms.CharField(
        label=_("帮扶人的用户名"), required=False, max_length=150,
        help_text=_("写了就只排给这一个人，例如企业的帮扶干部。"),
    )  # fmt: skip

    def __init__(self, *args: Any, may_see: frozenset[str], **more: Any) -> None:
        super().__init__(*args, **more)
        groups = selectors.catalogue().groups.values()
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((one.key, str(one.name)) for one in groups if one.key in may_see)
        ]  # fmt: skip

    def places(self) -> tuple[Any, ...]:
        """The areas that the words for the place may mean."""
        return territory.find(self.cleaned_data["area"])


class SettleForm(forms.Form):
    """What was found out about a visit that was kept."""

    counts = forms.TypedChoiceField(
        label=_("这份记录"),
        choices=(("yes", _("算一次走访")), ("no", _("不算，只留底"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("核对情况"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
