"""One register 人、地、物、情、事、组织: open one thing, see the rest that you may see."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from linli.kernel import registry
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import NotFound
from linli.kernel.middleware import actor_of
from linli.kernel.registry import Related
from linli.matters import selectors as matters
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory

OPENS = ("territory.see", "matters.see")  # a place
MOST_NAMED = 5
# In the order of the six elements; what a context adds beyond them comes last.
KINDS = {
    "person": _("人"),
    "area": _("地"),
    "thing": _("物"),
    "opinion": _("情"),
    "matter": _("事"),
    "organisation": _("组织"),
    "emergency": _("应急"),
    "visit": _("走访"),
}


@login_required
@require_GET
def register(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Each context is asked what of it belongs to this thing, as far as the actor may see it."""
    actor = actor_of(request)
    found = tuple(
        one for _, ask in registry.related_things.items() for one in ask(actor, kind, subject_id)
    )
    head = _head(actor, kind, subject_id, found)
    groups: dict[str, list[Related]] = {}
    for one in dict.fromkeys(found):
        groups.setdefault(one.kind, []).append(one)
    order = list(KINDS)
    shown = sorted(groups.items(), key=lambda row: order.index(row[0]) if row[0] in order else 99)
    context = {
        "head": head,
        "kind_name": KINDS.get(kind, kind),
        "groups": [(KINDS.get(key, key), rows) for key, rows in shown],
    }
    return render(request, "pages/register.html", context)


def _head(actor: Actor, kind: str, subject_id: UUID, found: tuple[Related, ...]) -> Related:
    """The thing itself, through its own doorway; what is not there and what is not for this actor
    are refused alike.
    """
    if kind == "area":
        return _area(actor, subject_id)
    if kind == "organisation" and actor.may("organisations.see"):
        one = organisations.unit_by_id(subject_id)
        return Related(kind, one.name, f"{reverse('organisations')}?at={one.id}")
    if kind == "matter":
        line = matters.matter_for(actor, subject_id).line
        return Related(kind, line.title, reverse("matter", args=[subject_id]), line.number)
    if kind == "person" and found:  # only who is met in something that one may see
        person = people.masked([subject_id]).get(subject_id)
        if person is not None:
            return Related(kind, person.name or person.phone, "", person.phone)
    raise NotFound


def places_named(actor: Actor, text: str) -> list[Related]:
    """Places and units of that name that the actor may open, for the search page."""
    found = [
        Related("area", territory.full_name(one.id, "town"), _address("area", one.id))
        for one in territory.find(text.strip())[:MOST_NAMED]
        if any(actor.may(verb, Target(area_path=one.path)) for verb in OPENS)
    ]
    if actor.may("organisations.see"):
        found += [
            Related("organisation", one.name, _address("organisation", one.id))
            for one in organisations.units()
            if text.strip() in {one.name, one.short_name}
        ][:MOST_NAMED]
    return found


def _address(kind: str, subject_id: UUID) -> str:
    return reverse("register", args=[kind, subject_id])


def _area(actor: Actor, area_id: UUID) -> Related:
    here = territory.area(area_id)
    target = Target(area_path=here.path)
    if not any(actor.may(verb, target) for verb in OPENS):
        raise NotFound
    known = territory.kinds().get(here.kind)
    note = str(known.name) if known else gettext("区域")
    return Related("area", territory.full_name(area_id, "town"), "", note)
