"""The proof of a ledger: every balance again, from nothing but what was posted.

`prove` reads each posting once, oldest first, and keeps one number per account. It is handed plain
values, so that it can be tried on ledgers that no database would let through.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Posted:
    """One posting. `source_after` and `sink_after` are what the accounts held afterwards; None for
    the two accounts of a scheme that have no limit."""

    number: int
    key: str
    scheme: str
    intent_id: UUID
    source_id: UUID
    sink_id: UUID
    amount: int
    source_after: int | None
    sink_after: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as it stands in its table, with what its open holds come to and what is left of
    its lots. `laid` is what these lots once were: all that was ever gained, unless some of it was
    gained while nothing expired. `owes` is how far below zero it may be."""

    id: UUID
    scheme: str
    bounded: bool
    balance: int
    held: int
    earned: int
    reserved: int
    lots: int = 0
    owes: int = 0
    laid: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold: which check, of what, and the two figures that should be one."""

    check: str
    subject: str
    kept: int
    proved: int


@dataclass(slots=True)
class _Running:
    balance: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    scheme: dict[UUID, str] = field(default_factory=dict)
    gained: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    total: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read and what does not hold. `digest` is over all postings, in no order: two ledgers
    with the same digest hold the same postings."""

    postings: int
    accounts: int
    digest: int
    faults: tuple[Fault, ...]


def digest_of(key: str, scheme: str, source_id: object, sink_id: object, amount: int) -> int:
    """One posting's share of the digest."""
    text = "|".join((key, scheme, str(source_id), str(sink_id), str(amount)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


MODULUS = 1 << 256


def prove(postings: Iterable[Posted], accounts: Iterable[Kept]) -> Proof:
    """All postings, oldest first, then all accounts. Each fault names a check:

    `amount` not above zero · `same` from an account to itself · `scheme` between two ledgers ·
    `after` a running balance that is not what follows · `balance` `held` `lots` an account that is
    not what its postings, holds and lots come to · `below` less than nothing · `over_held` more
    reserved than there is · `sum` a scheme whose balances do not add up to nothing ·
    `account` posted to, and not in the table of accounts.
    """
    running, digest, count = _Running(), 0, 0
    faults: list[Fault] = []
    for one in postings:
        count += 1
        digest = (
            digest + digest_of(one.key, one.scheme, one.source_id, one.sink_id, one.amount)
        ) % MODULUS
        faults += _step(one, running)
    seen = 0
    for account in accounts:
        seen += 1
        faults += _settled(account, running)
    faults += [Fault("sum", key, 0, total) for key, total in running.total.items() if total]
    faults += [Fault("account", str(one), 0, 1) for one in sorted(running.balance)]
    return Proof(count, seen, digest, tuple(faults))


def _step(one: Posted, running: _Running) -> Iterator[Fault]:
    subject = str(one.number)
    if one.amount <= 0:
        yield Fault("amount", subject, one.amount, 1)
    if one.source_id == one.sink_id:
        yield Fault("same", subject, 0, 1)
    for account, signed, after in (
        (one.source_id, -one.amount, one.source_after),
        (one.sink_id, one.amount, one.sink_after),
    ):
        if running.scheme.setdefault(account, one.scheme) != one.scheme:
            yield Fault("scheme", subject, 0, 1)
        running.balance[account] += signed
        running.gained[account] += max(signed, 0)
        if after is not None and after != running.balance[account]:
            yield Fault("after", subject, after, running.balance[account])


def _settled(account: Kept, running: _Running) -> Iterator[Fault]:
    subject = str(account.id)
    proved, gained = running.balance.pop(account.id, 0), running.gained.pop(account.id, 0)
    there = max(proved, 0)
    if running.scheme.pop(account.id, account.scheme) != account.scheme:
        yield Fault("scheme", subject, 0, 1)
    running.total[account.scheme] += account.balance if account.bounded else proved
    if not account.bounded:
        return
    if account.balance != proved:
        yield Fault("balance", subject, account.balance, proved)
    if account.held != account.reserved:
        yield Fault("held", subject, account.held, account.reserved)
    if account.lots > there or (account.laid == gained and account.lots != there):
        yield Fault("lots", subject, account.lots, proved)
    if proved < -account.owes:
        yield Fault("below", subject, proved, -account.owes)
    if account.held > max(proved, 0):
        yield Fault("over_held", subject, account.held, proved)
