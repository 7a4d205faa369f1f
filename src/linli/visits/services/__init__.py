"""Writes of visits: one function, one use case, one transaction."""

from linli.visits.services.findings import became_matter, settle, to_council
from linli.visits.services.patrols import begin_patrol, end_patrol
from linli.visits.services.planning import plan_day, plan_visit
from linli.visits.services.recording import record_visit, settle_conflict
from linli.visits.services.rights import erase_old, erase_person
from linli.visits.services.subjects import add_subject, end_subject, register_households

__all__ = [
    "add_subject",
    "became_matter",
    "begin_patrol",
    "end_patrol",
    "end_subject",
    "erase_old",
    "erase_person",
    "plan_day",
    "plan_visit",
    "record_visit",
    "register_households",
    "settle",
    "settle_conflict",
    "to_council",
]
