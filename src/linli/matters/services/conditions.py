"""Closing conditions of a line: the evidence handed in for each, and striking the line off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.matters import selectors
from linli.matters.models import Condition, LineVersion
from linli.matters.services.ending import close, seen_open_row
from linli.matters.terms import SUBJECT, ConditionNotFound, ConditionsOpen, NotOnThisLine
from linli.procedures import selectors as procedure_reads


def meet_condition(
    *, condition_id: UUID, evidence: Sequence[UUID], actor: Actor, now: datetime
) -> None:
    """Hand in evidence for one closing condition; with enough files the condition is met. By
    whoever has an open step of the line. Refuses `ConditionNotFound`, `NotOnThisLine`, and what
    `files.attach` refuses."""
    with transaction():
        row = Condition.objects.filter(pk=condition_id).first()
        if row is None:
            raise ConditionNotFound
        matter = seen_open_row(row.line_id, actor)
        assert matter.run_id is not None
        steps = procedure_reads.open_steps(matter.run_id)
        if not any(procedure_reads.may_act(actor, step) for step in steps):
            raise NotOnThisLine(verb="matters.see")
        files.attach(
            ids=list(evidence), owner=(selectors.CONDITION, condition_id), actor=actor, now=now
        )
        given = selectors.evidence_counts([condition_id]).get(condition_id, 0)
        if given >= row.evidence:
            Condition.objects.filter(pk=row.pk, met_at=None).update(
                met_at=now, met_by_id=actor.account_id
            )
        trail.record(
            "matters.evidence_given", actor=actor, now=now, subject=(SUBJECT, row.line_id),
            data={"condition": row.number, "files": given},
        )  # fmt: skip


def refuse_open_conditions(matter_id: UUID) -> None:
    """Refuses `ConditionsOpen` while a condition of the line has not been met. A matter that is no
    line has none."""
    count = Condition.objects.filter(line_id=matter_id, met_at=None).count()
    if count:
        raise ConditionsOpen(count=count)


def strike_off(*, matter_id: UUID, closing: str, actor: Actor, now: datetime) -> None:
    """Close a line of which every condition has been met. Refuses `ConditionsOpen` and what `close`
    refuses."""
    with transaction():
        refuse_open_conditions(matter_id)
        close(matter_id=matter_id, closing=closing, actor=actor, now=now)


def erase_conditions(matter_id: UUID, actor: Actor, now: datetime) -> None:
    """Retention: what was written as conditions of a line, its earlier versions, and the evidence.
    Joins the caller's transaction."""
    ids = list(Condition.objects.filter(line_id=matter_id).values_list("pk", flat=True))
    for condition_id in ids:
        files.remove_of_owner(owner=(selectors.CONDITION, condition_id), actor=actor, now=now)
    if ids:
        Condition.objects.filter(pk__in=ids).update(words="")
    LineVersion.objects.filter(line_id=matter_id).update(words="", conditions=[])
