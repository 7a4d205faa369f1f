"""Somebody is away: who stands in, and who takes over what lies open, in one act."""

from __future__ import annotations

from datetime import date, datetime, timedelta
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
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import MANAGE, HoldingRow, Organisation
from linli.people import selectors as people
from linli.procedures import services as procedures
from linli.territory import selectors as territory


class LeaveForm(forms.Form):
    """From which day to which, who stands in, and whether open steps go to them."""

    stand_in = forms.ChoiceField(
        label=gettext_lazy("替岗人"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请先按姓名查找，再选择一个人。")},
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("请假起"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("请假止（含当日）"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    hand_over = forms.BooleanField(
        label=gettext_lazy("名下未办结的环节同时移交给替岗人"), required=False, initial=True
    )
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["stand_in"].choices = people  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    """By the holder, or whoever may fill the post. Both writes are one transaction: nobody is away
    with half of their work left behind.
    """
    actor = actor_of(request)
    now = clock.now()
    post, term = organisations.holding(holding_id, now=now)
    here = organisations.unit_by_id(post.organisation_id)
    if actor.account_id != term.account_id and not actor.may(MANAGE, _target(here)):
        raise NotAllowed(verb=MANAGE)
    text = request.GET.get("q", "")[:40]
    found = [one for one in people.colleagues(text) if one.id != term.account_id]
    titles = organisations.titles_held([one.id for one in found], now=now)
    choices = [
        (str(one.id), f"{one.name}（{one.username}） {'、'.join(titles[one.id][:3])}".strip())
        for one in found
    ]
    form = LeaveForm(
        request.POST or None, people=choices,
        initial={"since": clock.local(now).date(), "hand_over": True},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            moved = _leave(form.cleaned_data, term, actor, now)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已登记请假，移交 %(count)d 个环节。") % {"count": moved})
            return redirect(f"{reverse('organisations')}?at={here.id}")
    context = {
        "form": form, "post": post, "term": term, "here": here, "text": text, "found": found,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "pages/leave.html", context, status=status)


def _leave(given: dict[str, Any], term: HoldingRow, actor: Actor, now: datetime) -> int:
    stand_in = UUID(given["stand_in"])
    with transaction():
        organising.leave(
            holding_id=term.id,
            since=_midnight(given["since"], now),
            until=clock.midnight(given["until"], field="until") + timedelta(days=1),
            stand_in=stand_in,
            actor=actor,
            now=now,
        )
        if not given["hand_over"]:
            return 0
        return procedures.hand_over(
            from_account=term.account_id, to_account=stand_in, reason=given["reason"],
            actor=actor, now=now,
        )  # fmt: skip


def _midnight(day: date, now: datetime) -> datetime:
    """The beginning of that day; today begins now."""
    if day == clock.local(now).date():
        return now
    return clock.midnight(day, field="since")


def _target(one: Organisation) -> Target:
    path = territory.area(one.area_id).path if one.area_id else ""
    return Target(area_path=path, organisation_id=one.id, organisation_path=one.path)
