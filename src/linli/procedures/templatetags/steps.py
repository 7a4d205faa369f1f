"""`{% step_card step %}`: a step with its clocks and everything the reader may do on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, Actor, Target
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION
from linli.procedures import selectors
from linli.procedures.terms import EXTEND, REASSIGN, StepView
from linli.procedures.web.answers import cards
from linli.territory import selectors as territory

register = template.Library()


def _who(step: StepView) -> str:
    """The duty, and where or by whom it is held: never a person's name."""
    duty = organisations.duty(step.duty)
    if step.organisation_id:
        return f"{organisations.unit_by_id(step.organisation_id).name}"
    place = territory.full_name(step.area_id) if step.area_id else ""
    return f"{duty.name} · {place}" if place else str(duty.name)


@register.inclusion_tag("procedures/_step.html", takes_context=True)
def step_card(context: Context, step: StepView) -> dict[str, Any]:
    """Clocks as bars, who holds it, who took it; buttons for those who may act."""
    request = context["request"]
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    now = context.get("now") or clock.now()
    target = Target(step.header.area_path, step.organisation_id)
    may_act = selectors.may_act(actor, step)
    by_unit = organisations.duty(step.duty).level == ORGANISATION
    return {
        "request": request,
        "step": step,
        "now": now,
        "who": _who(step),
        "may_act": may_act,
        "mine": step.claimed_by is not None and step.claimed_by == actor.account_id,
        "cards": cards(step) if may_act else (),
        "may_extend": actor.may(EXTEND, target) and step.due_at is not None,
        "may_reassign": actor.may(REASSIGN, target) and by_unit,
        "units": organisations.units() if by_unit and actor.may(REASSIGN, target) else (),
        "used": _used(step, now),
        "csrf_token": context.get("csrf_token"),
    }


def _used(step: StepView, now: Any) -> float:
    """The part of the promised time that is gone, 0 to 1."""
    if step.due_at is None:
        return 0.0
    whole = (step.due_at - step.opened_at).total_seconds()
    return 1.0 if whole <= 0 else float((now - step.opened_at).total_seconds() / whole)


@register.inclusion_tag("procedures/_diagram.html")
def run_diagram(run_id: UUID) -> dict[str, Any]:
    """The procedure with what is done and where the run stands; as a list for those who cannot
    see the picture."""
    drawn = selectors.diagram(run_id)
    return {
        "src": reverse("run-diagram", args=[run_id]),
        "done": " ".join(drawn.done),
        "current": " ".join(drawn.current),
    }
