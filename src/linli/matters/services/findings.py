"""Evening triage: what visitors found becomes matters, many at once, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.matters.services.intake import open_matter
from linli.matters.terms import Channel, Intake, Opened, Place
from linli.territory import selectors as territory
from linli.visits import selectors as visit_reads
from linli.visits import services as visits
from linli.visits.terms import FindingLine, NoMatterFor


def from_findings(
    *, finding_ids: Sequence[UUID], actor: Actor, now: datetime
) -> tuple[Opened, ...]:
    """A matter for each finding, of the kind and category that the method gives it. About people of
    a group the matter says neither door nor name: who handles it finds the visit, if they may.
    Needs `visits.triage` at each, and what opening such a matter needs. Refuses `NoMatterFor`, and
    whatever `open_matter` and `visits.services.became_matter` refuse.
    """
    with transaction():
        opened = []
        for one in visit_reads.findings_for(actor, finding_ids):
            matter = open_matter(intake=_intake(one), actor=actor, now=now)
            visits.became_matter(
                finding_id=one.id, matter_id=matter.matter_id, actor=actor, now=now
            )
            opened.append(matter)
    return tuple(opened)


def _intake(one: FindingLine) -> Intake:
    if not one.matter_kind:
        raise NoMatterFor(question=str(one.question))
    area = territory.area(one.area_id)
    kind = territory.layout().kinds.get(area.kind)
    at_door = kind is None or kind.private
    said = f"{one.kind_name.zh}：{one.question.zh}"
    return Intake(
        kind=one.matter_kind,
        words=f"{said}（{one.answer}）" if one.answer else said,
        place=Place(
            area_id=area.parent_id if at_door and area.parent_id else area.id,
            words="" if one.group else one.label,
        ),
        category=one.category,
        channel=Channel.STAFF,
        client_key=f"finding-{one.id}",
    )
