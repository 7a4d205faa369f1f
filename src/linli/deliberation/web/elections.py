"""换届: the county's list and table, the page of one election with all that is done there, the
public page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import (
    ELECTION_STATES,
    MANAGE,
    SEE,
    ElectionMovedOn,
    ElectionPage,
    ElectionState,
    PollKind,
)
from linli.deliberation.web.election_forms import (
    AcceptForm,
    CandidateForm,
    CorrectForm,
    CountForm,
    LaunchForm,
    ReasonForm,
    RollForm,
)
from linli.deliberation.web.election_papers import report_paper
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.territory import selectors as territory
from linli.ui.forms import add_refusal
from linli.ui.paper.responses import paper_response, require_form

POLLS = (
    (PollKind.FIRST, gettext_lazy("投票选举")),
    (PollKind.RERUN, gettext_lazy("另行选举")),
    (PollKind.TIE, gettext_lazy("再次投票")),
)
HOWS = (
    ("won", gettext_lazy("当选")),
    ("tied", gettext_lazy("得票相同")),
    ("short", gettext_lazy("票数不够")),
    ("full", gettext_lazy("没有名额")),
)
PILLS = {"completed": "done", "decided": "done", "again": "soon", "preparing": "waiting"}


def state_words() -> dict[str, str]:
    return {key.value: str(name) for key, name in ELECTION_STATES.items()}


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All 换届 that the actor may see; launching one more."""
    actor, now = actor_with(request, SEE), clock.now()
    kinds = [(one.key, str(one.name)) for one in selectors.elections_defined().values()]
    form = LaunchForm(request.POST or None, kinds=kinds, place=territory.root().name)
    if request.method == "POST" and form.is_valid():
        made = _launch(form, actor)
        if made is not None:
            messages.success(request, _("换届启动了，每个村（社区）都有一行。"))
            return redirect("renewal", made)
    context = {
        "rows": selectors.renewals(actor, now=now),
        "form": form,
        "may": actor.may(MANAGE) and bool(kinds),
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/elections.html", context, status=status)


def _launch(form: LaunchForm, actor: Actor) -> UUID | None:
    given = form.cleaned_data
    root = territory.root()
    whole = given["area"].strip() in (root.name, root.short_name)
    found = [root] if whole else list(territory.find(given["area"]))
    if len(found) != 1:
        form.add_error("area", _("没有找到，或者不止一处，请写得再具体些。"))
        return None
    try:
        return services.launch(
            kind=given["kind"],
            area_id=found[0].id,
            target=given["target"],
            name=given["name"],
            actor=actor,
            now=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
    return None


@login_required
@require_GET
def renewal(request: HttpRequest, renewal_id: UUID) -> HttpResponse:
    """The table of villages and how they stand; every number leads to its rows (`?show=`)."""
    actor, now = actor_of(request), clock.now()
    shown = request.GET.get("show", "")
    words = state_words()
    rows = selectors.elections(actor, renewal_id, now=now, shown=shown)
    context = {
        "it": selectors.renewal_for(actor, renewal_id, now=now),
        "rows": [(one, words[one.state], PILLS.get(one.state, "open")) for one in rows],
        "states": list(words.items()),
        "shown": shown,
    }
    return render(request, "deliberation/renewal.html", context)


# --- one election ---------------------------------------------------------------------------------


def _context(it: ElectionPage, **forms_: forms.Form) -> dict[str, Any]:
    """What the page needs; `forms_` are those that were sent and refused."""
    state = it.row.state
    shown: dict[str, forms.Form] = {}
    if it.may_run:
        if state is ElectionState.PREPARING or (state is ElectionState.ROLL and _fell(it)):
            shown["roll"] = RollForm(prefix="roll")
        if state in (ElectionState.ROLL, ElectionState.NOMINATED):
            shown["correct"] = CorrectForm(prefix="correct")
            shown["candidate"] = CandidateForm(prefix="candidate", kind=it.kind)
        if state is ElectionState.VOTING:
            shown["count"] = CountForm(prefix="count", poll=it.polls[-1])
            if it.kind.nominate == "direct" and it.polls[-1].kind is PollKind.FIRST:
                shown["candidate"] = CandidateForm(prefix="candidate", kind=it.kind)
        tried = any(one.kind is PollKind.RERUN and one.is_valid for one in it.polls)
        if state is ElectionState.AGAIN and it.next_poll is PollKind.RERUN and tried:
            shown["vacant"] = ReasonForm(prefix="vacant")
    hows, polls = dict(HOWS), {key.value: name for key, name in POLLS}
    return {
        "it": it,
        "state": state_words()[state],
        "pill": PILLS.get(state, "open"),
        "forms": {**shown, **forms_},
        "accept_form": AcceptForm(prefix="accept"),
        "hows": hows,
        "polls": [(one, polls[one.kind.value], _tables(one, hows)) for one in it.polls],
        "next_name": polls[it.next_poll.value] if it.next_poll else "",
        "now": clock.now(),
    }


def _tables(poll: Any, hows: dict[str, Any]) -> list[tuple[Any, int, list[tuple[Any, Any]]]]:
    return [
        (position, seats, [(row, hows.get(row.how, "")) for row in rows])
        for position, seats, rows in poll.tables
    ]


def _fell(it: ElectionPage) -> bool:
    found = it.roll_period
    return found is None or found.state in selectors.FELL


@login_required
@require_GET
def show(request: HttpRequest, election_id: UUID) -> HttpResponse:
    it = selectors.election_page(actor_of(request), election_id, now=clock.now())
    return render(request, "deliberation/election.html", _context(it))


def _act(
    request: HttpRequest,
    election_id: UUID,
    name: str,
    do: Callable[[Any, Actor], object],
    said: str,
) -> HttpResponse:
    """One form of the page: done and said so, or shown again with what is wrong."""
    actor = actor_of(request)
    it = selectors.election_page(actor, election_id, now=clock.now())
    form = _context(it)["forms"].get(name)
    if form is None:
        raise ElectionMovedOn
    more: dict[str, Any] = {"poll": it.polls[-1]} if isinstance(form, CountForm) else {}
    if isinstance(form, CandidateForm):
        more = {"kind": it.kind}
    bound = type(form)(request.POST, prefix=name, **more)
    if bound.is_valid():
        try:
            do(bound, actor)
        except Refused as refused:
            add_refusal(bound, refused)
        else:
            messages.success(request, said)
            return redirect("election", election_id)
    context = _context(it, **{name: bound})
    return render(request, "deliberation/election.html", context, status=422)


@require_POST
def roll(request: HttpRequest, election_id: UUID) -> HttpResponse:
    def do(form: RollForm, actor: Actor) -> None:
        given = form.cleaned_data
        services.publish_roll(
            election_id=election_id, count=given["count"], households=given["households"],
            on=given["on"], actor=actor, now=clock.now(),
        )  # fmt: skip

    return _act(request, election_id, "roll", do, _("名单公布了，公示开始计日。"))


@require_POST
def correct(request: HttpRequest, election_id: UUID) -> HttpResponse:
    def do(form: CorrectForm, actor: Actor) -> None:
        services.correct_roll(
            election_id=election_id, **form.cleaned_data, actor=actor, now=clock.now()
        )

    return _act(request, election_id, "correct", do, _("名单人数已更正。"))


@require_POST
def nominate(request: HttpRequest, election_id: UUID) -> HttpResponse:
    def do(form: CandidateForm, actor: Actor) -> None:
        services.nominate(
            election_id=election_id, new=form.candidate(), actor=actor, now=clock.now()
        )

    return _act(request, election_id, "candidate", do, _("已列入名单，本人接受以后才算候选人。"))


@require_POST
def count(request: HttpRequest, election_id: UUID) -> HttpResponse:
    def do(form: CountForm, actor: Actor) -> None:
        services.count_poll(
            election_id=election_id, papers=form.papers(), actor=actor, now=clock.now()
        )

    return _act(request, election_id, "count", do, _("计票结果已记下。"))


@require_POST
def vacant(request: HttpRequest, election_id: UUID) -> HttpResponse:
    def do(form: ReasonForm, actor: Actor) -> None:
        services.leave_vacant(
            election_id=election_id, **form.cleaned_data, actor=actor, now=clock.now()
        )

    return _act(request, election_id, "vacant", do, _("空缺的名额暂缺，选举有了结果。"))


@require_POST
def accept(request: HttpRequest, election_id: UUID, candidate_id: UUID) -> HttpResponse:
    form = AcceptForm(request.POST, prefix="accept")
    form.is_valid()
    given = form.cleaned_data
    services.accept(
        candidate_id=candidate_id, name=given.get("name", ""), consent=given.get("consent", False),
        actor=actor_of(request), now=clock.now(),
    )  # fmt: skip
    messages.success(request, _("已记下本人接受提名。"))
    return redirect("election", election_id)


@require_POST
def step_back(request: HttpRequest, election_id: UUID, candidate_id: UUID) -> HttpResponse:
    services.step_back(candidate_id=candidate_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已退出，不再是候选人。"))
    return redirect("election", election_id)


@require_POST
def appoint(request: HttpRequest, election_id: UUID, candidate_id: UUID) -> HttpResponse:
    services.appoint_elected(candidate_id=candidate_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已任职到岗位，任期到本届届满。"))
    return redirect("election", election_id)


@require_POST
def settle(request: HttpRequest, election_id: UUID) -> HttpResponse:
    services.settle_candidates(election_id=election_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("候选人名单定了。"))
    return redirect("election", election_id)


@require_POST
def open_poll(request: HttpRequest, election_id: UUID) -> HttpResponse:
    services.open_poll(election_id=election_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("投票开始，名单和候选人不再变。"))
    return redirect("election", election_id)


@require_POST
def publish_result(request: HttpRequest, election_id: UUID) -> HttpResponse:
    services.publish_result(election_id=election_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("结果公布了。"))
    return redirect("election", election_id)


@require_POST
def complete(request: HttpRequest, election_id: UUID) -> HttpResponse:
    services.complete(election_id=election_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("换届完成，新一届的名册已建好。"))
    return redirect("election", election_id)


@login_required
@require_GET
def report(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """选举结果报告单, `?form=pdf|docx`, once something was counted."""
    form = request.GET.get("form", "")
    require_form(form)
    it = selectors.election_page(actor_of(request), election_id, now=clock.now())
    if not any(one.counted_at for one in it.polls):
        raise ElectionMovedOn
    return paper_response(report_paper(it), form, f"{it.row.place}{_('选举结果报告单')}")


# --- for anybody ----------------------------------------------------------------------------------


@require_GET
def public(request: HttpRequest, election_id: UUID) -> HttpResponse:
    it = selectors.public_election(election_id, now=clock.now())
    return render(request, "deliberation/election_public.html", _context(it))


@require_GET
def public_list(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """The elections of one place that anybody may read."""
    area = territory.area(area_id)
    context = {"area": area, "rows": selectors.public_elections(area.path)}
    return render(request, "deliberation/elections_public.html", context)


_ONE = "elections/<uuid:election_id>"
_CANDIDATE = f"{_ONE}/candidates/<uuid:candidate_id>"

urlpatterns: list[URLPattern] = [
    path("elections/", index, name="elections"),
    path("elections/renewals/<uuid:renewal_id>", renewal, name="renewal"),
    path(_ONE, show, name="election"),
    path(f"{_ONE}/roll", roll, name="election-roll"),
    path(f"{_ONE}/roll/correct", correct, name="election-correct"),
    path(f"{_ONE}/candidates", nominate, name="election-nominate"),
    path(f"{_CANDIDATE}/accept", accept, name="election-accept"),
    path(f"{_CANDIDATE}/step-back", step_back, name="election-step-back"),
    path(f"{_CANDIDATE}/appoint", appoint, name="election-appoint"),
    path(f"{_ONE}/settle", settle, name="election-settle"),
    path(f"{_ONE}/poll", open_poll, name="election-poll"),
    path(f"{_ONE}/count", count, name="election-count"),
    path(f"{_ONE}/vacant", vacant, name="election-vacant"),
    path(f"{_ONE}/result", publish_result, name="election-result"),
    path(f"{_ONE}/complete", complete, name="election-complete"),
    path(f"{_ONE}/report.sheet", report, name="election-report"),
    path("public/elections/<uuid:election_id>", public, name="election-public"),
    path("public/elections/at/<uuid:area_id>", public_list, name="elections-public"),
]
