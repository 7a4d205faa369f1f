"""Points of an agenda that come from what residents and grids brought up, chosen by box."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from linli.deliberation.terms import LONGEST_TITLE, NewMotion, VoteRule, Way
from linli.procedures.terms import Header

NEED = "need"


def offered(request: HttpRequest, needs: Sequence[Header]) -> tuple[tuple[Header, bool], ...]:
    """Each with whether it was chosen."""
    chosen = set(request.POST.getlist(NEED))
    return tuple((one, str(one.subject_id) in chosen) for one in needs)


def chosen(request: HttpRequest, needs: Sequence[Header], rule: VoteRule) -> tuple[NewMotion, ...]:
    """The points for those that were chosen, of those that were offered; voted on as the rule says
    first."""
    way = rule.ways[0] if rule.ways else Way.TALK
    return tuple(
        NewMotion(f"{one.number} {one.title}".strip()[:LONGEST_TITLE], "", way, one.subject_id)
        for one, taken in offered(request, needs)
        if taken
    )
