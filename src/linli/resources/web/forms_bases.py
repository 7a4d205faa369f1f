"""Shapes of what is posted about training bases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.resources import selectors
from linli.resources.terms import (
    HALVES,
    LONGEST_BASE_ABOUT,
    LONGEST_BASE_NAME,
    LONGEST_SAID,
    MOST_DAYS,
    MOST_VISITORS,
    VISIT_FORMS,
    Asking,
    BaseKind,
    BasePage,
    Half,
    Item,
    QuestionKind,
    VisitForm,
)
from linli.ui.forms import a_day


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class MenuMixin(forms.Form):
    """A course for each half day: the menu."""

    def add_menu(self, page: BasePage, days: int = MOST_DAYS) -> None:
        menu = [
            (str(one.id), gettext("%(course)s（%(site)s，%(halves)d 个半天）") % {
                "course": one.name, "site": one.site, "halves": one.halves})
            for one in page.courses
        ]  # fmt: skip
        for day in range(1, days + 1):
            for half, name in HALVES.items():
                label = gettext("第 %(day)d 天%(half)s") % {"day": day, "half": str(name)}
                self.fields[f"at_{day}_{half.value}"] = forms.ChoiceField(
                    label=label, required=False, choices=[("", "—"), *menu]
                )

    def items(self) -> tuple[Item, ...]:
        """What was chosen; call it with a form that is valid."""
        return tuple(
            Item(int(name.split("_")[1]), Half(int(name.split("_")[2])), UUID(chosen))
            for name, chosen in self.cleaned_data.items()
            if name.startswith("at_") and chosen
        )

    def menu_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("at_")]


class AskForm(MenuMixin):
    """A unit asks to come."""

    unit = forms.CharField(label=_("单位名称"), max_length=LONGEST_BASE_NAME)
    home = forms.CharField(label=_("从哪里来"), max_length=LONGEST_BASE_NAME, required=False)
    form = forms.ChoiceField(
        label=_("来做什么"), choices=[(one.value, name) for one, name in VISIT_FORMS.items()]
    )
    size = forms.IntegerField(label=_("多少人"), min_value=1, max_value=MOST_VISITORS)
    since = forms.DateField(label=_("哪天来"), widget=a_day())
    days = forms.IntegerField(label=_("几天"), min_value=1, max_value=MOST_DAYS, initial=1)
    name = forms.CharField(label=_("联系人"), max_length=40)
    phone = forms.CharField(
        label=_("联系人手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("只给基地的工作人员安排这次来访用。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("还有什么要说"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, page: BasePage, **more: Any) -> None:
        super().__init__(*args, **more)
        self.add_menu(page)

    def asking(self) -> Asking:
        """Call it with a form that is valid."""
        given = self.cleaned_data
        keys = ("unit", "home", "size", "since", "days", "name", "phone", "note")
        picked = {key: given[key] for key in keys}
        return Asking(form=VisitForm(given["form"]), items=self.items(), **picked)


class SayForm(forms.Form):
    """The questionnaire of the method."""

    def __init__(self, *args: Any, kind: BaseKind, **more: Any) -> None:
        super().__init__(*args, **more)
        for one in kind.questions:
            shared: dict[str, Any] = {"label": str(one.name), "required": one.required}
            match one.kind:
                case QuestionKind.SCORE:
                    field: forms.Field = forms.ChoiceField(
                        choices=[(str(n), str(n)) for n in range(1, 6)],
                        widget=forms.RadioSelect, **shared,
                    )  # fmt: skip
                case QuestionKind.YES:
                    field = forms.ChoiceField(
                        choices=[("yes", _("会")), ("no", _("不会"))],
                        widget=forms.RadioSelect, **shared,
                    )  # fmt: skip
                case _:
                    area = forms.Textarea(attrs={"rows": 3})
                    field = forms.CharField(max_length=LONGEST_SAID, widget=area, **shared)
            self.fields[one.key] = field


class BaseForm(forms.Form):
    place = forms.TypedChoiceField(label=_("哪个场所"), coerce=UUID)
    kind = forms.ChoiceField(label=_("哪一类"))
    about = forms.CharField(
        label=_("介绍"), max_length=LONGEST_BASE_ABOUT, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    mu = forms.IntegerField(label=_("占地（亩）"), min_value=0, required=False)
    hotels = forms.IntegerField(label=_("合作宾馆（家）"), min_value=0, required=False)
    beds = forms.IntegerField(label=_("床位"), min_value=0, required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "place", places)
        kinds = selectors.base_kinds_defined().values()
        _choices(self, "kind", [(one.key, str(one.name)) for one in kinds])


class SiteForm(forms.Form):
    prefix = "site"
    name = forms.CharField(label=_("教学点"), max_length=LONGEST_BASE_NAME)
    about = forms.CharField(label=_("介绍"), max_length=LONGEST_BASE_ABOUT, required=False)
    longitude = forms.FloatField(label=_("经度"), required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False)


class CourseForm(forms.Form):
    prefix = "course"
    name = forms.CharField(label=_("课程"), max_length=LONGEST_BASE_NAME)
    site = forms.TypedChoiceField(label=_("在哪个教学点"), coerce=UUID)
    theme = forms.ChoiceField(label=_("主题"))
    halves = forms.IntegerField(label=_("几个半天"), min_value=1, max_value=10, initial=1)
    seats = forms.IntegerField(label=_("最多多少人"), min_value=1, max_value=MOST_VISITORS)
    teacher = forms.CharField(
        label=_("谁来讲"), max_length=40, help_text=_("写角色，例如“党校教师”“讲解员”。")
    )
    about = forms.CharField(label=_("介绍"), max_length=LONGEST_BASE_ABOUT, required=False)

    def __init__(self, *args: Any, page: BasePage, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "site", [(str(one.id), one.name) for one in page.sites])
        _choices(self, "theme", [(one.key, str(one.name)) for one in page.row.kind.themes])


class ProgrammeForm(MenuMixin):
    prefix = "programme"
    name = forms.CharField(label=_("套餐名称"), max_length=LONGEST_BASE_NAME)
    days = forms.IntegerField(label=_("几天"), min_value=1, max_value=MOST_DAYS, initial=1)

    def __init__(self, *args: Any, page: BasePage, **more: Any) -> None:
        super().__init__(*args, **more)
        self.add_menu(page, page.row.kind.days[1])


class RouteForm(forms.Form):
    prefix = "route"
    name = forms.CharField(label=_("线路名称"), max_length=LONGEST_BASE_NAME)
    sites = forms.CharField(
        label=_("按顺序写教学点，一行一个"), widget=forms.Textarea(attrs={"rows": 4})
    )


class ArriveForm(forms.Form):
    count = forms.IntegerField(label=_("到了多少人"), min_value=1, max_value=MOST_VISITORS)


def today_plus(today: date, days: int) -> str:
    """A day for a field's first value."""
    return date.fromordinal(today.toordinal() + days).isoformat()
