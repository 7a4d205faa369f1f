"""The visitor's phone: today's list, forms that work without a network, and where they are sent."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.files import services as files
from linli.kernel import clock, rates
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.procedures import selectors as procedures
from linli.procedures.terms import BadAnswers, Form
from linli.ui.forms import question
from linli.visits import selectors, services
from linli.visits.terms import (
    MAKE,
    MOST_BYTES,
    MOST_PHOTOS,
    Conflict,
    Recorded,
    SignInFirst,
    TooBig,
    TooManyPhotos,
    VisitKind,
)
from linli.visits.web.items import read


class Asked(forms.Form):
    """The questions of one kind of visit, as controls."""

    def __init__(self, form: Form | None) -> None:
        super().__init__()
        for one in form.fields if form else ():
            self.fields[one.key] = question(
                one.type,
                label=str(one.label),
                help_text=str(one.help),
                required=one.required,
                choices=[(choice.key, str(choice.label)) for choice in one.choices],
            )


def _sheet(kind: VisitKind) -> dict[str, Any]:
    """What the page needs to ask this kind: its controls, and what identifies its questions."""
    form = procedures.form(kind.form)
    return {
        "kind": kind,
        "stamp": selectors.stamp_of(kind),
        "form": Asked(form),
        "many": [one.key for one in form.fields if one.type == "choices"] if form else [],
        "yes_no": [one.key for one in form.fields if one.type == "boolean"] if form else [],
    }


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Today's list with its forms: all that is needed until the next network."""
    actor, now = actor_with(request, MAKE), clock.now()
    planned = selectors.today(actor, now=now)
    kinds = {one.kind.key: one.kind for one in planned}
    context = {
        "planned": planned,
        "sheets": [_sheet(kind) for kind in kinds.values()],
        "account": str(actor.account_id),
        "most_photos": MOST_PHOTOS,
        "in_a_team": selectors.in_a_team(actor),
        "now": now,
    }
    return render(request, "visits/field.html", context)


@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Take in one visit (`visit`: JSON; `photos`: files) and answer for it alone as JSON:
    `{state: stored | again | conflict, message}`, or `{code, message, fields}` with the refusal's
    status. The phone keeps whatever is not acknowledged.
    """
    try:
        return JsonResponse(_taken(request))
    except BadAnswers as refusal:
        wrong = {key: one.message for key, one in refusal.wrong.items()}
        body = {"code": refusal.code, "message": refusal.message, "fields": wrong}
        return JsonResponse(body, status=refusal.status)
    except Refused as refusal:
        body = {"code": refusal.code, "message": refusal.message, "fields": {}}
        return JsonResponse(body, status=refusal.status)


def _taken(request: HttpRequest) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    if not actor.is_staff:
        raise SignInFirst
    actor.require(MAKE)
    rates.spend("visits.sync", str(actor.account_id), limit=300, seconds=600, now=now)
    text = request.POST.get("visit", "")
    if len(text) > 2 * MOST_BYTES:
        raise TooBig(most=MOST_BYTES // 1000)
    item = read(text, now)
    sent = request.FILES.getlist("photos")
    if len(sent) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    if selectors.seen_before(item.client_key):
        sent = []  # stored already: the service says so, and no picture is kept twice
    photos = [files.receive(upload=one, kind="image", actor=actor, now=now).id for one in sent]
    done = services.record_visit(item=item, photos=photos, actor=actor, now=now)
    return {"state": _state(done), "message": _message(done), "findings": done.findings}


def _state(done: Recorded) -> str:
    if done.conflict:
        return "conflict"
    return "again" if done.again else "stored"


def _message(done: Recorded) -> str:
    if done.conflict == Conflict.OTHER:
        return _("这次走访已经有一份记录。您的这份也留下了，等社区核对。")
    if done.conflict == Conflict.FORM:
        return _("表单已经改版，您填的内容原样留下了，等社区核对。")
    return _("已收到。")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the list on its home screen."""
    del request
    from django.templatetags.static import static  # noqa: PLC0415 - after the apps are loaded

    body = {
        "name": _("走访"),
        "short_name": _("走访"),
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), "application/manifest+json")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: opens the list without a network, where a browser has such a thing."""
    response = render(request, "visits/worker.js", {}, "text/javascript")
    response["Service-Worker-Allowed"] = reverse("field")
    response["Cache-Control"] = "no-cache"
    return response
