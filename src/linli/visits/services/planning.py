"""The plan of the day: who is due, shared out so that nobody gets more than a day's worth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from linli.kernel import clock, trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.database import transaction
from linli.kernel.fields import within_any
from linli.kernel.ids import new_id
from linli.kernel.writes import insert
from linli.organisations import selectors as organisations
from linli.visits import rules, selectors
from linli.visits.models import Plan, Subject, Visit
from linli.visits.terms import TRIAGE, PlanState, SubjectNotFound, VisitKind


def plan_day(*, actor: Actor = SYSTEM, now: datetime) -> int:
    """Plan today's visits where the actor has `visits.triage` (the job: everywhere); returns how
    many were added. Idempotent: what is planned already, or was visited within the cycle, is left
    alone; of the rest, whoever has waited longest comes first. Shifts of earlier days that nobody
    walked are missed.
    """
    actor.require(TRIAGE)
    today = clock.local(now).date()
    paths = selectors.paths_of(actor, TRIAGE)
    with transaction():
        missed = Plan.objects.filter(
            within_any("area_path", paths), state=PlanState.OPEN, due_on__lt=today
        ).exclude(shift="")
        count = missed.update(state=PlanState.MISSED, done_at=now)
        added = sum(
            _shifts(kind, paths, today) if kind.shifts else _cycle(kind, paths, today)
            for kind in selectors.catalogue().kinds.values()
        )
        trail.record("visits.planned", actor=actor, now=now, data={"added": added, "missed": count})
    return added


def _subjects(kind: VisitKind, paths: tuple[str, ...]) -> QuerySet[Subject]:
    rows = Subject.objects.filter(
        within_any("area_path", paths), kind=kind.subject.value, until__isnull=True
    )
    return rows.filter(group__in=kind.groups) if kind.groups else rows


def _cycle(kind: VisitKind, paths: tuple[str, ...], today: date) -> int:
    if not kind.every_days:
        return 0
    since = _morning(today) - timedelta(days=kind.every_days - 1)
    visits = Visit.objects.filter(subject_id=OuterRef("pk"), kind=kind.key, counts=True)
    planned = Plan.objects.filter(subject_id=OuterRef("pk"), kind=kind.key, state=PlanState.OPEN)
    last = visits.order_by().values("subject_id").annotate(last=Max("device_at")).values("last")
    due = list(
        _subjects(kind, paths)
        .filter(~Exists(visits.filter(device_at__gte=since)), ~Exists(planned))
        .annotate(last=Subquery(last))
        .values_list("pk", "area_id", "area_path", "helper_id", "last")
    )
    due.sort(key=lambda row: (row[4] is not None, row[4] or _morning(today), row[2]))
    taken = _taken_today(kind, today)
    chosen = _portion(kind, [(row[0], row[1]) for row in due], taken)
    return _insert(kind, [row[:4] for row in due if row[0] in chosen], today)


def _taken_today(kind: VisitKind, today: date) -> list[UUID]:
    """Areas of what is planned for today already, so that a second run adds no second portion."""
    rows = Plan.objects.filter(kind=kind.key, due_on=today, again=False).exclude(
        state=PlanState.DROPPED
    )
    return list(rows.values_list("subject__area_id", flat=True)) if kind.a_day else []


def _portion(kind: VisitKind, due: list[tuple[UUID, UUID]], taken: list[UUID]) -> frozenset[UUID]:
    """The subjects of today: at most `a_day` for each place where the duty is held."""
    if not kind.a_day:
        return frozenset(subject_id for subject_id, _ in due)
    duty = min(kind.duties)
    places: dict[UUID, UUID] = {}

    def place(area_id: UUID) -> UUID:
        if area_id not in places:
            places[area_id] = organisations.duty_place(duty, area_id).area_id or area_id
        return places[area_id]

    counted = [(new_id(), place(area_id)) for area_id in taken]
    return frozenset(
        rules.portion([*counted, *((one, place(area_id)) for one, area_id in due)], kind.a_day)
    )


def _shifts(kind: VisitKind, paths: tuple[str, ...], today: date) -> int:
    rows = list(_subjects(kind, paths).values_list("pk", "area_id", "area_path", "helper_id"))
    added = 0
    for shift in kind.shifts:
        known = set(
            Plan.objects.filter(kind=kind.key, shift=shift)
            .filter(Q(due_on=today) | Q(state=PlanState.OPEN))
            .values_list("subject_id", flat=True)
        )
        added += _insert(kind, [row for row in rows if row[0] not in known], today, shift)
    return added


def _insert(
    kind: VisitKind,
    rows: Iterable[tuple[UUID, UUID, str, UUID | None]],
    day: date,
    shift: str = "",
) -> int:
    plans = [
        Plan(
            id=new_id(),
            kind=kind.key,
            subject_id=subject_id,
            area_path=path,
            account_id=helper,
            due_on=day,
            shift=shift,
        )
        for subject_id, _, path, helper in rows
    ]
    insert(*plans)
    return len(plans)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.LOCAL)


def plan_visit(*, subject_id: UUID, kind: str, on: date, actor: Actor, now: datetime) -> UUID:
    """Plan one visit by hand; one that is open already is moved to that day. Needs
    `visits.triage` there.
    """
    wanted = selectors.catalogue().kind(kind)
    with transaction():
        row = Subject.objects.filter(pk=subject_id, until__isnull=True).first()
        if row is None or not actor.may(TRIAGE, Target(row.area_path)):
            raise SubjectNotFound
        if not selectors.sees_group(actor, row.group, row.area_path):
            raise SubjectNotFound
        plan_id = schedule(wanted, row, on, again=False)
        trail.record(
            "visits.plan_made",
            actor=actor,
            now=now,
            subject=("visit_plan", plan_id),
            data={"kind": kind, "on": on.isoformat()},
        )
    return plan_id


def schedule(kind: VisitKind, subject: Subject, on: date, *, again: bool) -> UUID:
    """The open plan of this kind for the subject, on that day; made if there is none. For services
    of this package, inside their transaction.
    """
    shift = kind.shifts[0] if kind.shifts and not again else ""
    found = Plan.objects.filter(
        subject_id=subject.pk, kind=kind.key, shift=shift, state=PlanState.OPEN
    ).first()
    if found is not None:
        found.due_on, found.again = on, found.again or again
        found.save(update_fields=["due_on", "again"])
        return found.pk
    plan = Plan(
        id=new_id(),
        kind=kind.key,
        subject_id=subject.pk,
        area_path=subject.area_path,
        account_id=subject.helper_id,
        due_on=on,
        shift=shift,
        again=again,
    )
    insert(plan)
    return plan.pk
