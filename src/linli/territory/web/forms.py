"""Shapes of what is typed; the rules are in the services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.territory.terms import CalendarDay, DayKind

REST_WORDS = {"休", "假", "放假", "休息", "rest", "off", "holiday"}
WORK_WORDS = {"班", "上班", "调休", "补班", "work"}
_LINE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,，、]+(\S+)\s*(.*)$")
DAYS = ((DayKind.REST.value, _("休息")), (DayKind.WORK.value, _("上班")))


def day_input() -> forms.DateInput:
    """The browser's own calendar; without one, 2026-03-02."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ChangeForm(forms.Form):
    """Every change of an area has a day and a reason."""

    on = forms.DateField(label=_("生效日期"), widget=day_input())
    reason = forms.CharField(
        label=_("依据或原因"), max_length=200, help_text=_("例如批复文号。会留在变更记录里。")
    )


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("新名称"), max_length=60)
    field_order = ("name", "on", "reason")


class AddForm(forms.Form):
    """A new area below another; the kinds are those that may stand there."""

    kind = forms.ChoiceField(label=_("种类"))
    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(
        label=_("代码"), max_length=60,
        help_text=_("用过的代码不能再用。没有统计代码的，用上级代码加字母和序号。"),
    )  # fmt: skip
    on = forms.DateField(label=_("设立日期"), widget=day_input())

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """One day is worked, or not."""

    day = forms.DateField(label=_("日期"), widget=day_input())
    kind = forms.ChoiceField(label=_("这一天"), choices=DAYS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("原因"), max_length=100)


class YearForm(forms.Form):
    """A year's days, pasted from the State Council's notice: one a line."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    days = forms.CharField(
        label=_("与周一至周五不同的日子"), required=False, max_length=8000, widget=forms.Textarea,
        help_text=_("每行一天，例如：2027-01-01 休 元旦。留空则用内置的全国节假日表。"),
    )  # fmt: skip

    def clean_days(self) -> tuple[CalendarDay, ...]:
        found, year = [], self.cleaned_data.get("year")
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if not line.strip():
                continue
            one = _day(line)
            if one is None or (year is not None and one.day.year != year):
                raise forms.ValidationError(
                    _("第 %(number)d 行看不懂：%(line)s") % {"number": number, "line": line[:40]}
                )
            found.append(one)
        return tuple(found)


def _day(line: str) -> CalendarDay | None:
    """`2027-01-01 休 元旦`, `2027年1月4日 班`; None if it is neither."""
    read = _LINE.match(line.strip())
    if read is None:
        return None
    year, month, day, word, note = read.groups()
    kind = (
        DayKind.REST
        if word.lower() in REST_WORDS
        else DayKind.WORK
        if word.lower() in WORK_WORDS
        else None
    )
    try:
        at = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return CalendarDay(at, kind, note.strip()[:100]) if kind is not None else None
