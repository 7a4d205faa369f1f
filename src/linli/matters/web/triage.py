"""Merging what is one matter, hot spots, precedents and what may not be handed down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.advice import selectors as advice
from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.selectors import MatterPage
from linli.matters.terms import NumberNotFound
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory

TRIAGE = "matters.triage"


class PrecedentForm(forms.Form):
    """A ruling to be followed."""

    unit = forms.CharField(max_length=100, label=lazy("归哪个单位办"))
    gist = forms.CharField(
        max_length=200, label=lazy("什么样的事"), help_text=lazy("写事，不写人名、电话、门牌。")
    )
    basis = forms.CharField(
        max_length=500, label=lazy("依据"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ProactiveForm(forms.Form):
    """What is to be done about a hot spot."""

    words = forms.CharField(
        max_length=2000, label=lazy("要治理什么"), widget=forms.Textarea(attrs={"rows": 3})
    )


def beside(actor: Actor, page: MatterPage) -> dict[str, Any]:
    """What triage has to say on a matter's page."""
    now, line = clock.now(), page.line
    rules = page.target.area_path.startswith(territory.root().path) and actor.may(
        TRIAGE, Target(territory.root().path)
    )
    merged = selectors.merged_to(line.matter_id)
    open_now = line.state == "open"
    triages = actor.may(TRIAGE, page.target)
    words = "\n".join(report.words for report in page.reports)
    return {
        "triages": triages,
        "units": selectors.units_for(line.category, page.target.area_path, words=words, now=now)
        if open_now and line.category
        else (),
        "alike": selectors.alike(actor, [line.matter_id], now=now).get(line.matter_id, ())
        if open_now and triages
        else (),
        "suggested": selectors.suggested_of(line.matter_id) if triages else (),
        "merged": selectors.merged_into(line.matter_id),
        "merged_to": merged,
        "behind": selectors.behind(line.matter_id),
        "taken_up_by": selectors.taken_up_by(line.matter_id),
        "repeated": selectors.repeated([line.matter_id], now=now).get(line.matter_id, 0),
        "precedent_form": _precedent_form(page) if rules and line.category else None,
        "all_units": organisations.units() if rules and line.category else (),
    }


def _precedent_form(page: MatterPage) -> PrecedentForm:
    """Filled with what was ruled here, if anything was."""
    unit = page.run.data.get("unit", "")
    return PrecedentForm(
        initial={
            "unit": unit if isinstance(unit, str) else "",
            "basis": procedures.answer_of(page.run.id, "basis"),
        }
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Both side by side, then one tap. The other one is named by its id or by its number."""
    actor, now = actor_of(request), clock.now()
    actor.require(TRIAGE)
    page = selectors.matter_for(actor, matter_id)
    asked = request.POST.get("into") or request.GET.get("into", "")
    try:
        into_id: UUID | None = UUID(asked)
    except ValueError:
        into_id = selectors.by_number(actor, asked)
    if into_id is None:
        raise NumberNotFound(field="into")
    if request.method == "POST":
        merge_id = services.merge(matter_id=matter_id, into_id=into_id, actor=actor, now=now)
        messages.success(request, _("已合并，报事人一起转过去了；合并错了可以在这里拆开。"))
        return redirect(f"{reverse('matter', args=[into_id])}#merge-{merge_id}")
    context = {"page": page, "into": selectors.matter_for(actor, into_id), "now": now}
    return render(request, "matters/merge.html", context)


@require_POST
def unmerge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    matter_id = services.unmerge(merge_id=merge_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已拆开，这件事重新开始办理。"))
    return redirect("matter", matter_id)


@require_GET
def hot_spots(request: HttpRequest) -> HttpResponse:
    """Where matters of one kind pile up, and what was opened about it."""
    actor = actor_of(request)
    actor.require(TRIAGE)
    context = {
        "spots": selectors.hot_spots(actor),
        "rules": advice.triage_rules().hot_spots,
        "form": ProactiveForm(),
        "now": clock.now(),
    }
    return render(request, "matters/hot_spots.html", context)


@require_POST
def open_proactive(request: HttpRequest, hot_spot_id: UUID) -> HttpResponse:
    form = ProactiveForm(request.POST)
    actor = actor_of(request)
    actor.require(TRIAGE)
    if not form.is_valid():
        messages.error(request, _("请写明要治理什么。"))
        return redirect("hot-spots")
    opened = services.open_proactive(
        hot_spot_id=hot_spot_id, words=form.cleaned_data["words"], actor=actor, now=clock.now()
    )
    messages.success(request, _("已发起，编号 %(number)s。") % {"number": opened.number})
    return redirect("matter", opened.matter_id)


@require_GET
def precedents(request: HttpRequest) -> HttpResponse:
    """Rulings that are followed, searched by words; and what may not be handed down."""
    actor = actor_of(request)
    actor.require(TRIAGE)
    asked = request.GET.get("q", "").strip()[:100]
    category = request.GET.get("category", "")
    catalogue = selectors.catalogue()
    names = {one.key: one.name for one in organisations.units()}
    known = organisations.defined().kinds
    context = {
        "rows": [
            (one, catalogue.category_name(one.category), names.get(one.unit, one.unit))
            for one in advice.precedents(category, like=asked)
        ],
        "barred": [
            (
                one,
                [catalogue.category_name(key) for key in one.categories],
                [str(known[key].name) if key in known else key for key in one.kinds],
            )
            for one in advice.triage_rules().barred
        ],
        "categories": [(one.key, str(one.name)) for one in catalogue.leaves()],
        "category": category,
        "asked": asked,
        "may_drop": actor.may(TRIAGE, Target(territory.root().path)),
    }
    return render(request, "matters/precedents.html", context)


@require_POST
def keep_precedent(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    form = PrecedentForm(request.POST)
    if form.is_valid():
        try:
            services.keep_precedent(
                matter_id=matter_id,
                unit=form.cleaned_data["unit"],
                gist=form.cleaned_data["gist"],
                basis=form.cleaned_data["basis"],
                actor=actor_of(request),
                now=clock.now(),
            )
            messages.success(request, _("已留作先例，以后同样的事会照此提示。"))
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            messages.error(request, refused.message)
    else:
        messages.error(request, _("请写明是什么样的事、归谁办、依据是什么。"))
    return redirect("matter", matter_id)


@require_POST
def drop_precedent(request: HttpRequest, precedent_id: UUID) -> HttpResponse:
    services.drop_precedent(precedent_id=precedent_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已停用这条先例。"))
    return redirect("precedents")
