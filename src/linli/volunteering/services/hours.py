"""Recording hours of service: no minute twice, proved by somebody else, corrected by two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.points import services as points
from linli.points.terms import Cause, Grade, Holder
from linli.volunteering import selectors
from linli.volunteering.models import HourBook, ServiceRecord
from linli.volunteering.rules.hours import Span, counted
from linli.volunteering.terms import (
    LONGEST_SERVICE_TITLE,
    MOST_MINUTES,
    RECORD,
    Counted,
    OwnService,
    Proof,
    RecordState,
    ServiceEmpty,
    ServiceKeyReused,
    WrongServiceTime,
)


def note(verb: str, row: ServiceRecord, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"volunteering.{verb}", actor=actor, now=now, subject=(RECORD, row.pk), data=data)


def lock_book(person: UUID) -> None:
    """Whoever writes somebody's hours waits here for whoever does so already."""
    HourBook.objects.bulk_create([HourBook(identity_id=person)], ignore_conflicts=True)
    locked(HourBook.objects.filter(pk=person)).get()


def clean_title(title: str) -> str:
    """Refuses `ServiceEmpty`."""
    name = clean(title, LONGEST_SERVICE_TITLE, "title", refusal=ServiceEmpty)
    if not name:
        raise ServiceEmpty(field="title", limit=LONGEST_SERVICE_TITLE)
    return name


def check_span(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Refuses `WrongServiceTime`: it must be over, and no longer than a day."""
    minutes = (ended_at - started_at).total_seconds() / 60
    if not 0 < minutes <= MOST_MINUTES or ended_at > now:
        raise WrongServiceTime(field="ended_at", days=selectors.hours_rules().claim_days)


def not_own(person: UUID | None, account: UUID | None) -> None:
    """Nobody proves their own hours. Refuses `OwnService`."""
    if person and account and people.identity_of_account(account) == person:
        raise OwnService


def _taken(person: UUID, started_at: datetime, ended_at: datetime) -> Iterable[Span]:
    """The spans of this person that are counted already, of those that touch this one."""
    rows = ServiceRecord.objects.filter(
        identity_id=person,
        state=RecordState.CONFIRMED,
        started_at__lt=ended_at,
        ended_at__gt=started_at,
    )
    return rows.values_list("started_at", "ended_at")


def count_for(
    person: UUID, started_at: datetime, ended_at: datetime, travel_minutes: int
) -> Counted:
    """What would count of this service now."""
    return counted(
        started_at,
        ended_at,
        taken=_taken(person, started_at, ended_at),
        travel=travel_minutes,
        step=selectors.hours_rules().step,
    )


def count_in(row: ServiceRecord, *, proof: Proof, actor: Actor, now: datetime) -> None:
    """The record counts from now on, with whatever of it no other record has counted: the ledger
    takes the minutes. The caller has locked the volunteer's book."""
    assert row.identity_id is not None
    rules = selectors.hours_rules()
    found = count_for(row.identity_id, row.started_at, row.ended_at, row.travel_minutes)
    row.minutes, row.overlap_minutes = found.minutes, found.overlap
    row.state, row.proof, row.confirmed_at, row.reason = RecordState.CONFIRMED, proof, now, ""
    if row.minutes and rules.scheme:
        entry = points.award(
            scheme=rules.scheme,
            to=Holder.person(row.identity_id),
            amount=row.minutes,
            key=f"volunteering.service:{row.pk}",
            cause=Cause.SERVICE,
            title=row.title,
            about=(RECORD, row.pk),
            grade=Grade(row.grade),
            given_by=row.organisation_id,
            area_path=selectors.unit_target(row.organisation_id).area_path,
            actor=actor,
            now=now,
        )
        row.entry_id = entry.id
    row.save()
    note("served", row, actor, now, minutes=row.minutes, overlap=found.overlap, grade=row.grade)


def post_service(
    *,
    person: UUID,
    organisation_id: UUID,
    title: str,
    about: tuple[str, UUID],
    started_at: datetime,
    ended_at: datetime,
    key: str,
    actor: Actor,
    now: datetime,
    travel_minutes: int = 0,
    grade: Grade = Grade.CREDIT,
    confirmed_by: UUID | None = None,
) -> UUID:
    """Record a service that is proved, for whoever organised it (the caller has asked whether the
    actor may): the id of the record. `title` holds no personal words; `about` (kind, id) is the
    activity, the shift. `grade` honour needs `confirmed_by`, the account of somebody else; credit
    is checked in and out, and needs none.

    What another record of the person has counted already does not count again: the rest does, and
    the record says how many minutes fell out; nothing of it may be left, then it is kept with 0
    minutes. Travel never counts; minutes are whole steps of the ledger's scheme, rounded down.

    The same `key` with the same content is the same record again. Refuses `ServiceKeyReused`,
    `WrongServiceTime` (not over yet, longer than a day), `ServiceEmpty`, `OwnService`, and what the
    ledger refuses (`CapReached`).
    """
    name = clean_title(title)
    check_span(started_at, ended_at, now)
    not_own(person, confirmed_by)
    if grade == Grade.NONE or (grade == Grade.HONOUR and confirmed_by is None):
        raise OwnService
    content = {
        "identity_id": person,
        "organisation_id": organisation_id,
        "about_kind": about[0],
        "about_id": about[1],
        "started_at": started_at,
        "ended_at": ended_at,
        "travel_minutes": travel_minutes,
        "grade": grade.value,
    }
    with transaction():
        lock_book(person)
        there = ServiceRecord.objects.filter(key=key).first()
        if there is not None:
            if any(getattr(there, field) != value for field, value in content.items()):
                raise ServiceKeyReused
            return there.pk
        row = ServiceRecord(
            id=new_id(),
            key=key,
            title=name,
            keeper_id=organisation_id,
            state=RecordState.ASKED,
            asked_at=now,
            confirmed_by_id=confirmed_by,
            **content,
        )
        proof = Proof.EVENT if grade == Grade.CREDIT else Proof.LEADER
        count_in(row, proof=proof, actor=actor, now=now)
    return row.pk
