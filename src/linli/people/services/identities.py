"""Identities: remembering, revealing with a purpose, correcting, erasing; and consent."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from linli.kernel import cipher, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.registry import subject_data
from linli.people import selectors
from linli.people.models import Account, Consent, Identity, Reveal, SubjectRequest
from linli.people.rules import clean_address, clean_id_number, clean_name, clean_phone
from linli.people.terms import (
    NoSuchConsent,
    NoSuchIdentity,
    NothingToRemember,
    PhoneTaken,
    Purpose,
    PurposeMissing,
    Revealed,
)

# column -> (purpose of the seal, reader of what was typed)
_COLUMNS = {
    "name": (selectors.NAME, clean_name),
    "phone": (selectors.PHONE, clean_phone),
    "id_number": (selectors.ID_NUMBER, clean_id_number),
    "address": (selectors.ADDRESS, clean_address),
}


def _write(row: Identity, key: bytes, plain: dict[str, str]) -> None:
    for column, text in plain.items():
        sealed = cipher.seal(text, purpose=_COLUMNS[column][0], key=key) if text else None
        setattr(row, f"{column}_sealed", sealed)
    if "phone" in plain:
        row.phone_digest = selectors.phone_digest(plain["phone"]) if plain["phone"] else None


def _alive(identity_id: UUID) -> Identity:
    """The identity, locked; `NoSuchIdentity` if there is none or it was erased."""
    row = locked(Identity.objects.filter(pk=identity_id, erased_at__isnull=True)).first()
    if row is None or row.key_sealed is None:
        raise NoSuchIdentity
    return row


def remember(
    *,
    name: str = "",
    phone: str = "",
    id_number: str = "",
    address: str = "",
    actor: Actor,
    now: datetime,
) -> UUID:
    """The identity of this person, made if need be. The same phone is the same identity: then only
    what was empty is filled in, nothing is overwritten (that is `correct`). Refuses `BadName`,
    `BadPhone`, `BadIdNumber`, `BadAddress`, and `NothingToRemember` if all are empty.
    """
    given = {"name": name, "phone": phone, "id_number": id_number, "address": address}
    plain = {
        column: text for column, typed in given.items() if (text := _COLUMNS[column][1](typed))
    }
    if not plain:
        raise NothingToRemember
    with transaction():
        row = None
        if "phone" in plain:
            digest = selectors.phone_digest(plain["phone"])
            row = locked(Identity.objects.filter(phone_digest=digest)).first()
        if row is None:
            return _new(plain, actor=actor, now=now)
        key = selectors.identity_key(row.pk)
        empty = {c: t for c, t in plain.items() if getattr(row, f"{c}_sealed") is None}
        _write(row, key, empty)
        row.touched_at = now
        row.save()
        if empty:
            trail.record(
                "people.identity_filled",
                actor=actor,
                now=now,
                subject=("identity", row.pk),
                data={"fields": sorted(empty)},
            )
        return row.pk


def _new(plain: dict[str, str], *, actor: Actor, now: datetime) -> UUID:
    key = cipher.new_key()
    row = Identity(
        key_sealed=cipher.seal(key.hex(), purpose=selectors.KEY), created_at=now, touched_at=now
    )
    _write(row, key, plain)
    row.save(force_insert=True)
    trail.record(
        "people.identity_made",
        actor=actor,
        now=now,
        subject=("identity", row.pk),
        data={"fields": sorted(plain)},
    )
    return row.pk


def correct(
    *,
    identity_id: UUID,
    name: str | None = None,
    phone: str | None = None,
    id_number: str | None = None,
    address: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is held of a person (art. 46); None leaves a field, "" empties it. By the person
    or with `people.rights`: a resident's caller has checked that it is the same person. Refuses
    `PhoneTaken` if another identity has that phone.
    """
    if actor.kind != "resident":
        actor.require("people.rights")
    given = {"name": name, "phone": phone, "id_number": id_number, "address": address}
    plain = {
        column: _COLUMNS[column][1](typed) for column, typed in given.items() if typed is not None
    }
    with transaction():
        row = _alive(identity_id)
        new_phone = plain.get("phone")
        if new_phone and (
            Identity.objects.filter(phone_digest=selectors.phone_digest(new_phone))
            .exclude(pk=identity_id)
            .exists()
        ):
            raise PhoneTaken(field="phone")
        _write(row, selectors.identity_key(identity_id), plain)
        row.touched_at = now
        row.save()
        trail.record(
            "people.identity_corrected",
            actor=actor,
            now=now,
            subject=("identity", identity_id),
            data={"fields": sorted(plain)},
        )


