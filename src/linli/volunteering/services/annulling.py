"""Taking back what was counted wrongly: asked by one colleague, done by another, with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.points import selectors as ledger
from linli.points import services as points
from linli.points.terms import Holder
from linli.volunteering import selectors
from linli.volunteering.models import ServiceRecord
from linli.volunteering.services.certificates import withdraw_for_record
from linli.volunteering.services.claims import held_record, service_reason
from linli.volunteering.services.hours import not_own, note
from linli.volunteering.terms import (
    LEAD,
    MANAGE,
    RecordNotFound,
    RecordState,
    SecondPersonNeeded,
    ServiceDecided,
)


def _counted(record_id: UUID, actor: Actor, verb: str) -> ServiceRecord:
    row = held_record(record_id)
    actor.require(verb, selectors.unit_target(row.organisation_id))
    not_own(row.identity_id, actor.account_id)
    if row.state != RecordState.CONFIRMED:
        raise ServiceDecided
    return row


def _something_left(row: ServiceRecord) -> bool:
    """Nobody goes below nothing: what was spent already stays spent."""
    assert row.identity_id is not None
    scheme = selectors.hours_rules().scheme
    return bool(scheme) and ledger.balance(scheme, Holder.person(row.identity_id)).free > 0


def ask_annul(*, record_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """A record is wrong: say why. Nothing changes until a second colleague has agreed; the
    volunteer reads the reason and may object. Refuses `ServiceDecided`, `ServiceReasonMissing`."""
    why = service_reason(reason)
    with transaction():
        row = _counted(record_id, actor, LEAD)
        if row.annul_reason:
            raise ServiceDecided
        row.annul_reason, row.annul_asked_by_id, row.objection = why, actor.account_id, ""
        row.save(update_fields=["annul_reason", "annul_asked_by", "objection"])
        note("annul_asked", row, actor, now)


def object_to_annul(
    *, record_id: UUID, person: UUID, words: str, actor: Actor, now: datetime
) -> None:
    """The volunteer says why the record is right; the second colleague reads it first."""
    why = service_reason(words)
    with transaction():
        row = held_record(record_id)
        if row.identity_id != person:
            raise RecordNotFound
        if row.state != RecordState.CONFIRMED or not row.annul_reason:
            raise ServiceDecided
        row.objection = why
        row.save(update_fields=["objection"])
        note("annul_objected", row, actor, now)


def rule_annul(*, record_id: UUID, annul: bool, actor: Actor, now: datetime) -> None:
    """Another colleague, who looks after the place, annuls the record (the ledger takes its minutes
    back as far as they are not spent, certificates that say them are withdrawn) or leaves it as it
    was. Refuses `SecondPersonNeeded`, `ServiceDecided`, and the ledger's `AnotherMustRule` to
    whoever proved it."""
    with transaction():
        row = _counted(record_id, actor, MANAGE)
        if not row.annul_reason:
            raise ServiceDecided
        if row.annul_asked_by_id == actor.account_id:
            raise SecondPersonNeeded
        if not annul:
            row.annul_reason, row.annul_asked_by, row.objection = "", None, ""
            row.save(update_fields=["annul_reason", "annul_asked_by", "objection"])
            note("annul_dropped", row, actor, now)
            return
        row.state, row.annulled_at = RecordState.ANNULLED, now
        row.annulled_by_id = actor.account_id
        row.save(update_fields=["state", "annulled_at", "annulled_by"])
        if row.entry_id is not None and _something_left(row):
            points.claw_back(entry_id=row.entry_id, reason=row.annul_reason, actor=actor, now=now)
        withdraw_for_record(row.pk, actor=actor, now=now)
        note("annulled", row, actor, now, minutes=row.minutes)
