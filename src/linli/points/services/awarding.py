"""Earning: from a rule, from service, and at the opening of an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

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
    Per,
    Role,
    Scheme,
    TooLittle,
)


def done_before(
    key: str, *, scheme: str, of: LedgerAccount, amount: int | None = None
) -> Entry | None:
    """The entry with that key, if there is one. Call with the account `of` locked. Refuses
    `KeyReused` for another content, or another's account, under the same key."""
    row = Intent.objects.filter(key=key).first()
    if row is None:
        return None
    another = row.scheme != scheme or of.pk not in (row.source_id, row.sink_id)
    if another or (amount is not None and row.amount != amount):
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
        before = done_before(key, scheme=ledger.key, of=account)
        if before is not None:
            return before
        check_limits(ledger, rule, account, wanted, now)
        given = fitting(ledger, account, wanted)
        row = Intent(
            id=new_id(), key=key, scheme=ledger.key, cause=cause, state=IntentState.POSTED,
            source_id=end(ledger, Role.SOURCE, now), sink_id=account.pk, amount=given, posted=given,
            title=line_of(title), deed=deed, revision=selectors.revision(), grade=grade,
            about_kind=about[0], about_id=about[1], area_path=area_path, given_by_id=given_by,
            reason=cut_off(ledger, wanted, given),
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


def fitting(ledger: Scheme, account: LedgerAccount, wanted: int) -> int:
    """As much of it as one may still have. Refuses `CapReached` if that is nothing."""
    left = room(ledger, account.balance)
    if left is not None and stepped(left, ledger) <= 0:
        raise CapReached(name=str(ledger.name), per=str(PERS[Per.EVER]), most=ledger.most)
    return wanted if left is None else min(wanted, stepped(left, ledger))


def cut_off(ledger: Scheme, wanted: int, given: int) -> str:
    """What the line says of what went beyond the most that one may have."""
    return "" if given == wanted else f"{wanted} → {given} / {ledger.most}"


def check_limits(
    ledger: Scheme, rule: Deed | None, account: LedgerAccount, amount: int, now: datetime
) -> None:
    """Refuses `CapReached`: of the deed, or of the scheme. What is asked for and not yet decided
    counts; what was refused or taken back does not. One statement, none without limits."""
    own = rule.limits if rule else ()
    if not own and not ledger.limits:
        return
    today = local(now).date()
    earned = _earned(account, (*own, *ledger.limits), now)
    of_deed = [(day, much) for day, much, deed in earned if rule and deed == rule.key]
    of_all = [(day, much) for day, much, _deed in earned]
    for limits, name, counted in (
        (own, str(rule.name) if rule else "", of_deed),
        (ledger.limits, str(ledger.name), of_all),
    ):
        full = reached(limits, counted, amount, today)
        if full is not None:
            raise CapReached(name=name, per=str(PERS[full.per]), most=full.most)


def _earned(
    account: LedgerAccount, limits: Iterable[Limit], now: datetime
) -> list[tuple[date, int, str]]:
    """What counts against these limits: day, amount, deed."""
    since = earliest(limits, local(now).date())
    rows = Intent.objects.filter(
        sink=account,
        state__in=[IntentState.POSTED, IntentState.ASKED],
        cause__in=[Cause.DEED, Cause.SERVICE],
    )
    if since is not None:
        rows = rows.filter(asked_at__gte=midnight(since))
    back = Intent.objects.filter(reverses=OuterRef("pk"), cause=Cause.APPEAL)
    taken = Intent.objects.filter(~Exists(back), reverses=OuterRef("pk"), cause=Cause.CLAW_BACK)
    found = rows.filter(~Exists(taken)).values_list("asked_at", "amount", "deed")
    return [(local(at).date(), much, deed) for at, much, deed in found]


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
