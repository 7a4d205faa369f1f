"""Whom to visit: entered, taken over from the households, ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import cipher, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.writes import insert
from linli.people import selectors as people_reads
from linli.people import services as people
from linli.territory import selectors as territory
from linli.visits import selectors
from linli.visits.models import Plan, Subject
from linli.visits.terms import (
    LONGEST_LABEL,
    SUBJECT,
    TRIAGE,
    BadPoint,
    HelperUnknown,
    LabelMissing,
    LabelTaken,
    NewSubject,
    PlanState,
    SubjectKind,
    SubjectNotFound,
    UnknownGroup,
)


def add_subject(*, new: NewSubject, actor: Actor, now: datetime) -> UUID:
    """Enter somebody or something to be visited. A name and a number go to people, the label stays
    here. Needs `visits.triage` at its area; refuses `LabelMissing`, `UnknownGroup`, `BadPoint`,
    `LabelTaken`, `HelperUnknown`, and what people refuse of names and numbers.
    """
    area = territory.area(new.area_id)
    actor.require(TRIAGE, Target(area.path))
    label = " ".join(new.label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise LabelMissing(field="label")
    if new.group and new.group not in selectors.catalogue().groups:
        raise UnknownGroup(group=new.group[:40], field="group")
    if new.helper_id is not None and people_reads.active_name(new.helper_id) is None:
        raise HelperUnknown(field="helper")
    _check_point(new)
    same = Subject.objects.filter(kind=new.kind, area_id=area.id, label=label, until=None)
    if same.exists():
        raise LabelTaken(field="label")
    try:
        with transaction():
            identity = None
            if new.name or new.phone:
                identity = people.remember(name=new.name, phone=new.phone, actor=actor, now=now)
            row = _fresh(new.kind, area.id, area.path, label, now)
            row.group, row.identity_id, row.helper_id = new.group, identity, new.helper_id
            row.longitude, row.latitude = new.longitude, new.latitude
            insert(row)
            trail.record(
                "visits.subject_added",
                actor=actor,
                now=now,
                subject=(SUBJECT, row.pk),
                data={"kind": str(new.kind), "group": new.group},
            )
    except IntegrityError:  # entered twice at the same moment
        raise LabelTaken(field="label") from None
    return row.pk


def _fresh(kind: SubjectKind, area_id: UUID, path: str, label: str, now: datetime) -> Subject:
    key = cipher.seal(cipher.new_key().hex(), purpose=selectors.SUBJECT_KEY)
    return Subject(
        id=new_id(),
        kind=kind.value,
        area_id=area_id,
        area_path=path,
        label=label,
        key_sealed=key,
        since=now,
    )


def _check_point(new: NewSubject) -> None:
    if (new.longitude is None) != (new.latitude is None):
        raise BadPoint(field="longitude")
    if new.longitude is not None and new.latitude is not None:
        territory.at_point(new.longitude, new.latitude)


def register_households(*, area_id: UUID, actor: Actor, now: datetime) -> int:
    """Every household of the register below an area is visited from now on; returns how many were
    not before. Needs `visits.triage` there.
    """
    area = territory.area(area_id)
    actor.require(TRIAGE, Target(area.path))
    homes = territory.households(area_id)
    with transaction():
        known = set(
            Subject.objects.filter(
                kind=SubjectKind.HOUSEHOLD, area_id__in=[one.id for one in homes], until=None
            ).values_list("area_id", flat=True)
        )
        rows = [
            _fresh(SubjectKind.HOUSEHOLD, one.id, one.path, one.short_name[:LONGEST_LABEL], now)
            for one in homes
            if one.id not in known
        ]
        insert(*rows)
        trail.record(
            "visits.households_registered",
            actor=actor,
            now=now,
            subject=("area", area_id),
            data={"count": len(rows)},
        )
    return len(rows)


def end_subject(*, subject_id: UUID, actor: Actor, now: datetime) -> None:
    """Visit it no more: moved away, closed, no longer in that group. What was recorded stays until
    retention. Needs `visits.triage` there.
    """
    with transaction():
        row = locked(Subject.objects.filter(pk=subject_id, until__isnull=True)).first()
        if row is None or not actor.may(TRIAGE, Target(row.area_path)):
            raise SubjectNotFound
        if not selectors.sees_group(actor, row.group, row.area_path):
            raise SubjectNotFound
        row.until = now
        row.save(update_fields=["until"])
        Plan.objects.filter(subject_id=row.pk, state=PlanState.OPEN).update(
            state=PlanState.DROPPED, done_at=now
        )
        trail.record("visits.subject_ended", actor=actor, now=now, subject=(SUBJECT, row.pk))
