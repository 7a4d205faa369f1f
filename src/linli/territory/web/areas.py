"""The staff's page of areas: level by level, with dates; adding, renaming, closing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock
from linli.kernel.actor import Target
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.territory import selectors, services
from linli.territory.terms import Area, AreaRow, UnknownArea
from linli.territory.web.forms import AddForm, ChangeForm, RenameForm
from linli.territory.web.requests import add_refusal

SEE, MANAGE = "territory.see", "territory.manage"
SHOWN = 300


@login_required
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """`?at=<id>` one area and what lies below; `?kind=` all of a kind below it; `?q=` by name;
    `?closed=1` also those that are no more.
    """
    actor = actor_of(request)
    actor.require(SEE)
    here = _here(request.GET.get("at", ""))
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    closed = request.GET.get("closed") == "1"
    if text:
        rows = selectors.find(text)
    elif kind:
        rows = selectors.below(here.path, kind)
    else:
        rows = selectors.all_children(here.id) if closed else selectors.children(here.id)
    kinds = selectors.kinds()
    context = {
        "here": here,
        "kind": kinds.get(here.kind),
        "crumbs": list(reversed(selectors.chain(here.id)))[:-1],
        "successor": selectors.successor(here.id) if here.successor_id else None,
        "levels": _levels(here),
        "rows": [_line(one) for one in rows[:SHOWN]],
        "rows_total": len(rows),
        "changes": selectors.changes(here.id),
        "asked": text or kind,
        "closed": closed,
        "mine": here.valid_to is None and actor.may(MANAGE, Target(area_path=here.path)),
        "mergeable": here.parent_id is not None,
    }
    return render(request, "territory/areas.html", context)


def _here(text: str) -> Area:
    if not text:
        return selectors.root()
    try:
        return selectors.area(UUID(text))
    except ValueError as error:
        raise UnknownArea from error


def _levels(here: Area) -> list[tuple[str, object, int]]:
    """How many open areas of each public kind lie below."""
    counts: dict[str, int] = {}
    for one in selectors.below(here.path):
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return [
        (kind.key, kind.name, counts[kind.key])
        for kind in selectors.kinds().values()
        if counts.get(kind.key) and kind.key != here.kind
    ]


def _line(one: Area) -> dict[str, object]:
    kind = selectors.kinds().get(one.kind)
    return {
        "area": one,
        "kind": kind.name if kind else one.kind,
        "full": selectors.full_name(one.id, "town"),
        "below": len(selectors.children(one.id)),
    }


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A new area right below this one."""
    here = _mine(request, area_id)
    kinds = [
        (kind.key, kind.name) for kind in selectors.kinds().values() if here.kind in kind.parents
    ]
    form = AddForm(request.POST or None, kinds=kinds, initial={"on": _today(), "code": here.code})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        row = AreaRow(
            code=given["code"].strip(), name=given["name"].strip(), kind=given["kind"],
            parent=here.code, valid_from=given["on"],
        )  # fmt: skip
        try:
            services.add_area(row=row, actor=actor_of(request), now=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已设立。"))
            return redirect(address(here.id))
    rules = [kind.rule for kind in selectors.kinds().values() if here.kind in kind.parents]
    return _form(request, form, here, _("设立下级区域"), rules=rules)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, area_id: UUID) -> HttpResponse:
    here = _mine(request, area_id)
    form = RenameForm(request.POST or None, initial={"name": here.name, "on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_area(
                area_id=here.id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已改名，按旧名称也能找到。"))
            return redirect(address(here.id))
    return _form(request, form, here, _("改名"))


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, area_id: UUID) -> HttpResponse:
    here = _mine(request, area_id)
    form = ChangeForm(request.POST or None, initial={"on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.close_area(
                area_id=here.id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已撤销。"))
            return redirect(address(here.parent_id))
    return _form(request, form, here, _("撤销区域"), danger=True)


def _today() -> object:
    return clock.local(clock.now()).date()


def address(area_id: UUID | None) -> str:
    """The page of one area."""
    return reverse("territory:areas") + (f"?at={area_id}" if area_id else "")


def _mine(request: HttpRequest, area_id: UUID) -> Area:
    here = selectors.area(area_id)
    actor_of(request).require(MANAGE, Target(area_path=here.path))
    return here


def _form(
    request: HttpRequest,
    form: AddForm | ChangeForm,
    here: Area,
    title: str,
    *,
    danger: bool = False,
    rules: Sequence[object] = (),
) -> HttpResponse:
    context = {"form": form, "here": here, "heading": title, "danger": danger, "rules": rules}
    status = 422 if form.is_bound else 200
    return render(request, "territory/change.html", context, status=status)
