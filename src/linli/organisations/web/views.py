"""The tree of organisations with its posts and gaps, and the table of who covers whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.language import Words
from linli.organisations import selectors
from linli.organisations.terms import Organisation

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the list, with how many stand right below it."""

    id: UUID
    name: str
    kind_name: Words
    founding: str
    below: int


@login_required
def tree(request: HttpRequest) -> HttpResponse:
    """`?at=<id>` opens one organisation: what stands below it, its posts and their holders.
    Gaps are those of the areas where the actor holds `organisations.see`.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    actor.require("organisations.see")
    now = clock.now()
    everything = selectors.units()
    here = _here(request.GET.get("at", ""))
    parent_id = here.id if here else None
    below = Counter(one.parent_id for one in everything)
    kinds = selectors.defined().kinds
    gaps = [
        gap
        for path in actor.area_paths("organisations.see")
        for gap in selectors.gaps(now, area_path=path)
    ]
    context = {
        "here": here,
        "total": len(everything),
        "rows": [
            Line(one.id, one.name, kinds[one.kind].name, one.founding, below[one.id])
            for one in everything
            if one.parent_id == parent_id and one.kind in kinds
        ],
        "posts": selectors.posts([here.id], now=now).get(here.id, ()) if here else (),
        "chains": selectors.defined().chains.values(),
        "gaps": gaps[:SHOWN],
        "gap_total": len(gaps),
        "covers": selectors.cover_table(actor, now=now)[:SHOWN],
    }
    return render(request, "organisations/tree.html", context)


def _here(text: str) -> Organisation | None:
    if not text:
        return None
    try:
        return selectors.unit_by_id(UUID(text))
    except ValueError as error:
        raise NotFound from error
