"""Spending, reserving, giving. Nothing goes below what is there; what is reserved is not spent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.points import selectors
from linli.points.models import Intent, LedgerAccount, Transfer
from linli.points.services.awarding import done_before, line_of
from linli.points.services.posting import (
    check_free,
    claim_key,
    end,
    lock,
    lock_accounts,
    post,
    save_intent,
)
from linli.points.terms import (
    INTENT,
    Cause,
    Entry,
    EntryNotFound,
    Holder,
    HoldGone,
    IntentState,
    KeyReused,
    NoGifts,
    NotYetSpent,
    OnlyGains,
    Role,
    Scheme,
    SchemeKind,
    TooLittle,
)

BATCH = 200


def _check_amount(ledger: Scheme, amount: int) -> None:
    if amount <= 0:
        raise TooLittle(scheme=str(ledger.name), step=ledger.step, field="amount")


def _check_spending(ledger: Scheme, account: LedgerAccount, amount: int) -> None:
    """Refuses `NotYetSpent`, `NotEnough`."""
    if account.earned < ledger.spend_from:
        raise NotYetSpent(scheme=str(ledger.name), least=ledger.spend_from, earned=account.earned)
    check_free(ledger, account, amount)


def _intent(
    ledger: Scheme, key: str, cause: Cause, state: IntentState, ends: tuple[UUID, UUID],
    amount: int, title: str, about: tuple[str, UUID | None], actor: Actor, now: datetime,
    until: datetime | None = None,
) -> Intent:  # fmt: skip
    return Intent(
        id=new_id(), key=key, scheme=ledger.key, cause=cause, state=state, source_id=ends[0],
        sink_id=ends[1], amount=amount, posted=0 if state == IntentState.HELD else amount,
        title=line_of(title), revision=selectors.revision(),
        about_kind=about[0], about_id=about[1], asked_at=now, asked_by_id=actor.account_id,
        until=until,
    )  # fmt: skip


def spend(
    *, scheme: str, of: Holder, amount: int, key: str, cause: Cause, title: str,
    about: tuple[str, UUID | None], actor: Actor, now: datetime, to: Holder | None = None,
) -> Entry:  # fmt: skip
    """Use up so much at once, or pay it to an organisation. Idempotent by `key`. Refuses
    `NotEnough`, `NotYetSpent`, `NoGifts` (to another person), `KeyReused`."""
    ledger = selectors.scheme(scheme)
    _check_amount(ledger, amount)
    if to is not None and to.is_person:
        raise NoGifts(scheme=str(ledger.name))
    with transaction():
        accounts = lock(ledger, [of] if to is None else [of, to], now)
        before = done_before(key, scheme=scheme, of=accounts[of], amount=amount)
        if before is not None:
            return before
        account = accounts[of]
        _check_spending(ledger, account, amount)
        sink = end(ledger, Role.SINK, now) if to is None else accounts[to].pk
        row = _intent(
            ledger, key, cause, IntentState.POSTED, (account.pk, sink), amount, title, about,
            actor, now,
        )  # fmt: skip
        claim_key(row)
        there = {one.pk: one for one in accounts.values()}
        post(row, amount, there, scheme=ledger, key=key, actor=actor, now=now)
        return Entry(row.pk, amount)


def deduct(
    *, scheme: str, of: Holder, deed: str, key: str, title: str,
    about: tuple[str, UUID | None], actor: Actor, now: datetime, reason: str = "",
) -> Entry:  # fmt: skip
    """An organisation loses what a deed says (a negative one), as far as its scheme lets it owe.
    People never lose: refuses `OnlyGains`. Refuses `NotEnough`, `KeyReused`."""
    rule = selectors.deed(deed)
    if of.is_person or rule.points >= 0:
        raise OnlyGains
    ledger, amount = selectors.scheme(scheme), -rule.points
    with transaction():
        account = lock(ledger, [of], now)[of]
        before = done_before(key, scheme=scheme, of=account, amount=amount)
        if before is not None:
            return before
        check_free(ledger, account, amount)
        ends = (account.pk, end(ledger, Role.SINK, now))
        row = _intent(
            ledger, key, Cause.DEED, IntentState.POSTED, ends, amount, title, about, actor, now
        )
        row.deed, row.reason = deed, reason
        claim_key(row)
        accounts = {account.pk: account}
        post(row, amount, accounts, scheme=ledger, key=key, actor=actor, now=now)
        return Entry(row.pk, amount)


def hold(
    *, scheme: str, of: Holder, amount: int, key: str, cause: Cause, title: str,
    about: tuple[str, UUID | None], actor: Actor, now: datetime, until: datetime | None = None,
) -> UUID:  # fmt: skip
    """Reserve so much: it is still there, and may not be spent otherwise. Let go by itself after
    `until`. Idempotent by `key`. Refuses `NotEnough`, `NotYetSpent`, `KeyReused`."""
    ledger = selectors.scheme(scheme)
    _check_amount(ledger, amount)
    with transaction():
        account = lock(ledger, [of], now)[of]
        before = done_before(key, scheme=scheme, of=account, amount=amount)
        if before is not None:
            return before.id
        _check_spending(ledger, account, amount)
        ends = (account.pk, end(ledger, Role.SINK, now))
        row = _intent(
            ledger, key, cause, IntentState.HELD, ends, amount, title, about, actor, now, until
        )
        claim_key(row)
        LedgerAccount.objects.filter(pk=account.pk).update(held=account.held + amount)
        trail.record(
            "points.held", actor=actor, now=now, subject=(INTENT, row.pk), data={"amount": amount}
        )
        return row.pk


def _held(hold_id: UUID) -> tuple[Intent, dict[UUID, LedgerAccount]]:
    """A hold with its account locked first: everybody locks the account before the intent."""
    source = Intent.objects.filter(pk=hold_id).values_list("source_id", flat=True).first()
    if source is None:
        raise EntryNotFound
    accounts = lock_accounts([source])
    return locked(Intent.objects.filter(pk=hold_id)).get(), accounts


def capture(
    *, hold_id: UUID, key: str, actor: Actor, now: datetime, amount: int | None = None,
) -> Entry:  # fmt: skip
    """Use up a hold, or a part of it; all that is left without `amount`. Idempotent by `key`.
    Refuses `HoldGone`, `TooLittle`, `KeyReused`."""
    with transaction():
        row, accounts = _held(hold_id)
        ledger = selectors.scheme_or_key(row.scheme)
        done = Transfer.objects.filter(key=key).values_list("intent_id", "amount").first()
        if done is not None:
            if done[0] != row.pk or (amount is not None and done[1] != amount):
                raise KeyReused
            return Entry(row.pk, done[1], again=True)
        left = row.amount - row.posted
        piece = left if amount is None else amount
        if row.state != IntentState.HELD or piece > left:
            raise HoldGone
        _check_amount(ledger, piece)
        post(row, piece, accounts, scheme=ledger, key=key, actor=actor, now=now, from_held=True)
        save_intent(
            row, posted=row.posted + piece, decided_at=now, decided_by_id=actor.account_id,
            state=IntentState.POSTED if piece == left else IntentState.HELD,
        )  # fmt: skip
        return Entry(row.pk, piece)


def release(*, hold_id: UUID, actor: Actor, now: datetime) -> int:
    """Let go what is left of a hold; how much. Nothing left: nothing is done."""
    with transaction():
        row, accounts = _held(hold_id)
        if row.state != IntentState.HELD:
            return 0
        left = row.amount - row.posted
        account = accounts[row.source_id]
        LedgerAccount.objects.filter(pk=account.pk).update(held=account.held - left)
        save_intent(row, state=IntentState.RELEASED, decided_at=now, decided_by_id=actor.account_id)
        trail.record(
            "points.released", actor=actor, now=now, subject=(INTENT, row.pk), data={"amount": left}
        )
        return left


def give(
    *, scheme: str, of: Holder, to: Holder, amount: int, key: str, title: str,
    about: tuple[str, UUID | None], actor: Actor, now: datetime,
) -> Entry:  # fmt: skip
    """Give to somebody of one's family, where the scheme admits gifts; the caller knows that they
    are. Money is never given. What is given was earned by the giver, not by the receiver. Refuses
    `NoGifts`, `NotEnough`, `NotYetSpent`, `KeyReused`."""
    ledger = selectors.scheme(scheme)
    _check_amount(ledger, amount)
    if not ledger.gifts or ledger.kind is SchemeKind.MONEY or not (of.is_person and to.is_person):
        raise NoGifts(scheme=str(ledger.name))
    if of == to:
        raise NoGifts(scheme=str(ledger.name))
    with transaction():
        accounts = lock(ledger, [of, to], now)
        before = done_before(key, scheme=scheme, of=accounts[of], amount=amount)
        if before is not None:
            return before
        _check_spending(ledger, accounts[of], amount)
        ends = (accounts[of].pk, accounts[to].pk)
        row = _intent(
            ledger, key, Cause.GIFT, IntentState.POSTED, ends, amount, title, about, actor, now
        )
        claim_key(row)
        there = {one.pk: one for one in accounts.values()}
        post(row, amount, there, scheme=ledger, key=key, actor=actor, now=now)
        return Entry(row.pk, amount)


def release_due(now: datetime) -> int:
    """Let go the holds whose time is over; how many. The next run takes the next ones."""
    due = Intent.objects.filter(state=IntentState.HELD, until__lte=now).order_by("until", "pk")
    ids = list(due.values_list("pk", flat=True)[:BATCH])
    for one in ids:
        release(hold_id=one, actor=SYSTEM, now=now)
    return len(ids)
