"""Tables of matters. Facts are appended; the head row points to the latest."""

from linli.matters.models.heads import Fact, Matter, Rating, Report
from linli.matters.models.lists import (
    Condition,
    LineVersion,
    ListLine,
    MatterLink,
    MatterList,
    Offer,
)
from linli.matters.models.taking_part import Enrolment, Party, Remark
from linli.matters.models.triage import HotSpot, HotSpotMatter, Merge

__all__ = [
    "Condition",
    "Enrolment",
    "Fact",
    "HotSpot",
    "HotSpotMatter",
    "LineVersion",
    "ListLine",
    "Matter",
    "MatterLink",
    "MatterList",
    "Merge",
    "Offer",
    "Party",
    "Rating",
    "Remark",
    "Report",
]
