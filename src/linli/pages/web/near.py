"""My work by distance, for who is out and about: asked by one button, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.errors import Invalid
from linli.kernel.middleware import actor_of
from linli.pages import selectors
from linli.pages.web.work import bulk_verbs, query_of
from linli.procedures.terms import WorkItem


@dataclass(frozen=True, slots=True)
class NearItem(WorkItem):
    """A line of the list with how far it is, in words."""

    away_words: str = ""


@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """A fragment: the rows by distance. The position stands in the body, so that no log has it."""
    actor, now = actor_of(request), clock.now()
    if not actor.is_staff:
        return redirect("account_login")
    query = replace(query_of(request, now), scope="mine", after="", sort="")
    found = selectors.near_me(
        actor,
        query=query,
        longitude=_degrees(request, "longitude"),
        latitude=_degrees(request, "latitude"),
        now=now,
    )
    placed = tuple(_near(item, metres) for item, metres in found.placed)
    named = (
        ("near", _("由近到远"), placed),
        ("nowhere", _("没有标出位置"), found.placeless),
    )
    asked = request.GET.urlencode()
    context = {
        "groups": tuple(group for group in named if group[2]),
        "more": found.more,
        "most": selectors.MOST_NEAR,
        "query": query,
        "now": now,
        "list_address": f"{reverse('work')}?{asked}" if asked else reverse("work"),
    } | bulk_verbs((*placed, *found.placeless))
    return render(request, "pages/_near.html", context)


def _degrees(request: HttpRequest, name: str) -> float:
    try:
        return float(request.POST.get(name, ""))
    except ValueError:
        raise Invalid(field=name) from None


def _near(item: WorkItem, metres: int) -> NearItem:
    same = {one.name: getattr(item, one.name) for one in fields(item)}
    return NearItem(**same, away_words=_away(metres))


def _away(metres: int) -> str:
    if metres < 1000:
        return _("约 %(metres)d 米") % {"metres": metres}
    return _("约 %(kilometres)s 公里") % {"kilometres": f"{metres / 1000:.1f}"}
