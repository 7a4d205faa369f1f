"""The time bank's pages: family, giving, moves that wait for one's own answer."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.errors import Invalid, Refused
from linli.kernel.middleware import actor_of
from linli.ui.asking import own_page
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.templatetags.service_hours import spell
from linli.volunteering.terms import FAMILY, GIFTS_A_DAY, LinkNotFound, LinkState, NoTimeBank
from linli.volunteering.web.forms_hours import FamilyForm, GiveForm

ASKS_A_DAY = 10
MOST_AMOUNTS = 40


@require_http_methods(["GET", "POST"])
@own_page
def family(request: HttpRequest, person: UUID) -> HttpResponse:
    """Who may be given hours; a post asks somebody by phone."""
    now = clock.now()
    relations = [
        (one.key, str(one.name)) for one in selectors.family_relations().values() if one.phone
    ]
    form = FamilyForm(request.POST or None, relations=relations)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            rates.spend(
                "volunteering.family", str(person), limit=ASKS_A_DAY, seconds=86_400, now=now
            )
            services.ask_family(
                person=person, **form.cleaned_data, actor=actor_of(request), now=now
            )
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("已登记，等对方用手机号登录后同意。"))
            return redirect("hours-family")
    context = {
        "form": form,
        "rows": selectors.family_of(person),
        "bank": bool(selectors.hours_rules().scheme),
        "children": [one for one in selectors.family_relations().values() if not one.phone],
    }
    return render(request, "volunteering/hours_family.html", context, status=status)


@require_POST
@own_page
def answer(request: HttpRequest, person: UUID, link_id: UUID) -> HttpResponse:
    agree = request.POST.get("agree") == "yes"
    services.answer_family(
        link_id=link_id, person=person, agree=agree, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已同意。") if agree else _("已回绝。"))
    return redirect("hours-family")


@require_POST
@own_page
def end(request: HttpRequest, person: UUID, link_id: UUID) -> HttpResponse:
    services.end_family(link_id=link_id, person=person, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已解除，给过的时长不变。"))
    return redirect("hours-family")


@require_http_methods(["GET", "POST"])
@own_page
def give(request: HttpRequest, person: UUID, link_id: UUID) -> HttpResponse:
    """Give hours to somebody of the family who agreed."""
    now, rules = clock.now(), selectors.hours_rules()
    link = next((one for one in selectors.family_of(person) if one.id == link_id), None)
    if link is None or not link.mine or link.state is not LinkState.CONFIRMED:
        raise LinkNotFound
    if not rules.scheme:
        raise NoTimeBank
    free = selectors.hour_balance(person).free
    step = rules.step if rules.step > 1 else 30
    amounts = [(one, spell(one)) for one in range(step, free + 1, step)][:MOST_AMOUNTS]
    form = GiveForm(
        request.POST or None, amounts=amounts, initial={"key": secrets.token_urlsafe(12)}
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            rates.spend(FAMILY, str(person), limit=GIFTS_A_DAY, seconds=86_400, now=now)
            services.give_hours(
                person=person, link_id=link_id, **form.cleaned_data, actor=actor_of(request),
                now=now,
            )  # fmt: skip
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            messages.success(request, _("已给出。"))
            return redirect("hours-account")
    context = {"form": form, "link": link, "free": free, "amounts": amounts}
    return render(request, "volunteering/hours_give.html", context, status=status)


@require_POST
@own_page
def answer_move(request: HttpRequest, person: UUID, move_id: UUID) -> HttpResponse:
    agree = request.POST.get("agree") == "yes"
    services.answer_move(
        move_id=move_id, person=person, agree=agree, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已同意。") if agree else _("已回绝。"))
    return redirect("hours")


@require_http_methods(["GET", "POST"])
@own_page
def order_for(request: HttpRequest, person: UUID, relation: str) -> HttpResponse:
    """Choose a class for a child: only the relation is named."""
    now = clock.now()
    known = selectors.family_relations().get(relation)
    if known is None or known.phone:
        raise LinkNotFound
    wrong, status = "", 200
    if request.method == "POST":
        try:
            made = services.order_for(
                person=person,
                relation=relation,
                offer_id=_uuid(request.POST.get("offer", "")),
                count=1,
                key=_uuid(request.POST.get("key", "")),
                actor=actor_of(request),
                now=now,
            )
        except Refused as refused:
            wrong, status = refused.message, refused.status
        else:
            return redirect("shop-order", made)
    context = {
        "relation": known, "wrong": wrong, "rows": selectors.classes_for(person, now=now),
        "free": selectors.hour_balance(person).free, "key": uuid4(),
    }  # fmt: skip
    return render(request, "volunteering/hours_for.html", context, status=status)


def _uuid(text: str) -> UUID:
    """Refuses `Invalid`."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid from None


_LINK = "hours/family/<uuid:link_id>"
urlpatterns: list[URLPattern] = [
    path("hours/family", family, name="hours-family"),
    path(f"{_LINK}/answer", answer, name="hours-family-answer"),
    path(f"{_LINK}/end", end, name="hours-family-end"),
    path(f"{_LINK}/give", give, name="hours-give"),
    path("hours/for/<slug:relation>", order_for, name="hours-for"),
    path("hours/moves/<uuid:move_id>", answer_move, name="hours-move-answer"),
]
