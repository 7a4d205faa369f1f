"""公开任务: the county's table, one place's list, showing or saying why not; for anybody, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from linli.deliberation import selectors, services
from linli.deliberation.terms import DISCLOSURE_STATES, SEE, DisclosureRow, DisclosureState
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.territory import selectors as territory
from linli.ui.forms import add_refusal

PILLS = {
    DisclosureState.DONE: "done",
    DisclosureState.DUE: "waiting",
    DisclosureState.SOON: "soon",
    DisclosureState.LATE: "late",
    DisclosureState.EXCUSED: "off",
}
YEARS_BACK = 5


class ShowForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("标题"), max_length=60)
    words = forms.CharField(
        label=gettext_lazy("内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class OtherForm(forms.Form):
    period = forms.CharField(
        label=gettext_lazy("公示页的网址"),
        max_length=200,
        help_text=gettext_lazy("本村社区的、在这一期里开始的公示，把它那一页的网址粘到这里。"),
    )

    def clean_period(self) -> UUID:
        text = self.cleaned_data["period"].strip().rstrip("/").rpartition("/")[2]
        try:
            return UUID(text)
        except ValueError as error:
            raise forms.ValidationError(_("这不是一条公示的网址。")) from error


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        help_text=gettext_lazy("居民看得到，不要写姓名。"),
    )


def _year(request: HttpRequest, now: datetime) -> int:
    text = request.GET.get("year", "")
    this = clock.local(now).year
    known = text.isascii() and text.isdecimal() and len(text) == 4
    return int(text) if known and this - 50 <= int(text) <= this + 1 else this


def _years(now: datetime) -> list[tuple[int, int]]:
    this = clock.local(now).year
    return [(year, year) for year in range(this, this - YEARS_BACK, -1)]


@login_required
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """`?year=`, `?late=1` for places with something late."""
    actor, now = actor_with(request, SEE), clock.now()
    late = bool(request.GET.get("late"))
    found = selectors.disclosure_table(actor, year=_year(request, now), now=now, only_late=late)
    context = {"it": found, "years": _years(now)}
    return render(request, "deliberation/disclosures.html", context)


def _rows(rows: tuple[DisclosureRow, ...]) -> list[tuple[DisclosureRow, Any, str]]:
    return [(one, DISCLOSURE_STATES[one.state], PILLS[one.state]) for one in rows]


@login_required
@require_GET
def of_place(request: HttpRequest, area_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    year, area = _year(request, now), territory.area(area_id)
    context = {
        "area": area,
        "year": year,
        "years": _years(now),
        "rows": _rows(selectors.disclosures_of(actor, area_id, year=year, now=now)),
        "may": selectors.may_disclose(actor, area.path),
    }
    return render(request, "deliberation/disclosures_of.html", context)


@require_GET
def public(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """What anybody may read of a place's disclosures."""
    now = clock.now()
    year = _year(request, now)
    context = {
        "area": territory.area(area_id),
        "year": year,
        "rows": _rows(selectors.public_disclosures(area_id, year=year, now=now)),
    }
    return render(request, "deliberation/disclosures_public.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def disclose(request: HttpRequest, area_id: UUID, key: str, span: str) -> HttpResponse:
    """Show what is owed, name a publicity that showed it, or say why not."""
    actor, now = actor_of(request), clock.now()
    area = territory.area(area_id)
    if not selectors.may_disclose(actor, area.path):
        raise NotAllowed
    row = selectors.disclosure_at(key, area_id, span, now=now)
    given: dict[str, forms.Form] = {
        "show": ShowForm(prefix="show", initial={"title": f"{row.span.name} {row.kind.name}"}),
        "other": OtherForm(prefix="other"),
        "excuse": ExcuseForm(prefix="excuse"),
    }
    chosen = request.POST.get("do", "")
    status = 200
    if request.method == "POST" and chosen in given:
        bound = type(given[chosen])(request.POST, prefix=chosen)
        given[chosen], status = bound, 422
        if bound.is_valid() and _done(bound, DOING[chosen], row, actor):
            messages.success(request, _("记下了，居民现在看得到。"))
            return redirect("disclosures-of", area_id)
    return render(
        request, "deliberation/disclose.html", {"row": row, "area": area, **given}, status=status
    )


_Do = Callable[..., object]
DOING: dict[str, tuple[_Do, dict[str, str]]] = {
    "show": (services.disclose, {"title": "title", "words": "words"}),
    "other": (services.count_publicity, {"period": "period_id"}),
    "excuse": (services.excuse_disclosure, {"reason": "reason"}),
}


def _done(
    form: forms.Form, doing: tuple[_Do, dict[str, str]], row: DisclosureRow, actor: Actor
) -> bool:
    do, names = doing
    try:
        do(
            key=row.kind.key,
            area_id=row.area_id,
            span=row.span.name,
            actor=actor,
            now=clock.now(),
            **{name: form.cleaned_data[field] for field, name in names.items()},
        )
    except NotFound as refused:  # a publicity that is not there is a matter of what was typed
        form.add_error(None, refused.message)
        return False
    except Refused as refused:
        add_refusal(form, refused)
        return False
    return True


_OF = "disclosures/<uuid:area_id>"

urlpatterns: list[URLPattern] = [
    path("disclosures/", table, name="disclosures"),
    path(_OF, of_place, name="disclosures-of"),
    path(f"{_OF}/<str:key>/<str:span>", disclose, name="disclose"),
    path("public/disclosures/<uuid:area_id>", public, name="disclosures-public"),
]
