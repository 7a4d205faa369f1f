"""Calendars (RFC 5545): one activity, a team's activities for everybody, one's own activities and
shifts by a secret address; and the entries of the desk's week.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar, Event

from linli.kernel import clock, registry
from linli.kernel.actor import Actor
from linli.kernel.middleware import actor_of
from linli.kernel.registry import Related
from linli.ui import moments
from linli.ui.asking import own_page
from linli.volunteering import selectors, services
from linli.volunteering.terms import ActivityNotFound, ActivityRow, ActivityState, MyDuty

LONGEST_SECRET = 64


def calendar_of(
    rows: Iterable[tuple[ActivityRow, str]],
    *,
    home: str,
    name: str,
    duties: Iterable[MyDuty] = (),
) -> bytes:
    """(activity, what is said of it), and shifts, as a calendar. `home` is our own address."""
    calendar = Calendar()
    for key, value in (
        ("prodid", "-//linli//activities//ZH"), ("version", "2.0"), ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"), ("x-wr-calname", name),
    ):  # fmt: skip
        calendar.add(key, value)
    for row, about in rows:
        event = _event(f"activity-{row.id}", row.title, row.starts_at, row.ends_at, row.place)
        event.add("description", about)
        if row.point:
            event.add("geo", (row.point[1], row.point[0]))
        event.add("url", home.rstrip("/") + reverse("activity", args=[row.id]))
        event.add("status", "CANCELLED" if row.state is ActivityState.OFF else "CONFIRMED")
        calendar.add_component(event)
    for duty in duties:
        title = f"{duty.rota} · {duty.shift}"
        event = _event(f"duty-{duty.id}", title, duty.starts_at, duty.ends_at, duty.place)
        event.add("url", home.rstrip("/") + reverse("my-duties"))
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(uid: str, title: str, since: datetime, until: datetime, place: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@linli")
    event.add("summary", title)
    event.add("dtstamp", _utc(since))
    event.add("dtstart", _utc(since))
    event.add("dtend", _utc(until))
    event.add("location", place)
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _answer(
    request: HttpRequest,
    rows: Iterable[tuple[ActivityRow, str]],
    name: str,
    duties: Iterable[MyDuty] = (),
) -> HttpResponse:
    written = calendar_of(rows, home=request.build_absolute_uri("/"), name=name, duties=duties)
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="activities.ics"'
    return answer


@require_GET
def one(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    row = selectors.public_activity(activity_id, now=clock.now()).row
    return _answer(request, [(row, row.organisation)], row.title)


@require_GET
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """A team's calendar: everybody may subscribe to it."""
    name = selectors.public_team(team_id).row.name
    rows = selectors.team_feed(team_id, now=clock.now())
    return _answer(request, [(row, row.organisation) for row in rows], name)


@never_cache
@require_GET
@sensitive_variables("secret")
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program fetches: whoever has the address needs no session."""
    if len(secret) > LONGEST_SECRET:
        raise ActivityNotFound
    person, now = selectors.feed_owner(secret), clock.now()
    rows = selectors.person_feed(person, now=now)
    shown = [(row.activity, f"{row.activity.organisation} · {row.taking_name}") for row in rows]
    duties = selectors.duties_feed(person, now=now)
    return _answer(request, shown, _("邻里 · 志愿服务"), duties)


@require_POST
@own_page
@sensitive_variables("secret")
def make(request: HttpRequest, person: UUID) -> HttpResponse:
    """A new address, shown here and never again; the one before ends."""
    secret = services.new_person_feed(person=person, actor=actor_of(request), now=clock.now())
    address = request.build_absolute_uri(reverse("my-activities-ics", args=[secret]))
    return render(request, "volunteering/my_calendar.html", {"address": address})


@require_POST
@own_page
def end(request: HttpRequest, person: UUID) -> HttpResponse:
    services.end_person_feed(person=person, actor=actor_of(request), now=clock.now())
    return render(request, "volunteering/my_calendar.html", {"address": ""})


def entries(actor: Actor, since: datetime, until: datetime) -> tuple[Related, ...]:
    """What the actor's organisations hold, and what they signed up for, for pages that show what is
    coming."""
    if actor.account_id is None:
        return ()
    return tuple(
        Related(
            "activity",
            row.title,
            reverse("activity", args=[row.id]),
            " · ".join((moments.moment(row.starts_at), row.place, row.organisation)),
        )
        for row in selectors.led_between(actor, since, until)
    )


def register() -> None:
    registry.calendar_entries.add("volunteering.activities", entries)


urlpatterns: list[URLPattern] = [
    path("activities/<uuid:activity_id>/calendar.ics", one, name="activity-ics"),
    path("teams/<uuid:team_id>/calendar.ics", team, name="team-ics"),
    path("activities/calendar/new", make, name="my-calendar-new"),
    path("activities/calendar/end", end, name="my-calendar-end"),
    path("activities/calendar/<str:secret>.ics", own, name="my-activities-ics"),
]
