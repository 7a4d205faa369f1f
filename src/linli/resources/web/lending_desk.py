"""The lending desk: handing over, taking back, what stands there, damage settled by two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.people import services as people
from linli.resources import selectors, services
from linli.resources.terms import SEE, Condition, CopyState, LentNotFound, MayNotLend
from linli.resources.web.forms_lending import BackForm, CopyForm, LendForm, ScanForm, SettleForm
from linli.ui.forms import add_refusal


@login_required
@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """The places where one lends."""
    actor = actor_with(request, SEE)
    places = selectors.lending_places(actor)
    if len(places) == 1:
        return redirect("lend-desk", place_id=places[0].pk)
    return render(request, "resources/lend_desks.html", {"places": places})


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place; POST is a scan, which leads to the copy."""
    actor, now = actor_of(request), clock.now()
    form = ScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = selectors.find_copy(actor, form.cleaned_data["barcode"])
        except NotFound as refused:
            form.add_error("barcode", refused.message)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("lent-copy", copy_id=found)
    it = selectors.lend_desk(actor, place_id, now=now)
    status = 422 if form.is_bound else 200
    return render(request, "resources/lend_desk.html", {"it": it, "form": form}, status=status)


def _page(
    request: HttpRequest,
    copy_id: UUID,
    *,
    lend_form: LendForm | None = None,
    back_form: BackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    it = selectors.copy_page(actor, copy_id, now=clock.now())
    places = [(str(one.pk), one.name) for one in selectors.lending_places(actor, run=True)]
    before = {
        "state": it.row.state.value,
        "condition": it.row.condition.value,
        "place": str(it.row.place_id),
    }
    context = {
        "it": it,
        "lend_form": lend_form or LendForm(),
        "back_form": back_form or BackForm(),
        "copy_form": CopyForm(initial=before, places=places),
    }
    return render(request, "resources/lent_copy.html", context, status=status)


@login_required
@require_GET
def copy(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    return _page(request, copy_id)


@login_required
@require_POST
def lend(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Hand it over to whoever stands at the desk."""
    actor, now, form = actor_of(request), clock.now(), LendForm(request.POST)
    row = selectors.copy_page(actor, copy_id, now=now)
    if not row.may_run:
        raise MayNotLend
    if form.is_valid():
        given = form.cleaned_data
        try:
            person = None
            if given["phone"]:
                person = people.remember(
                    phone=given["phone"], name=given["name"], actor=actor, now=now
                )
            services.lend(
                copy_id=copy_id, person=person, paper=given["paper"], actor=actor, now=now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已借出。"))
            return redirect("lend-desk", place_id=row.row.place_id)
    return _page(request, copy_id, lend_form=form, status=422)


@login_required
@require_POST
def back(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    actor, now, form = actor_of(request), clock.now(), BackForm(request.POST)
    row = selectors.copy_page(actor, copy_id, now=now)
    if form.is_valid():
        try:
            found = services.give_back(
                copy_id=copy_id,
                condition=Condition(form.cleaned_data["condition"]),
                words=form.cleaned_data["words"],
                charge=form.cleaned_data["charge"] or 0,
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _said(actor, copy_id, found))
            return redirect("lend-desk", place_id=row.row.place_id)
    return _page(request, copy_id, back_form=form, status=422)


def _said(actor: Actor, copy_id: UUID, found: UUID | None) -> str:
    """What to do with it now."""
    if found is not None:
        return _now("已还，损坏情况记下了，请另一位同事来定。")
    kept = selectors.copy_at(actor, copy_id).state == CopyState.KEPT
    return (
        _now("已还。有人在等，请单独放好，已经通知他来取。") if kept else _now("已还，请放回架上。")
    )


@login_required
@require_POST
def set_copy(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Where it stands, how it is."""
    actor = actor_of(request)
    selectors.copy_at(actor, copy_id)
    places = [(str(one.pk), one.name) for one in selectors.lending_places(actor, run=True)]
    form = CopyForm(request.POST, places=places)
    if not form.is_valid():
        raise MayNotLend
    services.set_copy(
        copy_id=copy_id,
        state=CopyState(form.cleaned_data["state"]),
        condition=Condition(form.cleaned_data["condition"]),
        place_id=form.cleaned_data["place"],
        actor=actor,
        now=clock.now(),
    )
    messages.success(request, _now("改好了。"))
    return redirect("lent-copy", copy_id=copy_id)


@login_required
@require_POST
def renew(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """At the desk, for whoever asks there."""
    loan = selectors.loans().filter(pk=loan_id).first()
    if loan is None:
        raise LentNotFound
    selectors.copy_at(actor_of(request), loan.copy_id)
    services.renew(loan_id=loan_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _now("已续借。"))
    return redirect("lent-copy", copy_id=loan.copy_id)


@login_required
@require_POST
def settle(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """The second word on damage."""
    place_id = selectors.place_of_damage(actor_of(request), damage_id)
    form = SettleForm(request.POST)
    form.is_valid()
    services.settle_damage(
        damage_id=damage_id,
        charge=form.cleaned_data.get("charge", -1),
        reason=form.cleaned_data.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("定好了，借的人看得到理由。"))
    return redirect("lend-desk", place_id=place_id)


@login_required
@require_POST
def rule(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """The third word, on an appeal."""
    place_id = selectors.place_of_damage(actor_of(request), damage_id)
    services.rule_damage(
        damage_id=damage_id,
        upheld=request.POST.get("upheld") == "yes",
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _now("定好了，借的人看得到理由。"))
    return redirect("lend-desk", place_id=place_id)


urlpatterns: list[URLPattern] = [
    path("lending/desk", desks, name="lend-desks"),
    path("lending/desk/<uuid:place_id>", desk, name="lend-desk"),
    path("lending/copies/<uuid:copy_id>", copy, name="lent-copy"),
    path("lending/copies/<uuid:copy_id>/lend", lend, name="lent-lend"),
    path("lending/copies/<uuid:copy_id>/back", back, name="lent-back"),
    path("lending/copies/<uuid:copy_id>/set", set_copy, name="lent-set"),
    path("lending/loans/<uuid:loan_id>/renew-desk", renew, name="lent-renew-desk"),
    path("lending/damages/<uuid:damage_id>/settle", settle, name="lent-settle"),
    path("lending/damages/<uuid:damage_id>/rule", rule, name="lent-rule"),
]