def reveal(
    *, identity_id: UUID, purpose: str, target: Target, actor: Actor, now: datetime
) -> Revealed:
    """The plain words of a person, for `purpose` (4–200 characters, kept for the auditor). Needs
    `people.reveal` at `target`: where the thing is for which the person is looked up. Leaves a row
    and a trail line (with a digest of the purpose) before anything is shown.
    """
    actor.require("people.reveal", target)
    why = " ".join(purpose.split())
    if not 4 <= len(why) <= 200:
        raise PurposeMissing(field="purpose")
    with transaction():
        row = _alive(identity_id)
        seen = Reveal.objects.create(
            identity_id=identity_id, account_id=actor.account_id, purpose=why, at=now
        )
        trail.record(
            "people.revealed",
            actor=actor,
            now=now,
            subject=("identity", identity_id),
            data={"reveal": str(seen.pk), "purpose": hashlib.sha256(why.encode()).hexdigest()},
        )
        return plain_words(row)


def plain_words(row: Identity) -> Revealed:
    """For this package's services alone."""
    key = selectors.identity_key(row.pk)
    plain = {
        column: cipher.unseal(sealed, purpose=purpose, key=key)
        for column, (purpose, _) in _COLUMNS.items()
        if (sealed := getattr(row, f"{column}_sealed"))
    }
    return Revealed(identity_id=row.pk, **plain)


def erase(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """Forget a person (art. 47): every context erases what it holds, then the identity's words and
    key are destroyed. Needs `people.rights`, the person themself, or the retention job. A context
    may refuse (a matter still open): then nothing is erased. Returns how many rows were emptied.
    """
    if actor.kind != "resident":
        actor.require("people.rights")
    with transaction():
        _alive(identity_id)
        count = sum(entry.erase(identity_id, now) for _, entry in subject_data.items())
        trail.record(
            "people.identity_erased",
            actor=actor,
            now=now,
            subject=("identity", identity_id),
            data={"rows": count},
        )
    return count


def destroy(identity_id: UUID, now: datetime) -> int:
    """People's own share of `erase`. The row stays, empty, so that ids elsewhere stay valid."""
    SubjectRequest.objects.filter(identity_id=identity_id).update(
        words_sealed=None, answer_sealed=None
    )
    Account.objects.filter(identity_id=identity_id).update(identity=None)
    Reveal.objects.filter(identity_id=identity_id).update(purpose="")
    return Identity.objects.filter(pk=identity_id, erased_at__isnull=True).update(
        key_sealed=None,
        name_sealed=None,
        phone_sealed=None,
        id_number_sealed=None,
        address_sealed=None,
        phone_digest=None,
        erased_at=now,
    )


def give_consent(
    *, identity_id: UUID, purpose: Purpose | str, version: str = "1", actor: Actor, now: datetime
) -> None:
    """Note that the person agreed to `purpose` in this version of the words. A newer version takes
    the place of an older one; the same again changes nothing.
    """
    wanted = Purpose(purpose)
    with transaction():
        _alive(identity_id)
        in_force = Consent.objects.filter(
            identity_id=identity_id, purpose=wanted.value, withdrawn_at__isnull=True
        ).first()
        if in_force is not None and in_force.version == version:
            return
        if in_force is not None:
            in_force.withdrawn_at = now
            in_force.save(update_fields=["withdrawn_at"])
        Consent.objects.create(
            identity_id=identity_id, purpose=wanted.value, version=version, given_at=now
        )
        trail.record(
            "people.consent_given",
            actor=actor,
            now=now,
            subject=("identity", identity_id),
            data={"purpose": wanted.value, "version": version},
        )


def withdraw_consent(
    *, identity_id: UUID, purpose: Purpose | str, actor: Actor, now: datetime
) -> None:
    """Take a consent back, as easily as it was given (art. 15). `NoSuchConsent` if none stands."""
    wanted = Purpose(purpose)
    with transaction():
        changed = Consent.objects.filter(
            identity_id=identity_id, purpose=wanted.value, withdrawn_at__isnull=True
        ).update(withdrawn_at=now)
        if not changed:
            raise NoSuchConsent
        trail.record(
            "people.consent_withdrawn",
            actor=actor,
            now=now,
            subject=("identity", identity_id),
            data={"purpose": wanted.value},
        )
