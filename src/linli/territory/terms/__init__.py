"""The words of territory: areas, limits, the calendar, and its refusals. Frozen values only."""

from __future__ import annotations

from linli.territory.terms.places import (
    Area,
    AreaRow,
    Change,
    Frame,
    Kind,
    Layout,
    PathChange,
    Published,
    Suffix,
    normal,
    outermost,
)
from linli.territory.terms.refusals import (
    AlreadyClosed,
    BadBoundary,
    BadCalendar,
    BadCode,
    BadCoordinates,
    BadDate,
    BadName,
    CodeTaken,
    NoCalendar,
    ReasonMissing,
    StillInhabited,
    UnknownArea,
    UnknownKind,
    UnknownLimit,
    UnknownYear,
    Why,
    WrongParent,
)
from linli.territory.terms.time import (
    CalendarDay,
    CalendarWarning,
    DayKind,
    Limit,
    Unit,
    Workdays,
    seconds_between,
)

# The counters behind the caches: any change of territory; a change of working time alone.
VERSION = "territory"
CALENDAR_VERSION = "calendar"

__all__ = [
    "CALENDAR_VERSION",
    "VERSION",
    "AlreadyClosed",
    "Area",
    "AreaRow",
    "BadBoundary",
    "BadCalendar",
    "BadCode",
    "BadCoordinates",
    "BadDate",
    "BadName",
    "CalendarDay",
    "CalendarWarning",
    "Change",
    "CodeTaken",
    "DayKind",
    "Frame",
    "Kind",
    "Layout",
    "Limit",
    "NoCalendar",
    "PathChange",
    "Published",
    "ReasonMissing",
    "StillInhabited",
    "Suffix",
    "Unit",
    "UnknownArea",
    "UnknownKind",
    "UnknownLimit",
    "UnknownYear",
    "Why",
    "Workdays",
    "WrongParent",
    "normal",
    "outermost",
    "seconds_between",
]
