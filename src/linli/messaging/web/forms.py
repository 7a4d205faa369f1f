"""Forms of messaging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.messaging import selectors
from linli.messaging.rules import heading
from linli.messaging.terms import Preferences
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory

_WAYS = (("", _("按默认")), ("now", _("立即")), ("daily", _("工作日 8:30 汇总")))


class PreferenceForm(forms.Form):
    """One choice for everything and one per template that reaches people here."""

    quiet_since = forms.TimeField(
        label=_("免打扰开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    quiet_until = forms.TimeField(
        label=_("免打扰结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [one for one in selectors.templates().values() if "in_app" in one.channels]
        self.keys = {"way": ""} | {f"way_{index}": one.key for index, one in enumerate(shown)}
        labels = {"way": _("所有通知")} | {
            f"way_{index}": heading(str(one.title)) for index, one in enumerate(shown)
        }
        for name in self.keys:
            self.fields[name] = forms.ChoiceField(label=labels[name], choices=_WAYS, required=False)

    @staticmethod
    def start(now: Preferences) -> dict[str, str]:
        """Initial values from what was chosen before."""
        form = PreferenceForm()
        values = {
            name: {True: "daily", False: "now", None: ""}[now.daily.get(key)]
            for name, key in form.keys.items()
        }
        return values | {"quiet_since": now.quiet[0], "quiet_until": now.quiet[1]}

    def daily(self) -> dict[str, bool]:
        return {
            key: self.cleaned_data[name] == "daily"
            for name, key in self.keys.items()
            if self.cleaned_data.get(name)
        }

    def quiet(self) -> tuple[str, str]:
        since, until = self.cleaned_data.get("quiet_since"), self.cleaned_data.get("quiet_until")
        return (f"{since:%H:%M}" if since else "", f"{until:%H:%M}" if until else "")


class ChannelForm(forms.Form):
    """A group robot or a shared mailbox."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[
            ("wecom", _("企业微信群机器人")),
            ("dingtalk", _("钉钉群机器人")),
            ("feishu", _("飞书群机器人")),
            ("mail", _("邮箱")),
        ],
    )
    name = forms.CharField(label=_("名称"), max_length=60)
    place = forms.ChoiceField(label=_("属于"))
    address = forms.CharField(
        label=_("地址"),
        max_length=500,
        help_text=_("保存后加密，不再显示。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(label=_("加签密钥"), max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _places(actor)


def _places(actor: Actor) -> list[tuple[str, str]]:
    """The areas at which duties are held, and the organisations, for which this actor may set
    channels.
    """
    levels = {duty.level for duty in organisations.defined().duties.values()}
    kinds = [kind for kind in territory.kinds() if not levels or kind in levels]
    found: list[tuple[str, str]] = [
        (f"area:{one.id}", one.name)
        for path in actor.area_paths("messaging.manage")
        for kind in kinds
        for one in territory.below(path, kind)
    ]
    found.extend(
        (f"organisation:{unit.id}", unit.name)
        for unit in organisations.units()
        if actor.may("messaging.manage", selectors.target(None, unit.id))
    )
    return found
