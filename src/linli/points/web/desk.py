"""The office: claims to decide, appeals to rule on, one person's entries, taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, page_of
from linli.people import selectors as people
from linli.points import selectors, services
from linli.points.terms import GIVE, MANAGE
from linli.points.web.forms import FindForm, ReasonForm
from linli.points.web.requests import office
from linli.ui.forms import add_refusal

MOST_AT_ONCE = 50


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Claims that wait, oldest first; one's own are marked."""
    return _desk(request)


def _desk(
    request: HttpRequest, wrong: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    actor, page = office(request), page_of(request)
    rows, more = selectors.claims(actor, page=page)
    context = {
        "rows": rows, "more": more, "page": page, "may_give": actor.may(GIVE), "wrong": wrong,
        "reason": reason, "chosen": request.POST.getlist("claim"), "tab": "claims",
    }  # fmt: skip
    return render(request, "points/desk.html", context, status=status)


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Yes or no to the chosen claims, each a decision of its own: what is refused of one leaves the
    others."""
    actor, now = actor_of(request), clock.now()
    actor.require(GIVE)
    chosen = _ids(request)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    if not chosen or act not in ("yes", "no"):
        return _desk(request, _("请先选中要处理的申请。"), reason, 422)
    done, refusals = 0, []
    for one in chosen:
        try:
            if act == "yes":
                services.authorise(entry_id=one, actor=actor, now=now)
            else:
                services.refuse(entry_id=one, reason=reason, actor=actor, now=now)
        except Refused as refused:
            if len(chosen) == 1 and refused.status in (403, 404):
                raise
            refusals.append(refused)
        else:
            done += 1
    if done:
        said = ngettext("处理了 %(n)d 条。", "处理了 %(n)d 条。", done) % {"n": done}
        messages.success(request, said)
    if refusals:
        words = _("；").join(dict.fromkeys(one.message for one in refusals))
        wrong = _("%(n)d 条没有处理：%(why)s") % {"n": len(refusals), "why": words}
        return _desk(request, wrong, reason, refusals[0].status)
    return redirect("points-desk")


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("claim")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@login_required
@never_cache
@require_GET
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals that wait for somebody else than who decided."""
    return _appeals(request)


def _appeals(
    request: HttpRequest, wrong_id: UUID | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    actor = office(request)
    context = {
        "rows": selectors.appeals(actor), "wrong_id": wrong_id, "wrong": wrong, "tab": "appeals",
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "points/appeals.html", context, status=status)


@login_required
@require_POST
def rule(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Uphold or deny, with a reason that the person reads."""
    actor = actor_of(request)
    try:
        services.rule_appeal(
            appeal_id=appeal_id,
            upheld=request.POST.get("upheld") == "yes",
            reason=request.POST.get("reason", ""),
            actor=actor,
            now=clock.now(),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _appeals(request, appeal_id, refused.message, refused.status)
    messages.success(request, _("复核结果已经告诉本人。"))
    return redirect("points-appeals")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find a person's entries by phone, with a purpose that is kept."""
    actor = office(request)
    form = FindForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            person = services.find_person(**form.cleaned_data, actor=actor, now=clock.now())
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            return redirect("points-person", person=person)
    return render(request, "points/find.html", {"form": form, "tab": "find"}, status=status)


@login_required
@never_cache
@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's entries at the places that one sees, masked."""
    actor, page = office(request), page_of(request)
    lines, more = selectors.lines_of_person(actor, person, page=page)
    context = {
        "who": people.masked([person])[person], "person": person, "lines": lines, "more": more,
        "page": page, "may_take": actor.may(MANAGE), "tab": "find",
    }  # fmt: skip
    return render(request, "points/person.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, person: UUID, entry_id: UUID) -> HttpResponse:
    """Take an entry back, with a reason: what it was, and the form."""
    actor = actor_of(request)
    actor.require(MANAGE)
    it = selectors.line_of_person(actor, person, entry_id)
    form = ReasonForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.claw_back(entry_id=entry_id, actor=actor, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("已更正扣回，理由本人看得到，可以申诉。"))
            return redirect(reverse("points-person", args=[person]))
    context = {"it": it, "person": person, "form": form, "who": people.masked([person])[person]}
    return render(request, "points/take_back.html", context, status=status)


_PERSON = "points/desk/people/<uuid:person>"
urlpatterns: list[URLPattern] = [
    path("points/desk", desk, name="points-desk"),
    path("points/desk/decide", decide, name="points-decide"),
    path("points/desk/appeals", appeals, name="points-appeals"),
    path("points/desk/appeals/<uuid:appeal_id>", rule, name="points-rule"),
    path("points/desk/find", find, name="points-find"),
    path(_PERSON, person, name="points-person"),
    path(f"{_PERSON}/<uuid:entry_id>", take_back, name="points-take-back"),
]
