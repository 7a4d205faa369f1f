"""Those who take part where they live: written down at the door."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import LONGEST_NAME, State
from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused
from linli.kernel.middleware import actor_of
from linli.ui.forms import add_refusal


class GuestForm(forms.Form):
    """Whom, and of which body where they are in several."""

    who = forms.CharField(
        label=gettext_lazy("手机号或用户名"), max_length=60,
        help_text=gettext_lazy("请来的人自己报手机号，只用来核对是哪个组织的成员。"),
    )  # fmt: skip
    home = forms.CharField(
        label=gettext_lazy("原来的组织"), max_length=LONGEST_NAME, required=False,
        help_text=gettext_lazy("这个人在几个组织的名册上时才要写。"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def guests(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Who came from elsewhere, and writing down one more."""
    actor, now = actor_of(request), clock.now()
    page = selectors.page(actor, gathering_id, now=now)
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.welcome(gathering_id=gathering_id, actor=actor, now=now, **form.cleaned_data)
        except NotFound as refused:
            form.add_error(refused.field or None, refused.message)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("登记好了，原来的组织看得到。"))
            return redirect("guests", gathering_id)
    context = {
        "it": page,
        "rows": selectors.guests_of(gathering_id),
        "form": form,
        "may": page.may_run and page.row.state in (State.CALLED, State.OPEN),
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/guests.html", context, status=status)


@login_required
@require_POST
def see_off(request: HttpRequest, gathering_id: UUID, guest_id: UUID) -> HttpResponse:
    services.see_off(guest_id=guest_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已划去。"))
    return redirect("guests", gathering_id)


urlpatterns: list[URLPattern] = [
    path("gatherings/<uuid:gathering_id>/guests", guests, name="guests"),
    path("gatherings/<uuid:gathering_id>/guests/<uuid:guest_id>/off", see_off, name="guest-off"),
]
