"""The office's and the leaders' pages of teams: the list, one team's members, setting one up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import MANAGE, SEE, TeamNotFound, TeamPage, TeamPart, finding_words
from linli.volunteering.web.activity_office import workbook
from linli.volunteering.web.forms_teams import AboutForm, EnrolForm, ReadyForm, TeamForm


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    actor, kind = actor_with(request, SEE), request.GET.get("kind", "")[:40]
    rows, more = selectors.desk_teams(actor, kind=kind, page=page_of(request))
    context = {
        "rows": [(row, [finding_words(one) for one in row.findings]) for row in rows],
        "more": more,
        "page": page_of(request),
        "kind": kind,
        "kinds": selectors.team_kinds_defined().values(),
        "may_set_up": actor.may(MANAGE),
    }
    return render(request, "volunteering/teams_desk.html", context)


@login_required
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    actor, kind = actor_with(request, SEE), request.GET.get("kind", "")[:40]
    heads = [_("队伍"), _("种类"), _("所属单位"), _("地方"), _("队员"), _("队长"), _("规定")]
    table = [
        [
            row.name, str(row.kind.name), row.of, row.place, row.make.members, row.make.leaders,
            "；".join(words for words, _met in map(finding_words, row.findings)),
        ]
        for row in selectors.all_desk_teams(actor, kind=kind)
    ]  # fmt: skip
    return workbook("teams.xlsx", [heads, *table])


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a team below an organisation that one looks after."""
    actor = actor_with(request, MANAGE)
    places = selectors.team_places(actor)
    options = [(one.key, f"{one.kind.name} · {one.name}") for one in places]
    form = TeamForm(request.POST or None, places=options)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_up_team(**form.cleaned_data, actor=actor, now=clock.now())
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("队伍设好了。把队员登记进来，或者让他们自己申请。"))
            return redirect("team-desk", team_id=made)
    context = {"form": form, "kinds": selectors.team_kinds_defined().values(), "places": places}
    return render(request, "volunteering/team_new.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Who asks, who is in it; POST says what it does and whether it takes people."""
    form = None
    if request.method == "POST":
        _led(request, team_id)
        form = AboutForm(request.POST)
        if form.is_valid():
            services.describe_team(
                team_id=team_id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
            messages.success(request, _("已保存。"))
            return redirect("team-desk", team_id=team_id)
    return _page(request, team_id, about=form)


def _led(request: HttpRequest, team_id: UUID) -> TeamPage:
    it = selectors.desk_team(actor_of(request), team_id)
    if not it.may_lead:
        raise TeamNotFound
    return it


def _page(
    request: HttpRequest,
    team_id: UUID,
    *,
    about: AboutForm | None = None,
    enrol: EnrolForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    it = selectors.desk_team(actor_of(request), team_id)
    given = {"about": it.about, "recruiting": it.row.recruiting}
    context = {
        "it": it,
        "findings": [finding_words(one) for one in it.row.findings],
        "about": about or AboutForm(initial=given),
        "enrol": enrol or EnrolForm(kind=it.row.kind),
        "refused": refused,
        "coming": selectors.team_activities(team_id, now=clock.now()),
    }
    bad = refused or (about and about.errors) or (enrol and enrol.errors)
    return render(request, "volunteering/team_desk.html", context, status=422 if bad else 200)


@login_required
@require_POST
def member(request: HttpRequest, team_id: UUID, member_id: UUID, what: str) -> HttpResponse:
    """`accept`, `decline`, `end`, `part`: what a leader does with one member."""
    _led(request, team_id)
    said: dict[str, Any] = {"member_id": member_id, "actor": actor_of(request), "now": clock.now()}
    tags, reason = request.POST.getlist("tags"), request.POST.get("reason", "")
    try:
        if what == "accept":
            services.accept_member(**said, tags=tags)
        elif what == "decline":
            services.decline_member(**said, reason=reason)
        elif what == "end":
            services.end_membership(**said, reason=reason)
        else:
            part = TeamPart.LEADER if request.POST.get("part") == "leader" else TeamPart.MEMBER
            services.set_member(**said, part=part, tags=tags)
    except NotAllowed as refused:
        return _page(request, team_id, refused=refused)
    except Refused as refused:
        if refused.status == 404:
            raise
        return _page(request, team_id, refused=refused)
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('team-desk', args=[team_id])}#members-h")


@login_required
@require_http_methods(["GET", "POST"])
def ready(request: HttpRequest, team_id: UUID, member_id: UUID) -> HttpResponse:
    """Training and insurance, before anything risky."""
    it = _led(request, team_id)
    row = next((one for one in it.members if one.id == member_id), None)
    if row is None or row.identity_id is None:
        raise TeamNotFound
    there = selectors.volunteer_of(row.identity_id)
    before = (
        {
            "trained_on": there.trained_on,
            "trained_in": there.trained_in,
            "insured_until": there.insured_until,
        }
        if there
        else None
    )
    form = ReadyForm(request.POST or None, initial=before)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.note_readiness(
                member_id=member_id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            if refused.status == 404:
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("登记好了。"))
            return redirect("team-desk", team_id=team_id)
    context = {"it": it, "member": row, "form": form}
    return render(request, "volunteering/team_ready.html", context, status=status)


@login_required
@require_POST
def enrol(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Somebody who signed the form on paper."""
    it = _led(request, team_id)
    form = EnrolForm(request.POST, kind=it.row.kind)
    if not form.is_valid():
        return _page(request, team_id, enrol=form)
    given = form.cleaned_data
    try:
        services.enrol_member(
            team_id=team_id,
            name=given["name"],
            phone=given["phone"],
            consent=given["consent"],
            skills=given["skills"],
            tags=given.get("tags", ()),
            part=TeamPart(given["part"]),
            actor=actor_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        if refused.status == 404:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _page(request, team_id, enrol=form)
    messages.success(request, _("登记好了，已经是队员。"))
    return redirect("team-desk", team_id=team_id)


_ONE = "teams/<uuid:team_id>"
urlpatterns: list[URLPattern] = [
    path("teams/desk", desk, name="teams-desk"),
    path("teams/desk.xlsx", sheet, name="teams-xlsx"),
    path("teams/new", new, name="team-new"),
    path(f"{_ONE}/desk", one, name="team-desk"),
    path(f"{_ONE}/enrol", enrol, name="team-enrol"),
    path(f"{_ONE}/members/<uuid:member_id>/ready", ready, name="team-ready"),
    path(f"{_ONE}/members/<uuid:member_id>/<slug:what>", member, name="team-member"),
]
