"""Two open matters that are one: merged at triage, and taken apart again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.matters import selectors
from linli.matters.models import Matter, Merge, Report
from linli.matters.services.correcting import end
from linli.matters.services.ending import refuse_open_children, seen_open_row
from linli.matters.services.indexing import index
from linli.matters.services.intake import START_DATA
from linli.matters.terms import MERGED, SUBJECT, CannotMerge, NotMerged, State
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures
from linli.procedures.terms import Header

TRIAGE = "matters.triage"


def merge(*, matter_id: UUID, into_id: UUID, actor: Actor, now: datetime) -> UUID:
    """The first matter is the same as the second: its reporters move there, each with their own
    code, and its own run stops. Needs `matters.triage` over both. Refuses `CannotMerge`,
    `ChildOpen`, `AlreadyEnded`, `MatterNotFound`. Returns the merge, for `unmerge`."""
    if matter_id == into_id:
        raise CannotMerge
    with transaction():
        rows = {one: seen_open_row(one, actor) for one in sorted((matter_id, into_id))}
        matter, into = rows[matter_id], rows[into_id]
        for one in rows.values():
            actor.require(TRIAGE, Target(one.area_path))
        if matter_id == into.parent_id or into_id == matter.parent_id:
            raise CannotMerge
        refuse_open_children(matter_id)
        moved = list(Report.objects.filter(matter_id=matter_id).values_list("id", flat=True))
        Report.objects.filter(pk__in=moved).update(matter_id=into_id)
        row = Merge.objects.create(
            matter_id=matter_id,
            into_id=into_id,
            reports=[str(one) for one in moved],
            at=now,
            by_id=actor.account_id,
        )
        end(matter, closing=MERGED, note=into.number, actor=actor, now=now)
        index(matter, now)
        index(into, now)
        trail.record(
            "matters.merged",
            actor=actor,
            now=now,
            subject=(SUBJECT, matter_id),
            data={"into": str(into_id), "reports": len(moved)},
        )
    return row.pk


def unmerge(*, merge_id: UUID, actor: Actor, now: datetime) -> UUID:
    """They are two after all: the reporters that had moved go back, and the first matter begins its
    procedure anew. Needs `matters.triage` over both, and that the other is still open. Refuses
    `NotMerged`, `AlreadyEnded`. Returns the first matter."""
    with transaction():
        found = Merge.objects.filter(pk=merge_id, undone_at=None).first()
        if found is None:
            raise NotMerged
        into = seen_open_row(found.into_id, actor)
        merge_row = locked(Merge.objects.filter(pk=merge_id, undone_at=None)).first()
        matter: Matter = locked(Matter.objects.filter(pk=found.matter_id)).get()
        if merge_row is None or matter.closing != MERGED:
            raise NotMerged
        for one in (matter, into):
            actor.require(TRIAGE, Target(one.area_path))
        Merge.objects.filter(pk=merge_id).update(undone_at=now)
        Report.objects.filter(pk__in=found.reports, matter_id=into.pk).update(matter_id=matter.pk)
        _begin_again(matter, actor, now)
        index(matter, now)
        index(into, now)
        trail.record(
            "matters.unmerged",
            actor=actor,
            now=now,
            subject=(SUBJECT, matter.pk),
            data={"from": str(into.pk)},
        )
    return matter.pk


def _begin_again(matter: Matter, actor: Actor, now: datetime) -> None:
    """A run that was withdrawn does not live again: a new one begins, with what the old one began
    with and what was corrected since."""
    assert matter.run_id is not None
    assert matter.area_id is not None
    before = procedure_reads.run_view(matter.run_id).data
    run = procedures.start(
        key=selectors.catalogue().kind(matter.kind).procedure,
        header=Header(
            subject_kind=SUBJECT,
            subject_id=matter.pk,
            title=matter.title,
            category=matter.category,
            area_id=matter.area_id,
            area_path=matter.area_path,
            urgency=matter.urgency,
            number=matter.number,
        ),
        data={key: before[key] for key in START_DATA if key in before},
        actor=actor,
        now=now,
        run_id=new_id(),
    )
    Matter.objects.filter(pk=matter.pk).update(
        state=State.OPEN, closing="", closed_at=None, run_id=run.id
    )
