"""Writes of territory: areas from files and from the office, and the calendar.

Verbs that the office needs: `territory.manage` over the area, `territory.calendar` anywhere.
Publishing is the method loader's, which has its own door.
"""

from linli.territory.services.areas import (
    add_area,
    close_area,
    merge_areas,
    publish_areas,
    rename_area,
    set_boundaries,
    set_boundary,
)
from linli.territory.services.calendar import correct_day, knows_year, load_year, publish_calendar
from linli.territory.services.following import follow_paths

__all__ = [
    "add_area",
    "close_area",
    "correct_day",
    "follow_paths",
    "knows_year",
    "load_year",
    "merge_areas",
    "publish_areas",
    "publish_calendar",
    "rename_area",
    "set_boundaries",
    "set_boundary",
]
