"""Patrols on a page: a team goes out, comes back; what each found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.visits import selectors, services
from linli.visits.terms import SEE, NotYourTeam, Team


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Teams that may be sent out, those under way, the latest. A post sends one out."""
    actor, now = actor_of(request), clock.now()
    teams = selectors.teams(actor, now=now)
    if not teams and not actor.may(SEE):
        raise NotAllowed(verb=SEE)
    status = 200
    if request.method == "POST":
        try:
            _begin(request, actor, teams)
        except NotYourTeam:
            raise
        except Refused as refused:
            messages.error(request, refused.message)
            status = 422
        else:
            messages.success(request, _("已出巡，走到的点和发现都记在这次巡防上。"))
            return redirect("patrols")
    context = {"teams": teams, "patrols": selectors.patrols(actor), "now": now}
    return render(request, "visits/patrols.html", context, status=status)


def _begin(request: HttpRequest, actor: Actor, teams: tuple[Team, ...]) -> None:
    wanted = (request.POST.get("team", ""), request.POST.get("kind", ""))
    team = next((one for one in teams if (str(one.id), one.kind) == wanted), None)
    if team is None:
        raise NotYourTeam
    chosen = set(request.POST.getlist("members"))
    going = [account for account, _name in team.people if str(account) in chosen]
    services.begin_patrol(
        kind=team.kind, team_id=team.id, members=going, actor=actor, now=clock.now()
    )


@require_POST
def end(request: HttpRequest, patrol_id: UUID) -> HttpResponse:
    services.end_patrol(patrol_id=patrol_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已收队。"))
    return redirect("patrols")
