"""A rehearsal, page by page: what to do, why, and what the real rules say to it."""

from __future__ import annotations

from datetime import datetime, timedelta
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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    LONGEST_PLACE,
    LONGEST_TITLE,
    BadPractice,
    Choice,
    EntryRow,
    RehearsalPage,
    Turn,
)
from linli.deliberation.web.forms import CallForm
from linli.kernel import clock
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of

CHOICES = (
    (Choice.YES.value, gettext_lazy("同意")),
    (Choice.NO.value, gettext_lazy("反对")),
    (Choice.ABSTAIN.value, gettext_lazy("弃权")),
)
LONGEST_SAMPLE = 2000
SAMPLE_PLACE, SAMPLE_TITLE = gettext_lazy("示例活动室"), gettext_lazy("示例：修缮活动室的方案")


class PracticeCallForm(CallForm):
    """Time, place and one sample motion."""

    place = forms.CharField(label=gettext_lazy("地点"), max_length=LONGEST_PLACE)
    title = forms.CharField(label=gettext_lazy("议题"), max_length=LONGEST_TITLE)


@login_required
@require_http_methods(["GET", "POST"])
def rehearsals(request: HttpRequest) -> HttpResponse:
    """One's own rehearsals, and beginning one."""
    actor, now, refused = actor_of(request), clock.now(), ""
    if request.method == "POST":
        body_id, kind = _what(request.POST.get("what", ""))
        try:
            made = services.rehearse(body_id=body_id, kind=kind, actor=actor, now=now)
        except (NotAllowed, NotFound):
            raise
        except Refused as refusal:
            refused = refusal.message
        else:
            return redirect("rehearsal", made)
    wanted = request.GET.get("body", "")
    context = {
        "rows": selectors.rehearsals(actor),
        "choices": [
            (body.name, [(f"{body.id}:{kind.key}", str(kind.name)) for kind in kinds])
            for body, kinds in selectors.practice_choices(actor)
            if not wanted or str(body.id) == wanted
        ],
        "chosen": f"{wanted}:{request.GET.get('kind', '')}",
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "deliberation/rehearsals.html", context, status=status)


def _what(text: str) -> tuple[UUID, str]:
    body, _sep, kind = text.partition(":")
    try:
        return UUID(body), kind[:40]
    except ValueError as error:
        raise Invalid(field="what") from error


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def rehearsal(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """The page at which a rehearsal stands; posting does what it asks for."""
    actor, now = actor_of(request), clock.now()
    it = selectors.rehearsal_page(actor, rehearsal_id, now=now)
    form = PracticeCallForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _shown(request, it, None)
    calling = it.scene.turn is Turn.CALL
    if calling and not form.is_valid():
        return _shown(request, it, form)
    try:
        services.practise(
            rehearsal_id=rehearsal_id,
            scene=_scene(request),
            given=_given(request, it, form),
            actor=actor,
            now=now,
        )
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        again = selectors.rehearsal_page(actor, rehearsal_id, now=now, refused=refused.message)
        return _shown(request, again, form if calling else None)
    return redirect("rehearsal", rehearsal_id)


def _scene(request: HttpRequest) -> int:
    text = request.POST.get("scene", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise BadPractice
    return int(text)


def _given(request: HttpRequest, it: RehearsalPage, form: PracticeCallForm) -> dict[str, Any]:
    """What this page asks for, out of what was posted."""
    match it.scene.turn:
        case Turn.CALL:
            return dict(form.cleaned_data)
        case Turn.SIGN_IN | Turn.REST:
            return {"entries": frozenset(_ids(request.POST.getlist("entries")))}
        case Turn.COUNT:
            named = it.named
            return {"choices": _choices(request, it)} if named else {"counts": _counts(request)}
        case Turn.MINUTES:
            return {"minutes": request.POST.get("minutes", "")[:LONGEST_SAMPLE]}
        case _:
            return {}


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in texts[:100]]
    except ValueError as error:
        raise BadPractice(field="entries") from error


def _counts(request: HttpRequest) -> dict[Choice, int]:
    found = {}
    for key, _name in CHOICES:
        text = request.POST.get(f"n-{key}", "")
        if not (text.isascii() and text.isdecimal() and len(text) < 4):
            raise BadPractice(field="counts")
        found[Choice(key)] = int(text)
    return found


def _choices(request: HttpRequest, it: RehearsalPage) -> dict[UUID, Choice]:
    known = {key for key, _name in CHOICES}
    found = {}
    for one in _voters(it):
        chosen = request.POST.get(f"vote-{one.id}", "")
        if chosen not in known:
            raise BadPractice(field="choices")
        found[one.id] = Choice(chosen)
    return found


def _voters(it: RehearsalPage) -> list[EntryRow]:
    roll = it.page.roll if it.page else ()
    return [one for one in roll if one.votes and one.came in selectors.HERE]


def _shown(request: HttpRequest, it: RehearsalPage, form: PracticeCallForm | None) -> HttpResponse:
    last = it.remarks[-1:] if it.scene.turn is not Turn.TOO_SOON else ()
    meant = [one.words for one in last if one.was_meant and one.refusal]
    wrong = bool(it.refused) or bool(form and form.errors)
    context = {
        "it": it,
        "form": form
        or PracticeCallForm(
            initial={
                "meets_at": _offered(it.least_at),
                "place": SAMPLE_PLACE,
                "title": SAMPLE_TITLE,
            }
        ),
        "lesson": "" if wrong else " ".join(meant),
        "at_the_door": it.at_the_door,
        "excused": it.excused,
        "voters": _voters(it),
        "named": it.named,
        "choice_names": CHOICES,
        "typed": None,
    }
    status = 422 if wrong else 200
    return render(request, "deliberation/rehearsal.html", context, status=status)


def _offered(least: datetime) -> str:
    """A full hour that is late enough by more than the time it takes to read the page."""
    hour = clock.local(least + timedelta(hours=2)).replace(minute=0)
    return hour.strftime("%Y-%m-%dT%H:%M")


@login_required
@require_POST
def drop(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    services.drop_rehearsal(rehearsal_id=rehearsal_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("演练删掉了，什么也没留下。"))
    return redirect("rehearsals")


urlpatterns: list[URLPattern] = [
    path("rehearsals", rehearsals, name="rehearsals"),
    path("rehearsals/<uuid:rehearsal_id>", rehearsal, name="rehearsal"),
    path("rehearsals/<uuid:rehearsal_id>/drop", drop, name="rehearsal-drop"),
]
