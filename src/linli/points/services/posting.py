"""Accounts, locks and postings: the one place where a balance changes.

Every write of the ledger goes through `Book`: it locks the accounts of people and organisations in
one order, checks, and posts. The two ends of a scheme are neither locked nor counted, so people who
earn at the same moment do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked
from linli.kernel.ids import new_id
from linli.kernel.versions import bump, cached_by
from linli.kernel.writes import insert, insert_unless
from linli.points.models import Intent, LedgerAccount, Lot, Transfer
from linli.points.rules.amounts import Part, drawn, expires_on
from linli.points.terms import (
    INTENT,
    VERSION,
    Holder,
    HolderNotAdmitted,
    KeyReused,
    NotEnough,
    Role,
    Scheme,
)


@cached_by(VERSION)
def _ends(scheme: str) -> dict[str, UUID]:
    rows = LedgerAccount.objects.filter(scheme=scheme).exclude(role=Role.HOLDER)
    return dict(rows.values_list("role", "id"))


def end(scheme: Scheme, role: Role, now: datetime) -> UUID:
    """The source or the sink of a scheme, opened when it is first needed."""
    found = _ends(scheme.key)
    if role not in found:
        LedgerAccount.objects.bulk_create(
            [
                LedgerAccount(id=new_id(), scheme=scheme.key, role=one, opened_at=now)
                for one in (Role.SOURCE, Role.SINK)
            ],
            ignore_conflicts=True,
        )
        bump(VERSION)
        found = _ends(scheme.key)
    return found[role]


def _of(holder: Holder) -> Q:
    return Q(identity_id=holder.identity_id) & Q(organisation_id=holder.organisation_id)


def admit(scheme: Scheme, holder: Holder) -> None:
    """Refuses `HolderNotAdmitted`."""
    if ("person" if holder.is_person else "organisation") not in scheme.who:
        raise HolderNotAdmitted(scheme=str(scheme.name))


def lock(scheme: Scheme, holders: Iterable[Holder], now: datetime) -> dict[Holder, LedgerAccount]:
    """The accounts of these holders, opened if need be, locked in the order of their keys until the
    transaction ends. Refuses `HolderNotAdmitted`."""
    wanted = tuple(dict.fromkeys(holders))
    for one in wanted:
        admit(scheme, one)
    found = _locked(scheme, wanted)
    missing = [one for one in wanted if one not in found]
    if missing:
        LedgerAccount.objects.bulk_create(
            [
                LedgerAccount(
                    id=new_id(),
                    scheme=scheme.key,
                    identity_id=one.identity_id,
                    organisation_id=one.organisation_id,
                    owes=0 if one.is_person else scheme.may_owe,
                    opened_at=now,
                )
                for one in missing
            ],
            ignore_conflicts=True,
        )
        found = _locked(scheme, wanted)
    return found


def _locked(scheme: Scheme, holders: tuple[Holder, ...]) -> dict[Holder, LedgerAccount]:
    which = Q(pk__in=())
    for one in holders:
        which |= _of(one)
    rows = LedgerAccount.objects.filter(which, scheme=scheme.key, role=Role.HOLDER)
    return {holder_of(row): row for row in locked(rows.order_by("pk"))}


def lock_accounts(ids: Iterable[UUID]) -> dict[UUID, LedgerAccount]:
    """The bounded ones among these accounts, locked in the order of their keys."""
    rows = LedgerAccount.objects.filter(pk__in=list(ids), role=Role.HOLDER).order_by("pk")
    return {row.pk: row for row in locked(rows)}


def holder_of(row: LedgerAccount) -> Holder:
    return Holder(identity_id=row.identity_id, organisation_id=row.organisation_id)


def check_free(scheme: Scheme, row: LedgerAccount, amount: int) -> None:
    """Refuses `NotEnough`; an organisation may go as far below zero as its scheme says."""
    free = row.balance - row.held
    if amount > free + row.owes:
        raise NotEnough(scheme=str(scheme.name), asked=amount, free=max(free, 0))


def post(
    intent: Intent, amount: int, accounts: dict[UUID, LedgerAccount], *,
    scheme: Scheme, key: str, actor: Actor, now: datetime, from_held: bool = False,
    earning: bool = False,
) -> Transfer:  # fmt: skip
    """Move `amount` of an intent between its accounts. `accounts` are the locked ones by id;
    `from_held`: out of what was reserved; `earning`: it counts as earned. The caller keeps the
    intent's own figure. The posting and its line on the trail are written."""
    source, sink = accounts.get(intent.source_id), accounts.get(intent.sink_id)
    lots = _draw(source, amount) if source is not None else ()
    if source is not None:
        source.balance -= amount
        source.held -= amount if from_held else 0
        _keep(source)
    if sink is not None:
        sink.balance += amount
        sink.earned += amount if earning else 0
        _keep(sink)
    row = Transfer(
        key=key,
        intent_id=intent.pk,
        scheme=scheme.key,
        source_id=intent.source_id,
        sink_id=intent.sink_id,
        amount=amount,
        source_after=source.balance if source is not None else None,
        sink_after=sink.balance if sink is not None else None,
        at=now,
    )
    insert(row)
    if sink is not None and scheme.expires:
        _lay(scheme, sink, intent, amount, lots, now)
    trail.record(
        "points.posted",
        actor=actor,
        now=now,
        subject=(INTENT, intent.pk),
        data={
            "key": key,
            "scheme": scheme.key,
            "from": str(intent.source_id),
            "to": str(intent.sink_id),
            "amount": amount,
        },
    )
    return row


