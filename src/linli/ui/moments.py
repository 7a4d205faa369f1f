"""Moments in words: 周一 3月2日 10:00, 今天 16:00 前, 超期 2 天."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.translation import get_language, gettext, ngettext

from linli.kernel import clock

State = Literal["calm", "soon", "late", "done"]

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Due:
    """How a promise stands: for colour and shape, and in words."""

    state: State
    words: str


def _english() -> bool:
    return (get_language() or "").startswith("en")


def day(value: date, *, this_year: int | None = None) -> str:
    """`周一 3月2日` or `Mon 2 Mar`; with the year unless it is `this_year`."""
    elsewhen = this_year is not None and value.year != this_year
    if _english():
        words = f"{_WEEKDAYS_EN[value.weekday()]} {value.day} {_MONTHS_EN[value.month - 1]}"
        return f"{words} {value.year}" if elsewhen else words
    words = f"{value.month}月{value.day}日"
    return (
        f"{_WEEKDAYS[value.weekday()]} {value.year}年{words}"
        if elsewhen
        else f"{_WEEKDAYS[value.weekday()]} {words}"
    )


def full_day(value: date) -> str:
    """`2026年3月2日` or `2 March 2026`: as papers are dated."""
    if _english():
        return f"{value.day} {_MONTH_NAMES_EN[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime, *, this_year: int | None = None) -> str:
    """`周一 3月2日 10:00` on a Chinese wall clock."""
    local = clock.local(value)
    return f"{day(local.date(), this_year=this_year)} {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length in its largest whole unit: 3 天, 2 小时, 5 分钟 (never less than a minute)."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes >= 24 * 60:
        count = minutes // (24 * 60)
        return ngettext("%(n)d 天", "%(n)d 天", count) % {"n": count}
    if minutes >= 60:
        count = minutes // 60
        return ngettext("%(n)d 小时", "%(n)d 小时", count) % {"n": count}
    return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}


def due(due_at: datetime, now: datetime, *, soon: timedelta = timedelta(hours=4)) -> Due:
    """How a promise stands in natural time: late once passed; soon within `soon` or today.

    Working-time words come from the county's calendar (`territory.rules.left_words`); pass them
    to `{% due %}` as `words`.
    """
    if due_at <= now:
        return Due("late", gettext("已超期 %(span)s") % {"span": span(now - due_at)})
    local_due, local_now = clock.local(due_at), clock.local(now)
    days = (local_due.date() - local_now.date()).days
    time = f"{local_due:%H:%M}"
    if days == 0:
        words = gettext("今天 %(time)s 前") % {"time": time}
    elif days == 1:
        words = gettext("明天 %(time)s 前") % {"time": time}
    else:
        words = gettext("%(moment)s 前") % {"moment": moment(due_at, this_year=local_now.year)}
    return Due("soon" if days == 0 or due_at - now <= soon else "calm", words)


def ago(value: datetime, now: datetime) -> str:
    """刚刚, 5 分钟前, 3 小时前; from two days on, the day itself."""
    passed = now - value
    if passed < timedelta(minutes=1):
        return gettext("刚刚")
    if passed < timedelta(days=2):
        return gettext("%(span)s前") % {"span": span(passed)}
    return moment(value, this_year=clock.local(now).year)
