"""Pledges: the public list and page, saying whether one was kept, and the desk of pledgers."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    LONGEST_PLEDGE,
    LONGEST_TITLE,
    LONGEST_VOICE,
    SAID,
    MayNotPledge,
    Said,
)
from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused, TooMany
from linli.kernel.middleware import actor_of, identity_of, page_of
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea
from linli.ui.forms import a_day, add_refusal

VOICES_AN_HOUR = 20


class VoiceForm(forms.Form):
    """What a resident says of a pledge."""

    said = forms.ChoiceField(
        label=_("您看做到了没有？"),
        choices=tuple((one.value, name) for one, name in SAID.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("想说的话"), required=False, max_length=LONGEST_VOICE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("先由工作人员看过才公开，电话、门牌会自动隐去，不显示您是谁。"),
    )  # fmt: skip


class WordingForm(forms.Form):
    title = forms.CharField(label=_("承诺什么"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("具体做到什么"), max_length=LONGEST_PLEDGE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写居民看得见、能评的事：做什么、做到什么程度。会公开，电话和门牌自动隐去。"),
    )  # fmt: skip


class PledgeForm(WordingForm):
    place = forms.ChoiceField(label=_("以谁的名义"))
    since = forms.DateField(label=_("从"), widget=a_day())
    until = forms.DateField(label=_("到（含当天）"), widget=a_day())
    named = forms.BooleanField(
        label=_("公开我的姓名"), required=False,
        help_text=_("个人承诺不勾选，只显示“一名党员或干部”和所在组织。"),
    )  # fmt: skip
    field_order = ("place", "title", "words", "since", "until", "named")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a choice field


def _area(request: HttpRequest) -> Area | None:
    """The place that is asked for; the whole county where it is none."""
    code = request.GET.get("area", "")
    try:
        return territory.by_code(code) if code else None
    except UnknownArea:
        return None


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?settled=1`, `?page=`."""
    area, settled = _area(request), request.GET.get("settled") == "1"
    rows, more = selectors.public_pledges(
        now=clock.now(),
        area_path=area.path if area else "",
        settled=settled,
        page=page_of(request),
    )
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "settled": settled,
        "area": area,
    }
    return render(request, "deliberation/pledges.html", context)


@never_cache
@require_GET
def public_one(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The pledge, what residents say, and the answers."""
    person = identity_of(request)
    it = selectors.public_pledge(pledge_id, now=clock.now(), person=person)
    context = {"it": it, "known": person is not None, "said": request.GET.get("said") == "1"}
    return render(request, "deliberation/pledge.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """One page, one thing: was it kept?"""
    now, person = clock.now(), identity_of(request)
    it = selectors.public_pledge(pledge_id, now=now, person=person)
    before = {"said": it.mine.said.value, "words": it.mine.words} if it.mine else None
    form = VoiceForm(request.POST or None, initial=before)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "deliberation.say", client_address(request), limit=VOICES_AN_HOUR, seconds=3600,
                now=now,
            )  # fmt: skip
            services.say(
                pledge_id=pledge_id,
                said=Said(form.cleaned_data["said"]),
                words=form.cleaned_data["words"],
                person=person,
                actor=actor_of(request),
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
            status = refused.status if isinstance(refused, TooMany) else status
        else:
            return redirect(f"/pledges/{pledge_id}?said=1")
    context = {"it": it, "form": form, "known": person is not None}
    return render(request, "deliberation/pledge_say.html", context, status=status)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows, more = selectors.desk_pledges(actor, page=page_of(request))
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "may_pledge": bool(selectors.pledge_places(actor)),
    }
    return render(request, "deliberation/pledges_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Pledge, as oneself or for an organisation."""
    actor, now = actor_of(request), clock.now()
    places = selectors.pledge_places(actor)
    if not places:
        raise MayNotPledge
    options = [(one.key, f"{one.kind.name} · {one.name}") for one in places]
    form = PledgeForm(
        request.POST or None,
        places=options,
        initial={"since": clock.local(now).date(), "place": options[0][0]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.pledge(**form.cleaned_data, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("承诺已公开，居民现在就能看到。"))
            return redirect("pledge-desk", pledge_id=made)
    kinds = {one.kind.key: one.kind for one in places}
    context = {"form": form, "kinds": kinds.values()}
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/pledge_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def desk_one(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The pledge as its pledger, or whoever looks after the place, sees it; POST rewords it."""
    actor, now = actor_of(request), clock.now()
    it = selectors.desk_pledge(actor, pledge_id, now=now)
    form = WordingForm(
        request.POST or None, initial={"title": it.text.title, "words": it.text.words}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.reword_pledge(pledge_id=pledge_id, **form.cleaned_data, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("新的一版已公开，原来的一版也留着。"))
            return redirect("pledge-desk", pledge_id=pledge_id)
    context = {"it": it, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/pledge_desk.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    services.withdraw_pledge(
        pledge_id=pledge_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("已撤回，撤回的原因会公开。"))
    return redirect("pledge-desk", pledge_id=pledge_id)


@login_required
@require_POST
def read(request: HttpRequest, pledge_id: UUID, voice_id: UUID) -> HttpResponse:
    """Show a resident's words, or keep them back with a reason."""
    services.read_voice(
        voice_id=voice_id,
        show=request.POST.get("show") == "yes",
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect(f"/pledges/{pledge_id}/desk#voices-h")


@login_required
@require_POST
def answer(request: HttpRequest, pledge_id: UUID, voice_id: UUID) -> HttpResponse:
    services.answer_voice(
        voice_id=voice_id,
        words=request.POST.get("words", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("回复已公开。"))
    return redirect(f"/pledges/{pledge_id}/desk#voices-h")


_ONE = "pledges/<uuid:pledge_id>"
urlpatterns: list[URLPattern] = [
    path("pledges/", public_list, name="pledges"),
    path("pledges/desk", desk, name="pledges-desk"),
    path("pledges/new", new, name="pledge-new"),
    path(_ONE, public_one, name="pledge"),
    path(f"{_ONE}/say", say, name="pledge-say"),
    path(f"{_ONE}/desk", desk_one, name="pledge-desk"),
    path(f"{_ONE}/withdraw", withdraw, name="pledge-withdraw"),
    path(f"{_ONE}/voices/<uuid:voice_id>/read", read, name="pledge-voice-read"),
    path(f"{_ONE}/voices/<uuid:voice_id>/answer", answer, name="pledge-voice-answer"),
]
