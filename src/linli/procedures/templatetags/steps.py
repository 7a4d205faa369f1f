"""`{% step_card step %}`: a step with its clocks and everything the reader may do on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION
from linli.people import selectors as people
from linli.procedures import selectors
from linli.procedures.terms import EXTEND, REASSIGN, StepView
from linli.procedures.web.answers import cards, units_by_kind
from linli.territory import selectors as territory
from linli.territory.terms import Area, Limit, Unit
from linli.ui import moments

register = template.Library()
MOST_NAMED, MOST_AREAS = 5, 200
SOON = 0.75  # of the promised time used up: the bar turns amber


def _who(step: StepView) -> str:
    """The duty, and where or by which unit it is held."""
    duty = organisations.duty_or_key(step.duty)
    if step.organisation_id:
        return f"{organisations.unit_by_id(step.organisation_id).name}"
    place = territory.full_name(step.area_id) if step.area_id else ""
    return f"{duty.name} · {place}" if place else str(duty.name)


@register.filter
def lies_with(step: StepView) -> str:
    """The unit, or the duty and its place, with which a step lies: for lists and papers."""
    return _who(step)


@register.filter
def limit_words(text: str) -> str:
    """A limit as a method writes it, in the reader's language; what is no limit, as it stands."""
    try:
        return str(Limit.parse(text).words)
    except Refused:
        return text


@register.filter
def duty_name(step: StepView) -> str:
    """The unit, or the duty alone: for narrow columns."""
    if step.organisation_id:
        return str(organisations.unit_by_id(step.organisation_id).name)
    return str(organisations.duty_or_key(step.duty).name)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of a step as a bar: what is left in the county's own units, the part used."""

    name: str
    words: str
    used: float
    state: str


def _clock(name: object, step: StepView, due_at: datetime, now: datetime, limit: str) -> ClockLine:
    unit = _unit(limit)
    left = territory.left_words(now, due_at, unit)
    whole = (due_at - step.opened_at).total_seconds()
    used = 1.0 if whole <= 0 else (now - step.opened_at).total_seconds() / whole
    state = "late" if now > due_at else "soon" if used >= SOON else "calm"
    return ClockLine(str(name), f"{left} · {moments.moment(due_at)}", used, state)


def _unit(limit: str) -> Unit:
    try:
        return Limit.parse(limit).unit
    except Refused:
        return Unit.WORK_HOUR


def _clocks(step: StepView, now: datetime) -> tuple[ClockLine, ...]:
    """The step's own promise, and those of its stages that are not met yet."""
    whole = ((_("办结"), step.due_at, step.limit),) if step.due_at else ()
    stages = tuple(
        (stage.name, stage.due_at, "")
        for stage in step.stages
        if stage.due_at and not stage.met_at and stage.due_at != step.due_at
    )
    return tuple(
        _clock(name, step, due, now, limit) for name, due, limit in (*stages, *whole) if due
    )


def _areas_beside(step: StepView, actor: Actor) -> list[tuple[str, list[tuple[UUID, str]]]]:
    """Areas of the same level to which the actor may give the step: the widest stretch around its
    own that a list can still show, folded by the area above.
    """
    if step.area_id is None:
        return []
    level = organisations.duty_or_key(step.duty).level
    around: tuple[Area, ...] = ()
    for above in territory.chain(step.area_id)[1:]:
        wider = territory.below(above.path, level)
        if len(wider) > MOST_AREAS:
            break
        around = wider
    folded: dict[str, list[tuple[UUID, str]]] = {}
    for one in around:
        if one.id != step.area_id and actor.may(REASSIGN, Target(one.path)):
            above_name = territory.full_name(one.parent_id) if one.parent_id else ""
            folded.setdefault(above_name, []).append((one.id, one.short_name))
    return list(folded.items())


def _names(step: StepView, now: datetime) -> tuple[str, ...]:
    """Who does it: the person whom it names, or all who answer for the duty there."""
    if step.person_id is not None:
        return tuple(people.account_names([step.person_id]).values())
    held = organisations.holders(
        step.duty,
        area_id=None if step.organisation_id else step.area_id,
        organisation_id=step.organisation_id,
        now=now,
    )
    return tuple(one.name for one in held)


def _known(context: Context) -> Mapping[str, Any]:
    """Data of the run that the page already has: answers to start from."""
    page = context.get("page")
    run = getattr(page, "run", None)
    return run.data if run is not None else {}


@register.inclusion_tag("procedures/_step.html", takes_context=True)
def step_card(context: Context, step: StepView) -> dict[str, Any]:
    """Clocks as bars, who holds it, who took it; buttons for those who may act."""
    request = context["request"]
    actor = actor_of(request)
    now = context.get("now") or clock.now()
    target = Target(step.header.area_path, step.organisation_id)
    may_act = selectors.may_act(actor, step)
    lies = selectors.target_at(step.header.area_path, step.area_id, step.organisation_id)
    reassigns = actor.may(REASSIGN, lies)
    by_unit = organisations.duty_or_key(step.duty).level == ORGANISATION
    units = units_by_kind() if reassigns and by_unit else ()
    areas = _areas_beside(step, actor) if reassigns and not by_unit else ()
    names = _names(step, now)
    return {
        "request": request,
        "next": context.get("next") or request.get_full_path(),
        "step": step,
        "now": now,
        "who": _who(step),
        "holders": names[:MOST_NAMED],
        "others": max(0, len(names) - MOST_NAMED),
        "may_take_over": selectors.may_take_over(actor, step),
        "may_act": may_act,
        "mine": step.claimed_by is not None and step.claimed_by == actor.account_id,
        "cards": cards(step, known=_known(context)) if may_act else (),
        "may_extend": actor.may(EXTEND, target) and step.due_at is not None,
        "may_reassign": bool(units or areas),
        "units": units,
        "areas": areas,
        "clocks": _clocks(step, now),
        "csrf_token": context.get("csrf_token"),
    }


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
