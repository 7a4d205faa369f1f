"""Reads of people. Nothing here gives plain personal words, except to the channel that sends a
sign-in code; see `services.reveal`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel import cipher
from linli.kernel.actor import Actor
from linli.people.models import (
    Account,
    Consent,
    Identity,
    OldPassword,
    SignedIn,
    SignInCode,
)
from linli.people.rules import clean_name, clean_phone, mask_name, mask_phone
from linli.people.terms import (
    AccountRow,
    BadPhone,
    CodeToSend,
    Colleague,
    ConsentRow,
    MaskedPerson,
    NoSuchAccount,
    NoSuchIdentity,
    Purpose,
    SignedInRow,
)

KEY, NAME, PHONE = "people.identity.key", "people.name", "people.phone"
ID_NUMBER, ADDRESS, WORDS = "people.id_number", "people.address", "people.words"
CODE, CODE_PHONE = "people.code", "people.code.phone"
PAGE = 50


def phone_digest(phone: str) -> str:
    """The keyed digest under which a cleaned phone number is found."""
    return cipher.keyed_digest(phone, purpose=PHONE)


def _opened(value: bytes | memoryview | None, purpose: str, key: bytes) -> str:
    return cipher.unseal(value, purpose=purpose, key=key) if value else ""


def _key(sealed: bytes | memoryview) -> bytes:
    return bytes.fromhex(cipher.unseal(sealed, purpose=KEY))


def identity_key(identity_id: UUID) -> bytes:
    """The person's own key, for sealing sensitive words elsewhere (`kernel.cipher.seal(…, key=)`)
    so that erasing the person erases them too. `NoSuchIdentity` once erased. Never store it.
    """
    sealed = (
        Identity.objects.filter(pk=identity_id, erased_at__isnull=True)
        .values_list("key_sealed", flat=True)
        .first()
    )
    if sealed is None:
        raise NoSuchIdentity
    return _key(sealed)


def identity_keys(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """`identity_key` of many, in one statement; whoever was erased is not in the answer."""
    rows = Identity.objects.filter(pk__in=set(ids), erased_at__isnull=True)
    listed = rows.values_list("pk", "key_sealed")
    return {pk: _key(sealed) for pk, sealed in listed if sealed is not None}


def cleaned(name: str, phone: str = "") -> tuple[str, str]:
    """A name and a number as `services.remember` would keep them, for words sealed elsewhere.
    Refuses `BadName`, `BadPhone`. Writes nothing."""
    return clean_name(name), clean_phone(phone)


def masked_name(name: str) -> str:
    """A name that was kept sealed elsewhere, as colleagues see it: 张○."""
    return mask_name(name)


def is_known(identity_id: UUID) -> bool:
    """Is there such a person, and not erased?"""
    return Identity.objects.filter(pk=identity_id, erased_at__isnull=True).exists()


def check_phone(phone: str) -> None:
    """Refuse `BadPhone` unless this is empty or a mainland number. Writes nothing."""
    clean_phone(phone)


def masked(ids: Iterable[UUID]) -> dict[UUID, MaskedPerson]:
    """Masked names and phones by identity id, one statement. Every id asked for is in the answer;
    an erased or unknown one is an empty `MaskedPerson`.
    """
    wanted = set(ids)
    found = {each: MaskedPerson() for each in wanted}
    if not wanted:
        return found
    rows = Identity.objects.filter(pk__in=wanted, key_sealed__isnull=False).values_list(
        "pk", "key_sealed", "name_sealed", "phone_sealed"
    )
    for pk, key_sealed, name, phone in rows:
        if key_sealed is None:
            continue
        key = _key(key_sealed)
        found[pk] = MaskedPerson(
            mask_name(_opened(name, NAME, key)), mask_phone(_opened(phone, PHONE, key))
        )
    return found


def by_phone(phone: str) -> UUID | None:
    """The identity with exactly this phone; None if there is none or it is no number."""
    try:
        digits = clean_phone(phone)
    except BadPhone:
        return None
    if not digits:
        return None
    return (
        Identity.objects.filter(phone_digest=phone_digest(digits))
        .values_list("pk", flat=True)
        .first()
    )


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Colleagues' names by account id, for staff pages; one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


def active_name(account_id: UUID) -> str | None:
    """The colleague's name; None if there is no such account or it is closed."""
    return active_names([account_id]).get(account_id)


