"""Keys for programs: the list, issuing one (shown once), revoking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.organisations import selectors, services
from linli.organisations.terms import LONGEST_KEY_NAME, Issued, KeyChoice, KeyDuty
from linli.organisations.web.forms import AreaField
from linli.organisations.web.requests import add_refusal


class KeyForm(forms.Form):
    """What a key is for, what it carries, how long and how often it may be used."""

    name = forms.CharField(
        label=_("给谁用、做什么"),
        max_length=LONGEST_KEY_NAME,
        help_text=_("例：12345 平台转单；气象局大屏。"),
    )
    duties = forms.MultipleChoiceField(
        label=_("带哪些职责"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "一个也不选：只能查公开的内容、像居民一样报事。您不再担任的职责，密钥也随之失去。"
        ),
    )
    area = AreaField(
        label=_("只限这个区域"),
        max_length=60,
        required=False,
        help_text=_("区域名称或代码；不填就是职责本来的范围。"),
    )
    unit = forms.ChoiceField(label=_("使用单位"), required=False)
    days = forms.IntegerField(label=_("有效天数"), initial=365)
    per_minute = forms.IntegerField(label=_("每分钟最多调用"), initial=120)

    def __init__(self, *args: Any, choices: tuple[KeyChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.value: one.duty for one in choices}
        duties, unit = self.fields["duties"], self.fields["unit"]
        assert isinstance(duties, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        duties.choices = [(one.value, one.words) for one in choices]
        unit.choices = [
            ("", _now("不限")),
            *((str(one.id), one.name) for one in selectors.units()),
        ]
        if not choices:
            del self.fields["duties"], self.fields["area"]

    def carried(self) -> tuple[KeyDuty, ...]:
        """The duties chosen, those over areas narrowed to the area that was named."""
        area = self.cleaned_data.get("area")
        chosen = [self.known[value] for value in self.cleaned_data.get("duties", ())]
        return tuple(
            replace(one, area_id=area.id) if area is not None and one.area_id else one
            for one in chosen
        )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that one may see; a post issues one and shows it, this once."""
    actor, now = actor_of(request), clock.now()
    rows = selectors.keys(actor, now=now)
    form = KeyForm(request.POST or None, choices=selectors.key_choices(actor))
    issued: Issued | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            issued = services.issue_key(
                name=given["name"],
                duties=form.carried(),
                organisation_id=UUID(given["unit"]) if given["unit"] else None,
                days=given["days"],
                per_minute=given["per_minute"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
    if issued is not None:
        rows = selectors.keys(actor, now=now)
        form = KeyForm(None, choices=selectors.key_choices(actor))
    context = {"rows": rows, "form": form, "issued": issued}
    status = 422 if form.is_bound else 200
    return render(request, "organisations/keys.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    services.revoke_key(key_id=key_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _now("密钥已停用，用它的程序立刻不能再调用。"))
    return redirect("api-keys")
