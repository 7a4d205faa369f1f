"""What expires, and what goes with a person who is erased."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.points import selectors
from linli.points.models import Appeal, Intent, LedgerAccount, Lot
from linli.points.rules.amounts import expiring
from linli.points.services.posting import claim_key, end, lock_accounts, parts_of, post
from linli.points.services.spending import release
from linli.points.terms import CLAIM, Cause, IntentState, Role

BATCH = 200


def expire_due(now: datetime) -> int:
    """Post what expired to the sink of its scheme, one line an account and day; how many accounts.
    What is reserved does not expire before it is let go. The next run takes the next ones."""
    today = local(now).date()
    due = Lot.objects.filter(
        left__gt=0,
        expires_on__lte=today,
        account__balance__gt=F("account__held"),
        account__scheme__in=[one.key for one in selectors.schemes() if one.expires],
    )
    ids = list(due.order_by("account_id").values_list("account_id", flat=True).distinct()[:BATCH])
    return sum(_expire(one, today, SYSTEM, now) for one in ids)


def _expire(account_id: UUID, today: date, actor: Actor, now: datetime) -> int:
    with transaction():
        accounts = lock_accounts([account_id])
        account = accounts[account_id]
        gone = tuple(expiring(parts_of(account_id), today, account.balance - account.held))
        amount = sum(piece for _lot, piece in gone)
        if not amount:
            return 0
        turn = Intent.objects.filter(source=account, cause=Cause.EXPIRY).count()
        _write_off(account, amount, f"expiry:{account_id}:{turn}", "", actor, now)
        return 1


def _write_off(
    account: LedgerAccount, amount: int, key: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Post so much of a locked account to the sink. Its lots that expire first go first."""
    scheme = selectors.scheme_or_key(account.scheme)
    row = Intent(
        id=new_id(), key=key, scheme=scheme.key, cause=Cause.EXPIRY, state=IntentState.POSTED,
        source_id=account.pk, sink_id=end(scheme, Role.SINK, now), amount=amount, posted=amount,
        title=str(scheme.name), revision=selectors.revision(), about_kind="", about_id=None,
        reason=reason, asked_at=now, decided_at=now,
    )  # fmt: skip
    claim_key(row)
    post(row, amount, {account.pk: account}, scheme=scheme, key=key, actor=actor, now=now)


def forget_person(*, identity_id: UUID, now: datetime) -> int:
    """What goes with a person: what they held is let go and written off, what they asked for is
    given up, their words in claims and against entries are erased. The postings stay, under an
    account that is nobody's name. How many accounts, claims and appeals."""
    with transaction():
        ids = list(
            LedgerAccount.objects.filter(identity_id=identity_id).values_list("pk", flat=True)
        )
        holds = Intent.objects.filter(source_id__in=ids, state=IntentState.HELD)
        for one in list(holds.values_list("pk", flat=True)):
            release(hold_id=one, actor=SYSTEM, now=now)
        for account in lock_accounts(ids).values():
            if account.balance:
                turn = Intent.objects.filter(source=account, cause=Cause.EXPIRY).count()
                key = f"forgotten:{account.pk}:{turn}"
                _write_off(account, account.balance, key, "", SYSTEM, now)
        return len(ids) + _erase_words(ids, now)


def _erase_words(account_ids: list[UUID], now: datetime) -> int:
    """Claims and appeals of these accounts: the open ones are given up, the words of all go. What
    was done is then called as the deed is."""
    mine = Q(intent__sink_id__in=account_ids) | Q(intent__source_id__in=account_ids)
    about = Appeal.objects.filter(mine)
    open_ones = about.filter(upheld__isnull=True).delete()[0]
    erased = about.exclude(words="").update(words="")
    claims = Intent.objects.filter(
        Q(sink_id__in=account_ids) | Q(source_id__in=account_ids), about_kind=CLAIM
    )
    claims.filter(state=IntentState.ASKED).update(state=IntentState.RELEASED, decided_at=now)
    count = 0
    for deed in claims.order_by().values_list("deed", flat=True).distinct():
        name = selectors.deed_name(deed)
        count += claims.filter(deed=deed).exclude(title=name).update(title=name)
    return open_ones + erased + count
