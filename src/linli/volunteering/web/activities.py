"""Activities for residents: near me this week, one activity, signing up, checking in, mine."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Invalid, NotFound, Refused, TooMany
from linli.kernel.middleware import actor_of, page_of
from linli.territory import selectors as territory
from linli.territory.terms import Area, UnknownArea
from linli.ui.asking import person_of, sign_in
from linli.volunteering import selectors, services
from linli.volunteering.terms import SignInForActivity, Taking


def area_of(request: HttpRequest) -> Area | None:
    """The place that is asked for; the whole county where it is none."""
    code = request.GET.get("area", "")
    try:
        return territory.by_code(code) if code else None
    except UnknownArea:
        return None


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """`?area=` code, `?later=1`, `?series=`, `?page=`."""
    area, later = area_of(request), request.GET.get("later") == "1"
    now, series = clock.now(), request.GET.get("series", "")[:40]
    rows, more = selectors.public_activities(
        now=now,
        area_path=area.path if area else "",
        series=series,
        later=later,
        page=page_of(request),
    )
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "later": later,
        "area": area,
        "now": now,
        "series": selectors.series_defined().get(series),
        "themes": [one for one in selectors.month_themes(now) if one.theme],
    }
    return render(request, "volunteering/activities.html", context)


@require_POST
def near(request: HttpRequest) -> HttpResponse:
    """A fragment: this week's by distance. The position stands in the body, so that no log has it,
    and is kept nowhere."""
    now = clock.now()
    found = selectors.near_activities(
        longitude=degrees(request, "longitude"), latitude=degrees(request, "latitude"), now=now
    )
    return render(request, "volunteering/_activities_near.html", {"found": found, "now": now})


def degrees(request: HttpRequest, name: str) -> float:
    """Refuses `Invalid`."""
    try:
        return float(request.POST.get(name, ""))
    except ValueError:
        raise Invalid(field=name) from None


def offered_point(request: HttpRequest) -> tuple[float, float] | None:
    """Where somebody says that they are; None for who says nothing."""
    if not request.POST.get("longitude"):
        return None
    return degrees(request, "longitude"), degrees(request, "latitude")


@never_cache
@require_GET
def one(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    return _shown(request, activity_id)


def _shown(request: HttpRequest, activity_id: UUID, refused: Refused | None = None) -> HttpResponse:
    now, person = clock.now(), person_of(request)
    context = {
        "it": selectors.public_activity(activity_id, now=now, person=person),
        "known": person is not None,
        "now": now,
        "refused": refused,
        "may_lead": _may_lead(request, activity_id),
    }
    status = refused.status if refused else 200
    return render(request, "volunteering/activity.html", context, status=status)


def _may_lead(request: HttpRequest, activity_id: UUID) -> bool:
    actor = actor_of(request)
    if not actor.is_staff:
        return False
    try:
        return selectors.desk_activity(actor, activity_id, now=clock.now()).may_lead
    except NotFound:
        return False


@require_POST
def join(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Two taps: the role's button, and it is done. What stands against it is said on the page."""
    person = person_of(request)
    if person is None:
        return sign_in(request, back=reverse("activity", args=[activity_id]))
    try:
        taking = services.sign_up(
            activity_id=activity_id,
            role_id=_uuid(request.POST.get("role", "")),
            person=person,
            actor=actor_of(request),
            now=clock.now(),
        )
    except NotFound:
        raise
    except Refused as refused:
        return _shown(request, activity_id, refused)
    if taking is Taking.IN:
        messages.success(request, _("报上了。活动前一天会提醒您，来不了随时可以退出。"))
    else:
        messages.success(request, _("已经满了，为您排上候补；有人退出就自动补上，并通知您。"))
    return redirect("activity", activity_id=activity_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(field="role") from None


@require_POST
def leave(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return sign_in(request, back=reverse("activity", args=[activity_id]))
    services.withdraw(
        activity_id=activity_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已退出，名额让给候补的人。谢谢您早说。"))
    return redirect("activity", activity_id=activity_id)


@never_cache
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Checking in and out: the code from the leader's phone, typed or photographed."""
    now, person = clock.now(), person_of(request)
    if person is None:
        return sign_in(request, back=request.get_full_path())
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return _came(request, activity_id, person)
        except NotFound:
            raise
        except SignInForActivity:
            return sign_in(request, back=request.get_full_path())
        except Refused as said:
            refused = said
    context = {
        "it": selectors.public_activity(activity_id, now=now, person=person),
        "code": (request.POST.get("code") or request.GET.get("code", ""))[:12],
        "refused": refused,
        "now": now,
    }
    status = 200 if refused is None else refused.status if isinstance(refused, TooMany) else 422
    return render(request, "volunteering/activity_here.html", context, status=status)


def _came(request: HttpRequest, activity_id: UUID, person: UUID) -> HttpResponse:
    said: dict[str, Any] = {
        "activity_id": activity_id,
        "person": person,
        "code": request.POST.get("code", ""),
        "point": offered_point(request),
        "actor": actor_of(request),
        "now": clock.now(),
    }
    if request.POST.get("way") == "out":
        services.check_out(**said)
        messages.success(request, _("签退好了，谢谢您。活动办结以后，时长记到您名下。"))
    else:
        services.check_in(**said)
        messages.success(request, _("签到好了。走的时候再签退一次。"))
    return redirect("activity", activity_id=activity_id)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own activities and teams."""
    person = person_of(request)
    if person is None:
        return sign_in(request, back=request.path)
    context = {
        "coming": selectors.my_activities(person),
        "past": selectors.my_activities(person, past=True)[:30],
        "teams": selectors.teams_of(person),
        "volunteer": selectors.volunteer_of(person),
        "now": clock.now(),
    }
    return render(request, "volunteering/my_activities.html", context)


_ONE = "activities/<uuid:activity_id>"
urlpatterns: list[URLPattern] = [
    path("activities/", listed, name="activities"),
    path("activities/near", near, name="activities-near"),
    path("activities/mine", mine, name="my-activities"),
    path(_ONE, one, name="activity"),
    path(f"{_ONE}/join", join, name="activity-join"),
    path(f"{_ONE}/leave", leave, name="activity-leave"),
    path(f"{_ONE}/here", here, name="activity-here"),
]
