"""What there is: balances, statements, and whether an entry may be appealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from linli.organisations import selectors as organisations
from linli.points.models import Appeal, Intent, LedgerAccount, Lot, Transfer
from linli.points.selectors.catalogue import deed, scheme, scheme_or_key, schemes
from linli.points.terms import (
    Balance,
    Cause,
    Grade,
    Holder,
    IntentState,
    Line,
    Scheme,
    UnknownDeed,
)

PAGE = 50


def account_of(scheme_key: str, holder: Holder) -> LedgerAccount | None:
    return _accounts(holder).filter(scheme=scheme_key).first()


def _accounts(holder: Holder) -> QuerySet[LedgerAccount]:
    if holder.identity_id is not None:
        return LedgerAccount.objects.filter(identity_id=holder.identity_id)
    assert holder.organisation_id is not None
    return LedgerAccount.objects.filter(organisation_id=holder.organisation_id)


def balance(scheme_key: str, holder: Holder) -> Balance:
    """What the holder has in one scheme; nothing before the account was opened. Two statements.
    Refuses `UnknownScheme`."""
    ledger = scheme(scheme_key)
    row = account_of(scheme_key, holder)
    return Balance(ledger) if row is None else _balance(ledger, row)


def _balance(ledger: Scheme, row: LedgerAccount) -> Balance:
    return Balance(
        ledger, row.balance, row.held, row.earned, _next_expiry(row) if ledger.expires else None
    )


def _next_expiry(row: LedgerAccount) -> tuple[date, int] | None:
    lots = Lot.objects.filter(account=row, left__gt=0)
    found = lots.values("expires_on").annotate(left_then=Sum("left")).order_by("expires_on").first()
    return (found["expires_on"], found["left_then"]) if found else None


def balances(holder: Holder) -> tuple[Balance, ...]:
    """One for each scheme of the method that admits such a holder, in the method's order."""
    rows = {one.scheme: one for one in _accounts(holder)}
    kind = "person" if holder.is_person else "organisation"
    return tuple(
        _balance(one, rows[one.key]) if one.key in rows else Balance(one)
        for one in schemes()
        if kind in one.who
    )


def transfer_amount(key: str) -> int | None:
    """How much was posted under that key; None if nothing was."""
    return Transfer.objects.filter(key=key).values_list("amount", flat=True).first()


def may_appeal(row: Intent, now: datetime) -> bool:
    """Refused claims and takings back, within the scheme's days."""
    if row.state != IntentState.REFUSED and row.cause != Cause.CLAW_BACK:
        return False
    return now <= (row.decided_at or row.asked_at) + timedelta(
        days=scheme_or_key(row.scheme).appeal_days
    )


def statement(
    scheme_key: str, holder: Holder, *, now: datetime, page: int = 1
) -> tuple[tuple[Line, ...], bool]:
    """The lines of an account, newest first, and whether there are more. Each says for what, by
    which rule, who gave it, and what there was afterwards. Five statements."""
    row = account_of(scheme_key, holder)
    if row is None:
        return (), False
    rows = list(
        Transfer.objects.filter(Q(source=row) | Q(sink=row))
        .select_related("intent")
        .order_by("-number")[(page - 1) * PAGE : page * PAGE + 1]
    )
    appealed = appeals_against(one.intent_id for one in rows)
    ids = {one.intent.given_by_id for one in rows if one.intent.given_by_id}
    units = {key: unit.name for key, unit in organisations.units_by_id(ids).items()}
    lines = tuple(
        _line(one, row.pk, units, appealed.get(one.intent_id), now) for one in rows[:PAGE]
    )
    return lines, len(rows) > PAGE


def appeals_against(intent_ids: Iterable[UUID]) -> dict[UUID, Appeal]:
    """The appeals against these entries, by entry. One statement."""
    return {one.intent_id: one for one in Appeal.objects.filter(intent_id__in=list(intent_ids))}


def _line(
    one: Transfer, account_id: UUID, units: dict[UUID, str], against: Appeal | None, now: datetime
) -> Line:
    inward = one.sink_id == account_id
    intent = one.intent
    after = one.sink_after if inward else one.source_after
    return Line(
        entry_id=intent.pk,
        at=one.at,
        title=intent.title,
        cause=Cause(intent.cause),
        amount=one.amount if inward else -one.amount,
        after=after or 0,
        deed=deed_name(intent.deed),
        by=units.get(intent.given_by_id, "") if intent.given_by_id else "",
        grade=Grade(intent.grade),
        reason=intent.reason,
        about=(intent.about_kind, intent.about_id),
        may_appeal=against is None and may_appeal(intent, now),
        appeal_open=against is not None and against.upheld is None,
        appealed=against.upheld if against else None,
        ruling=against.reason if against else "",
    )


def deed_name(key: str) -> str:
    """What a deed is called; its key if the method in force no longer has it."""
    if not key:
        return ""
    try:
        return str(deed(key).name)
    except UnknownDeed:
        return key


def accounts_of_person(identity_id: UUID) -> list[dict[str, object]]:
    """All that the ledger holds of a person, for their own copy: accounts with all their lines."""
    found: list[dict[str, object]] = []
    rows = LedgerAccount.objects.filter(identity_id=identity_id).order_by("scheme")
    for row in rows:
        moved = Transfer.objects.filter(Q(source=row) | Q(sink=row)).select_related("intent")
        found.append(
            {
                "name": str(scheme_or_key(row.scheme).name),
                "amount": row.balance,
                "earned": row.earned,
                "lines": [
                    {
                        "at": one.at.isoformat(),
                        "title": one.intent.title,
                        "amount": one.amount if one.sink_id == row.pk else -one.amount,
                        "after": one.sink_after if one.sink_id == row.pk else one.source_after,
                        "reason": one.intent.reason,
                    }
                    for one in moved.order_by("number")
                ],
            }
        )
    return found
