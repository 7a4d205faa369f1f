"""The register of bodies and one body with its members."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import MANAGE, SEE, NewMember
from linli.deliberation.web.forms import BodyForm, MemberForm
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.people import selectors as people
from linli.people import services as persons
from linli.territory import selectors as territory
from linli.ui.forms import add_refusal


@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest) -> HttpResponse:
    """All that the actor may see; setting up one more."""
    actor, now = actor_with(request, SEE), clock.now()
    kinds = selectors.bodies_defined()
    may = actor.may(MANAGE)
    choices = [(one.key, str(one.name)) for one in kinds.values() if one.at]
    form = BodyForm(request.POST or None, kinds=choices)
    if request.method == "POST" and form.is_valid():
        made = _set_up(request, form, actor)
        if made is not None:
            return redirect("body", made)
    kind = request.GET.get("kind", "")
    context = {
        "rows": selectors.bodies(actor, now=now, kind=kind if kind in kinds else ""),
        "kinds": [(one.key, one.name) for one in kinds.values()],
        "form": form,
        "may": may and bool(choices),
        "may_arrange": may and any(one.of for one in kinds.values()),
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/bodies.html", context, status=status)


def _set_up(request: HttpRequest, form: BodyForm, actor: Actor) -> UUID | None:
    given = form.cleaned_data
    found = territory.find(given["area"])
    if len(found) != 1:
        form.add_error("area", _("没有找到，或者不止一处，请写得再具体些。"))
        return None
    try:
        made = services.set_up(
            kind=given["kind"],
            area_id=found[0].id,
            name=given["name"],
            actor=actor,
            now=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None
    messages.success(request, _("设好了，请补成员名册。"))
    return made


@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """One body: its members, what its composition lacks, its gatherings; enrolling one more."""
    actor, now = actor_of(request), clock.now()
    row = selectors.body_for(actor, body_id, now=now)
    may = selectors.may_manage(actor, body_id)
    if request.method == "POST" and not may:
        raise NotAllowed  # before anything of a person is stored
    form = MemberForm(request.POST or None, kind=row.kind)
    if request.method == "POST" and form.is_valid() and _enrol(form, body_id, actor):
        messages.success(request, _("已列入名册。"))
        return redirect("body", body_id)
    upcoming, _more = selectors.gatherings(actor, body_id=body_id)
    past, more = selectors.gatherings(actor, body_id=body_id, past=True)
    context = {
        "body": row,
        "members": selectors.members(body_id, now=now),
        "shortfalls": selectors.shortfalls(body_id, now=now),
        "upcoming": upcoming,
        "past": past,
        "more": more,
        "form": form,
        "may": may,
        "may_call": selectors.may_call(actor, body_id),
        "kinds": [
            one for one in selectors.gatherings_defined().values() if one.body == row.kind.key
        ],
        "now": now,
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/body.html", context, status=status)


def _enrol(form: MemberForm, body_id: UUID, actor: Actor) -> bool:
    given: dict[str, Any] = form.cleaned_data
    try:
        account, identity = _person(given, actor)
        new = NewMember(
            account_id=account,
            identity_id=identity,
            household=given["household"],
            area=given["area"] or Decimal(0),
            tags=frozenset(given.get("tags", ())),
            votes=given["votes"],
            represents=given.get("represents") or 0,
            born=given.get("born"),
        )
        services.enrol(body_id=body_id, new=new, actor=actor, now=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return False
    return True


def _person(given: dict[str, Any], actor: Actor) -> tuple[UUID | None, UUID | None]:
    """A colleague's account, or the identity of a phone number."""
    text = given["person"].strip()
    account = people.account_by_username(text)
    if account is not None:
        return account, None
    now = clock.now()
    return None, persons.remember(phone=text, name=given["name"], actor=actor, now=now)


@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """The bodies of all organisations that the actor manages, at once."""
    actor = actor_with(request, MANAGE)
    made = services.arrange(actor=actor, now=clock.now())
    messages.success(request, _("设好了 %(n)d 个，请补成员名册。") % {"n": made})
    return redirect("bodies")


@require_POST
def leave(request: HttpRequest, member_id: UUID) -> HttpResponse:
    body_id = selectors.body_of_member(member_id)
    services.leave(member_id=member_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已移出名册，以前的会议记录不变。"))
    return redirect("body", body_id)


urlpatterns: list[URLPattern] = [
    path("bodies/", bodies, name="bodies"),
    path("bodies/arrange", arrange, name="bodies-arrange"),
    path("bodies/<uuid:body_id>", body, name="body"),
    path("bodies/members/<uuid:member_id>/leave", leave, name="member-leave"),
]
