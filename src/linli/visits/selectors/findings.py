"""Findings: the evening's list, the council's list, and what a matter grew from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.visits.models import Finding, Plan
from linli.visits.selectors.catalogue import catalogue, group_paths, paths_of
from linli.visits.selectors.today import as_rows
from linli.visits.terms import (
    SEE,
    TRIAGE,
    FindingLine,
    FindingNotFound,
    FindingState,
    NothingChosen,
    PlanState,
    SubjectRow,
)

MOST = 300


def _seen(actor: Actor, verb: str, area_path: str = "") -> QuerySet[Finding]:
    """Findings where the actor holds the verb, those about people of a group only where the actor
    may know of it.
    """
    about = Q(subject__group="")
    for group, paths in group_paths(actor).items():
        about |= Q(subject__group=group) & within_any("area_path", paths)
    return Finding.objects.filter(
        about, within_any("area_path", paths_of(actor, verb)), within("area_path", area_path)
    )


def triage_list(
    actor: Actor, *, state: FindingState = FindingState.OPEN, area_path: str = ""
) -> tuple[FindingLine, ...]:
    """What waits to be triaged (or for the council), oldest first, at most `MOST`. Needs
    `visits.triage`. Six statements, however many.
    """
    actor.require(TRIAGE)
    rows = _seen(actor, TRIAGE, area_path).filter(state=state)
    return lines(rows.select_related("subject", "visit").order_by("at", "pk")[:MOST])


def settled_since(actor: Actor, since: datetime) -> tuple[FindingLine, ...]:
    """What was triaged since then, newest first, so that an evening can be read back."""
    actor.require(TRIAGE)
    rows = _seen(actor, TRIAGE).filter(settled_at__gte=since)
    return lines(rows.select_related("subject", "visit").order_by("-settled_at", "-pk")[:MOST])


def findings_for(actor: Actor, finding_ids: Sequence[UUID]) -> tuple[FindingLine, ...]:
    """The doorway to findings by id, in the order asked; `FindingNotFound` if one is not for this
    actor to triage, `NothingChosen` for none.
    """
    if not finding_ids:
        raise NothingChosen
    rows = _seen(actor, TRIAGE).filter(pk__in=list(finding_ids)).select_related("subject", "visit")
    found = {one.id: one for one in lines(rows)}
    if set(finding_ids) - found.keys():
        raise FindingNotFound
    return tuple(found[one] for one in dict.fromkeys(finding_ids))


def of_matter(actor: Actor, matter_id: UUID) -> tuple[FindingLine, ...]:
    """What the matter grew from, as far as the actor may see it."""
    if not actor.may(SEE):
        return ()
    rows = _seen(actor, SEE).filter(matter_id=matter_id)
    return lines(rows.select_related("subject", "visit"))


def of_subject(actor: Actor, subject_id: UUID) -> tuple[FindingLine, ...]:
    """All that was ever found at a subject, oldest first, as far as the actor may see it."""
    rows = _seen(actor, SEE).filter(subject_id=subject_id)
    return lines(rows.select_related("subject", "visit").order_by("at", "pk"))


def counts(actor: Actor) -> dict[FindingState, int]:
    """How many wait for triage and for the council."""
    actor.require(TRIAGE)
    seen = _seen(actor, TRIAGE)
    return {
        state: seen.filter(state=state).count()
        for state in (FindingState.OPEN, FindingState.COUNCIL)
    }


def lines(rows: Iterable[Finding]) -> tuple[FindingLine, ...]:
    """Findings in the method's words, for those whose doorway has been passed."""
    found = list(rows)
    subjects = {
        one.id: one for one in as_rows({row.subject_id: row.subject for row in found}.values())
    }
    names = people.account_names({row.visit.account_id for row in found})
    planned = {
        (subject, kind): on
        for subject, kind, on in Plan.objects.filter(
            subject_id__in=list(subjects), state=PlanState.OPEN, again=True
        ).values_list("subject_id", "kind", "due_on")
    }
    return tuple(
        _line(row, subjects[row.subject_id], names, planned.get((row.subject_id, row.kind)))
        for row in found
    )


def _line(row: Finding, subject: SubjectRow, names: dict[UUID, str], again: object) -> FindingLine:
    kind = catalogue().kinds.get(row.kind)
    question, answer = _words(row, kind.form if kind else "")
    return FindingLine(
        id=row.pk,
        visit_id=row.visit_id,
        kind_name=kind.name if kind else Words(row.kind),
        question=question,
        answer=answer,
        label=subject.label,
        place=subject.place,
        area_id=subject.area_id,
        area_path=row.area_path,
        at=row.at,
        state=FindingState(row.state),
        matter_kind=row.matter_kind,
        category=row.category,
        matter_id=row.matter_id,
        note=row.note,
        again_on=again,  # type: ignore[arg-type]  # a date or None, as selected
        cleared_at=row.cleared_at,
        by=names.get(row.visit.account_id, ""),
        group=subject.group,
        group_name=subject.group_name,
    )


def _words(row: Finding, form: str) -> tuple[Words, str]:
    """(question, answer) of a finding: choices by name; of words only that something was said."""
    said = procedures.answers_in_words(form, {row.question: row.answers})
    return said[0] if said else (Words(row.question), "")
