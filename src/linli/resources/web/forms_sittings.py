"""Shapes of what is posted about after-school sittings."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.resources.terms import (
    LONGEST_CARE,
    LONGEST_CONTACT,
    LONGEST_HAND_REASON,
    LONGEST_RELATION,
    LONGEST_SCHOOL,
    LONGEST_TERM,
    MOST_COLLECTORS,
    MOST_SEATS_SAT,
    OLDEST_CHILD,
    WEEKDAYS,
    Collector,
    NewChild,
    NewTerm,
)
from linli.ui.forms import a_day

TEL = {"inputmode": "tel"}


def _an_hour() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


class TermForm(forms.Form):
    """A term (班次)."""

    name = forms.CharField(
        label=_("班次名称"), max_length=LONGEST_TERM, help_text=_("例如“春季作业班”。")
    )
    since = forms.DateField(label=_("第一天"), widget=a_day())
    until = forms.DateField(label=_("最后一天"), widget=a_day())
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期几"), coerce=int, choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("节假日和场所不开的日子不用管，那些天不算。"),
    )  # fmt: skip
    opens = forms.TimeField(label=_("从几点"), widget=_an_hour())
    closes = forms.TimeField(label=_("到几点"), widget=_an_hour())
    seats = forms.IntegerField(label=_("几个名额"), min_value=1, max_value=MOST_SEATS_SAT)
    youngest = forms.IntegerField(label=_("最小几岁"), min_value=0, max_value=OLDEST_CHILD)
    oldest = forms.IntegerField(label=_("最大几岁"), min_value=0, max_value=OLDEST_CHILD)
    contact = forms.CharField(
        label=_("联系人和电话"), max_length=LONGEST_CONTACT,
        help_text=_("公开的：写老师怎么称呼和单位的电话。"),
    )  # fmt: skip

    def new(self, place_id: UUID) -> NewTerm:
        given = dict(self.cleaned_data)
        given["opens"], given["closes"] = _minutes(given["opens"]), _minutes(given["closes"])
        given["weekdays"] = tuple(given["weekdays"])
        return NewTerm(place_id=place_id, **given)


class ChildForm(forms.Form):
    """A guardian enrols a child."""

    name = forms.CharField(label=_("孩子的姓名"), max_length=40)
    born = forms.IntegerField(
        label=_("哪一年出生"), min_value=1990, max_value=2190,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    school = forms.CharField(label=_("学校和班级"), max_length=LONGEST_SCHOOL, required=False)
    care = forms.CharField(
        label=_("过敏、要留意的"), max_length=LONGEST_CARE, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("我是这个孩子的监护人，同意为放学后照看登记以上信息"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        consent = self.fields.pop("consent")
        for number in range(1, MOST_COLLECTORS + 1):
            first = number == 1
            self.fields[f"who{number}"] = forms.CharField(
                label=_("谁来接（第 %(n)d 位）") % {"n": number}, max_length=40, required=first,
                help_text=_("只有写在这里的人才能接走孩子。") if first else "",
            )  # fmt: skip
            self.fields[f"relation{number}"] = forms.CharField(
                label=_("和孩子的关系"), max_length=LONGEST_RELATION, required=first
            )
            self.fields[f"phone{number}"] = forms.CharField(
                label=_("他的电话"), max_length=20, required=first, widget=forms.TextInput(TEL)
            )
        self.fields["consent"] = consent

    def new(self) -> NewChild:
        given = self.cleaned_data
        rows = [
            Collector(given[f"who{n}"], given[f"relation{n}"], given[f"phone{n}"])
            for n in range(1, MOST_COLLECTORS + 1)
        ]
        return NewChild(
            given["name"], given["born"], tuple(rows), given["school"], given["care"],
            given["consent"],
        )  # fmt: skip


class HandForm(forms.Form):
    """A child is handed to somebody who is not on the list."""

    name = forms.CharField(label=_("来接的人姓名"), max_length=40)
    called = forms.BooleanField(label=_("已经打电话问过监护人，同意交给他"), required=False)
    reason = forms.CharField(
        label=_("原因"), max_length=LONGEST_HAND_REASON,
        widget=forms.Textarea({"rows": 2}), help_text=_("几点打的电话、监护人怎么说。"),
    )  # fmt: skip
