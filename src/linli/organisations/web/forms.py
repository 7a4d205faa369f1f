"""Shapes of what is typed; the rules are in the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.organisations.terms import How
from linli.people.terms import Colleague
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea

Choices = Iterable[tuple[str, Any]]
HOW = (
    (How.APPOINTED.value, _("任命")),
    (How.ELECTED.value, _("推选")),
    (How.ENGAGED.value, _("选聘")),
)


def day_input() -> forms.DateInput:
    """The browser's own calendar; without one, 2026-03-02."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AreaField(forms.CharField):
    """An area by its name or code. A name that fits several is asked about, not guessed."""

    def clean(self, value: Any) -> Area | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return territory.by_code(text)
        except UnknownArea:
            found = territory.find(text)
        exact = [one for one in found if text in {one.name, one.short_name}]
        if len(exact) == 1 or len(found) == 1:
            return (exact or list(found))[0]
        if not found:
            raise forms.ValidationError(_("没有找到这个区域，请写名称或区域代码。"))
        some = "；".join(f"{territory.full_name(one.id, 'town')} {one.code}" for one in found[:6])
        raise forms.ValidationError(_("这个名称不止一处，请写代码：%(some)s") % {"some": some})


def _areas(label: Any, *, required: bool, help_text: Any = "") -> AreaField:
    return AreaField(label=label, max_length=60, required=required, help_text=help_text)


class FoundForm(forms.Form):
    """A new organisation; the kinds are those of the method, the founding forms those of a kind."""

    kind = forms.ChoiceField(label=_("种类"))
    name = forms.CharField(label=_("名称"), max_length=80)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    founding = forms.ChoiceField(label=_("组建方式"), required=False)
    area = _areas(_("所在区域（名称或代码）"), required=False)

    def __init__(self, *args: Any, kinds: Choices, foundings: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
        self.fields["founding"].choices = [("", "—"), *((x, x) for x in foundings)]  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)


class PostForm(forms.Form):
    title = forms.CharField(label=_("岗位名称"), max_length=60)
    duties = forms.MultipleChoiceField(
        label=_("承担的职责"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = _areas(
        _("负责的区域（名称或代码）"), required=False, help_text=_("不写就是本组织的区域。")
    )
    places = forms.IntegerField(label=_("名额"), min_value=1, max_value=200, initial=1)

    def __init__(self, *args: Any, duties: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["duties"].choices = duties  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A form about somebody: chosen among those whom a search has found."""

    account = forms.TypedChoiceField(
        label=_("人员"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请先按姓名查找，再选择一个人。")},
    )

    def __init__(
        self, *args: Any, people: Iterable[Colleague], titles: dict[Any, Any], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (str(one.id), _person(one, titles.get(one.id, ()))) for one in people
        ]


def _person(one: Colleague, titles: tuple[str, ...]) -> str:
    held = "、".join(titles[:3]) or _now("现无岗位")
    return f"{one.name}（{one.username}） {held}"


class AppointForm(PersonForm):
    since = forms.DateField(label=_("任职起"), widget=day_input(), required=False)
    until = forms.DateField(
        label=_("任职止（含当日）"), widget=day_input(), required=False,
        help_text=_("不写就是没有期限。"),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("产生方式"), choices=HOW, initial=How.APPOINTED.value)
    full_time = forms.BooleanField(label=_("专职"), required=False, initial=True)


class CoverForm(PersonForm):
    kind = forms.ChoiceField(label=_("包联方式"))
    area = _areas(_("包联的区域（名称或代码）"), required=True)
    note = forms.CharField(label=_("备注"), max_length=100, required=False)

    def __init__(self, *args: Any, kinds: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
