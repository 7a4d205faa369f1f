"""Asking for what a deed earns, and the second person who says yes or no."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.points import selectors
from linli.points.models import Intent, LedgerAccount
from linli.points.rules.amounts import stepped
from linli.points.services.awarding import (
    asked_amount,
    check_limits,
    cut_off,
    done_before,
    fitting,
    line_of,
)
from linli.points.services.posting import claim_key, end, lock, lock_accounts, post, save_intent
from linli.points.terms import (
    CLAIM,
    GIVE,
    INTENT,
    LONGEST_REASON,
    Cause,
    Entry,
    EntryNotFound,
    Holder,
    IntentState,
    NoClaims,
    NotOpen,
    OwnEntry,
    ReasonNeeded,
    Role,
    TooLittle,
)


def ask(
    *, deed: str, person: UUID, title: str, key: str, area_path: str, actor: Actor, now: datetime,
) -> Entry:  # fmt: skip
    """A person asks for what a deed earns, at a place; somebody else decides. `title` says what was
    done, without personal words. Idempotent by `key`. Refuses `UnknownDeed`, `NoClaims`,
    `CapReached`, `HolderNotAdmitted`, `TooLittle`."""
    rule = selectors.deed(deed)
    ledger, to = selectors.scheme(rule.scheme), Holder.person(person)
    if not rule.claim:
        raise NoClaims(deed=str(rule.name))
    amount = stepped(asked_amount(ledger, rule, 0, to), ledger)
    if amount <= 0:
        raise TooLittle(scheme=str(ledger.name), step=ledger.step)
    with transaction():
        account = lock(ledger, [to], now)[to]
        before = done_before(key, scheme=ledger.key, of=account, amount=amount)
        if before is not None:
            return before
        check_limits(ledger, rule, account, amount, now)
        row = Intent(
            id=new_id(), key=key, scheme=ledger.key, cause=Cause.DEED, state=IntentState.ASKED,
            source_id=end(ledger, Role.SOURCE, now), sink_id=account.pk, amount=amount,
            title=line_of(title) or str(rule.name), deed=deed, revision=selectors.revision(),
            about_kind=CLAIM, about_id=None, area_path=area_path, asked_at=now,
            asked_by_id=actor.account_id,
        )  # fmt: skip
        claim_key(row)
        trail.record(
            "points.asked", actor=actor, now=now, subject=(INTENT, row.pk), data={"deed": deed}
        )
        return Entry(row.pk, 0)


def _to_decide(entry_id: UUID, actor: Actor) -> Intent:
    """The claim, its account locked first. Refuses `EntryNotFound`, `NotAllowed`, `OwnEntry`,
    `NotOpen`."""
    place = Intent.objects.filter(pk=entry_id).values_list("sink_id", "area_path").first()
    if place is None:
        raise EntryNotFound
    actor.require(GIVE, Target(area_path=place[1]))
    lock_accounts([place[0]])
    row = locked(Intent.objects.filter(pk=entry_id).select_related("sink")).get()
    if row.state != IntentState.ASKED:
        raise NotOpen
    if is_own(actor, row):
        raise OwnEntry
    return row


def is_own(actor: Actor, row: Intent) -> bool:
    """Is it the actor's own account, or did they ask for it themselves?"""
    if actor.account_id is None:
        return False
    own = people.identity_of_account(actor.account_id)
    holders = {row.source.identity_id, row.sink.identity_id} - {None}
    return row.asked_by_id == actor.account_id or own in holders


def authorise(*, entry_id: UUID, actor: Actor, now: datetime) -> Entry:
    """Somebody else says yes, and it is posted; what goes beyond the most that one may have is cut
    off, and the line says so. Needs `points.give` there. Refuses `EntryNotFound`, `OwnEntry`,
    `NotOpen`, `CapReached`."""
    with transaction():
        row = _to_decide(entry_id, actor)
        accounts = lock_accounts([row.sink_id])
        grant(row, accounts, actor=actor, now=now)
        save_intent(row, decided_at=now, decided_by_id=actor.account_id)
        return Entry(row.pk, row.amount)


def grant(row: Intent, accounts: dict[UUID, LedgerAccount], *, actor: Actor, now: datetime) -> None:
    """Post a claim, its account locked, as far as there is room. Refuses `CapReached`."""
    ledger = selectors.scheme_or_key(row.scheme)
    wanted, row.amount = row.amount, fitting(ledger, accounts[row.sink_id], row.amount)
    post(row, row.amount, accounts, scheme=ledger, key=row.key, actor=actor, now=now, earning=True)
    save_intent(
        row,
        state=IntentState.POSTED,
        amount=row.amount,
        posted=row.amount,
        reason=row.reason or cut_off(ledger, wanted, row.amount),
    )


def refuse(*, entry_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Somebody else says no, with the reason that the person reads. Refuses as `authorise`, and
    `ReasonNeeded`."""
    why = reason_of(reason)
    with transaction():
        row = _to_decide(entry_id, actor)
        save_intent(
            row, state=IntentState.REFUSED, reason=why, decided_at=now,
            decided_by_id=actor.account_id,
        )  # fmt: skip
        trail.record("points.refused", actor=actor, now=now, subject=(INTENT, row.pk))


def reason_of(text: str) -> str:
    """Refuses `ReasonNeeded`."""
    why = clean(text, LONGEST_REASON, "reason", refusal=ReasonNeeded)
    if not why:
        raise ReasonNeeded(field="reason")
    return why
