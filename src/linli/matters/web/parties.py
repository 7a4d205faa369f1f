"""The people on the sides of a matter, and the agreement that they signed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.web.documents import agreement_paper
from linli.matters.web.forms import PartyForm
from linli.ui.paper.responses import paper_response, require_form


@require_POST
def add(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Write down who is on a side."""
    form = PartyForm(request.POST)
    if form.is_valid():
        try:
            services.add_party(
                matter_id=matter_id,
                side=form.cleaned_data["side"],
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                actor=actor_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            messages.error(request, refused.message)
        else:
            messages.success(request, _("已登记当事人。"))
    else:
        messages.error(request, _("没有登记：请选哪一方，写姓名和电话。"))
    return redirect("matter", matter_id)


@require_POST
def reveal(request: HttpRequest, matter_id: UUID, party_id: UUID) -> HttpResponse:
    """A fragment: a party's name and number, for a purpose that goes on the trail."""
    person = services.reveal_party(
        matter_id=matter_id,
        party_id=party_id,
        purpose=request.POST.get("purpose", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return render(request, "matters/_person.html", {"person": person})


@never_cache
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """The agreement to be printed, names masked; a post gives the document with the names (`form`
    is pdf or docx), to be signed, and leaves on the trail who took it."""
    actor = actor_of(request)
    found = selectors.agreement_for(actor, matter_id)
    if request.method == "GET":
        return render(request, "matters/agreement.html", {"found": found, "page": found.page})
    if "people.reveal" not in found.page.may:
        raise NotAllowed(verb="people.reveal")
    form = request.POST.get("form", "docx")
    require_form(form)
    named = [
        (one.side, person.name)
        for one in found.page.parties
        if (
            person := services.reveal_party(
                matter_id=matter_id,
                party_id=one.id,
                purpose=_("打印协议书，当事人签字"),
                actor=actor,
                now=clock.now(),
            )
        )
    ]
    paper = agreement_paper(found, named)
    return paper_response(paper, form, f"{found.name} {found.page.line.number}")


@never_cache
@require_GET
def shelf(request: HttpRequest, kind: str) -> HttpResponse:
    """What waits to be claimed: everybody reads what was published, who may claims."""
    found, lines = selectors.shelf(kind, actor=actor_of(request), now=clock.now())
    return render(request, "matters/shelf.html", {"kind": found, "lines": lines})
