"""Calendars: one gathering as a file, one's own as a feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar, Event

from linli.deliberation import selectors, services
from linli.deliberation.terms import LASTS, CalendarItem, FeedNotFound
from linli.kernel import clock, registry
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.middleware import actor_of, identity_of
from linli.kernel.registry import Related
from linli.ui import moments

ICS = "text/calendar; charset=utf-8"
LONGEST_SECRET = 64


def calendar_of(items: Iterable[CalendarItem], *, home: str, name: str = "") -> bytes:
    """A calendar as RFC 5545 has it. `home` is our own address, with a slash at its end. A meeting
    lasts two hours, for nobody says how long; a duty stands for the whole day and takes no time."""
    calendar = Calendar()
    calendar.add("prodid", "-//linli//gatherings//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for one in items:
        calendar.add_component(_event(one, home))
    written: bytes = calendar.to_ical()
    return written


def _event(one: CalendarItem, home: str) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@linli")
    event.add("summary", one.title)
    event.add("dtstamp", _utc(one.changed))
    if one.at is not None:
        event.add("dtstart", _utc(one.at))
        event.add("dtend", _utc(one.at + LASTS))
    elif one.day is not None:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("description", one.about)
    if one.place:
        event.add("location", one.place)
    event.add("url", home.rstrip("/") + one.path)
    event.add("status", "CANCELLED" if one.off else "CONFIRMED")
    return event


def _utc(moment: datetime) -> datetime:
    """In whole seconds, in Greenwich time: no calendar needs to know our time zone."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _answer(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=ICS)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


@require_GET
def gathering(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """One gathering for one's own calendar, for those who may see it."""
    item = selectors.item(actor_of(request), gathering_id, person=identity_of(request))
    home = request.build_absolute_uri("/")
    return _answer(calendar_of([item], home=home), "meeting")


@login_required
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One's own feed: is there one, since when; what is in it this week."""
    actor = _own(request)
    assert actor.account_id is not None
    context = {"feed": selectors.feed_of(actor.account_id), "address": ""}
    return render(request, "deliberation/feed.html", context)


def _own(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.account_id is None:
        raise NotAllowed
    return actor


@login_required
@never_cache
@require_POST
@sensitive_variables("secret")
def make(request: HttpRequest) -> HttpResponse:
    """A new address, shown here and never again."""
    actor = _own(request)
    secret = services.new_feed(actor=actor, now=clock.now())
    assert actor.account_id is not None
    context = {
        "feed": selectors.feed_of(actor.account_id),
        "address": request.build_absolute_uri(reverse("calendar-ics", args=[secret])),
    }
    return render(request, "deliberation/feed.html", context)


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    services.end_feed(actor=_own(request), now=clock.now())
    messages.success(request, _("日历地址已经停用，谁也打不开了。"))
    return redirect("calendar-feed")


@never_cache
@require_GET
@sensitive_variables("secret")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program fetches: whoever has the address needs no session."""
    if len(secret) > LONGEST_SECRET:
        raise FeedNotFound
    items = selectors.feed(secret, now=clock.now())
    home = request.build_absolute_uri("/")
    return _answer(calendar_of(items, home=home, name=_("邻里 · 会议")), "linli")


def entries(actor: Actor, since: datetime, until: datetime) -> tuple[Related, ...]:
    """What waits to be called, one's own gatherings and duties, for pages that show what is
    coming."""
    if actor.account_id is None:
        return ()
    found = selectors.items(actor, since=since, until=until, now=clock.now())
    waiting = selectors.wanted(actor)
    return (
        *(
            Related("gathering", *one[:2], _("等着召集 · %(body)s") % {"body": one[2]})
            for one in waiting
        ),
        *(Related("gathering", one.title, one.path, _note(one)) for one in found if not one.off),
    )


def _note(one: CalendarItem) -> str:
    if one.at is not None:
        return " · ".join(part for part in (moments.moment(one.at), one.place, one.about) if part)
    assert one.day is not None
    day = _("最晚 %(day)s") % {"day": moments.day(one.day)}
    return f"{day} · {one.about}"


def register() -> None:
    registry.calendar_entries.add("deliberation.gatherings", entries)


urlpatterns: list[URLPattern] = [
    path("gatherings/<uuid:gathering_id>/calendar.ics", gathering, name="gathering-ics"),
    path("calendar", page, name="calendar-feed"),
    path("calendar/new", make, name="calendar-new"),
    path("calendar/end", end, name="calendar-end"),
    path("calendar/<str:secret>.ics", feed, name="calendar-ics"),
]