def _keep(row: LedgerAccount) -> None:
    LedgerAccount.objects.filter(pk=row.pk).update(
        balance=row.balance, held=row.held, earned=row.earned
    )


def parts_of(account_id: UUID) -> tuple[Part, ...]:
    rows = Lot.objects.filter(account_id=account_id, left__gt=0)
    return tuple(Part(*one) for one in rows.values_list("id", "left", "expires_on"))


def _draw(row: LedgerAccount, amount: int) -> tuple[Part, ...]:
    """Take so much out of the account's lots, the first to expire first; what was taken. What was
    earned while nothing expired has no lot, and goes last."""
    there = {one.lot_id: one for one in parts_of(row.pk)}
    taken = drawn(tuple(there.values()), min(amount, sum(one.left for one in there.values())))
    for lot_id, piece in taken:
        Lot.objects.filter(pk=lot_id).update(left=F("left") - piece)
    return tuple(Part(lot, piece, there[lot].expires_on) for lot, piece in taken)


def _lay(
    scheme: Scheme, sink: LedgerAccount, intent: Intent, amount: int, lots: tuple[Part, ...],
    now: datetime,
) -> None:  # fmt: skip
    """New lots of what came in: what was given keeps the day on which it expires. What an
    organisation owed is not there to expire."""
    fresh = expires_on(scheme, local(now).date())
    pieces = [(one.left, one.expires_on) for one in lots]
    if not pieces and fresh is not None:
        pieces = [(amount, fresh)]
    room = max(sink.balance, 0) - max(sink.balance - amount, 0)
    for piece, day in pieces:
        laid = min(piece, room)
        if laid:
            insert(
                Lot(
                    id=new_id(), account_id=sink.pk, intent_id=intent.pk, amount=laid, left=laid,
                    expires_on=day,
                )
            )  # fmt: skip
            room -= laid


def claim_key(intent: Intent) -> None:
    """Write a new intent, before anything moves. Refuses `KeyReused` if its key was taken at the
    same moment, by somebody who had other accounts locked."""
    if not insert_unless(intent, taken="key"):
        raise KeyReused


def save_intent(intent: Intent, **changed: object) -> None:
    """Write what changed of a stored intent."""
    for name, value in changed.items():
        setattr(intent, name, value)
    intent.save(update_fields=list(changed))
