"""The tree of organisations: its chains, posts and holders; founding, renaming, dissolving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.ids import new_id
from linli.kernel.language import Words
from linli.kernel.middleware import actor_of
from linli.organisations import selectors, services
from linli.organisations.terms import MANAGE, Organisation, PostRow
from linli.organisations.web.forms import FoundForm, RenameForm
from linli.organisations.web.requests import add_refusal, id_in, may_manage, target_of
from linli.territory import selectors as territory

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the list, with how many stand right below it."""

    id: UUID
    name: str
    kind_name: Words
    founding: str
    below: int


@dataclass(frozen=True, slots=True)
class Link:
    """One level of a chain, with how many organisations stand at it."""

    key: str
    name: Words
    count: int


def address(one_id: UUID | None) -> str:
    """The page of one organisation; of the tree's top for none."""
    return reverse("organisations") + (f"?at={one_id}" if one_id else "")


@login_required
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """`?at=<id>` opens one organisation: what stands below it, its posts and their holders;
    `?q=` finds by name, `?kind=` lists all of a kind. Gaps are those of the areas where the actor
    holds `organisations.see`.
    """
    actor, now = actor_of(request), clock.now()
    actor.require("organisations.see")
    everything = selectors.units()
    here = _here(request.GET.get("at", ""))
    rows = _found(everything, request.GET, here)
    below = Counter(one.parent_id for one in everything)
    kinds = selectors.defined().kinds
    lines = [
        Line(one.id, one.name, kinds[one.kind].name, one.founding, below[one.id])
        for one in rows
        if one.kind in kinds
    ]
    gaps = [
        gap
        for path in actor.area_paths("organisations.see")
        for gap in selectors.gaps(now, area_path=path)
    ]
    posts = selectors.posts([here.id], now=now).get(here.id, ()) if here else ()
    context = {
        "here": here,
        "kind": kinds.get(here.kind) if here else None,
        "area": territory.full_name(here.area_id, "town") if here and here.area_id else "",
        "crumbs": _above(here),
        "total": len(everything),
        "rows": lines[:SHOWN],
        "rows_total": len(lines),
        "asked": next(filter(None, map(request.GET.get, ("q", "kind", "field"))), ""),
        "posts": posts,
        "post_rows": [(post, _duties(post), _place(post, here)) for post in posts],
        "chains": _chains(everything),
        "gaps": gaps[:SHOWN],
        "gap_total": len(gaps),
        "mine": may_manage(actor, here) if here else actor.may(MANAGE),
    }
    return render(request, "organisations/tree.html", context)


def _here(text: str) -> Organisation | None:
    if not text:
        return None
    wanted = id_in(text)
    if wanted is None:
        raise NotFound
    return selectors.unit_by_id(wanted)


def _duties(post: PostRow) -> str:
    duties = selectors.defined().duties
    return "、".join(str(duties[key].name) for key in post.duties if key in duties)


def _place(post: PostRow, here: Organisation | None) -> str:
    """The post's own area, where it is not simply the organisation's."""
    if post.area_id is None or (here is not None and post.area_id == here.area_id):
        return ""
    return territory.area(post.area_id).short_name


def _found(
    everything: tuple[Organisation, ...], asked: dict[str, str], here: Organisation | None
) -> list[Organisation]:
    """What a search, a kind or a field asks for; else what stands right below."""
    text, kind = asked.get("q", "").strip()[:60], asked.get("kind", "")
    kinds = selectors.defined().kinds
    if field := asked.get("field", ""):
        within = {one.key for one in kinds.values() if one.of_field == field}
        return [one for one in everything if one.kind in within and text in one.name]
    if text or kind:
        return [
            one
            for one in everything
            if (not kind or one.kind == kind) and (text in one.name or text in one.short_name)
        ]
    parent_id = here.id if here else None
    return [one for one in everything if one.parent_id == parent_id]


def _above(here: Organisation | None) -> list[Organisation]:
    """From the top down to the parent."""
    line: list[Organisation] = []
    while here is not None and here.parent_id is not None:
        here = selectors.unit_by_id(here.parent_id)
        line.insert(0, here)
    return line


def _chains(everything: tuple[Organisation, ...]) -> list[dict[str, object]]:
    defs = selectors.defined()
    counts = Counter(one.kind for one in everything)
    return [
        {
            "name": chain.name,
            "rule": chain.rule,
            "links": [
                Link(key, defs.kinds[key].name, counts[key])
                for key in chain.levels
                if key in defs.kinds
            ],
            "duty": defs.duties[chain.duty].name if chain.duty in defs.duties else "",
        }
        for chain in defs.chains.values()
    ]


@login_required
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """A new organisation; `?under=<id>` names the one above it."""
    actor = actor_of(request)
    actor.require(MANAGE)
    parent = _here(request.GET.get("under", ""))
    kinds = selectors.defined().kinds
    foundings = dict.fromkeys(form for kind in kinds.values() for form in kind.foundings)
    form = FoundForm(
        request.POST or None,
        kinds=[(kind.key, kind.name) for kind in kinds.values()],
        foundings=foundings,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.found(
                key=f"own.{new_id().hex[-12:]}",
                kind=given["kind"],
                name=given["name"],
                short_name=given["short_name"],
                parent_id=parent.id if parent else None,
                area_id=given["area"].id if given["area"] else None,
                founding=given["founding"],
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已设立。"))
            return redirect(address(made))
    context = {"form": form, "here": parent, "chains": _chains(selectors.units())}
    return _form(request, "organisations/found.html", form, context)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    one = _mine(request, organisation_id)
    initial = {"name": one.name, "short_name": one.short_name}
    form = RenameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename(
                organisation_id=one.id, **form.cleaned_data, actor=actor_of(request),
                now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已改名。"))
            return redirect(address(one.id))
    return _form(request, "organisations/rename.html", form, {"form": form, "here": one})


@login_required
@require_http_methods(["GET", "POST"])
def dissolve(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Asks once more; then it is over."""
    one = _mine(request, organisation_id)
    if request.method == "POST":
        services.dissolve(organisation_id=one.id, actor=actor_of(request), now=clock.now())
        messages.success(request, _("“%(name)s”已撤销。") % {"name": one.name})
        return redirect(address(one.parent_id))
    return render(request, "organisations/dissolve.html", {"here": one})


def _mine(request: HttpRequest, organisation_id: UUID) -> Organisation:
    one = selectors.unit_by_id(organisation_id)
    actor = actor_of(request)
    if not actor.may(MANAGE, target_of(one)):
        raise NotAllowed(verb=MANAGE)
    return one


def _form(
    request: HttpRequest, template: str, form: FoundForm | RenameForm, context: Mapping[str, object]
) -> HttpResponse:
    return render(request, template, context, status=422 if form.is_bound else 200)