def active_names(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of those of the accounts that are open."""
    rows = Account.objects.filter(pk__in=account_ids, is_active=True)
    return dict(rows.values_list("pk", "display_name"))


def account_by_username(username: str) -> UUID | None:
    """The id of the account with this name, active or not."""
    return (
        Account.objects.filter(username=username.strip().lower())
        .values_list("pk", flat=True)
        .first()
    )


def colleagues(text: str, *, limit: int = 20) -> tuple[Colleague, ...]:
    """Open accounts whose name or username contains the text, for choosing who gets a post or
    stands in; none for an empty text. The caller has asked whether the actor may choose.
    """
    wanted = text.strip()
    if not wanted:
        return ()
    rows = Account.objects.filter(is_active=True).filter(
        Q(display_name__icontains=wanted) | Q(username__icontains=wanted)
    )
    return tuple(
        Colleague(*row)
        for row in rows.order_by("display_name", "username").values_list(
            "pk", "display_name", "username"
        )[:limit]
    )


def identity_of_account(account_id: UUID) -> UUID | None:
    """The identity that holds this colleague's phone, if one was given."""
    return Account.objects.filter(pk=account_id).values_list("identity_id", flat=True).first()


def person_behind(identity_id: UUID | None, account_id: UUID | None) -> UUID | None:
    """The person who asks: who proved a phone in this session, or else whose account it is. None
    for somebody unknown, and for a colleague whose phone was never given."""
    if identity_id is not None or account_id is None:
        return identity_id
    return identity_of_account(account_id)


def consents(identity_id: UUID) -> tuple[ConsentRow, ...]:
    """All consents ever given by this person, newest first."""
    return tuple(
        ConsentRow(Purpose(row.purpose), row.version, row.given_at, row.withdrawn_at)
        for row in Consent.objects.filter(identity_id=identity_id).order_by("-given_at")
    )


def has_consent(identity_id: UUID, purpose: Purpose) -> bool:
    """Is the consent to this purpose in force?"""
    return Consent.objects.filter(
        identity_id=identity_id, purpose=purpose.value, withdrawn_at__isnull=True
    ).exists()


def code_to_send(code_id: UUID, *, now: datetime) -> CodeToSend | None:
    """What the channel sends, by the id that the effect `messaging.send_code` was given as its
    subject. None once the code is used, worn out or late.
    """
    row = SignInCode.objects.filter(
        pk=code_id, done_at__isnull=True, expires_at__gt=now, code_sealed__isnull=False
    ).first()
    if row is None or row.phone_sealed is None or row.code_sealed is None:
        return None
    return CodeToSend(
        phone=cipher.unseal(row.phone_sealed, purpose=CODE_PHONE),
        code=cipher.unseal(row.code_sealed, purpose=CODE),
        expires_at=row.expires_at,
    )


# --- accounts -------------------------------------------------------------------------------------


def _account_row(row: Account, with_factor: set[UUID]) -> AccountRow:
    return AccountRow(
        id=row.pk,
        username=row.username,
        name=row.display_name,
        active=row.is_active,
        created_at=row.created_at,
        last_login=row.last_login,
        password_changed_at=row.password_changed_at,
        second_factor=row.pk in with_factor,
    )


def _with_second_factor(ids: list[UUID]) -> set[UUID]:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the app registry

    return set(
        Authenticator.objects.filter(user_id__in=ids)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )


def has_second_factor(account_id: UUID) -> bool:
    """Has the account activated a second factor?"""
    return bool(_with_second_factor([account_id]))


def second_factors(account_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the accounts that have activated a second factor; one statement."""
    return _with_second_factor(list(account_ids))


def accounts(actor: Actor, *, text: str = "", page: int = 1) -> tuple[tuple[AccountRow, ...], int]:
    """One page of accounts by username, and how many there are in all; needs `accounts.see`.
    `text` is part of a username or a name.
    """
    actor.require("accounts.see")
    rows = Account.objects.order_by("username")
    if text:
        rows = rows.filter(username__icontains=text) | rows.filter(display_name__icontains=text)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows[start : start + PAGE])
    factors = _with_second_factor([row.pk for row in found])
    return tuple(_account_row(row, factors) for row in found), rows.count()


def account_for(actor: Actor, account_id: UUID) -> AccountRow:
    """The doorway to one account: your own, or with `accounts.see`."""
    if actor.account_id != account_id:
        actor.require("accounts.see")
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise NoSuchAccount
    return _account_row(row, _with_second_factor([row.pk]))


def sessions(account_id: UUID, *, here: str = "") -> tuple[SignedInRow, ...]:
    """The account's sessions in use, latest first; `here` is the asking session's key."""
    rows = SignedIn.objects.filter(account_id=account_id).order_by("-seen_at")
    return tuple(
        SignedInRow(row.pk, row.client, row.started_at, row.seen_at, row.session_key == here)
        for row in rows
    )


def old_passwords(account_id: UUID, keep: int) -> tuple[str, ...]:
    """The hashes of the last `keep` passwords, newest first, for the rule against reuse."""
    return tuple(
        OldPassword.objects.filter(account_id=account_id)
        .order_by("-set_at")
        .values_list("password", flat=True)[:keep]
    )
