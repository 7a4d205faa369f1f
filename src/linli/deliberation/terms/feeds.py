"""Calendars: what stands in one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import NotFound

BACK, AHEAD = timedelta(days=30), timedelta(days=180)  # what a feed reaches over
LASTS = timedelta(hours=2)  # what a calendar leaves free for a meeting: no method says how long


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """A gathering at `at`, or a duty for the whole of `day`. `off`: it was called off."""

    id: str
    title: str
    about: str
    place: str
    path: str
    changed: datetime
    at: datetime | None = None
    day: date | None = None
    off: bool = False


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One's own feed, without its address: nobody can read that again."""

    id: UUID
    made_at: datetime


class FeedNotFound(NotFound):
    code = "deliberation.no_feed"
    text = _("这个日历地址已经停用。请登录后重新生成。")
