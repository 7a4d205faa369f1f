"""What volunteers tell of themselves, and the others who prove it or say no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.kernel.ids import new_code, new_id, read_code
from linli.kernel.texts import clean
from linli.points.terms import Grade
from linli.volunteering import selectors
from linli.volunteering.models import ServiceRecord
from linli.volunteering.services.hours import (
    check_span,
    clean_title,
    count_for,
    count_in,
    lock_book,
    not_own,
    note,
)
from linli.volunteering.terms import (
    CLAIMS_A_DAY,
    LEAD,
    LONGEST_SERVICE_REASON,
    LONGEST_SERVICE_WORDS,
    LeaderMustProve,
    OwnService,
    PaidService,
    Proof,
    RecordNotFound,
    RecordState,
    SecondPersonNeeded,
    ServiceDecided,
    ServiceEmpty,
    ServiceNotCounted,
    ServiceReasonMissing,
    TooManyClaims,
    WrongServiceTime,
)


def service_reason(reason: str) -> str:
    """Refuses `ServiceReasonMissing`."""
    why = clean(reason, LONGEST_SERVICE_REASON, "reason", refusal=ServiceReasonMissing)
    if not why:
        raise ServiceReasonMissing(field="reason")
    return why


@dataclass(frozen=True, slots=True)
class _Told:
    """What a volunteer says that they did, cleaned."""

    person: UUID
    organisation_id: UUID
    title: str
    words: str
    started_at: datetime
    ended_at: datetime
    travel_minutes: int


def claim_service(
    *,
    person: UUID,
    organisation_id: UUID,
    title: str,
    started_at: datetime,
    ended_at: datetime,
    actor: Actor,
    now: datetime,
    words: str = "",
    travel_minutes: int = 0,
    paid: bool = False,
) -> UUID:
    """A volunteer tells of a service that no activity recorded: the id of the record, which counts
    when somebody else has proved it. The same again while it waits is the same record. Refuses
    `PaidService`, `WrongServiceTime`, `ServiceEmpty`, `TooManyClaims`, and `ServiceNotCounted`
    where nothing of it could count.
    """
    if paid:
        raise PaidService(field="paid")
    told = _Told(
        person,
        organisation_id,
        clean_title(title),
        clean(words, LONGEST_SERVICE_WORDS, "words", refusal=ServiceEmpty),
        started_at,
        ended_at,
        travel_minutes,
    )
    _check_when(told, now)
    selectors.unit_target(organisation_id)  # there must be one
    with transaction():
        lock_book(person)
        same = _waiting(told)
        if same is not None:
            return same.pk
        _check_how_often(person, now)
        row = _keep(told, now)
        note("service_told", row, actor, now, minutes=row.minutes)
    return row.pk


def _check_when(told: _Told, now: datetime) -> None:
    """Refuses `WrongServiceTime`: not over, or too long ago to be told."""
    check_span(told.started_at, told.ended_at, now)
    days = selectors.hours_rules().claim_days
    if told.started_at < now - timedelta(days=days):
        raise WrongServiceTime(field="started_at", days=days)


def _waiting(told: _Told) -> ServiceRecord | None:
    """The record of the same service, told already and not decided."""
    return ServiceRecord.objects.filter(
        identity_id=told.person, organisation_id=told.organisation_id, state=RecordState.ASKED,
        started_at=told.started_at, ended_at=told.ended_at,
    ).first()  # fmt: skip


def _check_how_often(person: UUID, now: datetime) -> None:
    """Refuses `TooManyClaims`."""
    since = now - timedelta(days=1)
    mine = ServiceRecord.objects.filter(identity_id=person, asked_at__gt=since, code__isnull=False)
    if mine.count() >= CLAIMS_A_DAY:
        raise TooManyClaims(limit=CLAIMS_A_DAY)


def _keep(told: _Told, now: datetime) -> ServiceRecord:
    """The new record, waiting to be proved. Refuses `ServiceNotCounted`."""
    found = count_for(told.person, told.started_at, told.ended_at, told.travel_minutes)
    if not found.minutes:
        raise ServiceNotCounted(
            field="ended_at", span=found.span, overlap=found.overlap, travel=found.travel,
            step=selectors.hours_rules().step,
        )  # fmt: skip
    record_id = new_id()
    return ServiceRecord.objects.create(
        id=record_id,
        key=f"claim:{record_id}",
        code=new_code(),
        identity_id=told.person,
        organisation_id=told.organisation_id,
        keeper_id=told.organisation_id,
        title=told.title,
        words=told.words,
        started_at=told.started_at,
        ended_at=told.ended_at,
        travel_minutes=told.travel_minutes,
        minutes=found.minutes,
        overlap_minutes=found.overlap,
        grade=Grade.HONOUR,
        state=RecordState.ASKED,
        asked_at=now,
    )


def held_record(record_id: UUID) -> ServiceRecord:
    """The record, with its volunteer's book locked before it. Refuses `RecordNotFound`."""
    person = (
        ServiceRecord.objects.filter(pk=record_id).values_list("identity_id", flat=True).first()
    )
    if person is None:
        raise RecordNotFound
    lock_book(person)
    return locked(ServiceRecord.objects.filter(pk=record_id)).get()


