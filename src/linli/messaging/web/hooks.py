"""Webhooks: the list, adding one, switching, another secret, trying again."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Invalid
from linli.kernel.middleware import actor_of
from linli.messaging import selectors, services
from linli.messaging.terms import EVENTS, HookMade

_WORDS = {
    "matter.opened": _("事项受理"), "matter.corrected": _("事项更正"),
    "matter.rated": _("群众评价"), "matter.closed": _("事项办结"),
    "matter.annulled": _("事项关闭"), "step.claimed": _("步骤领办"),
    "step.marked": _("步骤登记"), "step.done": _("步骤办完"),
    "step.taken_back": _("步骤撤回"), "step.extended": _("步骤延期"),
    "step.reassigned": _("步骤改派"),
}  # fmt: skip


class HookForm(forms.Form):
    """Where to, and of what."""

    name = forms.CharField(label=_("名称"), max_length=60)
    address = forms.CharField(
        label=_("地址"),
        max_length=500,
        help_text=_("https 地址。保存后加密，不再显示。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=_("推送哪些事件"),
        choices=[(one, _WORDS[one]) for one in EVENTS.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只推送您有权查看的事项；内容只有编号和代码，没有个人信息。"),
    )


def _page(request: HttpRequest, form: HookForm, made: HookMade | None = None) -> HttpResponse:
    rows = selectors.hooks(actor_of(request), now=clock.now())
    context = {
        "form": form,
        "made": made,
        "rows": [(row, [_WORDS.get(one, one) for one in row.events]) for row in rows],
    }
    status = 422 if form.errors else 200
    return render(request, "messaging/hooks.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """A post adds one and shows its secret, this once."""
    actor = actor_of(request)
    actor.require(selectors.MANAGE)
    form = HookForm(request.POST if request.method == "POST" else None)
    made: HookMade | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_hook(**form.cleaned_data, actor=actor, now=clock.now())
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            form = HookForm()
    return _page(request, form, made)


@never_cache
@require_POST
def new_secret(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    made = services.new_secret(hook_id=hook_id, actor=actor_of(request), now=clock.now())
    return _page(request, HookForm(), made)


@require_POST
def switch(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    services.switch_hook(
        hook_id=hook_id,
        active=request.POST.get("active") == "1",
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("hooks")


@require_POST
def retry(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    services.retry_hook(hook_id=hook_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _now("正在重新推送。"))
    return redirect("hooks")
