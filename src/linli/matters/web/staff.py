"""Pages on which staff read, correct and close matters, and take reports down for others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.advice import selectors as advice
from linli.advice.terms import CATEGORY, UNIT
from linli.files import services as files
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.selectors import MatterQuery
from linli.matters.terms import Channel, Kind, MatterLine, ReasonNeeded
from linli.matters.web.forms import (
    AnnulForm,
    AnswerForm,
    CorrectForm,
    PartyForm,
    RemarkForm,
    ReportForm,
)
from linli.matters.web.requests import add_refusal, kinds_for
from linli.matters.web.triage import beside as triage_says
from linli.people import selectors as people
from linli.people import services as identities
from linli.people.terms import ViewList
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory


def _staff(request: HttpRequest, verb: str = "matters.see") -> Any:
    actor = actor_of(request)
    actor.require(verb)
    return actor


@require_GET
def show(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """A matter: facts, clocks, history, who can act."""
    page = selectors.matter_for(actor_of(request), matter_id)
    catalogue = selectors.catalogue()
    context: dict[str, Any] = {
        "page": page,
        "triage": triage_says(actor_of(request), page),
        "now": clock.now(),
        "correct_form": CorrectForm(),
        "annul_form": AnnulForm(),
        "answer_form": AnswerForm(),
        "remark_form": RemarkForm(auto_id="talk-%s"),
        "party_form": PartyForm(auto_id="party-%s"),
        "categories": catalogue.leaves(),
        "reasons": catalogue.reasons.values(),
        "standing": selectors.standing_of(matter_id, page.kind_key),
    }
    fragment = request.headers.get("HX-Request") and request.GET.get("beside")
    wanted = request.GET.get("next", "")
    ours = wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    context |= {"beside": bool(fragment), "next": wanted if ours else ""}
    template = "matters/_matter.html" if fragment else "matters/matter.html"
    return render(request, template, context)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All matters that the actor may see, newest first; filters live in the address."""
    actor = _staff(request)
    asked = request.GET
    query = MatterQuery(
        state=asked.get("state", ""),
        category=asked.get("category", ""),
        kind=asked.get("kind", ""),
        area_path=asked.get("area", ""),
        since=_day(asked.get("since", "")),
        closed_since=_day(asked.get("closed_since", "")),
        rated_since=_day(asked.get("rated_since", "")),
        before=asked.get("before", ""),
        sort=asked.get("sort", ""),
    )
    catalogue = selectors.catalogue()
    context = {
        "rows": selectors.matter_list(actor, query),
        "tally": selectors.tally_asked(actor, query, now=clock.now()),
        "query": query,
        "categories": [(one.key, str(one.name)) for one in catalogue.leaves()],
        "kinds": [(one.key, str(one.name)) for one in catalogue.kinds.values()],
        "places": _places(actor),
        "area_name": _area_name(query.area_path),
        "now": clock.now(),
        "most_sorted": selectors.MOST_SORTED,
        "views": people.saved_views(actor, ViewList.MATTERS),
        "kept_view": people.view_query(request.META["QUERY_STRING"]),
    }
    return render(request, "matters/list.html", context)


def _day(text: str) -> datetime | None:
    """Midnight on a Chinese wall clock of `2026-03-02`; None for anything else."""
    return clock.read(text)


def _places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """(path, name) of the places to filter by: what lies below the areas where one may see."""
    held = {grant.area_id for grant in actor.grants if grant.area_id}
    areas = tuple(territory.areas(held).values())
    below = territory.children(areas[0].id) if len(areas) == 1 else ()
    return tuple((one.path, one.short_name or one.name) for one in below or areas)


def _area_name(path: str) -> str:
    """The name of the area with that path; "" if there is none."""
    code = path.rstrip(".").replace(".", "")
    try:
        return territory.by_code(code).name if code else ""
    except Refused:
        return ""


@require_GET
def triage(request: HttpRequest) -> HttpResponse:
    """Three columns: new, unclear, passed on."""
    actor = _staff(request, "matters.triage")
    now, sort = clock.now(), request.GET.get("sort", "")
    catalogue = selectors.catalogue()
    context = {
        "board": selectors.with_alike(
            selectors.board(actor, since=now - timedelta(days=2), sort=sort), actor, now=now
        ),
        "fates": advice.tally(CATEGORY, now - timedelta(days=30), now),
        "unit_fates": advice.tally(UNIT, now - timedelta(days=30), now),
        "sort": sort,
        "sorts": _sorts(),
        "categories": catalogue.leaves(),
        "reasons": catalogue.reasons.values(),
        "may_close": actor.may("matters.close_spam"),
        "now": now,
    }
    return render(request, "matters/triage.html", context)


