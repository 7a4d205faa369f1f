"""微广播: listening, suggesting, sending, and the desk that listens first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.actor import Target
from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.middleware import actor_of, page_of
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea
from linli.ui.asking import own_page, person_of
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import (
    LEAD,
    LONGEST_POST,
    LONGEST_POST_TITLE,
    LONGEST_SUGGESTION,
    PostState,
    WrongBroadcastPlace,
)

SUGGESTIONS_A_DAY = 20


class PostForm(forms.Form):
    area = forms.ChoiceField(label=_("在哪里播"))
    column = forms.ChoiceField(label=_("栏目"))
    title = forms.CharField(label=_("标题"), max_length=LONGEST_POST_TITLE)
    audio = forms.FileField(
        label=_("录音"), required=False,
        widget=forms.FileInput(attrs={"accept": ".wav,audio/wav"}),
        help_text=_("WAV 格式，10 MB 以内、10 分钟以内。不录音，只写文字也可以。"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("文字稿"), max_length=LONGEST_POST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("录音说了什么都写下来。电话和门牌会自动隐去。"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        columns = selectors.columns_defined().values()
        self.fields["area"].choices = areas  # type: ignore[attr-defined]  # a choice field
        self.fields["column"].choices = [  # type: ignore[attr-defined]
            (one.key, str(one.name)) for one in columns
        ]


class SuggestForm(forms.Form):
    words = forms.CharField(
        label=_("您的建议"), max_length=LONGEST_SUGGESTION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("先由工作人员看过才公开，不显示您是谁；能办的会转成事项去办，回复写在下面。"),
    )  # fmt: skip


class BroadcasterForm(forms.Form):
    place = forms.CharField(label=_("小区或村"), max_length=60)
    phone = forms.CharField(label=_("手机号"), max_length=20)
    name = forms.CharField(label=_("姓名"), max_length=40)


def _area(code: str) -> Area | None:
    try:
        return territory.by_code(code) if code else None
    except UnknownArea:
        return None


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?column=` key, `?page=`."""
    area = _area(request.GET.get("area", ""))
    key = request.GET.get("column", "")
    rows, more = selectors.public_posts(
        area_path=area.path if area else "", column_key=key, page=page_of(request)
    )
    context = {
        "rows": rows, "more": more, "page": page_of(request), "area": area, "chosen": key,
        "columns": selectors.columns_defined().values(),
    }  # fmt: skip
    return render(request, "volunteering/broadcasts.html", context)


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The same as RSS, with the recordings: `?area=` code."""
    area = _area(request.GET.get("area", ""))
    rows, _more = selectors.public_posts(area_path=area.path if area else "")
    name = _now("%(place)s微广播") % {"place": area.name if area else ""}
    home = request.build_absolute_uri("/").rstrip("/")
    rss = Rss201rev2Feed(name, f"{home}{request.path}", name)
    for one in rows:
        link = f"{home}/broadcasts/{one.id}"
        sound = [Enclosure(home + one.audio, "0", "audio/wav")] if one.audio else []
        rss.add_item(
            one.title, link, one.words, pubdate=one.shown_at, unique_id=link, enclosures=sound,
            categories=[one.column_name],
        )  # fmt: skip
    return HttpResponse(rss.writeString("utf-8"), content_type=rss.content_type)


@never_cache
@require_http_methods(["GET", "POST"])
def public_one(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """A post with its player and its words; POST suggests something."""
    it = selectors.public_post(post_id)
    person, now = person_of(request), clock.now()
    form = SuggestForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and person is None:
        return redirect(f"/sign-in/phone?next=/broadcasts/{post_id}")
    if request.method == "POST" and form.is_valid() and person is not None:
        try:
            rates.spend(
                "volunteering.suggest", str(person), limit=SUGGESTIONS_A_DAY, seconds=86400, now=now
            )
            services.suggest_under(
                post_id=post_id, words=form.cleaned_data["words"], person=person,
                actor=actor_of(request), now=now,
            )  # fmt: skip
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            return redirect(f"/broadcasts/{post_id}?said=1#say")
    context = {
        "it": it, "form": form, "known": person is not None, "said": request.GET.get("said") == "1"
    }  # fmt: skip
    return render(request, "volunteering/broadcast.html", context, status=status)


@require_http_methods(["GET", "POST"])
@own_page
def mine(request: HttpRequest, person: UUID) -> HttpResponse:
    """One's own posts; POST sends another, where one broadcasts."""
    areas = [(str(key), name) for key, name in selectors.own_areas(person)]
    form = PostForm(request.POST or None, request.FILES or None, areas=areas)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            services.send_post(
                column=asked["column"], area_id=UUID(asked["area"]), title=asked["title"],
                words=asked["words"], audio=asked["audio"], person=person, actor=actor_of(request),
                now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _now("收到了。审听过就播出，没有播出也会告诉您为什么。"))
            return redirect("my-broadcasts")
    context = {"form": form, "areas": areas, "rows": selectors.my_posts(person)}
    return render(request, "volunteering/broadcasts_mine.html", context, status=status)


