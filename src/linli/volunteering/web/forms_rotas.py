"""Forms of rotas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ui.forms import a_day
from linli.volunteering.terms import LONGEST_ROTA_NAME


class RotaForm(forms.Form):
    place = forms.ChoiceField(label=_("排什么班"))
    name = forms.CharField(
        label=_("叫什么"), max_length=LONGEST_ROTA_NAME,
        help_text=_("如“三月护学岗”。值班的人和公告牌上看到的就是这个名字。"),
    )  # fmt: skip
    since = forms.DateField(label=_("从"), widget=a_day())
    until = forms.DateField(label=_("到（含当天）"), widget=a_day())
    team = forms.BooleanField(
        label=_("队员都列进来"), required=False,
        help_text=_("选的是志愿服务队时，在队里的人都列进名单，可以再增减。"),
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a choice field


class OnRotaForm(forms.Form):
    phone = forms.CharField(label=_("手机号"), max_length=20)
    name = forms.CharField(label=_("姓名"), max_length=40)
    roles = forms.MultipleChoiceField(
        label=_("角色"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        if roles:
            self.fields["roles"].choices = roles  # type: ignore[attr-defined]  # choices
        else:
            del self.fields["roles"]


class LeaveForm(forms.Form):
    since = forms.DateField(label=_("从"), widget=a_day())
    until = forms.DateField(label=_("到（含当天）"), widget=a_day())


class SwapForm(forms.Form):
    to = forms.ChoiceField(label=_("找谁"), required=False)
    back = forms.ChoiceField(
        label=_("换对方的哪个班"), required=False,
        help_text=_("不选就是请人替一次，不用还。"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        colleagues: list[tuple[str, str]],
        back: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        everybody = ("", _("谁都可以，先接的算"))
        self.fields["to"].choices = [everybody, *colleagues]  # type: ignore[attr-defined]
        nothing = ("", _("不用换"))
        self.fields["back"].choices = [nothing, *back]  # type: ignore[attr-defined]
