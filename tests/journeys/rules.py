"""Who may call an address, and with what: the words of the walk's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.setting import DUTIES, Setting

STAFF = frozenset(DUTIES)
RESIDENTS = frozenset({"anonymous", "resident", "stranger"})
ALL = STAFF | RESIDENTS
NOBODY: frozenset[str] = frozenset()


def only(*roles: str) -> frozenset[str]:
    return frozenset(roles)


ADMINISTRATORS = only("system_admin", "security_admin", "audit_admin")
INSIDE = only(
    "grid_in",
    "community_in",
    "department_called",
    "verifier",
    "county",
    "party_office",
    "supervision",
)
SEERS = INSIDE | only("grid_out", "community_out", "department_other", "branch")
OPENERS = only("grid_in", "grid_out", "community_in", "community_out", "county")
COUNTY = only("county", "party_office", "supervision")
DESK = only("community_in", "county")
OFFICE = only("party_office")  # that writes the county's method
STANDING = COUNTY | only(  # those who see how the county is built: organisations and areas
    "grid_in",
    "grid_out",
    "community_in",
    "community_out",
    "department_called",
    "department_other",
)
MANAGERS = only("community_in", "party_office")  # of organisations at 炉峰社区
IN_EMERGENCY = COUNTY | only("grid_in", "community_in")
VISITORS = only(
    "grid_in", "grid_out", "community_in", "community_out", "department_called", "department_other"
)
TRIAGERS = only("community_in", "community_out", "county")
VISITED = TRIAGERS | only("supervision")
VISITED_IN = only("community_in", "county", "supervision")
FIND = "q=某grid out"  # a colleague by name: whom one appoints is chosen among those found

LISTED = only("community_in", "county", "party_office", "supervision", "verifier")  # 炉峰's lists

Data = Callable[[Setting], dict[str, Any]]


@dataclass(frozen=True)
class Rule:
    """One address. `marked`: roles that may read the marks there (default: none). `writes`: a
    successful post leaves a line on the trail. `more`: names in the address."""

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    data: Data = lambda _setting: {}
    query: str = ""
    marked: frozenset[str] = NOBODY
    writes: bool = True
    more: dict[str, Any] = field(default_factory=dict)
    post_status: tuple[int, ...] = (302,)
    get_status: tuple[int, ...] = (200,)
    tokenless: bool = False  # posted from nowhere in particular: no cookie, so no token