# --- the desk -------------------------------------------------------------------------------


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?state=`, `?page=`."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    known = state if state in set(PostState) else ""
    rows, more = selectors.desk_posts(actor, state=known, page=page_of(request))
    context = {
        "rows": rows, "more": more, "page": page_of(request), "state": known,
        "people": selectors.broadcasters(actor), "form": BroadcasterForm(),
    }  # fmt: skip
    return render(request, "volunteering/broadcasts_desk.html", context)


@login_required
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a broadcaster, by their phone, at a place by its name."""
    actor, now = actor_of(request), clock.now()
    form = BroadcasterForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            found = territory.find(asked["place"])
            if len(found) != 1:
                raise WrongBroadcastPlace(field="place")
            actor.require(LEAD, Target(found[0].path))  # before anybody is remembered
            person = people.remember(phone=asked["phone"], name=asked["name"], actor=actor, now=now)
            services.register_broadcaster(person=person, area_id=found[0].id, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已登记为播音员。"))
            return redirect("broadcasts-desk")
    rows, more = selectors.desk_posts(actor)
    context = {
        "rows": rows, "more": more, "page": 1, "state": "", "form": form,
        "people": selectors.broadcasters(actor),
    }  # fmt: skip
    return render(request, "volunteering/broadcasts_desk.html", context, status=422)


@login_required
@require_POST
def end(request: HttpRequest, broadcaster_id: UUID) -> HttpResponse:
    services.end_broadcaster(
        broadcaster_id=broadcaster_id, actor=actor_of(request), now=clock.now()
    )
    return redirect("broadcasts-desk")


@login_required
@require_GET
def desk_one(request: HttpRequest, post_id: UUID) -> HttpResponse:
    it = selectors.desk_post(actor_of(request), post_id)
    return render(request, "volunteering/broadcast_desk.html", {"it": it})


@login_required
@require_POST
def read(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """On the air, or not and why; or off the air again."""
    actor, now = actor_of(request), clock.now()
    reason, what = request.POST.get("reason", ""), request.POST.get("what", "")
    if what == "withdraw":
        services.withdraw_post(post_id=post_id, reason=reason, actor=actor, now=now)
    elif what in {"show", "refuse"}:
        services.read_post(
            post_id=post_id, show=what == "show", reason=reason, actor=actor, now=now
        )
    else:
        raise Invalid
    return redirect("broadcast-desk", post_id=post_id)


@login_required
@require_POST
def answer(request: HttpRequest, post_id: UUID, suggestion_id: UUID) -> HttpResponse:
    """What becomes of a suggestion: a matter, shown, kept back, or answered."""
    actor, now = actor_of(request), clock.now()
    it = selectors.desk_post(actor, post_id)
    if suggestion_id not in {one.id for one in it.suggestions}:
        raise NotFound
    what, words = request.POST.get("what", ""), request.POST.get("words", "")
    if what == "take":
        services.take_suggestion(suggestion_id=suggestion_id, actor=actor, now=now)
    elif what == "answer":
        services.answer_suggestion(suggestion_id=suggestion_id, words=words, actor=actor, now=now)
    elif what in {"show", "hide"}:
        services.read_suggestion(
            suggestion_id=suggestion_id, show=what == "show", reason=words, actor=actor, now=now
        )
    else:
        raise Invalid
    return redirect(f"/broadcasts/{post_id}/desk#suggestions-h")


_ONE = "broadcasts/<uuid:post_id>"
urlpatterns: list[URLPattern] = [
    path("broadcasts/", public_list, name="broadcasts"),
    path("broadcasts/feed.xml", feed, name="broadcasts-feed"),
    path("broadcasts/mine", mine, name="my-broadcasts"),
    path("broadcasts/desk", desk, name="broadcasts-desk"),
    path("broadcasts/people", register, name="broadcaster-new"),
    path("broadcasts/people/<uuid:broadcaster_id>/end", end, name="broadcaster-end"),
    path(_ONE, public_one, name="broadcast"),
    path(f"{_ONE}/desk", desk_one, name="broadcast-desk"),
    path(f"{_ONE}/read", read, name="broadcast-read"),
    path(f"{_ONE}/suggestions/<uuid:suggestion_id>", answer, name="broadcast-suggestion"),
]
