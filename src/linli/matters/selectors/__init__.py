"""Reads of matters; the doorways `matter_for` (staff, by duty and scope) and `by_code`."""

from linli.matters.selectors.catalogue import catalogue, check_contact
from linli.matters.selectors.county import CountyView, county_view, stamp
from linli.matters.selectors.lists import (
    MOST_SORTED,
    Board,
    MatterQuery,
    MatterRows,
    board,
    matter_list,
    of_person,
    points,
    search_results,
)
from linli.matters.selectors.page import MatterPage, matter_for, may_see_files, sees
from linli.matters.selectors.public import (
    asks_reporter,
    by_code,
    codes_of,
    may_publish,
    public_summary,
    reports_of,
    state_of,
)

__all__ = [
    "MOST_SORTED",
    "Board",
    "CountyView",
    "MatterPage",
    "MatterQuery",
    "MatterRows",
    "asks_reporter",
    "board",
    "by_code",
    "catalogue",
    "check_contact",
    "codes_of",
    "county_view",
    "matter_for",
    "matter_list",
    "may_publish",
    "may_see_files",
    "of_person",
    "points",
    "public_summary",
    "reports_of",
    "search_results",
    "sees",
    "stamp",
    "state_of",
]
