"""Lists: opening one, listing its lines, evidence for their conditions, the end of both.

A list and each of its lines are matters with procedures of their own; here is what binds them.
Locks: the list's run and row first, then a line's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.jobs import services as jobs
from linli.kernel import clock, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.kernel.writes import insert
from linli.matters import rules, selectors
from linli.matters.models import Condition, ListLine, Matter, MatterLink, MatterList
from linli.matters.services.ending import open_matter_row, seen_open_row
from linli.matters.services.intake import open_matter
from linli.matters.terms import (
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    SUBJECT,
    Channel,
    DuePassed,
    Intake,
    LinkedAlready,
    LinkKind,
    ListEmpty,
    ListNotFound,
    ListSpec,
    NewCondition,
    NewLine,
    NotBegotten,
    Opened,
    PersonNotThere,
    Place,
    State,
    TooDeep,
    TooLong,
    TooManyConditions,
    UnitNotKnown,
)
from linli.organisations import selectors as organisations
from linli.organisations.terms import NoSuchOrganisation, Organisation
from linli.people import selectors as people
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures


def open_list(*, key: str, name: str, area_id: UUID, actor: Actor, now: datetime) -> Opened:
    """Open a list of the method's kind `key`, called `name`, for an area. Refuses `UnknownList`,
    and what `open_matter` refuses."""
    spec = selectors.catalogue().list_of(key)
    return open_matter(
        intake=Intake(
            kind=spec.kind, words=name, place=Place(area_id=area_id), channel=Channel.STAFF
        ),
        actor=actor,
        now=now,
        beside=lambda matter_id: insert(MatterList(matter_id=matter_id, key=spec.key)),
    )


def add_line(*, list_id: UUID, line: NewLine, actor: Actor, now: datetime) -> Opened:
    """Put a line on a list, under the next number; with `above`, below that line (3.1). What it
    came of (`sources`) stays traceable: matters the actor may see, or lines of lists that may beget
    this one. Refuses `ListNotFound`, `TooDeep`, `NotBegotten`, `LinkedAlready`, `UnitNotKnown`,
    `PersonNotThere`, `DuePassed`, and what `open_matter` refuses."""
    if line.due_on is not None and line.due_on <= clock.local(now).date():
        raise DuePassed(field="due_on", day=line.due_on.isoformat())
    unit = _unit(line.unit)
    checked_person(line.person, unit.id if unit else None, now)
    conditions = checked_conditions(line.conditions)
    with transaction():
        parent = seen_open_row(list_id, actor)
        head = locked(MatterList.objects.filter(pk=list_id)).first()
        if head is None:
            raise ListNotFound
        spec = selectors.catalogue().list_of(head.key)
        links = _sources(spec, head, line.sources, actor)
        above, row = _numbered(spec, head, line.above, actor)
        row.owner_id, row.person_id = unit.id if unit else None, line.person
        row.due_on = line.due_on
        seen = bool(line.client_key) and selectors.taken(line.client_key)

        def beside(matter_id: UUID) -> None:
            row.matter_id = matter_id
            insert(row)
            insert(*_condition_rows(matter_id, conditions))
            insert(*_link_rows(matter_id, links, actor, now))

        opened = open_matter(
            intake=Intake(
                kind=spec.line,
                words=line.words,
                place=Place(area_id=line.area_id or parent.area_id),
                category=line.category,
                client_key=line.client_key,
                channel=Channel.STAFF,
                parent_id=above.matter_id if above else list_id,
                owner=line.unit,
                within=line.due_on.isoformat() if line.due_on else "",
                person=str(line.person or ""),
                line=row.number,
            ),
            actor=actor,
            now=now,
            beside=beside,
        )
        if not seen:
            _count(above or head)
            trail.record(
                "matters.listed", actor=actor, now=now, subject=(SUBJECT, opened.matter_id),
                data={"list": str(list_id), "number": row.number},
            )  # fmt: skip
    return opened


def _count(holder: MatterList | ListLine) -> None:
    type(holder).objects.filter(pk=holder.pk).update(counted=holder.counted + 1)


def _numbered(
    spec: ListSpec, head: MatterList, above_id: UUID | None, actor: Actor
) -> tuple[ListLine | None, ListLine]:
    """(the line above, the new row with its number)."""
    above = None
    if above_id is not None:
        seen_open_row(above_id, actor)
        above = locked(ListLine.objects.filter(pk=above_id, list_id=head.pk)).first()
        if above is None:
            raise ListNotFound
    holder = above or head
    number, sort = rules.line_number(
        above.number if above else "", above.sort if above else "", holder.counted + 1
    )
    if rules.level_of(number) > spec.depth:
        raise TooDeep(most=spec.depth)
    return above, ListLine(list_id=head.pk, above=above, number=number, sort=sort)


def _unit(key: str) -> Organisation | None:
    if not key:
        return None
    try:
        return organisations.unit(key)
    except NoSuchOrganisation:
        raise UnitNotKnown(field="unit", unit=key) from None


def checked_person(person: UUID | None, unit_id: UUID | None, now: datetime) -> None:
    """The named person holds a post in the unit that answers; else `PersonNotThere`."""
    if person is None:
        return
    if person not in {one for one, _ in selectors.people_at(unit_id, now=now)}:
        names = people.account_names([person])
        raise PersonNotThere(field="person", name=names.get(person, ""))


def checked_conditions(given: Sequence[NewCondition]) -> tuple[NewCondition, ...]:
    """Clean words, none empty; refuses `TooManyConditions`, `TooLong`."""
    if len(given) > MOST_CONDITIONS:
        raise TooManyConditions(field="conditions", most=MOST_CONDITIONS)
    found = tuple(
        NewCondition(
            clean(one.words, LONGEST_CONDITION, "conditions", refusal=TooLong).replace("\n", " "),
            min(9, max(0, one.evidence)),
        )
        for one in given
    )
    return tuple(one for one in found if one.words)


def _condition_rows(line_id: UUID, given: Sequence[NewCondition]) -> list[Condition]:
    return [
        Condition(line_id=line_id, number=number, words=one.words, evidence=one.evidence)
        for number, one in enumerate(given, start=1)
    ]


def _sources(
    spec: ListSpec, head: MatterList, sources: Sequence[UUID], actor: Actor
) -> list[tuple[UUID, LinkKind]]:
    """What the line came of, each seen by the actor, with the kind of its link."""
    found: list[tuple[UUID, LinkKind]] = []
    for source in dict.fromkeys(sources):
        selectors.check_sees(actor, source)
        line = ListLine.objects.select_related("list").filter(pk=source).first()
        if line is None:
            _refuse_twice(source, head)
            found.append((source, LinkKind.SOURCE))
            continue
        other = selectors.catalogue().list_of(line.list.key)
        if spec.key not in other.begets:
            raise NotBegotten(source=other.name, target=spec.name)
        found.append((source, LinkKind.BEGETS))
    return found


def _refuse_twice(source: UUID, head: MatterList) -> None:
    """A matter stands on one list once, until its line there was given up."""
    lines = ListLine.objects.filter(list_id=head.pk).exclude(matter__state=State.ANNULLED)
    again = MatterLink.objects.filter(source_id=source, target_id__in=lines.values("pk"))
    if again.exists():
        number = Matter.objects.values_list("number", flat=True).get(pk=source)
        raise LinkedAlready(number=number)


def _link_rows(
    target: UUID, links: Sequence[tuple[UUID, LinkKind]], actor: Actor, now: datetime
) -> list[MatterLink]:
    return [
        MatterLink(source_id=source, target_id=target, kind=kind, at=now, by_id=actor.account_id)
        for source, kind in links
    ]


# --- the end of a list ---------------------------------------------------------------------------


def await_lines(*, list_id: UUID, step_id: UUID, now: datetime) -> None:
    """The list's procedure waits at this step until every line has ended. Called by its effect,
    inside the step's transaction. Refuses `ListEmpty`."""
    lines = ListLine.objects.filter(list_id=list_id)
    if not lines.exists():
        raise ListEmpty
    MatterList.objects.filter(pk=list_id).update(waits=step_id)
    if not lines.filter(matter__state=State.OPEN).exists():
        jobs.enqueue("matters.child_ended", {"parent": str(list_id)}, now=now)


def settle_list(*, list_id: UUID, now: datetime) -> None:
    """A line has ended: if it was the last, and the list has been waiting for that, the list goes
    on by itself. Idempotent; does nothing otherwise, or for what is no list."""
    with transaction():
        head = MatterList.objects.filter(pk=list_id, matter__state=State.OPEN).first()
        if head is None or head.waits is None:
            return
        open_matter_row(list_id)
        if ListLine.objects.filter(list_id=list_id, matter__state=State.OPEN).exists():
            return
        MatterList.objects.filter(pk=list_id).update(waits=None)
        if procedure_reads.is_parked(head.waits):
            procedures.resume(step_id=head.waits, outcome="done", data={}, actor=SYSTEM, now=now)
