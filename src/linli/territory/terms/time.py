"""Limits and the working calendar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache

from linli.kernel.language import Words
from linli.territory.terms.refusals import BadCalendar, UnknownLimit, Why


class Unit(StrEnum):
    """What a limit counts: time on the clock, or office time of this county."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"

    def counted(self, amount: int) -> Words:
        """`2 工作日`, `2 working days`; `1 working day`."""
        zh, one, several = _UNIT_WORDS[self]
        return Words(f"{amount} {zh}", f"{amount} {one if amount == 1 else several}")


_UNIT_WORDS = {
    Unit.MINUTE: ("分钟", "minute", "minutes"),
    Unit.HOUR: ("小时", "hour", "hours"),
    Unit.DAY: ("天", "day", "days"),
    Unit.WORK_HOUR: ("工作时", "working hour", "working hours"),
    Unit.WORK_DAY: ("工作日", "working day", "working days"),
}
_UNIT_NAMES = {
    "分钟": Unit.MINUTE,
    "分": Unit.MINUTE,
    "小时": Unit.HOUR,
    "时": Unit.HOUR,
    "个小时": Unit.HOUR,
    "天": Unit.DAY,
    "日": Unit.DAY,
    "自然日": Unit.DAY,
    "个自然日": Unit.DAY,
    "工作时": Unit.WORK_HOUR,
    "个工作时": Unit.WORK_HOUR,
    "工作小时": Unit.WORK_HOUR,
    "个工作小时": Unit.WORK_HOUR,
    "工作日": Unit.WORK_DAY,
    "个工作日": Unit.WORK_DAY,
}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LIMIT = re.compile(r"^([0-9]{1,4}|[一二两三四五六七八九十]{1,3})([^0-9]+)$")
_ISO = re.compile(r"^P(?:([0-9]{1,4})([DW])|T([0-9]{1,4})([HM]))$")
MOST = 9999


def _number(text: str) -> int | None:
    """`15`, `十五`, `二十` as a number; None if it is neither."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: a whole amount (1 to 9999) of one unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MOST:
            raise UnknownLimit(text=self.unit.counted(self.amount).zh)

    @classmethod
    @lru_cache(maxsize=512)
    def parse(cls, text: str) -> Limit:
        """From words (`2 工作时`, `三个工作日`) or a one-part ISO duration (`PT2H`, `P3D`, `P1W`).
        Months are refused: how long one is depends on the day it begins.
        """
        packed = "".join(unicodedata.normalize("NFKC", text).split())
        iso = _ISO.match(packed.upper())
        if iso:
            days, day_unit, hours, hour_unit = iso.groups()
            if days:
                return cls(int(days) * (7 if day_unit == "W" else 1), Unit.DAY)
            return cls(int(hours), Unit.HOUR if hour_unit == "H" else Unit.MINUTE)
        found = _LIMIT.match(packed)
        amount = _number(found[1]) if found else None
        if found is None or amount is None or not amount or found[2] not in _UNIT_NAMES:
            raise UnknownLimit(text=text[:40])
        return cls(amount, _UNIT_NAMES[found[2]])

    @property
    def words(self) -> Words:
        return self.unit.counted(self.amount)

    def __str__(self) -> str:
        """The form that `parse` reads back: always Chinese, whoever reads."""
        return self.words.zh


class DayKind(StrEnum):
    WORK = "work"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working calendar of a county. `days` holds what differs from Monday to Friday (rests and
    make-up days 调休); `spans` the office hours of a working day, local time, in order; `known` the
    years whose holidays have been loaded: in others Monday to Friday is a guess.
    `move_rest_end`: whether a limit in natural days that would end on a rest day ends on the next
    working day instead (Civil Code art. 203 for legal terms; a method says which it wants).
    """

    days: Mapping[date, DayKind]
    spans: tuple[tuple[time, time], ...]
    known: frozenset[int]
    move_rest_end: bool = False
    seconds: int = field(init=False, default=0)  # office time of one working day

    def __post_init__(self) -> None:
        last = time.min
        if not self.spans:
            raise BadCalendar(reason=Why.NO_HOURS)
        for opens, closes in self.spans:
            if opens >= closes or opens < last:
                raise BadCalendar(reason=Why.HOURS)
            last = closes
        object.__setattr__(self, "seconds", sum(seconds_between(*span) for span in self.spans))

    def works(self, day: date) -> bool:
        kind = self.days.get(day)
        return kind is DayKind.WORK if kind is not None else day.weekday() < 5


def seconds_between(opens: time, closes: time) -> int:
    """Seconds from one time of day to a later one."""
    anchor = timedelta(hours=closes.hour, minutes=closes.minute, seconds=closes.second)
    return int(
        (
            anchor - timedelta(hours=opens.hour, minutes=opens.minute, seconds=opens.second)
        ).total_seconds()
    )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the table, as a file or a person gives it."""

    day: date
    kind: DayKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class CalendarWarning:
    """Something about the calendar that those who run the county must see."""

    code: str
    year: int
    message: Words
