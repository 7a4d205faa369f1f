"""Taking back what was never earned, appealing, and ruling on appeals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.points import selectors
from linli.points.models import Appeal, Intent, LedgerAccount
from linli.points.services.claiming import grant, is_own, reason_of
from linli.points.services.posting import claim_key, lock_accounts, post
from linli.points.terms import (
    EARNED,
    INTENT,
    LONGEST_APPEAL,
    MANAGE,
    AnotherMustRule,
    AppealedAlready,
    AppealEmpty,
    AppealTooLate,
    Cause,
    Entry,
    EntryNotFound,
    IntentState,
    NotEarned,
    NothingLeft,
    OwnEntry,
    TakenBackAlready,
)
from linli.territory import selectors as territory


def _locked_entry(entry_id: UUID) -> tuple[Intent, dict[UUID, LedgerAccount]]:
    """The entry with its accounts, the accounts locked first. Refuses `EntryNotFound`."""
    ends = Intent.objects.filter(pk=entry_id).values_list("source_id", "sink_id").first()
    if ends is None:
        raise EntryNotFound
    accounts = lock_accounts(ends)
    rows = Intent.objects.filter(pk=entry_id).select_related("source", "sink")
    return locked(rows).get(), accounts


def place_of(row: Intent) -> Target:
    """Where an entry belongs; what was given at no place, and by nobody in particular, is the
    county's."""
    area_path = row.area_path or territory.root().path
    return Target(area_path=area_path, organisation_id=row.given_by_id)


def claw_back(*, entry_id: UUID, reason: str, actor: Actor, now: datetime) -> Entry:
    """Take back what was earned by mistake or pretence: all of it that is still free, never what
    was spent, and nobody goes below nothing. Somebody else does it than who gave it, with a reason
    that the person reads; they may appeal. Needs `points.manage` there. Refuses `EntryNotFound`,
    `NotEarned`, `TakenBackAlready`, `OwnEntry`, `AnotherMustRule`, `NothingLeft`."""
    why = reason_of(reason)
    with transaction():
        row, accounts = _locked_entry(entry_id)
        actor.require(MANAGE, place_of(row))
        if row.cause not in EARNED or row.state != IntentState.POSTED:
            raise NotEarned
        if row.sink_id not in accounts:  # what an organisation lost
            raise NotEarned
        if Intent.objects.filter(reverses=row, cause=Cause.CLAW_BACK).exists():
            raise TakenBackAlready
        if actor.account_id is not None and actor.account_id == row.decided_by_id:
            raise AnotherMustRule
        if is_own(actor, row):
            raise OwnEntry
        account = accounts[row.sink_id]
        amount = min(row.amount, account.balance - account.held)
        if amount <= 0:
            raise NothingLeft
        made = _reversal(row, Cause.CLAW_BACK, amount, why, actor, now)
        account.earned -= min(amount, account.earned)
        scheme = selectors.scheme(row.scheme)
        claim_key(made)
        post(made, amount, accounts, scheme=scheme, key=made.key, actor=actor, now=now)
        return Entry(made.pk, amount)


def _reversal(
    row: Intent, cause: Cause, amount: int, why: str, actor: Actor, now: datetime
) -> Intent:
    """An intent the other way round."""
    return Intent(
        id=new_id(), key=f"{cause}:{row.pk}", scheme=row.scheme, cause=cause,
        state=IntentState.POSTED, source_id=row.sink_id, sink_id=row.source_id, amount=amount,
        posted=amount, title=row.title, deed=row.deed, revision=row.revision, grade=row.grade,
        about_kind=row.about_kind, about_id=row.about_id, area_path=place_of(row).area_path,
        given_by_id=row.given_by_id, reverses_id=row.pk, reason=why, asked_at=now,
        asked_by_id=actor.account_id, decided_at=now, decided_by_id=actor.account_id,
    )  # fmt: skip


def appeal(*, entry_id: UUID, person: UUID, words: str, actor: Actor, now: datetime) -> UUID:
    """The person whose account it is says what is wrong with a refusal or with a taking back,
    within the days of the scheme. Refuses `EntryNotFound` (also of others' entries), `AppealEmpty`,
    `AppealTooLate`, `AppealedAlready`."""
    text = clean(words, LONGEST_APPEAL, "words", refusal=AppealEmpty)
    if not text:
        raise AppealEmpty(field="words")
    with transaction():
        row, _accounts = _locked_entry(entry_id)
        if person not in (row.source.identity_id, row.sink.identity_id):
            raise EntryNotFound
        if Appeal.objects.filter(intent=row).exists():
            raise AppealedAlready
        if not selectors.may_appeal(row, now):
            raise AppealTooLate(days=selectors.scheme_or_key(row.scheme).appeal_days)
        made = Appeal.objects.create(id=new_id(), intent=row, words=text, made_at=now)
        trail.record("points.appealed", actor=actor, now=now, subject=(INTENT, row.pk))
        return made.pk


def rule_appeal(
    *, appeal_id: UUID, upheld: bool, reason: str, actor: Actor, now: datetime
) -> Entry | None:
    """Somebody else than who decided rules, with a reason. Upheld: what was taken back is given
    back, what was refused is posted; that entry. Needs `points.manage` there. Refuses
    `EntryNotFound`, `AppealedAlready` (it is ruled on), `AnotherMustRule`, `OwnEntry`,
    `CapReached`."""
    why = reason_of(reason)
    with transaction():
        place = Appeal.objects.filter(pk=appeal_id).values_list("intent_id", flat=True).first()
        if place is None:
            raise EntryNotFound
        row, accounts = _locked_entry(place)
        it = locked(Appeal.objects.filter(pk=appeal_id)).get()
        actor.require(MANAGE, place_of(row))
        if it.upheld is not None:
            raise AppealedAlready
        if actor.account_id is not None and actor.account_id == row.decided_by_id:
            raise AnotherMustRule
        if is_own(actor, row):
            raise OwnEntry
        it.upheld, it.reason, it.ruled_at, it.ruled_by_id = upheld, why, now, actor.account_id
        it.save(update_fields=["upheld", "reason", "ruled_at", "ruled_by"])
        trail.record(
            "points.ruled", actor=actor, now=now, subject=(INTENT, row.pk), data={"upheld": upheld}
        )
        return _give_back(row, accounts, why, actor, now) if upheld else None


def _give_back(
    row: Intent, accounts: dict[UUID, LedgerAccount], why: str, actor: Actor, now: datetime
) -> Entry:
    """What was refused is posted as far as there is room; what was taken is given back in whole."""
    if row.state == IntentState.REFUSED:
        grant(row, accounts, actor=actor, now=now)
        return Entry(row.pk, row.amount)
    scheme = selectors.scheme_or_key(row.scheme)
    made = _reversal(row, Cause.APPEAL, row.amount, why, actor, now)
    claim_key(made)
    post(
        made, row.amount, accounts, scheme=scheme, key=made.key, actor=actor, now=now, earning=True
    )
    return Entry(made.pk, row.amount)
