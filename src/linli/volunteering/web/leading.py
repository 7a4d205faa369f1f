"""The leader's pages: who is in the team; an activity's list, its code, who came, closing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.volunteering import selectors, services
from linli.volunteering.terms import (
    ACTIVITY,
    ActivityNotFound,
    ActivityPage,
    CodeNotTaken,
    Taking,
    WrongStay,
)
from linli.volunteering.web.activity_office import activity_form
from linli.volunteering.web.forms_teams import AddForm, CloseForm, EntryForm

MOST_PHOTOS = 9


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    return _desk(request, activity_id)


def _desk(
    request: HttpRequest,
    activity_id: UUID,
    *,
    close: CloseForm | None = None,
    add: AddForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    now = clock.now()
    it = selectors.desk_activity(actor_of(request), activity_id, now=now)
    roles = [(str(one.id), one.name) for one in it.row.roles]
    context = {
        "it": it,
        "now": now,
        "over": now >= it.row.ends_at,
        "begun": now >= it.row.starts_at,
        "close": close or CloseForm(),
        "add": add or AddForm(roles=roles),
        "refused": refused,
    }
    bad = refused or (close and close.errors) or (add and add.errors)
    return render(request, "volunteering/activity_desk.html", context, status=422 if bad else 200)


def _led(request: HttpRequest, activity_id: UUID) -> ActivityPage:
    it = selectors.desk_activity(actor_of(request), activity_id, now=clock.now())
    if not it.may_lead:
        raise ActivityNotFound
    return it


@never_cache
@login_required
@require_GET
def code(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The code of this minute in large digits and as a picture: asked again every few seconds."""
    import segno  # noqa: PLC0415 - only this page draws one

    now = clock.now()
    it = _led(request, activity_id)
    came = sum(one.checked_in_at is not None for one in it.people)
    context = {"it": it, "now": now, "digits": "", "drawn": "", "came": came}
    try:
        digits = services.code_of(activity_id=activity_id, actor=actor_of(request), now=now)
    except CodeNotTaken as refused:
        context["refused"] = refused
    else:
        address = request.build_absolute_uri(reverse("activity-here", args=[activity_id]))
        drawn = segno.make(f"{address}?code={digits}", error="m")
        picture = drawn.svg_data_uri(scale=6, border=2)
        context |= {"digits": f"{digits[:3]} {digits[3:]}", "drawn": picture}
    part = request.headers.get("HX-Request") == "true"
    template = "volunteering/_activity_code.html" if part else "volunteering/activity_code.html"
    return render(request, template, context)


@login_required
@require_POST
def enter(request: HttpRequest, activity_id: UUID, sign_up_id: UUID) -> HttpResponse:
    it = _led(request, activity_id)
    form = EntryForm(request.POST)
    try:
        if not form.is_valid():
            raise WrongStay
        since, until = form.moments(it.row.starts_at)
        services.enter(
            sign_up_id=sign_up_id,
            came=form.cleaned_data["came"] == "yes",
            since=since,
            until=until,
            actor=actor_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _desk(request, activity_id, refused=refused)
    return redirect(f"{reverse('activity-desk', args=[activity_id])}#people-h")


@login_required
@require_POST
def release(request: HttpRequest, activity_id: UUID, sign_up_id: UUID) -> HttpResponse:
    services.release(sign_up_id=sign_up_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已从名单上划去；有人候补的话已经补上。"))
    return redirect("activity-desk", activity_id=activity_id)


@login_required
@require_POST
def add(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Somebody who has no phone at hand."""
    it = _led(request, activity_id)
    form = AddForm(request.POST, roles=[(str(one.id), one.name) for one in it.row.roles])
    if not form.is_valid():
        return _desk(request, activity_id, add=form)
    given = form.cleaned_data
    try:
        taking = services.sign_up_for(
            activity_id=activity_id,
            role_id=UUID(given["role"]),
            name=given["name"],
            phone=given["phone"],
            actor=actor_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        if refused.status == 404:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _desk(request, activity_id, add=form)
    said = _("报上了。") if taking is Taking.IN else _("已经满了，排在候补。")
    messages.success(request, said)
    return redirect("activity-desk", activity_id=activity_id)


@login_required
@require_POST
def close(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _desk(request, activity_id, close=form)
    try:
        came = services.close_activity(
            activity_id=activity_id, **form.cleaned_data, actor=actor_of(request), now=clock.now()
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _desk(request, activity_id, close=form, refused=refused)
    messages.success(request, _("办结了：%(came)d 人参加，签退过的时长已经去记。") % {"came": came})
    return redirect("activity-desk", activity_id=activity_id)


@login_required
@require_POST
def call_off(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    services.call_off(
        activity_id=activity_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("已取消，报名的人会收到通知。"))
    return redirect("activity-desk", activity_id=activity_id)


@login_required
@require_POST
def photos(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Pictures of the activity, where the team wants some: nobody has to give any."""
    it = _led(request, activity_id)
    room = MOST_PHOTOS - len(it.pictures)
    for upload in request.FILES.getlist("photos")[: max(room, 0)]:
        files.receive(
            upload=upload,
            kind="image",
            owner=(ACTIVITY, activity_id),
            actor=actor_of(request),
            now=clock.now(),
        )
    messages.success(request, _("照片放上去了，活动页上看得到。"))
    return redirect("activity-desk", activity_id=activity_id)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Another text, time, place or number of places."""
    it = _led(request, activity_id)
    before = {
        "title": it.row.title,
        "words": it.words,
        "place": it.row.place,
        "starts_at": clock.local(it.row.starts_at),
        "ends_at": clock.local(it.row.ends_at),
        "roles": "\n".join(f"{one.name} {one.places or ''}".strip() for one in it.row.roles),
        "members_only": it.row.members_only,
        "longitude": it.row.point[0] if it.row.point else None,
        "latitude": it.row.point[1] if it.row.point else None,
    }
    form = activity_form(request, initial=before, once=True)
    if request.method == "POST" and form.is_valid():
        plan = form.plan(
            organisation_id=it.row.organisation_id,
            kind=it.row.kind.key,
            series=it.row.series.key if it.row.series else "",
        )
        try:
            services.change_activity(
                activity_id=activity_id, plan=plan, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("改好了。时间、地点变了的，报名的人会收到通知。"))
            return redirect("activity-desk", activity_id=activity_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "it": it}
    return render(request, "volunteering/activity_edit.html", context, status=status)


_ONE = "activities/<uuid:activity_id>"
urlpatterns: list[URLPattern] = [
    path(f"{_ONE}/desk", desk, name="activity-desk"),
    path(f"{_ONE}/code", code, name="activity-code"),
    path(f"{_ONE}/edit", edit, name="activity-edit"),
    path(f"{_ONE}/add", add, name="activity-add"),
    path(f"{_ONE}/close", close, name="activity-close"),
    path(f"{_ONE}/off", call_off, name="activity-off"),
    path(f"{_ONE}/photos", photos, name="activity-photos"),
    path(f"{_ONE}/people/<uuid:sign_up_id>/enter", enter, name="activity-enter"),
    path(f"{_ONE}/people/<uuid:sign_up_id>/release", release, name="activity-release"),
]
