"""Shapes of what is posted to matters. Rules live in `matters.rules` and in the services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.matters.terms import LONGEST_PLACE, LONGEST_WORDS, Channel, Contact, Intake, Place
from linli.procedures.terms import Form
from linli.ui.forms import UploadsField, question

NO_READING = "none"
ASKED = "asked-"  # before the keys of a kind's own questions


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class ReportForm(forms.Form):
    """A report by a resident, or by staff for one: the same fields. `readings` are the places that
    the reporter's words may mean, after the service has asked."""

    readings: tuple[tuple[UUID, str], ...] = ()

    client_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kind = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    photos = UploadsField(required=False, label=_("照片"))
    area = forms.UUIDField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )
    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    place_words = forms.CharField(
        required=False,
        max_length=LONGEST_PLACE,
        strip=True,
        label=_("具体在哪里"),
        widget=forms.TextInput(attrs={"id": "place-words"}),  # as in ui/elements/place.html
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label=_("发生了什么"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    category = forms.CharField(required=False, max_length=60, label=_("类别"))
    urgent = forms.BooleanField(required=False, label=_("紧急"))
    may_publish = forms.BooleanField(
        required=False, label=_("办好以后可以公示结果（不含姓名、电话、门牌）")
    )
    # The matter of a neighbour that this is beside; none: a matter of its own.
    join = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # Which of several places of one name is meant: an area id, or "none" for the words alone.
    reading = forms.CharField(required=False, max_length=40)
    phone = forms.CharField(
        required=False,
        max_length=30,
        label=_("手机号"),
        help_text=_("留下手机号，网格员好联系您；查询码丢了也能找回。不留也一样办理。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(required=False, max_length=40, label=_("怎么称呼您"))

    def __init__(
        self, *args: Any, asked: Form | None = None, phone_needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if phone_needed:
            self.fields["phone"].required = True
            self.fields["phone"].help_text = _("这件事要能联系到您，请留下手机号。")
        self.asked = asked.fields if asked else ()
        for one in self.asked:
            self.fields[f"{ASKED}{one.key}"] = question(
                one.type,
                label=str(one.label),
                help_text=str(one.help),
                required=one.required,
                choices=[(choice.key, str(choice.label)) for choice in one.choices],
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        """What the kind of matter asks besides."""
        return [self[f"{ASKED}{one.key}"] for one in self.asked]

    def _answers(self) -> dict[str, Any]:
        given = {one.key: self.cleaned_data[f"{ASKED}{one.key}"] for one in self.asked}
        return {key: value for key, value in given.items() if value not in ("", [], None)}

    def intake(
        self, *, kind: str, channel: Channel, files: tuple[UUID, ...], parent: UUID | None = None
    ) -> Intake:
        """The posted report as `matters` takes it in."""
        data = self.cleaned_data
        return Intake(
            kind=data["kind"] or kind,
            words=data["words"],
            place=Place(
                area_id=data["area"] or _id(data["reading"]),
                longitude=data["longitude"],
                latitude=data["latitude"],
                words=data["place_words"],
                asked=data["reading"] == NO_READING,
            ),
            may_publish=data["may_publish"],
            category=data["category"],
            urgency="urgent" if data["urgent"] else "",
            contact=Contact(phone=data["phone"], name=data["name"]),
            client_key=data["client_key"],
            channel=channel,
            files=files,
            parent_id=parent,
            answers=self._answers(),
        )


class PlaceForm(forms.Form):
    """Where, as far as a reporter has said it."""

    area_id = forms.UUIDField(required=False)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)

    def add_prefix(self, field_name: str) -> str:
        """The page calls the area `area`."""
        return "area" if field_name == "area_id" else field_name


class AnswerForm(forms.Form):
    """The question at the end: two answers, asked separately. `answers`: what the method calls
    "solved" and "not solved" where it has words of its own."""

    solved = forms.TypedChoiceField(
        label=_("解决了吗？"),
        choices=(("yes", _("解决了")), ("no", _("没有解决"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    satisfied = forms.TypedChoiceField(
        label=_("您满意吗？"),
        required=False,
        empty_value=None,
        choices=(
            ("5", _("很满意")),
            ("4", _("满意")),
            ("3", _("一般")),
            ("2", _("不满意")),
            ("1", _("很不满意")),
        ),
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        required=False,
        max_length=500,
        label=_("还想说点什么"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, answers: tuple[str, str] = ("", ""), **more: Any) -> None:
        super().__init__(*args, **more)
        asked = self.fields["solved"]
        if all(answers) and answers[0] != str(_("解决了")):
            asked.label = _("结果怎么样？")
            asked.choices = tuple(zip(("yes", "no"), answers, strict=True))  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    category = forms.CharField(required=False, max_length=60, label=_("类别"))
    area = forms.UUIDField(required=False, label=_("地点"))
    urgency = forms.ChoiceField(
        required=False,
        label=_("紧急程度"),
        choices=(("", _("不变")), ("normal", _("一般")), ("urgent", _("紧急"))),
    )
    reason = forms.CharField(required=False, max_length=200, label=_("为什么改"))


class AnnulForm(forms.Form):
    reason = forms.CharField(max_length=40, label=_("关闭理由"))
    note = forms.CharField(
        required=False,
        max_length=500,
        label=_("说明（只有工作人员看得到）"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SheetForm(forms.Form):
    sheet = forms.FileField(label=_("xlsx 表格"))
    kind = forms.CharField(max_length=40, label=_("事项种类"))
    sure = forms.BooleanField(required=False)


class RemarkForm(forms.Form):
    """Something said in a conversation, with pictures or of pictures alone."""

    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label=_("想说什么"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = UploadsField(required=False, label=_("照片"))


class PartyForm(forms.Form):
    """Who is on a side of a matter."""

    side = forms.CharField(max_length=40, label=_("哪一方"))
    name = forms.CharField(max_length=40, label=_("姓名"))
    phone = forms.CharField(
        max_length=30, label=_("手机号"), widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
