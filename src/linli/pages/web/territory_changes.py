"""Merging an area into another: everything that keeps its path follows in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.database import transaction
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.procedures import services as procedures
from linli.search import services as search
from linli.territory import selectors, services
from linli.territory.terms import Area, PathChange, outermost

MANAGE = "territory.manage"


class MergeForm(forms.Form):
    """Into which area of the same kind, from which day, and why."""

    into = forms.ChoiceField(label=gettext_lazy("并入"))
    on = forms.DateField(
        label=gettext_lazy("生效日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("依据或原因"), max_length=200,
        help_text=gettext_lazy("例如批复文号。会留在变更记录里。"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["into"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """The choices are the open areas of the same kind that the actor manages, the nearest first."""
    actor = actor_of(request)
    now = clock.now()
    here = selectors.area(area_id)
    actor.require(MANAGE, Target(area_path=here.path))
    form = MergeForm(
        request.POST or None, areas=_choices(here, actor), initial={"on": clock.local(now).date()}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            count = merge_with_all(
                here, UUID(given["into"]), on=given["on"], reason=given["reason"], actor=actor,
                now=now,
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已并入，%(count)d 件事项随之移交。") % {"count": count})
            return redirect(f"{reverse('territory:areas')}?at={given['into']}")
    context = {"form": form, "here": here, "below": len(selectors.children(here.id))}
    status = 422 if form.is_bound else 200
    return render(request, "pages/merge.html", context, status=status)


def merge_with_all(
    here: Area, into: UUID, *, on: date, reason: str, actor: Actor, now: datetime
) -> int:
    """Merge, and let all that lies there and the index follow; all or nothing.
    Returns how many matters moved. Organisations keep areas, no paths: nothing of theirs changes.
    """
    target = selectors.area(into)
    with transaction():
        changes = services.merge_areas(
            area_ids=[here.id], into=into, on=on, reason=reason, actor=actor, now=now
        )
        # what lay at the area itself is now at the one that it was merged into
        changes = (*changes, PathChange(here.id, here.path, target.path))
        moved = services.follow_paths(changes, actor=actor, now=now)
        procedures.follow_areas(changes, actor=actor, now=now)
        search.follow_paths((one.before, one.after) for one in outermost(changes))
        return moved["matters.matter"]


def _choices(here: Area, actor: Actor) -> list[tuple[str, str]]:
    rows = [
        one
        for one in selectors.below("", here.kind)
        if one.id != here.id and actor.may(MANAGE, Target(area_path=one.path))
    ]
    rows.sort(key=lambda one: one.parent_id != here.parent_id)
    return [(str(one.id), selectors.full_name(one.id, "town")) for one in rows]
