"""Shapes of what is posted about bodies and gatherings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms import (
    LONGEST_MINUTES,
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    BodyKind,
    Call,
    Came,
    NewMotion,
    Way,
)
from linli.kernel.clock import LOCAL

WAY_NAMES = (
    (Way.TALK.value, _("讨论，不表决")),
    (Way.HANDS.value, _("举手表决")),
    (Way.NAMED.value, _("记名表决")),
    (Way.SECRET.value, _("无记名投票")),
)
CAME_NAMES = (
    (Came.ROOM.value, _("到场")),
    (Came.ONLINE.value, _("线上")),
    (Came.PROXY.value, _("委托")),
    (Came.AWAY.value, _("请假")),
    (Came.NOT_YET.value, _("未到")),
)
MOST_ROWS = 30


class BodyForm(forms.Form):
    """A body to be set up."""

    kind = forms.ChoiceField(label=_("哪一种"))
    area = forms.CharField(
        label=_("在哪里"), max_length=60, help_text=_("写社区、村或小区的名字。")
    )
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME, required=False)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, object]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field


class MemberForm(forms.Form):
    """Somebody to be a member: a colleague by username, or a resident by phone."""

    person = forms.CharField(
        label=_("用户名或手机号"), max_length=60,
        help_text=_("工作人员写用户名，居民写手机号；手机号加密保存。"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("姓名"), max_length=40, required=False, help_text=_("居民的姓名，加密保存。")
    )
    household = forms.CharField(
        label=_("户"), max_length=60, required=False, help_text=_("如 3栋101，按户计票时用。")
    )
    area = forms.DecimalField(
        label=_("专有部分面积（平方米）"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        required=False,
    )
    represents = forms.IntegerField(
        label=_("代表多少户"), min_value=0, max_value=500, required=False
    )
    born = forms.DateField(
        label=_("出生日期"), required=False, help_text=_("只用来核对年龄，不保存。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    tags = forms.MultipleChoiceField(
        label=_("身份"), required=False, widget=forms.CheckboxSelectMultiple
    )
    votes = forms.BooleanField(label=_("有表决权"), required=False, initial=True)

    def __init__(self, *args: Any, kind: BodyKind, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tags"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, str(name)) for key, name in kind.tags
        ]
        if not kind.tags:
            del self.fields["tags"]
        if kind.represents is None:
            del self.fields["represents"]
        if not kind.age:
            del self.fields["born"]


class CallForm(forms.Form):
    """Time and place of a gathering; its agenda is a formset beside it."""

    title = forms.CharField(label=_("会议名称"), max_length=LONGEST_TITLE)
    meets_at = forms.DateTimeField(
        label=_("时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = forms.CharField(label=_("地点"), max_length=LONGEST_PLACE)
    online = forms.BooleanField(label=_("可以线上参加、线上表决"), required=False)

    def clean_meets_at(self) -> datetime:
        """What was typed is a Chinese wall clock."""
        given: datetime = self.cleaned_data["meets_at"]
        return given.replace(tzinfo=None).replace(tzinfo=LOCAL)

    def call(self, agenda: tuple[NewMotion, ...]) -> Call:
        given = self.cleaned_data
        return Call(
            meets_at=given["meets_at"],
            place=given["place"],
            agenda=agenda,
            title=given["title"],
            online=given["online"],
        )


class MotionForm(forms.Form):
    """One point of the agenda."""

    title = forms.CharField(label=_("议题"), max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("方案正文"), max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("怎么定"), choices=WAY_NAMES)

    def __init__(self, *args: Any, ways: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["title"].required = self.prefix == "m0"  # later rows may stay empty
        self.fields["way"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, name) for key, name in WAY_NAMES if key in ways
        ]

    def motion(self) -> NewMotion | None:
        """None for a row left empty."""
        given = self.cleaned_data
        if not given.get("title", "").strip():
            return None
        return NewMotion(given["title"], given.get("text", ""), Way(given["way"]))


class MinutesForm(forms.Form):
    words = forms.CharField(
        label=_("会议记录"), max_length=LONGEST_MINUTES,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("加密保存；只有有职责的人和名册上的人能看。"),
    )  # fmt: skip
