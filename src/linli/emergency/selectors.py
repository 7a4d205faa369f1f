"""Reads of emergency: the plans, the banner, the page of one, its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from linli.emergency import models
from linli.emergency.rules import plans as read_plans
from linli.emergency.terms import (
    MANAGE,
    PART,
    SEE,
    SUBJECT,
    VERSION,
    Banner,
    CheckRow,
    DoorQuery,
    DoorRow,
    DoorState,
    EmergencyPage,
    EmergencyRow,
    Figures,
    NoSuchEmergency,
    NoSuchPlan,
    Plan,
    SentRow,
    ShiftRow,
)
from linli.kernel import parts, registry
from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.kernel.registry import Related
from linli.kernel.versions import cached_by, version
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.territory.terms import Area

DOORS = 100  # a page
OPENED, CLOSED = "matters.opened", "matters.closed"  # measures of whoever counts matters


@cached_by(parts.VERSION)
def plans() -> dict[str, Plan]:
    """The plans of the method in force, by key."""
    return read_plans(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _plans_at(revision: str) -> dict[str, Plan]:
    return read_plans(parts.at(PART, revision))


def plan(key: str) -> Plan:
    found = plans().get(key)
    if found is None:
        raise NoSuchPlan(plan=key[:40], field="plan")
    return found


def plan_of(row: models.Emergency) -> Plan | None:
    """The plan as it was when it was switched on."""
    return _plans_at(row.revision).get(row.plan) or plans().get(row.plan)


def may_switch(actor: Actor, wanted: Plan, area: Area) -> bool:
    """A duty that the plan names, over that area, and the verb over posts there: what the switch
    gives to people, nobody could give them without it.
    """
    target = Target(area_path=area.path)
    by_duty = any(one.duty in wanted.openers and one.covers(target) for one in actor.grants)
    return actor.kind == "system" or (by_duty and actor.may(MANAGE, target))


def places_for(actor: Actor) -> tuple[Area, ...]:
    """Where this actor may switch something, in the order of the territory."""
    over = {kind for one in plans().values() for kind in one.over}
    return tuple(
        one
        for one in territory.below("")
        if one.kind in over
        and any(one.kind in p.over and may_switch(actor, p, one) for p in plans().values())
    )


# --- the banner -----------------------------------------------------------------------------------


@cached_by(VERSION, parts.VERSION)
def _in_force() -> tuple[Banner, ...]:
    rows = models.Emergency.objects.filter(off_at__isnull=True).order_by("area_path", "on_at")
    found = []
    for row in rows:
        known = plan_of(row)
        found.append(
            Banner(
                id=row.pk,
                area_path=row.area_path,
                name=known.name if known else Words(row.plan),
                area=territory.area(row.area_id).name,
                text=known.banner if known else Words(""),
                since=row.on_at,
            )
        )
    return tuple(found)


def banners(actor: Actor) -> tuple[Banner, ...]:
    """What is in force where this member of staff has a duty: around it, or inside it. No statement
    once it has been read, until something is switched.
    """
    if not actor.is_staff or not version(VERSION):  # nothing was ever switched
        return ()
    paths = tuple(one.area_path for one in actor.grants if one.area_path)
    return tuple(
        one
        for one in _in_force()
        if any(path.startswith(one.area_path) or one.area_path.startswith(path) for path in paths)
    )


# --- pages ----------------------------------------------------------------------------------------


def _row(row: models.Emergency, names: dict[UUID, str]) -> EmergencyRow:
    known = plan_of(row)
    return EmergencyRow(
        id=row.pk,
        plan=row.plan,
        name=known.name if known else Words(row.plan),
        area_id=row.area_id,
        area_path=row.area_path,
        area=territory.full_name(row.area_id, "town"),
        reason=row.reason,
        on_at=row.on_at,
        on_by=names.get(row.on_by_id, "") if row.on_by_id else "",
        until=row.until,
        off_at=row.off_at,
    )


def emergencies(actor: Actor) -> tuple[EmergencyRow, ...]:
    """Those at areas that the actor sees (`organisations.see`), in force first, newest first."""
    actor.require(SEE)
    rows = models.Emergency.objects.all()
    if actor.kind != "system":
        rows = rows.filter(within_any("area_path", actor.area_paths(SEE)))
    found = list(rows.order_by("-on_at")[:200])
    names = people.account_names({one.on_by_id for one in found if one.on_by_id})
    return tuple(
        sorted((_row(one, names) for one in found), key=lambda one: one.off_at is not None)
    )


def seen(actor: Actor, emergency_id: UUID) -> models.Emergency:
    """The doorway: who sees its area, or some place inside it where they have a duty now, and who
    was sent or stands a shift in it: they are told of it, and find there what is theirs.
    """
    row = models.Emergency.objects.filter(pk=emergency_id).first()
    if row is None:
        raise NoSuchEmergency
    inside = any(path.startswith(row.area_path) for path in actor.area_paths(SEE))
    if inside or actor.may(SEE, Target(area_path=row.area_path)) or _called(actor, row):
        return row
    raise NoSuchEmergency


def _called(actor: Actor, row: models.Emergency) -> bool:
    if actor.account_id is None:
        return False
    theirs = {"emergency_id": row.pk, "account_id": actor.account_id}
    return (
        models.Shift.objects.filter(**theirs).exists()
        or models.Sent.objects.filter(**theirs).exists()
    )


def emergency_for(
    actor: Actor, emergency_id: UUID, *, query: DoorQuery | None = None
) -> EmergencyPage:
    """Everything that the switch made, as far as this actor sees the places; the figures are those
    of the whole. Once switched off, they are those of the report. Refuses `NoSuchEmergency`.
    """
    row = seen(actor, emergency_id)
    known = plan_of(row)
    paths = ("",) if actor.kind == "system" else actor.area_paths(SEE)
    names = people.account_names([row.on_by_id] if row.on_by_id else [])
    stored = Figures(**row.report) if row.report else None
    return EmergencyPage(
        row=_row(row, names),
        plan=known,
        sent=_sent(row, paths),
        shifts=_shifts(row, known),
        doors=_doors(row, known, paths, query or DoorQuery()),
        checks=_checks(row, known, paths),
        figures=stored or figures(row),
        may_switch=known is not None
        and row.off_at is None
        and may_switch(actor, known, territory.area(row.area_id)),
    )


def _sent(row: models.Emergency, paths: tuple[str, ...]) -> tuple[SentRow, ...]:
    rows = models.Sent.objects.filter(emergency_id=row.pk).select_related("account", "area")
    return tuple(
        SentRow(one.account_id, one.account.display_name, one.area.name, row.off_at or row.until)
        for one in rows.order_by("area__path", "pk")
        if one.area.path.startswith(paths)
    )


def _shifts(row: models.Emergency, known: Plan | None) -> tuple[ShiftRow, ...]:
    kinds = {one.key: one.name for one in known.shifts} if known else {}
    rows = models.Shift.objects.filter(emergency_id=row.pk).select_related("account")
    return tuple(
        ShiftRow(
            id=one.pk,
            name=kinds.get(one.key, Words(one.key)),
            begins=one.begins,
            ends=one.ends,
            account_id=one.account_id,
            who=one.account.display_name,
            taken_at=one.taken_at,
        )
        for one in rows.order_by("begins", "key", "pk")
    )


def _doors(
    row: models.Emergency, known: Plan | None, paths: tuple[str, ...], query: DoorQuery
) -> tuple[DoorRow, ...]:
    needs = {one.key: one.name for one in known.needs} if known else {}
    rows = models.Door.objects.filter(emergency_id=row.pk).select_related("by")
    if paths != ("",):
        rows = rows.filter(within_any("area_path", paths))
    if query.state == "needs":
        rows = rows.exclude(needs=[])
    elif query.state in set(DoorState):
        rows = rows.filter(state=query.state)
    start = (max(query.page, 1) - 1) * DOORS
    found = list(rows.order_by("area_path")[start : start + DOORS])
    homes = territory.areas({one.household_id for one in found})
    return tuple(
        DoorRow(
            id=one.pk,
            household=_home(homes[one.household_id]),
            state=DoorState(one.state),
            needs=tuple(needs[key] for key in one.needs if key in needs),
            by=one.by.display_name if one.by else "",
            at=one.at,
        )
        for one in found
    )


def _home(one: Area) -> str:
    above = territory.full_name(one.parent_id, "estate") if one.parent_id else ""
    return f"{above}{one.short_name}"


def estates(row: models.Emergency, known: Plan) -> tuple[Area, ...]:
    """The areas that are checked by the criteria."""
    return territory.below(row.area_path, known.award_at) if known.criteria else ()


def _checks(
    row: models.Emergency, known: Plan | None, paths: tuple[str, ...]
) -> tuple[CheckRow, ...]:
    if known is None:
        return ()
    met: dict[UUID, set[str]] = defaultdict(set)
    rows = models.Check.objects.filter(emergency_id=row.pk)
    for area_id, criterion in rows.values_list("area_id", "criterion"):
        met[area_id].add(criterion)
    awarded = dict(models.Award.objects.filter(emergency_id=row.pk).values_list("area_id", "at"))
    return tuple(
        CheckRow(
            area_id=one.id,
            area=one.name,
            criteria=tuple((c.key, c.name, c.key in met[one.id]) for c in known.criteria),
            awarded_at=awarded.get(one.id),
        )
        for one in estates(row, known)
        if one.path.startswith(paths)
    )


# --- figures --------------------------------------------------------------------------------------


def figures(row: models.Emergency, *, until: datetime | None = None) -> Figures:
    """The figures as they stand. Matters are counted by whoever registered the measure."""
    doors = models.Door.objects.filter(emergency_id=row.pk)
    knocked = doors.filter(state=DoorState.REACHED).order_by("at")
    first = knocked.values_list("at", flat=True).first()
    shifts = models.Shift.objects.filter(emergency_id=row.pk)
    known = plan_of(row)
    end = until or row.off_at
    return Figures(
        doors=doors.count(),
        reached=knocked.count(),
        in_need=doors.exclude(needs=[]).count(),
        first_minutes=int((first - row.on_at).total_seconds() // 60) if first else None,
        shifts=shifts.count(),
        taken=shifts.filter(taken_at__isnull=False).count(),
        sent=models.Sent.objects.filter(emergency_id=row.pk).count(),
        estates=len(estates(row, known)) if known else 0,
        awarded=models.Award.objects.filter(emergency_id=row.pk).count(),
        opened=_measured(OPENED, row, end),
        closed=_measured(CLOSED, row, end),
    )


def _measured(name: str, row: models.Emergency, end: datetime | None) -> int | None:
    measure = registry.measures.find(name)
    if measure is None or end is None:
        return None
    return measure(row.area_path, row.on_at, end)[0]


def needed(keys: Iterable[str], known: Plan) -> tuple[str, ...]:
    """The first key that is none of the plan's needs, or nothing."""
    known_keys = {one.key for one in known.needs}
    return tuple(key for key in keys if key not in known_keys)


def related(actor: Actor, kind: str, subject_id: UUID) -> Iterator[Related]:
    """In the one register: what a place was or is under, for whoever may open it."""
    if kind != "area" or not actor.may(SEE):
        return
    path = territory.area(subject_id).path
    for one in emergencies(actor):
        if one.area_path.startswith(path) or path.startswith(one.area_path):
            url = reverse("emergency", args=[one.id])
            yield Related(SUBJECT, f"{one.name} · {one.area}", url, one.reason)
