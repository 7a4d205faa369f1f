"""What a work list is asked for, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from linli.procedures.terms.values import StepView

PAGE, MOST_COUNTED, MOST_SORTED = 50, 1000, 1000
WORK_SORTS = ("age", "category", "place")  # besides the time promised

Scope = Literal["mine", "area", "unit"]


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """Which steps. `mine`: what I may act on; `area`: all below `area_path` that I may see;
    `unit`: those of my organisations. `after` is `WorkPage.next` of the page before. The counts of
    a page leave `due_from` and `due_before` out: they are what one chooses between. `sort` is a key
    of `WORK_SORTS`, with a dash before it for the other direction; anything else is soonest first.
    """

    scope: Scope = "mine"
    categories: tuple[str, ...] = ()
    area_path: str = ""
    duty: str = ""
    due_from: datetime | None = None
    due_before: datetime | None = None
    urgency: str = ""
    text: str = ""
    after: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class WorkMark:
    """An open step without what a page shows of it: for those who put many in an order."""

    step_id: UUID
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of a work list."""

    step: StepView
    key: str
    claimed_name: str
    late: bool


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """Counted up to 1,000 each (show 999+). `today` and `week` exclude what is late already."""

    late: int
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    """`cut`: there are more than `MOST_SORTED`, and only the soonest of them were sorted."""

    items: tuple[WorkItem, ...]
    counts: WorkCounts
    next: str = ""
    cut: bool = False
