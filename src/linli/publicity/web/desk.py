"""The office's pages: opening a period, where it is shown, changing it, answering objections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.ids import new_code
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.publicity import selectors, services
from linli.publicity.terms import PUBLISH, SEE, DeskPage, ObjectionNotFound
from linli.publicity.web.forms import (
    ChangeForm,
    InPersonForm,
    OpenForm,
    PlaceForm,
    RulingForm,
    WithdrawForm,
)
from linli.publicity.web.requests import add_refusal
from linli.territory import selectors as territory

MOST_AREAS = 300


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Periods of one's places: what waits first."""
    actor = actor_of(request)
    if not actor.may(SEE):
        actor.require(PUBLISH)
    ended, now = request.GET.get("ended") == "1", clock.now()
    rows, more = selectors.desk_list(actor, now=now, ended=ended, page=page_of(request))
    context = {
        "rows": rows, "more": more, "page": page_of(request), "ended": ended, "now": now,
        "may_publish": actor.may(PUBLISH),
    }  # fmt: skip
    return render(request, "publicity/desk_list.html", context)


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """Where they may publish: their own places, and the towns, villages and communities below."""
    held = territory.areas(
        {one.area_id for one in actor.grants if one.area_id and PUBLISH in one.verbs}
    )
    found = {one.id: one for one in held.values()}
    for own in held.values():
        for kind in ("town", "community", "village"):
            found |= {one.id: one for one in territory.below(own.path, kind)}
    return [(str(one.id), one.short_name or one.name) for one in list(found.values())[:MOST_AREAS]]


@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """Put a text before the public by hand."""
    actor = actor_with(request, PUBLISH)
    form = OpenForm(request.POST or None, areas=_areas(actor))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = services.open_period(
                area_id=data.pop("area"), **data, actor=actor, now=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("公示已经开始。"))
            return redirect("period-desk", made.id)
    status = 422 if form.is_bound else 200
    return render(request, "publicity/opening.html", {"form": form}, status=status)


@require_GET
def show(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """One period with all that is to be done about it."""
    page = selectors.desk_page(actor_of(request), period_id, now=clock.now())
    return render(request, "publicity/desk.html", {"page": page, "it": page.shown})


Posted = Callable[[dict[str, Any], Actor, datetime], None]


def _form_page(
    request: HttpRequest, period_id: UUID, form: Form, template: str, post: Posted, said: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page of one form about a period that runs, for who may publish there."""
    actor, now = actor_of(request), clock.now()
    page = selectors.desk_page(actor, period_id, now=now)
    if not page.may_publish:
        raise NotAllowed(verb=PUBLISH)
    if request.method == "POST" and form.is_valid():
        try:
            post(form.cleaned_data, actor, now)
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, said)
            return redirect("period-desk", period_id)
    context = {"page": page, "it": page.shown, "form": form, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def add_place(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Where it was put up, with a photo of the board."""

    def post(data: dict[str, Any], actor: Actor, now: datetime) -> None:
        photos = [
            files.receive(upload=one, kind="image", actor=actor, now=now).id
            for one in data["photos"]
        ]
        services.add_place(
            period_id=period_id, kind=data["kind"], name=data["name"], photos=photos,
            actor=actor, now=now,
        )  # fmt: skip

    form = PlaceForm(request.POST or None, request.FILES or None)
    return _form_page(request, period_id, form, "publicity/add_place.html", post, _("张贴已登记。"))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Another text, with the reason; the clock begins anew."""

    def post(data: dict[str, Any], actor: Actor, now: datetime) -> None:
        services.change_content(period_id=period_id, **data, actor=actor, now=now)

    initial: dict[str, str] = {}
    if request.method == "GET":
        page = selectors.desk_page(actor_of(request), period_id, now=clock.now())
        initial = {"title": page.shown.current.title, "words": page.shown.current.words}
    form = ChangeForm(request.POST or None, initial=initial)
    return _form_page(
        request, period_id, form, "publicity/change.html", post, _("内容已更改，重新起算。")
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Take it back."""

    def post(data: dict[str, Any], actor: Actor, now: datetime) -> None:
        services.withdraw_period(period_id=period_id, **data, actor=actor, now=now)

    form = WithdrawForm(request.POST or None)
    return _form_page(request, period_id, form, "publicity/withdraw.html", post, _("公示已撤回。"))


@require_http_methods(["GET", "POST"])
def write_down(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """What somebody says who came in person."""

    def post(data: dict[str, Any], actor: Actor, now: datetime) -> None:
        services.object_to(period_id=period_id, in_person=True, **data, actor=actor, now=now)

    form = InPersonForm(request.POST or None, initial={"client_key": new_code()})
    return _form_page(
        request, period_id, form, "publicity/write_down.html", post, _("意见已记下。")
    )


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, period_id: UUID, objection_id: UUID) -> HttpResponse:
    """Answer one objection."""

    def post(data: dict[str, Any], actor: Actor, now: datetime) -> None:
        services.rule_on(objection_id=objection_id, **data, actor=actor, now=now)

    page = selectors.desk_page(actor_of(request), period_id, now=clock.now())
    form = RulingForm(request.POST or None)
    return _form_page(
        request, period_id, form, "publicity/rule.html", post, _("已答复。"),
        objection=_one(page, objection_id),
    )  # fmt: skip


def _one(page: DeskPage, objection_id: UUID) -> Any:
    found = [one for one in page.objections if one.id == objection_id]
    if not found:
        raise ObjectionNotFound
    return found[0]


@require_POST
def pack(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The evidence in one zip; that somebody took it stands on the trail."""
    now = clock.now()
    packed = services.take_pack(period_id=period_id, actor=actor_of(request), now=now)
    answer = HttpResponse(packed, content_type="application/zip")
    name = f"publicity-{clock.local(now):%Y%m%d}-{period_id.hex[-6:]}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
