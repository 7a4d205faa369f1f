"""平急转换: the list, switching on, the page of one, the report; and the strip above every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.emergency import selectors, services
from linli.emergency.terms import LONGEST_REASON, Banner, DoorQuery, DoorState, Plan
from linli.kernel import clock
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of, page_of
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory

STATES = (
    ("waiting", _("还没敲门")),
    ("reached", _("已见到")),
    ("nobody", _("没人在家")),
    ("needs", _("有需要")),
)


def strip(request: HttpRequest) -> dict[str, Callable[[], tuple[Banner, ...]]]:
    """Context processor: `emergencies`, asked for by the page that shows it."""
    return {"emergencies": lambda: selectors.banners(actor_of(request))}


class SwitchForm(forms.Form):
    plan = forms.ChoiceField(label=_("预案"))
    area = forms.ChoiceField(label=_("在哪里启动"))
    reason = forms.CharField(
        label=_("原因"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, plans: Any, places: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["plan"].choices = plans  # type: ignore[attr-defined]  # choice fields
        self.fields["area"].choices = places  # type: ignore[attr-defined]


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "rows": selectors.emergencies(actor),
        "plans": tuple(selectors.plans().values()),
        "may_switch": bool(selectors.places_for(actor)),
    }
    return render(request, "emergency/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def switch_on(request: HttpRequest) -> HttpResponse:
    """One act; what it will do is said beside the form."""
    actor = actor_of(request)
    places = selectors.places_for(actor)
    if not places:
        raise NotAllowed
    plans = tuple(selectors.plans().values())
    form = SwitchForm(
        request.POST or None,
        plans=[(one.key, one.name) for one in plans],
        places=[(str(one.id), territory.full_name(one.id, "town")) for one in places],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.switch_on(
                area_id=UUID(given["area"]),
                plan=given["plan"],
                reason=given["reason"],
                actor=actor,
                now=clock.now(),
            )
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _now("已转入应急，名单和排班都在这一页。"))
            return redirect("emergency", emergency_id=made)
    context = {"form": form, "plans": [(one, _sinks(one)) for one in plans]}
    status = 422 if form.is_bound else 200
    return render(request, "emergency/switch_on.html", context, status=status)


def _sinks(plan: Plan) -> list[tuple[str, int, list[str]]]:
    """(duty, how many each, from which duties) of those who are sent, by name."""
    name = organisations.duty_or_key
    return [
        (str(name(one.duty).name), one.each, [str(name(key).name) for key in one.origins])
        for one in plan.sinks
    ]


@login_required
@require_GET
def show(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """`?state=` of the doors, `?page=`."""
    actor, page = actor_of(request), page_of(request)
    query = DoorQuery(state=request.GET.get("state", ""), page=page)
    found = selectors.emergency_for(actor, emergency_id, query=query)
    here = [shift for shift in found.shifts if shift.account_id == actor.account_id]
    context = {
        "it": found,
        "now": clock.now(),
        "own": here,
        "states": STATES,
        "page": page,
        "next": page + 1 if len(found.doors) == selectors.DOORS else 0,
    }
    return render(request, "emergency/emergency.html", context)


@login_required
@require_GET
def report(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """On paper; before the switch off, as far as it goes."""
    found = selectors.emergency_for(actor_of(request), emergency_id)
    return render(request, "emergency/report.html", {"it": found, "now": clock.now()})


@login_required
@require_POST
def switch_off(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    selectors.seen(actor, emergency_id)
    services.switch_off(emergency_id=emergency_id, actor=actor, now=clock.now())
    messages.success(request, _now("已转回平时，临时职责都已结束。"))
    return redirect("emergency-report", emergency_id=emergency_id)


@login_required
@require_POST
def knock(request: HttpRequest, door_id: UUID) -> HttpResponse:
    state = request.POST.get("state", "")
    if state not in set(DoorState):
        raise NotFound
    head = services.knock(
        door_id=door_id,
        state=DoorState(state),
        needs=request.POST.getlist("needs"),
        actor=actor_of(request),
        now=clock.now(),
    )
    asked = QueryDict(request.POST.get("list", ""), mutable=True)  # where they were in the list
    for name in set(asked) - {"state", "page"}:
        del asked[name]
    at = f"{reverse('emergency', args=[head])}?{asked.urlencode()}#doors-h"
    return redirect(at)


@login_required
@require_POST
def take_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    head = services.take_shift(shift_id=shift_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _now("已登记到岗。"))
    return redirect("emergency", emergency_id=head)


@login_required
@require_POST
def check(request: HttpRequest, emergency_id: UUID, area_id: UUID) -> HttpResponse:
    services.check_estate(
        emergency_id=emergency_id,
        area_id=area_id,
        met=request.POST.getlist("met"),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("已保存。"))
    return redirect("emergency", emergency_id=emergency_id)


@login_required
@require_POST
def award(request: HttpRequest, emergency_id: UUID, area_id: UUID) -> HttpResponse:
    services.award(
        emergency_id=emergency_id, area_id=area_id, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _now("已命名。"))
    return redirect("emergency", emergency_id=emergency_id)
