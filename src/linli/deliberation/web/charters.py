"""Charters (村规民约, 居民公约): what is in force, for anybody; adopting and filing, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.deliberation import selectors, services
from linli.deliberation.terms import FILINGS, LONGEST_FILING, SEE, Filing, NotAdopted
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea
from linli.ui.forms import a_day, add_refusal


class AdoptForm(forms.Form):
    """Which resolution becomes the next version, from when."""

    choice = forms.ChoiceField(label=_("哪项决议"), widget=forms.RadioSelect)
    from_day = forms.DateField(
        label=_("从哪天起生效"), widget=a_day(),
        help_text=_("不早于表决通过的那天，也不早于前一版。"),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # a choice field


class FilingForm(forms.Form):
    filing = forms.ChoiceField(
        label=_("怎么办"), widget=forms.RadioSelect,
        choices=tuple(
            (one.value, name) for one, name in FILINGS.items() if one is not Filing.NOT_YET
        ),
    )  # fmt: skip
    on = forms.DateField(label=_("日期"), widget=a_day())
    note = forms.CharField(
        label=_("备案号，或者要改正的地方"), required=False, max_length=LONGEST_FILING,
        help_text=_("会公开。"),
    )  # fmt: skip


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """`?area=` code; the whole county where it is none."""
    code = request.GET.get("area", "")
    try:
        area = territory.by_code(code) if code else None
    except UnknownArea:
        area = None
    rows = selectors.public_charters(now=clock.now(), area_path=area.path if area else "")
    return render(request, "deliberation/charters.html", {"rows": rows, "area": area})


@require_GET
def public_one(request: HttpRequest, charter_id: UUID) -> HttpResponse:
    """What is in force, by whose vote, and every other version."""
    it = selectors.charter(charter_id, now=clock.now())
    return render(request, "deliberation/charter.html", {"it": it})


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, SEE)
    context = {
        "rows": selectors.desk_charters(actor, now=clock.now()),
        "may_adopt": bool(selectors.adoptable(actor)),
    }
    return render(request, "deliberation/charters_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    """Bring a passed text into force."""
    actor, now = actor_with(request, SEE), clock.now()
    found = selectors.adoptable(actor)
    if not found:
        raise NotAdopted
    choices = [
        (f"{kind.key}|{one.motion_id}", f"{kind.name} · {one.body} {one.number}《{one.title}》")
        for one in found
        for kind in one.kinds
    ]
    form = AdoptForm(
        request.POST or None, choices=choices, initial={"from_day": clock.local(now).date()}
    )
    if request.method == "POST" and form.is_valid():
        kind, motion = form.cleaned_data["choice"].split("|")
        try:
            made = services.adopt_charter(
                kind=kind,
                motion_id=UUID(motion),
                from_day=form.cleaned_data["from_day"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已公布，到生效的那天自动生效；请送备案。"))
            return redirect("charter", charter_id=made)
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/charter_adopt.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def file_version(request: HttpRequest, charter_id: UUID, version_id: UUID) -> HttpResponse:
    """The government above files a version, or sends it back."""
    actor, now = actor_of(request), clock.now()
    it = selectors.charter(charter_id, now=now, actor=actor)
    version = next((one for one in it.versions if one.id == version_id), None)
    form = FilingForm(request.POST or None, initial={"on": clock.local(now).date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.file_charter(
                version_id=version_id, filing=Filing(given["filing"]), on=given["on"],
                note=given["note"], actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已登记。"))
            return redirect("charter", charter_id=charter_id)
    context = {"it": it, "version": version, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/charter_file.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("charters/", public_list, name="charters"),
    path("charters/desk", desk, name="charters-desk"),
    path("charters/adopt", adopt, name="charter-adopt"),
    path("charters/<uuid:charter_id>", public_one, name="charter"),
    path(
        "charters/<uuid:charter_id>/versions/<uuid:version_id>/file",
        file_version,
        name="charter-file",
    ),
]
