"""What is done while a gathering is run: every post, one service, back to its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import Came, Choice, Medium, MinutesMissing
from linli.deliberation.web.forms import MinutesForm
from linli.deliberation.web.gatherings import context_of
from linli.files import services as files
from linli.kernel import clock
from linli.kernel.errors import Invalid, NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.ui.forms import add_refusal


def _back(gathering_id: UUID, anchor: str = "") -> HttpResponse:
    response = redirect("gathering", gathering_id)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid from error


@require_POST
def open_it(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    services.open_gathering(gathering_id=gathering_id, actor=actor_of(request), now=clock.now())
    return _back(gathering_id, "roll")


@require_POST
def sign_in(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """How the chosen lines of the roll came, all at once."""
    came = request.POST.get("came", "")
    if came not in set(Came):
        raise Invalid
    proxy = request.POST.get("proxy", "") if came == Came.PROXY else ""
    services.sign_in_all(
        gathering_id=gathering_id,
        entry_ids=[_id(one) for one in request.POST.getlist("entry")],
        came=Came(came),
        proxy_id=_id(proxy) if proxy else None,
        actor=actor_of(request),
        now=clock.now(),
    )
    return _back(gathering_id, "roll")


@require_POST
def minutes(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Keep the minutes; with `close`, end the gathering too."""
    actor, now = actor_of(request), clock.now()
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            services.write_minutes(
                gathering_id=gathering_id, words=form.cleaned_data["words"], actor=actor, now=now
            )
            if "close" not in request.POST:
                messages.success(request, _("记录保存了。"))
                return _back(gathering_id, "minutes")
            services.close_gathering(gathering_id=gathering_id, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("会议结束，记录和决议已经归档。"))
            return _back(gathering_id)
    page = selectors.page(actor, gathering_id, now=now)
    context = {**context_of(page, actor, now), "minutes_form": form}
    return render(request, "deliberation/gathering.html", context, status=MinutesMissing.status)


@require_POST
def papers(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    if not selectors.page(actor, gathering_id, now=now).may_run:
        raise NotAllowed  # before anything is stored
    kept = [
        files.receive(upload=upload, kind="any", actor=actor, now=now).id
        for upload in request.FILES.getlist("papers")[:9]
    ]
    services.add_papers(gathering_id=gathering_id, file_ids=kept, actor=actor, now=now)
    return _back(gathering_id, "papers")


@require_POST
def void(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    services.declare_void(
        gathering_id=gathering_id,
        reason=request.POST.get("reason", ""),
        again=request.POST.get("again", "1") == "1",
        actor=actor_of(request),
        now=clock.now(),
    )
    return _back(gathering_id)


@require_POST
def call_off(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    services.call_off(
        gathering_id=gathering_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return _back(gathering_id)


@require_POST
def motion(request: HttpRequest, motion_id: UUID, verb: str) -> HttpResponse:
    """What is done with one motion: opened, recused, counted, closed, dropped, handed out."""
    actor, now = actor_of(request), clock.now()
    of: dict[str, Any] = {"motion_id": motion_id, "actor": actor, "now": now}
    gathering_id = selectors.gathering_of(motion_id)
    given = request.POST
    if verb == "open":
        services.open_vote(**of)
    elif verb == "box":
        services.open_box(**of)
    elif verb == "close":
        services.close_vote(**of)
    elif verb == "drop":
        services.drop_motion(reason=given.get("reason", ""), **of)
    elif verb == "recuse":
        services.recuse(entry_id=_id(given.get("entry", "")), reason=given.get("reason", ""), **of)
    elif verb == "hand":
        services.hand_paper(entry_id=_id(given.get("entry", "")), **of)
    elif verb == "count":
        services.count_up(counts=_counts(request), **of)
        if "close" in given:
            services.close_vote(**of)
    elif verb == "vote":
        _vote(request, motion_id)
    else:
        services.undertake(kind=given.get("kind", ""), words=given.get("words", ""), **of)
        messages.success(request, _("已交办，按工作法往下走。"))
    return _back(gathering_id, f"motion-{motion_id}")


VERBS = ("open", "box", "close", "drop", "recuse", "hand", "count", "vote", "undertake")


def _counts(request: HttpRequest) -> dict[Choice, int]:
    counts: dict[Choice, int] = {}
    for choice in Choice:
        text = request.POST.get(choice.value, "").strip() or "0"
        if not (text.isascii() and text.isdecimal() and len(text) < 7):
            raise Invalid(field=choice.value)
        counts[choice] = int(text)
    return counts


def _vote(request: HttpRequest, motion_id: UUID) -> None:
    choice = request.POST.get("choice", "")
    if choice not in set(Choice):
        raise Invalid(field="choice")
    services.vote(
        motion_id=motion_id,
        entry_id=_id(request.POST.get("entry", "")),
        choice=Choice(choice),
        medium=Medium.PAPER,
        actor=actor_of(request),
        now=clock.now(),
    )


urlpatterns: list[URLPattern] = [
    path("gatherings/<uuid:gathering_id>/open", open_it, name="gathering-open"),
    path("gatherings/<uuid:gathering_id>/sign-in", sign_in, name="gathering-sign-in"),
    path("gatherings/<uuid:gathering_id>/minutes", minutes, name="gathering-minutes"),
    path("gatherings/<uuid:gathering_id>/papers", papers, name="gathering-papers"),
    path("gatherings/<uuid:gathering_id>/void", void, name="gathering-void"),
    path("gatherings/<uuid:gathering_id>/call-off", call_off, name="gathering-call-off"),
    *(
        path(f"motions/<uuid:motion_id>/{verb}", motion, {"verb": verb}, name=f"motion-{verb}")
        for verb in VERBS
    ),
]
