"""A person's own side of their rights: asking, seeing what was answered, taking the copy."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import cipher, rates
from linli.kernel.actor import Actor
from linli.kernel.registry import subject_data
from linli.people import selectors
from linli.people.models import SubjectRequest
from linli.people.rules import copy_parts, copy_until
from linli.people.services.rights import open_request, subject_copy
from linli.people.terms import (
    CopyNotGiven,
    GivenCopy,
    NoSuchIdentity,
    NoSuchRequest,
    OwnRequest,
    RequestKind,
    RequestState,
    WhatIsWrongMissing,
)

DAY = 86_400


def ask(
    *, identity_id: UUID, kind: RequestKind | str, words: str = "", actor: Actor, now: datetime
) -> UUID:
    """`open_request` by the person themself (the caller has checked), at most five tries a day. A
    correction must say what is wrong: `WhatIsWrongMissing`.
    """
    if RequestKind(kind) is RequestKind.CORRECT and not words.strip():
        raise WhatIsWrongMissing(field="words")
    rates.spend("people.ask", str(identity_id), limit=5, seconds=DAY, now=now)
    return open_request(identity_id=identity_id, kind=kind, words=words, actor=actor, now=now)


def own_requests(*, identity_id: UUID, now: datetime) -> tuple[OwnRequest, ...]:
    """A person's own requests, newest first, with what they wrote and what was answered; at most
    50. After an erasure the words are gone and the states stay. The caller has checked the person.
    """
    try:
        key = selectors.identity_key(identity_id)
    except NoSuchIdentity:
        key = None
    rows = SubjectRequest.objects.filter(identity_id=identity_id).order_by("-opened_at")[:50]
    return tuple(_own(row, key, now) for row in rows)


def _own(row: SubjectRequest, key: bytes | None, now: datetime) -> OwnRequest:
    kind, state = RequestKind(row.kind), RequestState(row.state)
    until = copy_until(kind, state, row.answered_at) if key else None
    return OwnRequest(
        id=row.pk,
        kind=kind,
        state=state,
        opened_at=row.opened_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        words=_plain(row.words_sealed, key),
        answer=_plain(row.answer_sealed, key),
        copy_until=until if until and until > now else None,
    )


def _plain(sealed: bytes | memoryview | None, key: bytes | None) -> str:
    if sealed is None or key is None:
        return ""
    return cipher.unseal(sealed, purpose=selectors.WORDS, key=key)


def own_given_copy(
    *, identity_id: UUID, request_id: UUID, actor: Actor, now: datetime
) -> GivenCopy:
    """The copy that a person asked for and was given: `subject_copy`, as it stands now. Refuses
    `NoSuchRequest` for anybody else's request, `CopyNotGiven` before the answer or too long after
    it, `TooMany` beyond ten a day. The caller has checked the person.
    """
    row = SubjectRequest.objects.filter(pk=request_id, identity_id=identity_id).first()
    if row is None:
        raise NoSuchRequest
    until = copy_until(RequestKind(row.kind), RequestState(row.state), row.answered_at)
    if until is None or until <= now:
        raise CopyNotGiven
    rates.spend("people.own_copy", str(identity_id), limit=10, seconds=DAY, now=now)
    held = subject_copy(identity_id=identity_id, actor=actor, now=now)
    words = {name: entry.words for name, entry in subject_data.items()}
    return GivenCopy(until=until, held=held, parts=copy_parts(held, words))
