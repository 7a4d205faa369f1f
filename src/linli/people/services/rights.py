"""The desk for people's requests about their data, and the retention of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from linli.kernel import cipher, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.kernel.registry import subject_data
from linli.people import selectors
from linli.people.models import Account, Identity, Reveal, SignedIn, SignInCode, SubjectRequest
from linli.people.services.identities import erase, plain_words
from linli.people.terms import (
    AlreadyAnswered,
    NoSuchIdentity,
    NoSuchRequest,
    ReasonMissing,
    RequestKind,
    RequestState,
)


def open_request(
    *, identity_id: UUID, kind: RequestKind | str, words: str = "", actor: Actor, now: datetime
) -> UUID:
    """A person asks for a copy, a correction or deletion. Due in `LINLI_REQUEST_DAYS` days. The
    same request twice is one request. The caller has made sure that it is that person.
    """
    wanted = RequestKind(kind)
    text = words.strip()[:1000]
    with transaction():
        key = selectors.identity_key(identity_id)
        found = SubjectRequest.objects.filter(
            identity_id=identity_id, kind=wanted.value, state=RequestState.OPEN.value
        ).first()
        if found is not None:
            return found.pk
        row = SubjectRequest.objects.create(
            identity_id=identity_id,
            kind=wanted.value,
            words_sealed=cipher.seal(text, purpose=selectors.WORDS, key=key) if text else None,
            opened_at=now,
            due_at=now + timedelta(days=settings.LINLI_REQUEST_DAYS),
        )
        trail.record(
            "people.request_opened",
            actor=actor,
            now=now,
            subject=("subject_request", row.pk),
            data={"kind": wanted.value, "identity": str(identity_id)},
        )
        return row.pk


def request_words(*, request_id: UUID, actor: Actor, now: datetime) -> str:
    """What the person wrote; needs `people.rights` and leaves a trail line."""
    actor.require("people.rights")
    with transaction():
        row = SubjectRequest.objects.filter(pk=request_id).first()
        if row is None:
            raise NoSuchRequest
        trail.record(
            "people.request_read", actor=actor, now=now, subject=("subject_request", row.pk)
        )
        if row.words_sealed is None:
            return ""
        key = selectors.identity_key(row.identity_id)
        return cipher.unseal(row.words_sealed, purpose=selectors.WORDS, key=key)


def answer_request(
    *, request_id: UUID, done: bool, answer: str = "", actor: Actor, now: datetime
) -> None:
    """Answer a request. Granting a deletion erases the person at once; a refusal needs a reason,
    which the person can read (art. 50). Needs `people.rights`. Refuses `AlreadyAnswered`.
    """
    actor.require("people.rights")
    text = answer.strip()[:1000]
    if not done and not text:
        raise ReasonMissing(field="answer")
    with transaction():
        row = locked(SubjectRequest.objects.filter(pk=request_id)).first()
        if row is None:
            raise NoSuchRequest
        if row.state != RequestState.OPEN.value:
            raise AlreadyAnswered
        deletes = done and row.kind == RequestKind.DELETE.value
        row.state = (RequestState.DONE if done else RequestState.REFUSED).value
        row.answered_at, row.answered_by_id = now, actor.account_id
        if text and not deletes:
            row.answer_sealed = cipher.seal(
                text, purpose=selectors.WORDS, key=selectors.identity_key(row.identity_id)
            )
        row.save()
        trail.record(
            "people.request_answered",
            actor=actor,
            now=now,
            subject=("subject_request", row.pk),
            data={"state": row.state},
        )
        if deletes:
            erase(identity_id=row.identity_id, actor=actor, now=now)


def subject_copy(*, identity_id: UUID, actor: Actor, now: datetime) -> Mapping[str, Any]:
    """All that linli holds of a person, by context (art. 45), for handing over to that person.
    By the person (the caller has checked) or with `people.rights`; leaves a trail line.
    """
    if actor.kind != "resident":
        actor.require("people.rights")
    with transaction():
        if not Identity.objects.filter(pk=identity_id, erased_at__isnull=True).exists():
            raise NoSuchIdentity
        trail.record("people.copied", actor=actor, now=now, subject=("identity", identity_id))
        return {name: entry.copy(identity_id) for name, entry in subject_data.items()}


def own_copy(identity_id: UUID) -> Mapping[str, Any]:
    """People's own share of `subject_copy`: plain words, consents, requests, who looked."""
    row = Identity.objects.get(pk=identity_id)
    words = plain_words(row)
    return {
        "name": words.name,
        "phone": words.phone,
        "id_number": words.id_number,
        "address": words.address,
        "kept_since": row.created_at.isoformat(),
        "consents": [
            {
                "purpose": one.purpose.value,
                "version": one.version,
                "given_at": one.given_at.isoformat(),
                "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else "",
            }
            for one in selectors.consents(identity_id)
        ],
        "requests": [
            {"kind": kind, "state": state, "opened_at": opened_at.isoformat()}
            for kind, state, opened_at in SubjectRequest.objects.filter(identity_id=identity_id)
            .order_by("opened_at")
            .values_list("kind", "state", "opened_at")
        ],
        "looked_at": [
            {"at": at.isoformat(), "purpose": purpose}
            for at, purpose in Reveal.objects.filter(identity_id=identity_id)
            .order_by("at")
            .values_list("at", "purpose")
        ],
    }


def keep_no_longer(*, now: datetime, limit: int = 200) -> int:
    """Retention (art. 19): erase identities that nothing has touched for `LINLI_RETENTION_DAYS`
    (0: never), at most `limit` in one go; forget old codes and ended sessions. A context that
    still needs a person refuses the erasure: then that person is left for another day. Returns
    how many were erased.
    """
    SignInCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SignedIn.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    if settings.LINLI_RETENTION_DAYS <= 0:
        return 0
    before = now - timedelta(days=settings.LINLI_RETENTION_DAYS)
    staff = Account.objects.filter(identity__isnull=False).values("identity_id")
    asking = SubjectRequest.objects.filter(state=RequestState.OPEN.value).values("identity_id")
    old = (
        Identity.objects.filter(erased_at__isnull=True, touched_at__lt=before)
        .exclude(pk__in=staff)
        .exclude(pk__in=asking)
        .order_by("touched_at")
        .values_list("pk", flat=True)[:limit]
    )
    erased = 0
    for identity_id in list(old):
        try:
            erase(identity_id=identity_id, actor=SYSTEM, now=now)
        except Refused:
            # still needed: look again in a while, and let the others in this turn
            Identity.objects.filter(pk=identity_id).update(
                touched_at=before + timedelta(days=min(30, settings.LINLI_RETENTION_DAYS))
            )
        else:
            erased += 1
    return erased
