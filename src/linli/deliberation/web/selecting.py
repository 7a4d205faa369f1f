"""Selections for the office: opening, nominating, checking, moving on, scoring; setting a brand."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    LONGEST_NAME_OF_NOMINEE,
    LONGEST_STORY,
    LONGEST_TITLE,
    MANAGE,
    MayNotNominate,
    MayNotRun,
)
from linli.files import services as files
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.territory import selectors as territory
from linli.ui.forms import UploadsField, a_day, add_refusal


class OpenForm(forms.Form):
    place = forms.ChoiceField(label=_("哪种评选，在哪里"))
    title = forms.CharField(label=_("名称"), max_length=LONGEST_TITLE)
    nominate_until = forms.DateField(label=_("推荐到（含当天）"), widget=a_day())
    jurors = forms.CharField(
        label=_("评委的用户名，一行一个"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a choice field


class StoryForm(forms.Form):
    """Something with a name and a story."""

    organisation = forms.TypedChoiceField(label=_("哪个组织"), coerce=UUID)
    name = forms.CharField(label=_("品牌或做法的名称"), max_length=LONGEST_NAME_OF_NOMINEE)
    story = forms.CharField(
        label=_("做了什么，有什么成效"), max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("会公开，电话、门牌自动隐去。"),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organisation"].choices = units  # type: ignore[attr-defined]


class NominationForm(StoryForm):
    photos = UploadsField(label=_("照片"), required=False)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "rows": selectors.desk_selections(actor),
        "may_open": bool(selectors.places_to_run(actor)),
    }
    return render(request, "deliberation/selections_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    places = selectors.places_to_run(actor)
    if not places:
        raise MayNotRun
    choices = [
        (f"{kind.key}|{area.id}", f"{kind.name} · {territory.full_name(area.id)}")
        for kind, area in places
    ]
    form = OpenForm(request.POST or None, places=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind, area_id = given["place"].split("|")
        try:
            made = services.open_selection(
                kind=kind, area_id=UUID(area_id), title=given["title"],
                nominate_until=given["nominate_until"], jurors=given["jurors"].split(),
                actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("selection-desk", selection_id=made)
    context = {"form": form, "kinds": {kind.key: kind for kind, _area in places}.values()}
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/selection_open.html", context, status=status)


@login_required
@require_GET
def show(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    it = selectors.desk_selection(actor, selection_id)
    over = it.row.closes_at is not None and now >= it.row.closes_at
    scores = dict(it.my_scores)
    to_score = [(one, scores.get(one.id)) for one in it.nominees if one.id not in it.own]
    context = {"it": it, "over": over, "to_score": to_score}
    return render(request, "deliberation/selection_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def nominating(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    it = selectors.desk_selection(actor, selection_id)
    places = selectors.places_to_nominate(actor, selection_id)
    if not places:
        raise MayNotNominate
    units = [(str(one.organisation_id), one.name) for one in places]
    form = NominationForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            photos = [
                files.receive(upload=one, kind="image", actor=actor, now=now).id
                for one in given["photos"]
            ]
            services.put_forward(
                selection_id=selection_id, organisation_id=given["organisation"],
                name=given["name"], story=given["story"], photos=photos, actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已推荐，等审核。"))
            return redirect("selection-desk", selection_id=selection_id)
    context = {"it": it, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/selection_nominate.html", context, status=status)


@login_required
@require_POST
def check(request: HttpRequest, selection_id: UUID, nominee_id: UUID) -> HttpResponse:
    services.check_nominee(
        nominee_id=nominee_id,
        accept=request.POST.get("accept") == "yes",
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect(f"/selections/{selection_id}/desk#nominees-h")


@login_required
@require_POST
def move_on(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    """`step`: show, vote (`closes`, a day that counts), count, drop (`reason`)."""
    actor, now = actor_of(request), clock.now()
    match request.POST.get("step"):
        case "show":
            services.show_shortlist(selection_id=selection_id, actor=actor, now=now)
        case "vote":
            closes = clock.read(f"{request.POST.get('closes', '')}T23:59")
            services.open_voting(
                selection_id=selection_id, closes_at=closes or now, actor=actor, now=now
            )
        case "count":
            services.count_selection(selection_id=selection_id, actor=actor, now=now)
        case "drop":
            services.drop_selection(
                selection_id=selection_id, reason=request.POST.get("reason", ""), actor=actor,
                now=now,
            )  # fmt: skip
    return redirect("selection-desk", selection_id=selection_id)


@login_required
@require_POST
def score(request: HttpRequest, selection_id: UUID) -> HttpResponse:
    """`score-<nominee>`: a whole number; left empty, it is not scored now."""
    actor = actor_of(request)
    it = selectors.desk_selection(actor, selection_id)
    given = {one.id: request.POST.get(f"score-{one.id}", "").strip() for one in it.nominees}
    scores = {key: int(text) if text.isdecimal() else -1 for key, text in given.items() if text}
    services.score_nominees(selection_id=selection_id, scores=scores, actor=actor, now=clock.now())
    messages.success(request, _now("分数已保存，公布前可以改。"))
    return redirect("selection-desk", selection_id=selection_id)


@login_required
@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest) -> HttpResponse:
    """What an organisation stands for, from today on."""
    actor, now = actor_with(request, MANAGE), clock.now()
    units = [(str(one.organisation_id), one.name) for one in selectors.places_of_brands(actor)]
    form = StoryForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_brand(
                organisation_id=given["organisation"], name=given["name"], story=given["story"],
                actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("品牌已登记，以前的也留在名册里。"))
            return redirect("brands")
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/brand.html", {"form": form}, status=status)


_ONE = "selections/<uuid:selection_id>"
urlpatterns: list[URLPattern] = [
    path("selections/desk", desk, name="selections-desk"),
    path("selections/open", opening, name="selection-open"),
    path(f"{_ONE}/desk", show, name="selection-desk"),
    path(f"{_ONE}/nominate", nominating, name="selection-nominate"),
    path(f"{_ONE}/nominees/<uuid:nominee_id>", check, name="selection-check"),
    path(f"{_ONE}/move", move_on, name="selection-move"),
    path(f"{_ONE}/score", score, name="selection-score"),
    path("brands/set", brand, name="brand-set"),
]
