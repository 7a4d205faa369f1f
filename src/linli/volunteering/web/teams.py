"""Teams for residents: the list, one team, asking to join, leaving; registering as a volunteer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, page_of
from linli.people import selectors as people
from linli.ui.asking import own_page, person_of, sign_in
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import NotRegistered, Times
from linli.volunteering.web.activities import area_of
from linli.volunteering.web.forms_teams import VolunteerForm


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?kind=`, `?page=`."""
    area, kind = area_of(request), request.GET.get("kind", "")[:40]
    rows, more = selectors.public_teams(
        area_path=area.path if area else "", kind=kind, page=page_of(request)
    )
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "area": area,
        "kind": kind,
        "kinds": selectors.team_kinds_defined().values(),
    }
    return render(request, "volunteering/teams.html", context)


@never_cache
@require_GET
def one(request: HttpRequest, team_id: UUID) -> HttpResponse:
    person, now = person_of(request), clock.now()
    context = {
        "it": selectors.public_team(team_id, person=person),
        "known": person is not None,
        "coming": selectors.team_activities(team_id, now=now),
        "past": selectors.team_activities(team_id, now=now, past=True)[:10],
        "may_lead": selectors.may_lead(actor_of(request), team_id),
        "now": now,
    }
    return render(request, "volunteering/team.html", context)


@require_POST
def join(request: HttpRequest, team_id: UUID) -> HttpResponse:
    back = reverse("team", args=[team_id])
    person = person_of(request)
    if person is None:
        return sign_in(request, back=back)
    try:
        services.ask_to_join(
            team_id=team_id, person=person, actor=actor_of(request), now=clock.now()
        )
    except NotRegistered as refused:
        messages.info(request, refused.message)
        return redirect(f"{reverse('volunteer')}?team={team_id}")
    messages.success(request, _("申请交给队长了，同意以后会告诉您。"))
    return redirect(back)


@require_POST
def leave(request: HttpRequest, team_id: UUID) -> HttpResponse:
    back = reverse("team", args=[team_id])
    person = person_of(request)
    if person is None:
        return sign_in(request, back=back)
    services.leave_team(team_id=team_id, person=person, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已离开。服务过的时长还是您的。"))
    return redirect(back)


@require_http_methods(["GET", "POST"])
@own_page
def volunteer(request: HttpRequest, person: UUID) -> HttpResponse:
    """Registering, or changing what was registered; `?team=` goes on to that team."""
    there = selectors.volunteer_of(person)
    before = {"skills": there.skills, "times": there.times, "consent": True} if there else None
    form = VolunteerForm(request.POST or None, initial=before)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.register_volunteer(
                person=person,
                name=given["name"],
                skills=given["skills"],
                times=[Times(one) for one in given["times"]],
                consent=given["consent"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("登记好了，谢谢您。"))
            return _on(request)
    context = {"form": form, "there": there, "shown": people.masked([person])[person].name}
    return render(request, "volunteering/volunteer.html", context, status=status)


def _on(request: HttpRequest) -> HttpResponse:
    try:
        team_id = UUID(request.GET.get("team", ""))
    except ValueError:
        return redirect("my-activities")
    return redirect("team", team_id=team_id)


@require_POST
@own_page
def unregister(request: HttpRequest, person: UUID) -> HttpResponse:
    services.unregister_volunteer(person=person, actor=actor_of(request), now=clock.now())
    messages.success(request, _("登记和同意都已撤回，也离开了各支队伍。服务过的时长还在。"))
    return redirect("my-activities")


_ONE = "teams/<uuid:team_id>"
urlpatterns: list[URLPattern] = [
    path("teams/", listed, name="teams"),
    path(_ONE, one, name="team"),
    path(f"{_ONE}/join", join, name="team-join"),
    path(f"{_ONE}/leave", leave, name="team-leave"),
    path("volunteer", volunteer, name="volunteer"),
    path("volunteer/end", unregister, name="volunteer-end"),
]
