"""Earning: from a rule, from service, and at the opening of an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.clock import local, midnight
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.points import selectors
from linli.points.models import Intent, LedgerAccount
from linli.points.rules.amounts import room, stepped
from linli.points.rules.limits import earliest, reached
from linli.points.services.posting import claim_key, end, lock, post
from linli.points.terms import (
    LONGEST_LINE,
    PERS,
    CapReached,
    Cause,
    Deed,
    Entry,
    Grade,
    Holder,
    HolderNotAdmitted,
    IntentState,
    KeyReused,
    Limit,
    OnlyGains,
    Role,
    Scheme,
    TooLittle,
)


def done_before(key: str, *, scheme: str, amount: int | None = None) -> Entry | None:
    """The entry with that key, if there is one. Call with the account locked. Refuses `KeyReused`
    for another content under the same key."""
    row = Intent.objects.filter(key=key).first()
    if row is None:
        return None
    if row.scheme != scheme or (amount is not None and row.amount != amount):
        raise KeyReused
    return Entry(row.pk, row.posted, again=True)


def line_of(title: str) -> str:
    return clean(title, LONGEST_LINE, "title")


def award(
    *,
    scheme: str,
    to: Holder,
    key: str,
    cause: Cause,
    title: str,
    about: tuple[str, UUID | None],
    actor: Actor,
    now: datetime,
    amount: int = 0,
    deed: str = "",
    grade: Grade = Grade.NONE,
    given_by: UUID | None = None,
    area_path: str = "",
) -> Entry:
    """Earn so much, or what the deed is worth: posted at once. Rounded down to the scheme's step;
    what goes beyond the most that one may have is cut off, and the line says so. The caller has
    asked whether the actor may. Idempotent by `key`. Refuses `UnknownScheme`, `UnknownDeed`,
    `HolderNotAdmitted`, `OnlyGains`, `TooLittle`, `CapReached`, `KeyReused`.
    """
    rule = selectors.deed(deed) if deed else None
    ledger = selectors.scheme(scheme or (rule.scheme if rule else ""))
    wanted = stepped(asked_amount(ledger, rule, amount, to), ledger)
    if wanted <= 0:
        raise TooLittle(scheme=str(ledger.name), step=ledger.step, field="amount")
    with transaction():
        account = lock(ledger, [to], now)[to]
        before = done_before(key, scheme=ledger.key)
        if before is not None:
            return before
        check_limits(ledger, rule, account, wanted, now)
        given = _fitting(ledger, account, wanted)
        row = Intent(
            id=new_id(), key=key, scheme=ledger.key, cause=cause, state=IntentState.POSTED,
            source_id=end(ledger, Role.SOURCE, now), sink_id=account.pk, amount=given, posted=given,
            title=line_of(title), deed=deed, revision=selectors.revision(), grade=grade,
            about_kind=about[0], about_id=about[1], area_path=area_path, given_by_id=given_by,
            reason="" if given == wanted else f"{wanted} → {given} / {ledger.most}",
            asked_at=now, asked_by_id=actor.account_id,
            decided_at=now, decided_by_id=actor.account_id,
        )  # fmt: skip
        claim_key(row)
        accounts = {account.pk: account}
        post(row, given, accounts, scheme=ledger, key=key, actor=actor, now=now, earning=True)
        return Entry(row.pk, given)


def asked_amount(ledger: Scheme, rule: Deed | None, amount: int, to: Holder) -> int:
    """What the deed is worth, or so much. Refuses `OnlyGains`, `HolderNotAdmitted`."""
    if rule is None:
        return amount
    if rule.points < 0:
        raise OnlyGains
    if (rule.who == "person") != to.is_person:
        raise HolderNotAdmitted(scheme=str(ledger.name))
    return amount or rule.points


def _fitting(ledger: Scheme, account: LedgerAccount, wanted: int) -> int:
    left = room(ledger, account.balance)
    if left is not None and stepped(left, ledger) <= 0:
        raise CapReached(name=str(ledger.name), per=str(PERS["ever"]), most=ledger.most)
    return wanted if left is None else min(wanted, stepped(left, ledger))


def check_limits(
    ledger: Scheme, rule: Deed | None, account: LedgerAccount, amount: int, now: datetime
) -> None:
    """Refuses `CapReached`: of the deed, or of the scheme. What is asked for and not yet decided
    counts; what was refused or taken back does not."""
    today = local(now).date()
    for limits, name, deed in (
        (rule.limits if rule else (), str(rule.name) if rule else "", rule.key if rule else ""),
        (ledger.limits, str(ledger.name), ""),
    ):
        if limits:
            full = reached(limits, _earned(account, deed, limits, now), amount, today)
            if full is not None:
                raise CapReached(name=name, per=str(PERS[full.per]), most=full.most)


def _earned(
    account: LedgerAccount, deed: str, limits: Iterable[Limit], now: datetime
) -> list[tuple[object, int]]:
    since = earliest(limits, local(now).date())
    counted = Q(state__in=[IntentState.POSTED, IntentState.ASKED])
    rows = Intent.objects.filter(counted, sink=account, cause__in=[Cause.DEED, Cause.SERVICE])
    if deed:
        rows = rows.filter(deed=deed)
    if since is not None:
        rows = rows.filter(asked_at__gte=midnight(since))
    taken = Intent.objects.filter(reverses__sink=account, cause=Cause.CLAW_BACK)
    rows = rows.exclude(pk__in=taken.values("reverses_id"))
    return [(local(at).date(), much) for at, much in rows.values_list("asked_at", "amount")]


def open_account(*, scheme: str, of: Holder, actor: Actor, now: datetime) -> None:
    """Open an account, with what everybody begins with. Done before: nothing more."""
    ledger = selectors.scheme(scheme)
    holder = of.identity_id or of.organisation_id
    with transaction():
        if not ledger.opening:
            lock(ledger, [of], now)
            return
        award(
            scheme=scheme, to=of, amount=ledger.opening, key=f"opening:{scheme}:{holder}",
            cause=Cause.OPENING, title=str(ledger.name), about=("", None), actor=actor, now=now,
        )  # fmt: skip
