"""Taking in what was recorded on a phone: once, however often it is sent; never lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from linli.files import services as files
from linli.kernel import cipher, clock, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.writes import insert
from linli.procedures import selectors as procedures
from linli.procedures.terms import BadAnswers
from linli.visits import rules, selectors
from linli.visits.models import Finding, Plan, Subject, Visit
from linli.visits.services.planning import schedule
from linli.visits.terms import (
    LONGEST_NOTE,
    MOST_PHOTOS,
    TRIAGE,
    VISIT,
    BadItem,
    Conflict,
    NoConflict,
    NoteMissing,
    PlanState,
    Recorded,
    SubjectNotFound,
    TooManyPhotos,
    UnknownVisitKind,
    VisitItem,
    VisitKind,
    VisitNotFound,
    WrongKind,
)

UNCHECKED = "unchecked"  # under this key, answers to a form that is no more


@dataclass(frozen=True, slots=True)
class _Ready:
    """An item after every check that needs no transaction. `kind` None: the method dropped it."""

    subject: Subject
    kind: VisitKind | None
    plain: Mapping[str, Any]
    hidden: Mapping[str, Any]
    clean: Mapping[str, Any]
    conflict: Conflict


def record_visit(
    *, item: VisitItem, photos: Sequence[UUID] = (), actor: Actor, now: datetime
) -> Recorded:
    """Take in one visit, with uploads that the actor has sent before.

    Idempotent by `item.client_key`: sent twice, it is stored once and answered with `again`. If the
    planned visit was made already, or the form has changed so that the answers no longer fit, the
    visit is kept as a conflict for somebody to look at, and does not count until then. Refuses
    `SubjectNotFound`, `WrongKind`, `InTheFuture`, `TooLongAgo`, `TooManyPhotos`, `BadAnswers` where
    the form is the same, and `BadItem` if the key is somebody else's.
    """
    rules.check_moment(item.at, now)
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    seen = _seen(item.client_key, actor)
    if seen is not None:
        return seen
    ready = _prepare(item, actor, now)
    try:
        with transaction():
            return _seen(item.client_key, actor) or _write(item, ready, photos, actor, now)
    except IntegrityError:
        # The same post twice at the same moment: the database let one through.
        seen = _seen(item.client_key, actor)
        if seen is None:
            raise
        return seen


def _seen(client_key: str, actor: Actor) -> Recorded | None:
    row = selectors.seen_before(client_key)
    if row is None:
        return None
    if row.account_id != actor.account_id:
        raise BadItem(what="client_key")
    return Recorded(row.pk, again=True, conflict=Conflict(row.conflict))


def _prepare(item: VisitItem, actor: Actor, now: datetime) -> _Ready:
    try:
        kind = selectors.catalogue().kind(item.kind)
    except UnknownVisitKind:
        # The plan proves that it was a kind when the phone fetched its list.
        plan = None
        if item.plan_id is not None:
            plans = Plan.objects.filter(kind=item.kind, subject_id=item.subject_id)
            plan = plans.filter(pk=item.plan_id).select_related("subject").first()
        if plan is None or not selectors.made_somewhere(actor, plan.area_path):
            raise
        return _unchecked(item, plan.subject, None)
    subject = selectors.subject_for(actor, item.subject_id, kind)
    if subject.kind != kind.subject or (kind.groups and subject.group not in kind.groups):
        raise WrongKind
    form = procedures.form(kind.form)
    if not item.met:
        return _Ready(subject, kind, {}, {}, {}, Conflict.NONE)
    try:
        clean = procedures.clean_answers(kind.form, item.answers, now=now)
    except BadAnswers:
        if form is not None and item.form_stamp == rules.stamp(form):
            raise
        return _unchecked(item, subject, kind)
    plain, hidden = rules.split(form, clean) if form else ({}, {})
    return _Ready(subject, kind, plain, hidden, clean, Conflict.NONE)


def _unchecked(item: VisitItem, subject: Subject, kind: VisitKind | None) -> _Ready:
    kept = {UNCHECKED: dict(item.answers)}
    return _Ready(subject, kind, {}, kept, {}, Conflict.FORM)


def _write(
    item: VisitItem, ready: _Ready, photos: Sequence[UUID], actor: Actor, now: datetime
) -> Recorded:
    subject = locked(Subject.objects.filter(pk=ready.subject.pk, until__isnull=True)).first()
    if subject is None:
        raise SubjectNotFound
    assert actor.account_id is not None  # who has a duty there has an account
    conflict = ready.conflict
    plan = _plan(item, subject)
    if plan is not None and plan.state == PlanState.DONE and conflict == Conflict.NONE:
        conflict = Conflict.OTHER
    counts = conflict == Conflict.NONE
    visit = Visit(
        id=new_id(),
        client_key=item.client_key,
        plan_id=plan.pk if plan else None,
        patrol_id=(
            selectors.patrol_of(actor.account_id, item.kind, item.at)
            if ready.kind and ready.kind.team
            else None
        ),
        subject_id=subject.pk,
        kind=item.kind,
        method_revision=selectors.revision(),
        area_path=subject.area_path,
        account_id=actor.account_id,
        device_at=item.at,
        at=now,
        met=item.met,
        answers=dict(ready.plain),
        sealed=_seal(subject, ready.hidden),
        digest=rules.digest(item),
        conflict=conflict.value,
        counts=counts,
    )
    insert(visit)
    if photos:
        files.attach(ids=list(photos), owner=(VISIT, visit.pk), actor=actor, now=now)
    count = _effects(visit, subject, ready, plan, now) if counts and ready.kind else 0
    trail.record(
        "visits.recorded" if counts else "visits.conflict_kept",
        actor=actor,
        now=now,
        subject=(VISIT, visit.pk),
        data={"kind": item.kind, "digest": visit.digest, "findings": count,
              "conflict": conflict.value},
    )  # fmt: skip
    return Recorded(visit.pk, conflict=conflict, findings=count)


def _plan(item: VisitItem, subject: Subject) -> Plan | None:
    """The plan that was meant: the one named, else the one that is open."""
    plans = Plan.objects.filter(subject_id=subject.pk, kind=item.kind)
    if item.plan_id is not None:
        found = locked(plans.filter(pk=item.plan_id)).first()
        if found is not None:
            return found
    return locked(plans.filter(state=PlanState.OPEN).order_by("due_on")).first()


def _seal(subject: Subject, hidden: Mapping[str, Any]) -> bytes | None:
    if not hidden:
        return None
    if subject.key_sealed is None:
        raise SubjectNotFound
    key = selectors.subject_key(subject.key_sealed)
    return cipher.seal(
        json.dumps(dict(hidden), ensure_ascii=False), purpose=selectors.ANSWERS, key=key
    )


def _effects(
    visit: Visit, subject: Subject, ready: _Ready, plan: Plan | None, now: datetime
) -> int:
    """What a visit that counts brings about: its plan is done, findings stand on the triage list,
    what is found no more is cleared, and what was found is looked at again.
    """
    kind = ready.kind
    assert kind is not None
    if plan is not None and plan.state in {PlanState.OPEN, PlanState.MISSED}:
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.DONE, done_at=now)
    today = clock.local(now).date()
    if not visit.met:
        # Nobody was there: tried, not visited. It comes up again tomorrow.
        if not kind.shifts:
            schedule(kind, subject, today + timedelta(days=1), again=bool(plan and plan.again))
        return 0
    hits = rules.found(kind, ready.clean)
    form = procedures.form(kind.form)
    earlier = Finding.objects.filter(
        subject_id=subject.pk, kind=kind.key, cleared_at__isnull=True, at__lt=visit.device_at
    )
    earlier.exclude(question__in=[rule.question for rule, _ in hits]).update(cleared_at=now)
    rows = [
        Finding(
            id=new_id(),
            visit_id=visit.pk,
            subject_id=subject.pk,
            kind=kind.key,
            question=rule.question,
            answers=rules.chosen(rule, given, form),
            area_path=subject.area_path,
            matter_kind=rule.matter,
            category=rule.category,
            at=visit.device_at,
        )
        for rule, given in hits
    ]
    insert(*rows)
    again = rules.again_on(today, kind)
    if rows and again is not None:
        schedule(kind, subject, again, again=True)
    return len(rows)


def settle_conflict(
    *, visit_id: UUID, counts: bool, note: str, actor: Actor, now: datetime
) -> None:
    """Look at a visit that was kept: it counts beside the other one, or it does not. Answers that
    no longer fit a form stay as they were given, to be read; they make no findings. Needs
    `visits.triage` there; refuses `NoteMissing`, `NoConflict`.
    """
    why = " ".join(note.split())
    if not why or len(why) > LONGEST_NOTE:
        raise NoteMissing(field="note")
    with transaction():
        row = locked(Visit.objects.filter(pk=visit_id)).first()
        if row is None or not actor.may(TRIAGE, Target(row.area_path)):
            raise VisitNotFound
        subject = Subject.objects.get(pk=row.subject_id)
        if not selectors.sees_group(actor, subject.group, subject.area_path):
            raise VisitNotFound
        if not row.conflict or row.settled_at is not None:
            raise NoConflict
        row.settled_at, row.settled_by_id, row.counts = now, actor.account_id, counts
        row.note = why
        row.save(update_fields=["settled_at", "settled_by", "counts", "note"])
        kind = selectors.catalogue().kinds.get(row.kind)
        if counts and kind is not None and row.conflict == Conflict.OTHER:
            clean = row.answers | selectors.opened(row, subject)
            _effects(row, subject, _Ready(subject, kind, {}, {}, clean, Conflict.NONE), None, now)
        trail.record(
            "visits.conflict_settled",
            actor=actor,
            now=now,
            subject=(VISIT, row.pk),
            data={"counts": counts},
        )
