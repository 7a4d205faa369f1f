"""What pages put together from several contexts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from linli.deliberation import selectors as deliberation
from linli.deliberation.terms import Decided, Met
from linli.kernel import registry
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.registry import Related
from linli.matters import selectors as matters
from linli.matters.terms import SUBJECT
from linli.organisations import selectors as organisations
from linli.pages import rules
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkItem, WorkQuery
from linli.publicity import selectors as publicity
from linli.publicity.terms import STATES, Shown
from linli.territory import selectors as territory
from linli.territory.terms import Area

MOST_NEAR, MOST_NAMED = 200, 5
OPENS = ("territory.see", "matters.see")  # a place in the register


@dataclass(frozen=True, slots=True)
class Near:
    """My open steps by distance: (item, metres) with a known place, then those without one.
    `more`: there are more than `MOST_NEAR`, of which the soonest are here."""

    placed: tuple[tuple[WorkItem, int], ...]
    placeless: tuple[WorkItem, ...]
    more: bool


def near_me(
    actor: Actor, *, query: WorkQuery, longitude: float, latitude: float, now: datetime
) -> Near:
    """The actor's own open steps, nearest matter first. The position is used and forgotten.
    `Invalid` for what is no position on earth."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid(field="longitude")
    marks = procedures.work_marks(actor, query=query, most=MOST_NEAR + 1)
    kept = marks[:MOST_NEAR]
    points = matters.points({one.subject_id for one in kept if one.subject_kind == SUBJECT})
    where = {one.step_id: points[one.subject_id] for one in kept if one.subject_id in points}
    ordered = rules.by_distance([one.step_id for one in kept], where, (longitude, latitude))
    ids = [step_id for step_id, _away in ordered]
    items = procedures.work_items(actor, query=query, ids=ids, now=now)
    away = {step_id: metres for step_id, metres in ordered if metres is not None}
    return Near(
        placed=tuple(
            (one, rules.rounded(away[one.step.id])) for one in items if one.step.id in away
        ),
        placeless=tuple(one for one in items if one.step.id not in away),
        more=len(marks) > MOST_NEAR,
    )


# --- one register 人、地、物、情、事、组织 -------------------------------------------------------


def register(
    actor: Actor, kind: str, subject_id: UUID
) -> tuple[Related, dict[str, tuple[Related, ...]]]:
    """(the thing itself, what belongs to it by kind): each context is asked, and answers as far as
    the actor may see. `NotFound` alike for what is not there and what is not for this actor.
    """
    found = tuple(
        one for _, ask in registry.related_things.items() for one in ask(actor, kind, subject_id)
    )
    head = _head(actor, kind, subject_id, found)
    groups: dict[str, list[Related]] = {}
    for one in dict.fromkeys(found):
        groups.setdefault(one.kind, []).append(one)
    return head, {key: tuple(rows) for key, rows in groups.items()}


def _head(actor: Actor, kind: str, subject_id: UUID, found: tuple[Related, ...]) -> Related:
    if kind == "area":
        return _area(actor, subject_id)
    if kind == "organisation" and actor.may("organisations.see"):
        one = organisations.unit_by_id(subject_id)
        return Related(kind, one.name, f"{reverse('organisations')}?at={one.id}")
    if kind == SUBJECT:
        line = matters.matter_for(actor, subject_id).line
        return Related(kind, line.title, reverse("matter", args=[subject_id]), line.number)
    if kind == "person" and found:  # only who is met in something that one may see
        person = people.masked([subject_id]).get(subject_id)
        if person is not None:
            return Related(kind, person.name or person.phone, "", person.phone)
    raise NotFound


def _area(actor: Actor, area_id: UUID) -> Related:
    here = territory.area(area_id)
    target = Target(area_path=here.path)
    if not any(actor.may(verb, target) for verb in OPENS):
        raise NotFound
    known = territory.kinds().get(here.kind)
    note = str(known.name) if known else gettext("区域")
    return Related("area", territory.full_name(area_id, "town"), "", note)


def places_named(actor: Actor, text: str) -> list[Related]:
    """Places and units of that name that the actor may open, for the search page."""
    found = [
        Related(
            "area",
            territory.full_name(one.id, "town"),
            reverse("register", args=["area", one.id]),
        )
        for one in territory.find(text.strip())[:MOST_NAMED]
        if any(actor.may(verb, Target(area_path=one.path)) for verb in OPENS)
    ]
    if actor.may("organisations.see"):
        found += [
            Related("organisation", one.name, reverse("register", args=["organisation", one.id]))
            for one in organisations.units()
            if text.strip() in {one.name, one.short_name}
        ][:MOST_NAMED]
    return found


# --- the public page of a village or community ----------------------------------------------------

DECISIONS = 20
PLACES = ("community", "village", "estate")


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way from a proposal to its result; `url` where the public may read more."""

    at: datetime
    words: str
    url: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class PlacePage:
    """What a village or community shows: periods that run and that ended, decisions with their way
    from origin to result."""

    area: Area
    name: str
    running: tuple[Shown, ...]
    ended: tuple[Shown, ...]
    decisions: tuple[tuple[Decided, tuple[Stop, ...]], ...]


def place_page(area: Area, *, now: datetime) -> PlacePage:
    """Of an area of the kinds in `PLACES`. Two statements for the periods, two for the decisions,
    and five for each decision that a procedure led to."""
    running, _more = publicity.public_periods(now=now, area_path=area.path)
    ended, _more = publicity.public_periods(now=now, area_path=area.path, ended=True)
    found = deliberation.decided(area.path, most=DECISIONS)
    return PlacePage(
        area=area,
        name=territory.full_name(area.id),
        running=running,
        ended=ended,
        decisions=tuple((one, _way(one)) for one in found),
    )


def _way(one: Decided) -> tuple[Stop, ...]:
    """Every stop in the order of time; what was handed to somebody stands last, done or not."""
    stops: list[Stop] = []
    if one.subject is not None:
        met = deliberation.met_about(*one.subject)
        stops.extend(Stop(each.met_at, _met_words(each)) for each in met)
        for period in publicity.periods_of_subject(*one.subject):
            words = f"{period.kind_name}：{STATES[period.state]}"
            when = period.ended_at or period.begins
            stops.append(Stop(when, words, period.url, not period.is_running))
    stops.sort(key=lambda stop: stop.at)
    for kind, subject_id in one.became:
        if kind == SUBJECT:
            state, _closing = matters.state_of(subject_id)
            done = state == "closed"
            words = gettext("交办的事已经办结") if done else gettext("已交办，正在办")
            stops.append(Stop(one.met_at, words, done=done))
    return tuple(stops)


def _met_words(met: Met) -> str:
    if met.passed is None:
        return gettext("%(kind)s开过了") % {"kind": met.kind}
    if met.passed:
        return gettext("%(kind)s表决通过") % {"kind": met.kind}
    return gettext("%(kind)s没有通过") % {"kind": met.kind}
