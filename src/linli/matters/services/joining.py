"""Several reporters on one matter: a neighbour joins what somebody else reported."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.writes import insert
from linli.matters import selectors
from linli.matters.models import Matter, Report
from linli.matters.services.ending import open_matter_row
from linli.matters.services.indexing import index
from linli.matters.services.intake import _prepare, _report, _seen
from linli.matters.services.telling import RECEIVED, tell_reporters
from linli.matters.terms import REPORT, SUBJECT, Intake, MatterNotFound, NotJoinable, Opened


def join(*, matter_id: UUID, intake: Intake, actor: Actor, now: datetime) -> Opened:
    """Put a report beside those that a matter has: its own words, contact and tracking code, and no
    second run. Idempotent by `intake.client_key`. Refuses `NotJoinable` unless the matter is one
    that the reporter was told of, and what taking in a report refuses."""
    category = Matter.objects.filter(pk=matter_id).values_list("category", flat=True).first()
    prepared = _prepare(intake, selectors.catalogue(), actor, now)
    near = selectors.nearby(
        categories=[category] if category else [],
        area_id=prepared.area.id if prepared.place_known else None,
        longitude=intake.place.longitude,
        latitude=intake.place.latitude,
        now=now,
    )
    with transaction():
        seen = _seen(intake.client_key)
        if seen is not None:
            return seen
        if matter_id not in {one.matter_id for one in near}:
            raise NotJoinable
        try:
            matter = open_matter_row(matter_id)
        except MatterNotFound as error:
            raise NotJoinable from error
        report = _report(intake, prepared, matter, actor, now)
        insert(report)
        if intake.files:
            files.attach(ids=intake.files, owner=(REPORT, report.pk), actor=actor, now=now)
        others = list(Report.objects.filter(matter_id=matter.pk).exclude(pk=report.pk))
        index(matter, now, reports=[*others, report])
        trail.record(
            "matters.joined",
            actor=actor,
            now=now,
            subject=(SUBJECT, matter.pk),
            data={"report": str(report.pk), "digest": report.digest},
        )
        if report.identity_id is not None:
            tell_reporters(matter.pk, RECEIVED, only=report.pk, now=now)
    return Opened(matter.pk, report.code, matter.number)
