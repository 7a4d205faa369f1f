"""Pages of lists: the index, one list, its lines from matters and sheets, and showing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.selectors import MatterQuery
from linli.matters.web.list_forms import ChosenForm, LineForm, LineSheetForm, ListForm
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory

SEE = "matters.see"


def unit_names() -> list[str]:
    """What is offered while a unit is typed."""
    return [one.short_name or one.name for one in organisations.units()]


def _staff(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(SEE)
    return actor


def _new_form(request: HttpRequest, actor: Actor) -> ListForm | None:
    """Which lists this actor may open, and where; None if none."""
    known, duties = selectors.catalogue(), {grant.duty for grant in actor.grants}
    every = actor.may("matters.open_for")
    keys = [
        (one.key, str(one.name))
        for one in known.lists.values()
        if every or duties.intersection(known.kind(one.kind).openers)
    ]
    held = territory.areas({grant.area_id for grant in actor.grants if grant.area_id})
    areas = [(str(one.id), one.name) for one in held.values()]
    if not keys or not areas:
        return None
    return ListForm(request.POST or None, keys=keys, areas=areas)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The lists with how far each is; a new one is opened here. With `?matter=` a list is chosen on
    which that matter is put."""
    actor, now = _staff(request), clock.now()
    form = _new_form(request, actor)
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        opened = services.open_list(
            key=data["key"], name=data["name"], area_id=data["area"], actor=actor, now=now
        )
        messages.success(request, _("已建立，编号 %(number)s。") % {"number": opened.number})
        return redirect("list", opened.matter_id)
    asked = request.GET.get("key", "")
    context = {
        "lists": selectors.list_index(actor, now=now, key=asked),
        "kinds": [(one.key, str(one.name)) for one in selectors.catalogue().lists.values()],
        "asked": asked,
        "form": form,
        "matter": request.GET.get("matter", ""),
    }
    refused = request.method == "POST"
    return render(request, "matters/checklists.html", context, status=422 if refused else 200)


@require_GET
def show(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """A list: its lines with numbers, who answers, by when, and the linked lists beside them."""
    return _page(request, list_id, LineForm())


def _page(request: HttpRequest, list_id: UUID, form: LineForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    page = selectors.list_page(actor_of(request), list_id, now=now)
    context = {"page": page, "form": form, "now": now, "units": unit_names()}
    return render(request, "matters/checklist.html", context, status=status)


@require_POST
def add(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One more line; below another one with `above`."""
    form, actor = LineForm(request.POST), actor_of(request)
    above = request.POST.get("above", "")
    if form.is_valid():
        try:
            services.add_row(
                list_id=list_id, row=form.row(), above=UUID(above) if above else None,
                actor=actor, now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已列入。"))
            return redirect("list", list_id)
    return _page(request, list_id, form, 422)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Open matters of the list's area, to be put on the list."""
    actor, now = actor_of(request), clock.now()
    actor.require(SEE)
    page = selectors.list_page(actor, list_id, now=now)
    form = ChosenForm(request.POST or None)
    chosen = request.POST.getlist("matter") or request.GET.getlist("matter")
    if request.method == "POST" and form.is_valid():
        try:
            ids = [UUID(one) for one in chosen]
            count = services.add_sources(
                list_id=list_id, sources=ids, row=form.row(), actor=actor, now=now
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已列入 %(count)d 项。") % {"count": count})
            return redirect("list", list_id)
    context = {"page": page, "form": form, "chosen": chosen, **_open_matters(request, list_id)}
    status = 422 if request.method == "POST" else 200
    return render(request, "matters/checklist_choose.html", context, status=status)


def _open_matters(request: HttpRequest, list_id: UUID) -> dict[str, Any]:
    """The open matters of the list's area, without lists and lines; with what to filter by."""
    actor, known = actor_of(request), selectors.catalogue()
    query = MatterQuery(
        state="open", area_path=selectors.list_for(actor, list_id).matter.area_path,
        category=request.GET.get("category", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    rows = selectors.matter_list(actor, query)
    names = {str(known.kinds[one].name) for one in known.listed_kinds()}
    return {
        "lines": [one for one in rows.lines if one.kind_name not in names],
        "more": rows.more,
        "units": unit_names(),
        "categories": [(one.key, str(one.name)) for one in known.leaves()],
        "category": query.category,
    }


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Many lines at once: a check shows every row with its faults; without any, one tap puts them
    all on the list."""
    actor, now = actor_of(request), clock.now()
    actor.require(SEE)
    page = selectors.list_page(actor, list_id, now=now)
    form = LineSheetForm(request.POST or None, request.FILES or None)
    read = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["sheet"]:
                read = services.keep_lines(
                    list_id=list_id, upload=data["sheet"], actor=actor, now=now
                )
            elif data["sure"]:
                count = services.import_lines(
                    list_id=list_id, pasted=data["pasted"], actor=actor, now=now
                )
                return _imported(request, list_id, count)
            else:
                read = services.check_lines(
                    list_id=list_id, pasted=data["pasted"], actor=actor, now=now
                )
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {
        "page": page,
        "form": form,
        "sheet": read,
        "pasted": form.cleaned_data.get("pasted", "") if form.is_bound else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "matters/checklist_sheet.html", context, status=status)


def _imported(request: HttpRequest, list_id: UUID, count: int) -> HttpResponse:
    messages.success(request, _("已列入 %(count)d 项。") % {"count": count})
    return redirect("list", list_id)


@require_POST
def confirm(request: HttpRequest, list_id: UUID, kept: UUID) -> HttpResponse:
    """Put the checked sheet on the list."""
    digest = request.POST.get("digest", "")
    try:
        count = services.import_lines(
            list_id=list_id, kept=kept, digest=digest, actor=actor_of(request), now=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("list-import", list_id)
    return _imported(request, list_id, count)


@require_POST
def publish(request: HttpRequest, list_id: UUID) -> HttpResponse:
    services.publish_list(list_id=list_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已公开，居民看得到每一项的进度。"))
    return redirect(reverse("list-public", args=[list_id]))


@require_GET
def public(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What everybody reads of a list that is shown."""
    shown = selectors.public_list(list_id, now=clock.now())
    return render(request, "matters/checklist_public.html", {"shown": shown})
