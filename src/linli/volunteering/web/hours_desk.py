"""The desk of hours: proving what volunteers told, in bulk; correcting, moving, lists."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import LEAD, SEE, NothingToList
from linli.volunteering.web.forms_hours import MoveForm

TABS = ("asked", "annul", "all")
MOST_AT_ONCE = 100


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for one in request.POST.getlist("record")[:MOST_AT_ONCE]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?tab=asked|annul|all`, `?page=`."""
    actor = actor_with(request, SEE)
    tab = request.GET.get("tab", "asked")
    tab = tab if tab in TABS else "asked"
    rows, more = selectors.desk_records(actor, tab=tab, page=page_of(request))
    asked, annul = selectors.desk_counts(actor)
    context = {
        "rows": rows, "more": more, "page": page_of(request), "tab": tab, "asked": asked,
        "annul": annul, "may_decide": any(one.may_decide for one in rows),
    }  # fmt: skip
    return render(request, "volunteering/hours_desk.html", context)


@login_required
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Prove all that are ticked; what was refused says why."""
    actor, now = actor_with(request, LEAD), clock.now()
    done, refused = services.prove_claims(record_ids=_ids(request), actor=actor, now=now)
    if done:
        words = ngettext("证明了 %(n)d 条，已记入。", "证明了 %(n)d 条，已记入。", done)
        messages.success(request, words % {"n": done})
    for why in dict.fromkeys(no.message for _one, no in refused):
        messages.error(request, why)
    if not done and not refused:
        messages.error(request, _("请先选中要证明的记录。"))
    return redirect("hours-desk")


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """A record; a post does what its button says."""
    actor, now = actor_of(request), clock.now()
    it = selectors.desk_record(actor, record_id)
    units = [(str(u.id), u.name) for u in selectors.hour_units() if u.id != it.row.keeper_id]
    form, status = MoveForm(None, units=units), 200
    if request.method == "POST" and request.POST.get("act") == "move":
        form = MoveForm(request.POST, units=units)
        status = 422
        if form.is_valid():
            try:
                services.ask_move(
                    record_id=record_id,
                    target_id=UUID(form.cleaned_data["target_id"]),
                    reason=form.cleaned_data["reason"],
                    actor=actor,
                    now=now,
                )
            except Refused as refused:
                status = add_refusal(form, refused)
            else:
                messages.success(request, _("已提出，等志愿者同意。"))
                return redirect("hours-moves")
    elif request.method == "POST":
        _act(request, record_id)
        return redirect("hours-desk-record", record_id)
    context = {"it": it, "row": it.row, "form": form, "may_move": actor.may(LEAD)}
    return render(request, "volunteering/hours_desk_record.html", context, status=status)


def _act(request: HttpRequest, record_id: UUID) -> None:
    """One decision on a record, by the button that was pressed."""
    actor, now = actor_of(request), clock.now()
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    if act == "prove":
        services.prove_claim(record_id=record_id, actor=actor, now=now)
        messages.success(request, _("已证明，时长已记入。"))
    elif act == "refuse":
        services.refuse_claim(record_id=record_id, reason=reason, actor=actor, now=now)
        messages.success(request, _("已写明原因，志愿者可以申诉。"))
    elif act == "ask-annul":
        services.ask_annul(record_id=record_id, reason=reason, actor=actor, now=now)
        messages.success(request, _("已提出作废，等另一位工作人员来定。"))
    elif act in ("annul", "keep"):
        services.rule_annul(record_id=record_id, annul=act == "annul", actor=actor, now=now)
        messages.success(
            request, _("已作废，时长已扣回。") if act == "annul" else _("已保留，不作废。")
        )


@login_required
@require_GET
def moves(request: HttpRequest) -> HttpResponse:
    """Records on their way between organisations."""
    context = {"rows": selectors.desk_moves(actor_with(request, SEE))}
    return render(request, "volunteering/hours_moves.html", context)


@login_required
@require_POST
def answer_move(request: HttpRequest, move_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    selectors.desk_move(actor, move_id)
    accept = request.POST.get("accept") == "yes"
    services.accept_move(move_id=move_id, accept=accept, actor=actor, now=clock.now())
    messages.success(request, _("已接收。") if accept else _("没有接收。"))
    return redirect("hours-moves")


@login_required
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Lists of hours before the public; a post opens one."""
    actor = actor_with(request, SEE)
    units = [
        one for one in selectors.hour_units() if actor.may(LEAD, selectors.unit_target(one.id))
    ]
    wrong, status = "", 200
    if request.method == "POST":
        chosen = next((u for u in units if str(u.id) == request.POST.get("organisation")), None)
        try:
            if chosen is None:
                raise NothingToList(field="organisation")
            services.open_hours_list(organisation_id=chosen.id, actor=actor, now=clock.now())
        except Refused as refused:
            wrong, status = refused.message, refused.status
        else:
            messages.success(request, _("名单已公示，期满没有异议就可以开证明。"))
            return redirect(reverse("hours-lists"))
    context = {
        "rows": selectors.hours_lists(actor), "units": units, "wrong": wrong,
        "rules": selectors.hours_rules(),
    }  # fmt: skip
    return render(request, "volunteering/hours_lists.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("hours/desk", desk, name="hours-desk"),
    path("hours/desk/prove", prove, name="hours-prove"),
    path("hours/desk/moves", moves, name="hours-moves"),
    path("hours/desk/moves/<uuid:move_id>", answer_move, name="hours-desk-move"),
    path("hours/desk/lists", lists, name="hours-lists"),
    path("hours/desk/<uuid:record_id>", record, name="hours-desk-record"),
]