def _sorts() -> tuple[tuple[str, str], ...]:
    """(what the address asks for, name) of the orders in which the board shows its cards."""
    return (
        ("", _("随来随排")),
        ("age", _("先报的在前")),
        ("-age", _("新报的在前")),
        ("category", _("按类别")),
        ("place", _("按地点")),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Someone rings, or stands at the desk: one screen takes it down, with that number's earlier
    reports beside it. With `?parent=` the new matter is a child of that one."""
    kinds = kinds_for(request)
    if not kinds:
        raise NotAllowed(verb="matters.open_for")
    chosen = request.POST.get("kind") or request.GET.get("kind", "")
    form_key = next((one.form for one in kinds if one.key == chosen), "")
    asked = procedures.form(form_key) if form_key else None
    form = ReportForm(request.POST or None, request.FILES or None, asked=asked)
    parent = _uuid(request.GET.get("parent", ""))
    if request.method == "POST" and form.is_valid():
        try:
            opened = _open(request, form, kinds, parent)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已受理，编号 %(number)s。") % {"number": opened.number})
            return redirect(f"{reverse('matter', args=[opened.matter_id])}?new=1")
    context = {
        "form": form,
        "kinds": kinds,
        "kind": request.POST.get("kind") or request.GET.get("kind", ""),
        "parent": selectors.matter_for(actor_of(request), parent) if parent else None,
        "categories": selectors.catalogue().leaves(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "matters/new.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _open(request: HttpRequest, form: ReportForm, kinds: list[Kind], parent: UUID | None) -> Any:
    actor, now = actor_of(request), clock.now()
    pictures = tuple(
        files.receive(upload=upload, kind="image", actor=actor, now=now).id
        for upload in form.cleaned_data["photos"]
    )
    channel = Channel.PHONE if form.cleaned_data["phone"] else Channel.STAFF
    intake = form.intake(kind=kinds[0].key, channel=channel, files=pictures, parent=parent)
    return services.open_matter(intake=intake, actor=actor, now=now)


@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """A fragment: what this telephone number reported before, as far as the actor may see it."""
    actor = _staff(request)
    if not kinds_for(request):
        raise NotAllowed(verb="matters.open_for")
    lines: tuple[MatterLine, ...] = ()
    try:
        identity = people.by_phone(request.POST.get("phone", ""))
        lines = selectors.of_person(identity, actor=actor) if identity else ()
    except Refused:
        lines = ()
    # Whether a number reported elsewhere in the county is not said: only what is seen here counts.
    return render(request, "matters/_earlier.html", {"lines": lines, "known": bool(lines)})


@require_POST
def correct(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    form = CorrectForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        services.correct(
            matter_id=matter_id,
            category=data["category"] or None,
            area_id=data["area"],
            urgency=data["urgency"] or None,
            reason=data["reason"],
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("已更正。"))
    else:
        messages.error(request, _("没有更正：填写的内容有误。"))
    if request.POST.get("back") == "triage":
        return redirect("triage")
    return redirect("matter", matter_id)


@require_POST
def annul(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    form = AnnulForm(request.POST)
    if not form.is_valid():
        raise ReasonNeeded(field="reason")
    services.annul(
        matter_id=matter_id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已关闭，报事人会看到理由。"))
    return (
        redirect("triage")
        if request.POST.get("back") == "triage"
        else redirect("matter", matter_id)
    )


@require_POST
def rate(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """What the reporter said when called back."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.rate_for(
            matter_id=matter_id,
            solved=form.cleaned_data["solved"],
            satisfied=form.cleaned_data["satisfied"],
            words=form.cleaned_data["words"],
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("已记下回访结果。"))
    else:
        messages.error(request, _("请先选择解决了没有。"))
    return redirect("matter", matter_id)


@require_POST
def reveal(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """A fragment: the reporter's name and number, for a purpose that goes on the trail."""
    actor = actor_of(request)
    page = selectors.matter_for(actor, matter_id)
    identity = next((one.identity_id for one in page.reports if one.identity_id), None)
    person = None
    if identity is not None:
        person = identities.reveal(
            identity_id=identity,
            purpose=request.POST.get("purpose", ""),
            target=page.target,
            actor=actor,
            now=clock.now(),
        )
    return render(request, "matters/_person.html", {"person": person})


@require_GET
def order(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """The printable 交办单, with the limits on it."""
    actor = actor_of(request)
    page = selectors.matter_for(actor, matter_id)
    if "matters.print" not in page.may:
        raise NotAllowed(verb="matters.print")
    return render(request, "matters/order.html", {"page": page, "now": clock.now()})
