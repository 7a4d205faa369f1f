"""Borrowing, renewing and giving back: at the desk (登记手续) and by phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.points import services as points
from linli.points.terms import Cause, Holder
from linli.resources import selectors
from linli.resources.models import Damage, LendTurn, LentCopy, Loan
from linli.resources.rules.lending import days_late
from linli.resources.services.turns import end_turn, hold_title, offer, slot_for
from linli.resources.terms import (
    LOAN,
    LONGEST_FOUND,
    QUEUED,
    AlreadyLate,
    BackAlready,
    BorrowedMeanwhile,
    ChargeTooHigh,
    Condition,
    CopyState,
    FoundWords,
    KeptForSomebody,
    LendKind,
    LentNotFound,
    LoanNotFound,
    MayNotLend,
    NoMoreRenewals,
    NotOnShelf,
    SomebodyWaits,
    TurnState,
    WhoBorrows,
)

LONGEST_PAPER = 60


def note(verb: str, loan: Loan, actor: Actor, now: datetime, **data: object) -> None:
    """A line of the trail: what, never who had it."""
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(LOAN, loan.pk), data=data)


def _copy(copy_id: UUID) -> LentCopy:
    """The copy as it is once its title is locked. Refuses `LentNotFound`."""
    title_id = LentCopy.objects.filter(pk=copy_id).values_list("title_id", flat=True).first()
    if title_id is None:
        raise LentNotFound
    hold_title(title_id)
    return LentCopy.objects.select_related("title", "place").get(pk=copy_id)


def lend(
    *,
    copy_id: UUID,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
    paper: str = "",
) -> UUID:
    """Hand a copy over at the desk (登记手续) to a person, or to a line of the paper register. What
    is kept for somebody goes to them alone. A deposit is reserved where the kind asks for one
    (not from the paper register, whose office keeps its own). Refuses `MayNotLend`, `WhoBorrows`,
    `NotOnShelf`, `KeptForSomebody`, `TooManyLoans`, `LateLoan`, `BorrowedMeanwhile`, and what
    `points.hold` refuses."""
    line = clean(paper, LONGEST_PAPER, "paper", refusal=WhoBorrows)
    if (person is None) == (not line):
        raise WhoBorrows(field="phone")
    try:
        with transaction():
            copy = _copy(copy_id)
            if not selectors.may_run_place(actor, copy.place):
                raise MayNotLend
            kind = selectors.lend_kind(copy.title.kind)
            turn = _turn_of(copy, person)
            slot = slot_for(kind, person, now) if person else None
            loan = Loan(
                id=new_id(),
                copy=copy,
                kind=kind.key,
                borrower_id=person,
                paper=line,
                slot=slot,
                out_at=now,
                out_by_id=actor.account_id,
                due_on=local(now).date() + timedelta(days=kind.days),
            )
            _deposit(loan, kind, actor, now)
            loan.save(force_insert=True)
            LentCopy.objects.filter(pk=copy.pk).update(state=CopyState.OUT)
            if turn is not None:
                end_turn(turn, TurnState.TAKEN, now)
            note("lent", loan, actor, now, copy=str(copy.pk), due=loan.due_on.isoformat())
            return loan.pk
    except IntegrityError as error:
        raise BorrowedMeanwhile from error


def _turn_of(copy: LentCopy, person: UUID | None) -> LendTurn | None:
    """The turn that this loan ends. Refuses `NotOnShelf`, `KeptForSomebody`."""
    if copy.state not in (CopyState.SHELF, CopyState.KEPT):
        raise NotOnShelf
    ready = LendTurn.objects.filter(copy=copy, state=TurnState.READY).first()
    if ready is not None and ready.person_id != person:
        raise KeptForSomebody
    if ready is not None or person is None:
        return ready
    # whoever waits (or has another copy kept) and finds this one at hand has had their turn
    own = LendTurn.objects.filter(title=copy.title, person_id=person, state__in=[*QUEUED]).first()
    if own is not None and own.copy_id:
        LentCopy.objects.filter(pk=own.copy_id).update(state=CopyState.SHELF)
    return own


def _deposit(loan: Loan, kind: LendKind, actor: Actor, now: datetime) -> None:
    if not kind.deposit or loan.borrower_id is None:
        return
    holder = Holder.person(loan.borrower_id)
    points.open_account(scheme=kind.scheme, of=holder, actor=actor, now=now)
    loan.hold_id = points.hold(
        scheme=kind.scheme,
        of=holder,
        amount=kind.deposit,
        key=f"loan:{loan.pk}",
        cause=Cause.DEPOSIT,
        title=str(kind.name),
        about=(LOAN, loan.pk),
        actor=actor,
        now=now,
    )
    loan.deposit = kind.deposit


def give_back(
    *,
    copy_id: UUID,
    condition: Condition,
    actor: Actor,
    now: datetime,
    words: str = "",
    charge: int = 0,
) -> UUID | None:
    """Take a copy back at the desk. Fine or worn: the deposit is free again and the next in the
    queue is told. Damaged or lost: `words` say how, and with `charge` (at most the deposit) a
    second colleague settles it; until then the deposit stays reserved. Returns the damage's id,
    None for none. Refuses `MayNotLend`, `BackAlready`, `FoundWords`, `ChargeTooHigh`."""
    broken = condition in (Condition.DAMAGED, Condition.LOST)
    text = clean(words, LONGEST_FOUND, "words", refusal=FoundWords)
    if broken and not text:
        raise FoundWords(field="words")
    with transaction():
        copy = _copy(copy_id)
        if not selectors.may_run_place(actor, copy.place):
            raise MayNotLend
        loan = Loan.objects.filter(copy=copy, back_at__isnull=True).first()
        if loan is None:
            raise BackAlready
        if not 0 <= charge <= (loan.deposit if broken else 0):
            raise ChargeTooHigh(most=loan.deposit if broken else 0, field="charge")
        loan.back_at, loan.back_by_id, loan.condition = now, actor.account_id, condition
        loan.save(update_fields=["back_at", "back_by", "condition"])
        note("given_back", loan, actor, now, condition=condition.value)
        copy.condition, copy.seen_at = condition, now
        if broken:
            lost = condition is Condition.LOST
            copy.state = CopyState.MISSING if lost else CopyState.REPAIR
            copy.save(update_fields=["condition", "seen_at", "state"])
            return _write_down(loan, condition, text, charge, actor, now)
        if loan.hold_id:
            points.release(hold_id=loan.hold_id, actor=actor, now=now)
        copy.state = CopyState.SHELF
        copy.save(update_fields=["condition", "seen_at", "state"])
        offer(copy, now)
    return None


def _write_down(
    loan: Loan, found: Condition, words: str, charge: int, actor: Actor, now: datetime
) -> UUID:
    row = Damage.objects.create(
        id=new_id(), loan=loan, found=found, words=words, charge=charge, at=now,
        by_id=actor.account_id,
    )  # fmt: skip
    note("damage_found", loan, actor, now, found=found.value, charge=charge)
    return row.pk


def renew(*, loan_id: UUID, actor: Actor, now: datetime, person: UUID | None = None) -> None:
    """For as many days again, counted from the day it is due: by the borrower, or at the desk.
    Refuses `LoanNotFound`, `AlreadyLate`, `NoMoreRenewals`, `SomebodyWaits`."""
    with transaction():
        title_id = Loan.objects.filter(pk=loan_id).values_list("copy__title_id", flat=True).first()
        if title_id is None:
            raise LoanNotFound
        title = hold_title(title_id)
        loan = selectors.loans().get(pk=loan_id)
        own = person is not None and loan.borrower_id == person
        if loan.back_at is not None or not (own or selectors.may_run_place(actor, loan.copy.place)):
            raise LoanNotFound
        kind = selectors.lend_kind(title.kind)
        if days_late(loan.due_on, local(now).date()):
            raise AlreadyLate
        if loan.renewals >= kind.renewals:
            raise NoMoreRenewals
        if selectors.titles_waited([title.pk]):
            raise SomebodyWaits
        loan.due_on += timedelta(days=kind.days)
        loan.renewals, loan.told = loan.renewals + 1, 0
        loan.save(update_fields=["due_on", "renewals", "told"])
        note("renewed", loan, actor, now, due=loan.due_on.isoformat())
