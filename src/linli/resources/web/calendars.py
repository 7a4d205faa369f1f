"""Calendars of rooms (RFC 5545): when one is taken, and one's own bookings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.http import HttpResponse
from icalendar import Calendar, Event

from linli.resources.terms import Busy

ICS = "text/calendar; charset=utf-8"


def calendar_of(items: Iterable[tuple[Busy, str]], *, url: str, name: str) -> HttpResponse:
    """A calendar of (when, what it is called)."""
    calendar = Calendar()
    calendar.add("prodid", "-//linli//rooms//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one, title in items:
        event = Event()
        event.add("uid", f"{one.id}@linli")
        event.add("summary", title)
        event.add("dtstamp", _utc(one.changed))
        event.add("dtstart", _utc(one.starts_at))
        event.add("dtend", _utc(one.ends_at))
        event.add("location", name)
        event.add("url", url)
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type=ICS)
    answer["Content-Disposition"] = 'attachment; filename="room.ics"'
    return answer


def _utc(moment: datetime) -> datetime:
    """In whole seconds, in Greenwich time: no calendar needs to know our time zone."""
    return moment.astimezone(UTC).replace(microsecond=0)
