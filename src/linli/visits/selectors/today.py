"""What a visitor has before them today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.people import selectors as people
from linli.people.terms import MaskedPerson
from linli.territory import selectors as territory
from linli.territory.terms import Area
from linli.visits.models import Plan, Subject, Visit
from linli.visits.selectors.catalogue import (
    catalogue,
    group_paths,
    inside,
    paths_of,
    sees_group,
)
from linli.visits.terms import (
    MAKE,
    Planned,
    PlanState,
    SubjectKind,
    SubjectNotFound,
    SubjectRow,
    VisitKind,
)

MOST_TODAY = 200


def own_kinds(actor: Actor) -> dict[str, tuple[str, ...]]:
    """The kinds of visit that this actor makes, each with the paths where."""
    found = {kind.key: paths_of(actor, MAKE, kind.duties) for kind in catalogue().kinds.values()}
    return {key: paths for key, paths in found.items() if paths}


def today(actor: Actor, *, now: datetime) -> tuple[Planned, ...]:
    """What is to be visited today and what is late, by place: at most `MOST_TODAY`. Who belongs to
    a group is in the list only of those who may know. Needs `visits.make`. Four statements.
    """
    actor.require(MAKE)
    day = local(now).date()
    mine = Q(account__isnull=True) | Q(account_id=actor.account_id)
    wanted = Q(account_id=actor.account_id)  # a named helper goes wherever they were named
    for key, paths in own_kinds(actor).items():
        wanted |= Q(kind=key) & within_any("area_path", paths)
    rows = list(
        Plan.objects.filter(wanted, mine, state=PlanState.OPEN, due_on__lte=day)
        .select_related("subject")
        .order_by("due_on", "area_path", "shift", "pk")[:MOST_TODAY]
    )
    groups, known = group_paths(actor), catalogue().kinds
    rows = [row for row in rows if row.kind in known and _may_know(actor, row.subject, groups)]
    shown = {one.id: one for one in as_rows(row.subject for row in rows)}
    return tuple(_planned(row, shown[row.subject_id], day) for row in rows)


def _may_know(actor: Actor, one: Subject, groups: Mapping[str, tuple[str, ...]]) -> bool:
    helper = one.helper_id is not None and one.helper_id == actor.account_id
    return helper or not one.group or inside(one.area_path, groups.get(one.group, ()))


def _planned(row: Plan, subject: SubjectRow, day: date) -> Planned:
    return Planned(
        id=row.pk,
        kind=catalogue().kinds[row.kind],
        subject=subject,
        due_on=row.due_on,
        shift=row.shift,
        again=row.again,
        days_late=(day - row.due_on).days,
    )


def as_rows(rows: Iterable[Subject]) -> tuple[SubjectRow, ...]:
    """Subjects as shown, names masked. At most three statements, however many."""
    subjects = list(rows)
    known = territory.areas({one.area_id for one in subjects})
    masked = people.masked({one.identity_id for one in subjects if one.identity_id})
    helpers = people.account_names({one.helper_id for one in subjects if one.helper_id})
    groups = catalogue().groups
    return tuple(
        SubjectRow(
            id=one.pk,
            kind=SubjectKind(one.kind),
            label=one.label,
            place=_place(one, known),
            area_id=one.area_id,
            area_path=one.area_path,
            group=one.group,
            group_name=groups[one.group].name if one.group in groups else None,
            person=_person(one.identity_id, masked),
            helper_id=one.helper_id,
            helper=helpers.get(one.helper_id, "") if one.helper_id else "",
        )
        for one in subjects
    )


def _place(one: Subject, known: dict[UUID, Area]) -> str:
    """Where it lies: of a household, the building; its label says the door."""
    area = known.get(one.area_id)
    if area is None:
        return ""
    kind = territory.layout().kinds.get(area.kind)
    at_door = kind is None or kind.private
    return territory.full_name(area.parent_id if at_door and area.parent_id else area.id)


def _person(identity_id: UUID | None, masked: dict[UUID, MaskedPerson]) -> str:
    return masked[identity_id].name if identity_id else ""


def subject_for(actor: Actor, subject_id: UUID, kind: VisitKind) -> Subject:
    """The doorway for whoever makes this kind of visit: the subject, if it lies where their duty
    does and they may know of its group. Else `SubjectNotFound`.
    """
    actor.require(MAKE)
    row = Subject.objects.filter(pk=subject_id, until__isnull=True).first()
    if row is None:
        raise SubjectNotFound
    if row.helper_id is not None and row.helper_id == actor.account_id:
        return row
    if not inside(row.area_path, paths_of(actor, MAKE, kind.duties)):
        raise SubjectNotFound
    if not sees_group(actor, row.group, row.area_path):
        raise SubjectNotFound
    return row


def seen_before(client_key: str) -> Visit | None:
    """The visit that was handed in under that key, by whomever."""
    return Visit.objects.filter(client_key=client_key).first()