def _asked(record_id: UUID) -> ServiceRecord:
    """Refuses `ServiceDecided` where it does not wait."""
    row = held_record(record_id)
    if row.state != RecordState.ASKED:
        raise ServiceDecided
    return row


def _may_decide(row: ServiceRecord, actor: Actor) -> None:
    """A colleague over the organisation, who did not serve, nor say no before."""
    actor.require(LEAD, selectors.unit_target(row.organisation_id))
    not_own(row.identity_id, actor.account_id)
    if row.appeal and row.refused_by_id is not None and row.refused_by_id == actor.account_id:
        raise SecondPersonNeeded


def prove_claim(*, record_id: UUID, actor: Actor, now: datetime) -> None:
    """A colleague of the organisation proves what a volunteer told (荣誉时). After an appeal it is
    another than who said no. Refuses `OwnService`, `SecondPersonNeeded`, `ServiceDecided`,
    `NotAllowed`."""
    with transaction():
        row = _asked(record_id)
        _may_decide(row, actor)
        row.confirmed_by_id = actor.account_id
        count_in(row, proof=Proof.LEADER, actor=actor, now=now)


def prove_claims(
    *, record_ids: Iterable[UUID], actor: Actor, now: datetime
) -> tuple[int, tuple[tuple[UUID, Refused], ...]]:
    """The same for many, each by itself: how many, and which were refused and why."""
    done, refused = 0, []
    for one in dict.fromkeys(record_ids):
        try:
            prove_claim(record_id=one, actor=actor, now=now)
        except Refused as no:
            refused.append((one, no))
        else:
            done += 1
    return done, tuple(refused)


def refuse_claim(*, record_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Say no to what a volunteer told, with the reason that they read. Refuses as `prove_claim`,
    and `ServiceReasonMissing`."""
    why = service_reason(reason)
    with transaction():
        row = _asked(record_id)
        _may_decide(row, actor)
        row.state, row.reason, row.refused_by_id = RecordState.REFUSED, why, actor.account_id
        row.save(update_fields=["state", "reason", "refused_by"])
        note("service_refused", row, actor, now)


def record_of_code(code: str) -> UUID:
    """Refuses `RecordNotFound`."""
    found = ServiceRecord.objects.filter(code=read_code(code) or "-", identity__isnull=False)
    record_id = found.values_list("pk", flat=True).first()
    if record_id is None:
        raise RecordNotFound
    return record_id


def answer_as_helped(*, code: str, person: UUID, helped: bool, actor: Actor, now: datetime) -> None:
    """Whoever was helped, signed in by phone, says by the link whether it was so. A no is a reason
    of its own, and may be appealed. Refuses `RecordNotFound`, `OwnService`, `ServiceDecided`, and
    `LeaderMustProve` for a yes to more than one person may prove alone."""
    most = selectors.hours_rules().helped_most
    with transaction():
        row = _asked(record_of_code(code))
        if row.identity_id == person:
            raise OwnService
        row.confirmed_person_id = person
        if not helped:
            row.state, row.refused_by = RecordState.REFUSED, None
            row.save(update_fields=["state", "refused_by", "confirmed_person"])
            note("service_denied", row, actor, now)
            return
        if row.appeal or row.minutes > most:
            raise LeaderMustProve(limit=most)
        count_in(row, proof=Proof.HELPED, actor=actor, now=now)


def _own(record_id: UUID, person: UUID) -> ServiceRecord:
    row = held_record(record_id)
    if row.identity_id != person:
        raise RecordNotFound
    return row


def withdraw_claim(*, record_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """The volunteer takes back what they told and nobody has proved yet."""
    with transaction():
        row = _own(record_id, person)
        if row.state != RecordState.ASKED:
            raise ServiceDecided
        row.state = RecordState.WITHDRAWN
        row.save(update_fields=["state"])
        note("service_withdrawn", row, actor, now)


def appeal_claim(*, record_id: UUID, person: UUID, words: str, actor: Actor, now: datetime) -> None:
    """The volunteer does not agree that it was refused, once: another colleague decides. Refuses
    `RecordNotFound`, `ServiceDecided`, `ServiceReasonMissing`."""
    why = service_reason(words)
    with transaction():
        row = _own(record_id, person)
        if row.state != RecordState.REFUSED or row.appeal:
            raise ServiceDecided
        row.state, row.appeal = RecordState.ASKED, why
        row.save(update_fields=["state", "appeal"])
        note("service_appealed", row, actor, now)
