"""Talking: the reporter by code, whoever has the step on the matter's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.files import services as files
from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.web.forms import RemarkForm

REMARKS_AN_HOUR = 60


def _pictures(request: HttpRequest, form: RemarkForm) -> tuple[UUID, ...]:
    actor, now = actor_of(request), clock.now()
    return tuple(
        files.receive(upload=upload, kind="image", actor=actor, now=now).id
        for upload in form.cleaned_data["photos"]
    )


@require_POST
def say(request: HttpRequest, code: str) -> HttpResponse:
    """The reporter writes; only an address may do so too often, never a code."""
    form, now = RemarkForm(request.POST, request.FILES), clock.now()
    who = client_address(request)
    rates.spend("matters.remark", who, limit=REMARKS_AN_HOUR, seconds=3600, now=now)
    selectors.by_code(code, now=now)  # nobody else's pictures are taken in
    if form.is_valid():
        services.say_as_reporter(
            code=code,
            words=form.cleaned_data["words"],
            pictures=_pictures(request, form),
            actor=actor_of(request),
            now=now,
        )
    return redirect(f"{reverse('track', args=[code])}#talk")


@require_POST
def reply(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Whoever has the step answers."""
    form, actor = RemarkForm(request.POST, request.FILES), actor_of(request)
    selectors.matter_for(actor, matter_id)
    if form.is_valid():
        services.say_as_staff(
            matter_id=matter_id,
            words=form.cleaned_data["words"],
            pictures=_pictures(request, form),
            actor=actor,
            now=clock.now(),
        )
    return redirect(f"{reverse('matter', args=[matter_id])}#talk")


@require_POST
def turn_into(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """The conversation becomes a matter, with the words that were said."""
    opened = services.raise_matter(
        matter_id=matter_id,
        kind=request.POST.get("kind", ""),
        category=request.POST.get("category", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("已转成事项，编号 %(number)s。") % {"number": opened.number})
    return redirect("matter", opened.matter_id)
