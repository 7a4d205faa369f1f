"""Who takes part: roles of residents, sides of a matter, shelves; and what came of a kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.fields import within
from linli.matters.models import Enrolment, Matter, Party, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.lists import MatterQuery, visible
from linli.matters.terms import (
    SUBJECT,
    Kind,
    NoShelf,
    OwnRole,
    PartyLine,
    ShelfLine,
    State,
    Tally,
)
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.publicity import selectors as publicity

MOST_ON_A_SHELF = 200
TALLIED = timedelta(days=30)


def is_enrolled(identity_id: UUID | None, role: str, area_path: str, *, now: datetime) -> bool:
    """Whether this person is registered in the role, now and there. One statement."""
    if identity_id is None:
        return False
    lasting = Q(until=None) | Q(until__gt=now)
    rows = Enrolment.objects.filter(lasting, identity_id=identity_id, role=role, since__lte=now)
    return any(area_path.startswith(path) for path in rows.values_list("area_path", flat=True))


def roles_of(identity_id: UUID, *, now: datetime) -> tuple[OwnRole, ...]:
    """The roles in which a person is registered now, with what they reported in each: for someone
    who has proved the telephone number."""
    lasting = Q(until=None) | Q(until__gt=now)
    rows = Enrolment.objects.filter(lasting, identity_id=identity_id, since__lte=now)
    known = catalogue()
    found: dict[str, OwnRole] = {}
    for row in rows.order_by("since"):
        role = known.roles.get(row.role)
        if role is None:
            continue
        kinds = tuple(kind for kind in known.kinds.values() if kind.enrolled == row.role)
        found[row.role] = OwnRole(
            key=role.key,
            name=role.name,
            until=row.until,
            kinds=tuple((kind.key, kind.name) for kind in kinds),
            tally=_own(identity_id, kinds),
        )
    return tuple(found.values())


def _own(identity_id: UUID, kinds: tuple[Kind, ...]) -> Tally:
    won = Q(pk=None)
    for kind in kinds:
        won |= Q(kind=kind.key, closing__in=kind.success)
    keys = [kind.key for kind in kinds]
    reports = Report.objects.filter(identity_id=identity_id)
    mine = Matter.objects.filter(kind__in=keys, pk__in=reports.values("matter_id"))
    return _tally(mine, won)


def tally(kind: str, *, since: datetime, until: datetime, area_path: str = "") -> Tally:
    """Of the matters of a kind opened in [since, until) below an area: how many, how many were
    closed, and how many closed in a way that the method counts as success. One statement."""
    rows = Matter.objects.filter(
        within("area_path", area_path), kind=kind, opened_at__gte=since, opened_at__lt=until
    )
    return _tally(rows, Q(closing__in=catalogue().kind(kind).success))


def tally_asked(actor: Actor, query: MatterQuery, *, now: datetime) -> Tally | None:
    """The same of the kind that a list asks for, as far as the actor may see: of what was opened
    since the day that it names, else within 30 days. None where it names no kind, or one of which
    the method does not say what counts as success. One statement."""
    kind = catalogue().kinds.get(query.kind)
    if kind is None or not kind.success:
        return None
    rows = visible(actor).filter(within("area_path", query.area_path), kind=kind.key)
    rows = rows.filter(opened_at__gte=query.since or now - TALLIED)
    if query.category:
        rows = rows.filter(category=query.category)
    return _tally(rows, Q(closing__in=kind.success))


def _tally(rows: QuerySet[Matter], won: Q) -> Tally:
    closed = Q(state=State.CLOSED)
    counted = rows.aggregate(
        opened=Count("pk", filter=~Q(state=State.ANNULLED)),
        closed=Count("pk", filter=closed),
        succeeded=Count("pk", filter=closed & won),
    )
    return Tally(**counted)


def parties_of(matter_id: UUID) -> tuple[PartyLine, ...]:
    """The people on the sides of a matter, masked: for those who have passed its doorway."""
    rows = list(Party.objects.filter(matter_id=matter_id).order_by("at", "id"))
    masks = people.masked([row.identity_id for row in rows if row.identity_id])
    names = {one.key: str(one.name) for one in catalogue().sides}
    return tuple(
        PartyLine(
            id=row.pk,
            side=names.get(row.role, row.role),
            name=masks[row.identity_id].name if row.identity_id in masks else "",
            phone=masks[row.identity_id].phone if row.identity_id in masks else "",
            erased=row.identity_id not in masks,
        )
        for row in rows
    )


def sides_with(identity_id: UUID) -> list[dict[str, str]]:
    """The matters on whose sides a person is named, for their own copy."""
    names = {one.key: str(one.name) for one in catalogue().sides}
    rows = Party.objects.filter(identity_id=identity_id).select_related("matter").order_by("at")
    return [
        {
            "number": row.matter.number,
            "side": names.get(row.role, row.role),
            "at": row.at.isoformat(),
            "state": row.matter.state,
        }
        for row in rows
    ]


def enrolments_of(identity_id: UUID) -> list[dict[str, str]]:
    """What a person is or was registered as, for their own copy."""
    roles = catalogue().roles
    rows = Enrolment.objects.filter(identity_id=identity_id).order_by("since")
    return [
        {
            "role": str(roles[row.role].name) if row.role in roles else row.role,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else "",
        }
        for row in rows
    ]


def shelf(kind: str, *, actor: Actor, now: datetime) -> tuple[Kind, tuple[ShelfLine, ...]]:
    """What of a kind waits to be claimed, as it was published: free ones first, the newest first.
    `step_id` is there for who may claim it. Refuses `NoShelf`."""
    found = catalogue().kinds.get(kind)
    if found is None or not found.shelf:
        raise NoShelf
    shown = publicity.shown_of(kind=kind, now=now, most=MOST_ON_A_SHELF)
    steps = procedures.steps_at(SUBJECT, [one.subject[1] for one in shown], found.shelf)
    lines = []
    for one in shown:
        step = steps.get(one.subject[1])
        if step is None:
            continue
        taken = step.claimed_by is not None
        free = not taken and procedures.may_act(actor, step)
        lines.append(
            ShelfLine(
                matter_id=one.subject[1],
                title=one.title,
                words=one.words,
                since=one.since,
                taken=taken,
                step_id=step.id if free else None,
            )
        )
    return found, tuple(sorted(lines, key=lambda line: line.taken))
