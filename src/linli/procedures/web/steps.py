"""Acting on a step: take it, mark a stage, complete it, extend, reassign, take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.kernel.registry import Related, search_results
from linli.organisations import selectors as organisations
from linli.procedures import selectors, services
from linli.procedures.terms import (
    BadAnswers,
    BadPlace,
    DueEarlier,
    EvidenceMissing,
    StepView,
    UnknownOutcome,
)
from linli.procedures.web.answers import EVIDENCE, NOTE, OutcomeCard, cards
from linli.territory import selectors as territory


def _back(request: HttpRequest, step: StepView | None = None) -> HttpResponse:
    """Where the reader came from, if that is ours; else the list of work."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return redirect(wanted)
    return redirect("step", step.id) if step else redirect("work")


def _page(
    request: HttpRequest, step: StepView, shown: tuple[OutcomeCard, ...], status: int = 200
) -> HttpResponse:
    context = {
        "step": step,
        "cards": shown,
        "now": clock.now(),
        "may_act": selectors.may_act(actor_of(request), step),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "subject": _subject(actor_of(request), step),
    }
    return render(request, "procedures/step.html", context, status=status)


def _subject(actor: Actor, step: StepView) -> Related | None:
    """What the step is about, as its owner describes it to those who may see it."""
    describe = search_results.find(step.header.subject_kind)
    found = describe(actor, (step.header.subject_id,)) if describe else {}
    return found.get(step.header.subject_id)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """A step by itself. A post completes it; what is refused comes back with all that was typed."""
    found = selectors.step_for(actor_of(request), step_id)
    if request.method == "GET":
        return _page(request, found, cards(found))
    chosen = request.POST.get("outcome", "")
    shown = cards(found, data=request.POST, files=request.FILES, chosen=chosen)
    card = next((one for one in shown if one.open), None)
    if card is None and shown:
        raise UnknownOutcome(step=str(found.name), outcome=chosen[:40])
    if card is None or not card.form.is_valid():
        return _page(request, found, shown, 422)
    try:
        _complete(request, found, card)
    except BadAnswers as refused:
        for field, wrong in refused.wrong.items():
            card.form.add_error(field if field in card.form.fields else None, wrong.message)
        return _page(request, found, shown, 422)
    except Refused as refused:
        field = EVIDENCE if isinstance(refused, EvidenceMissing) else refused.field
        known = field in card.form.fields
        card.form.add_error(field if known else None, refused.message)
        return _page(request, found, shown, refused.status)
    messages.success(
        request, _("已办理：%(step)s") % {"step": found.name}, extra_tags=f"undo:{found.id}"
    )
    return _back(request)


def _complete(request: HttpRequest, found: StepView, card: OutcomeCard) -> None:
    actor, now = actor_of(request), clock.now()
    data = card.form.cleaned_data
    received = tuple(
        files.receive(upload=upload, kind="any", actor=actor, now=now).id
        for upload in data.get(EVIDENCE, ())
    )
    services.complete(
        step_id=found.id,
        outcome=card.outcome.key,
        answers=card.form.answers(),
        note=data.get(NOTE, ""),
        files=received,
        actor=actor,
        now=now,
    )


def _verb(request: HttpRequest, step_id: UUID, verb: Any, said: str, **more: Any) -> HttpResponse:
    """One service on one step; a refusal is said on the page that one comes back to."""
    try:
        verb(step_id=step_id, actor=actor_of(request), now=clock.now(), **more)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return _back(request)


@require_POST
def claim(request: HttpRequest, step_id: UUID) -> HttpResponse:
    return _verb(request, step_id, services.claim, _("已领办。"))


@require_POST
def release(request: HttpRequest, step_id: UUID) -> HttpResponse:
    return _verb(request, step_id, services.release, _("已放回。"))


@require_POST
def mark(request: HttpRequest, step_id: UUID) -> HttpResponse:
    stage = request.POST.get("stage", "")
    return _verb(request, step_id, services.mark, _("已登记。"), stage=stage)


@require_POST
def take_back(request: HttpRequest, step_id: UUID) -> HttpResponse:
    return _verb(request, step_id, services.take_back, _("已撤回，可以重新办理。"))


@require_POST
def extend(request: HttpRequest, step_id: UUID) -> HttpResponse:
    until = _moment(request.POST.get("until", ""))
    if until is None:
        messages.error(request, DueEarlier().message)
        return _back(request)
    reason = request.POST.get("reason", "")
    return _verb(request, step_id, services.extend, _("已延期。"), until=until, reason=reason)


def _moment(text: str) -> datetime | None:
    """What `<input type="datetime-local">` sends: Chinese wall-clock time."""
    return clock.read(text)


@require_POST
def reassign(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """To another unit, or to another area, of the same duty; with `take`, from the colleague whom
    the step names to whoever asks."""
    found = selectors.step_for(actor_of(request), step_id)
    try:
        place = (
            _own_place(found, actor_of(request))
            if request.POST.get("take")
            else _place(found.duty, request.POST.get("unit", ""), request.POST.get("area", ""))
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request)
    return _verb(
        request,
        step_id,
        services.reassign,
        _("已改派。"),
        duty=found.duty,
        reason=request.POST.get("reason", ""),
        **place,
    )


def _own_place(found: StepView, actor: Actor) -> dict[str, UUID | None]:
    return {
        "area_id": None if found.organisation_id else found.area_id,
        "organisation_id": found.organisation_id,
        "person_id": actor.account_id,
    }


def _place(duty: str, unit: str, area: str) -> dict[str, UUID | None]:
    """`unit` is a key, `area` the id of one of the duty's level, as the page offers them."""
    if not area:
        return {"organisation_id": organisations.unit(unit).id}
    try:
        found = territory.area(UUID(area))
    except ValueError:
        raise BadPlace(field="area") from None
    if found.kind != organisations.duty(duty).level:
        raise BadPlace(field="area")
    return {"area_id": found.id}
