"""What came back damaged or not at all: settled by a second colleague, never in money."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources import selectors
from linli.resources.models import Damage, Loan
from linli.resources.services.loans import note
from linli.resources.terms import (
    LOAN,
    LONGEST_FOUND,
    AnotherSettles,
    ChargeTooHigh,
    DamageReason,
    DamageSettled,
    DamageState,
    LentNotFound,
    MayNotLend,
    NoAppeal,
)

LONGEST_REASON = 200


def settle_damage(
    *, damage_id: UUID, charge: int, reason: str, actor: Actor, now: datetime
) -> UUID | None:
    """The second word: so many points of the deposit are used up (at most what the first colleague
    wrote down), the rest is free again; 0 waives it. The borrower reads the reason and may appeal
    to a third (the entry's id is returned, None for nothing). Refuses `LentNotFound`, `MayNotLend`,
    `AnotherSettles`, `DamageSettled`, `ChargeTooHigh`, `DamageReason`."""
    why = clean(reason, LONGEST_REASON, "reason", refusal=DamageReason)
    if not why:
        raise DamageReason(field="reason")
    with transaction():
        row = locked(selectors.damages().filter(pk=damage_id)).first()
        if row is None:
            raise LentNotFound
        if not selectors.may_run_place(actor, row.loan.copy.place):
            raise MayNotLend
        if row.state != DamageState.OPEN:
            raise DamageSettled
        if actor.account_id is not None and actor.account_id == row.by_id:
            raise AnotherSettles
        if not 0 <= charge <= row.charge:
            raise ChargeTooHigh(most=row.charge, field="charge")
        row.entry_id = _take(row, charge, actor, now)
        row.state = DamageState.CHARGED if charge else DamageState.WAIVED
        row.charge, row.reason = charge, why
        row.settled_at, row.settled_by_id = now, actor.account_id
        row.save()
        note("damage_settled", row.loan, actor, now, charge=charge)
        return row.entry_id


def _take(row: Damage, charge: int, actor: Actor, now: datetime) -> UUID | None:
    hold = row.loan.hold_id
    if hold is None:
        return None
    entry = None
    if charge:
        key = f"damage:{row.pk}"
        entry = points.capture(hold_id=hold, amount=charge, key=key, actor=actor, now=now).id
    if charge < row.loan.deposit:
        points.release(hold_id=hold, actor=actor, now=now)
    return entry


def appeal_damage(
    *, damage_id: UUID, person: UUID | None, words: str, actor: Actor, now: datetime
) -> None:
    """The borrower says why the points should not have been used up, once. Refuses `LentNotFound`
    (also of others' loans), `NoAppeal`, `DamageReason`."""
    text = clean(words, LONGEST_FOUND, "words", refusal=DamageReason)
    if not text:
        raise DamageReason(field="words")
    with transaction():
        row = locked(selectors.damages().filter(pk=damage_id)).first()
        if row is None or person is None or row.loan.borrower_id != person:
            raise LentNotFound
        if row.state != DamageState.CHARGED or row.appeal:
            raise NoAppeal
        row.appeal = text
        row.save(update_fields=["appeal"])
        note("damage_appealed", row.loan, actor, now)


def rule_damage(*, damage_id: UUID, upheld: bool, reason: str, actor: Actor, now: datetime) -> None:
    """A third colleague rules on the appeal; upheld, the points are given back. Refuses
    `LentNotFound`, `MayNotLend`, `NoAppeal`, `AnotherSettles`, `DamageReason`."""
    why = clean(reason, LONGEST_REASON, "reason", refusal=DamageReason)
    if not why:
        raise DamageReason(field="reason")
    with transaction():
        row = locked(selectors.damages().filter(pk=damage_id)).first()
        if row is None:
            raise LentNotFound
        if not selectors.may_run_place(actor, row.loan.copy.place):
            raise MayNotLend
        if not row.appeal or row.upheld is not None:
            raise NoAppeal
        if actor.account_id is not None and actor.account_id in (row.by_id, row.settled_by_id):
            raise AnotherSettles
        row.upheld, row.ruling = upheld, why
        row.ruled_at, row.ruled_by_id = now, actor.account_id
        row.save(update_fields=["upheld", "ruling", "ruled_at", "ruled_by"])
        note("damage_ruled", row.loan, actor, now, upheld=upheld)
        if upheld:
            _restore(row.loan, row, actor, now)


def _restore(loan: Loan, row: Damage, actor: Actor, now: datetime) -> None:
    if loan.borrower_id is None:
        return  # forgotten since; there is no account left to give to
    kind = selectors.kind_of(loan.kind)
    points.award(
        scheme=kind.scheme,
        to=Holder.person(loan.borrower_id),
        amount=row.charge,
        key=f"damage-appeal:{row.pk}",
        cause=Cause.APPEAL,
        title=str(kind.name),
        about=(LOAN, loan.pk),
        actor=actor,
        now=now,
    )
