"""Reads of visits: today's list, findings, coverage, one visit."""

from linli.visits.selectors.catalogue import (
    catalogue,
    group_paths,
    paths_of,
    revision,
    sees_group,
    stamp_of,
)
from linli.visits.selectors.desk import (
    ANSWERS,
    SUBJECT_KEY,
    conflicts,
    coverage,
    covered,
    made_somewhere,
    may_see_files,
    of_identity,
    opened,
    recent,
    register,
    settled,
    subject_key,
    visit_for,
)
from linli.visits.selectors.findings import (
    counts,
    findings_for,
    of_matter,
    of_subject,
    settled_since,
    triage_list,
)
from linli.visits.selectors.today import own_kinds, seen_before, subject_for, today

__all__ = [
    "ANSWERS", "SUBJECT_KEY", "catalogue", "conflicts", "counts", "coverage", "covered",
    "findings_for", "group_paths", "made_somewhere", "may_see_files", "of_identity",
    "of_matter", "of_subject", "opened", "own_kinds", "paths_of", "recent", "register",
    "revision", "seen_before", "sees_group", "settled", "settled_since", "stamp_of",
    "subject_for", "subject_key", "today", "triage_list", "visit_for",
]  # fmt: skip
