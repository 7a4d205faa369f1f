"""Versions of texts: what is voted on is never changed, a change is the next version."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from linli.deliberation.models import TextVersion
from linli.deliberation.terms import LONGEST_TEXT, LONGEST_TITLE, WrongAgenda
from linli.kernel.actor import Actor


def digest(title: str, words: str) -> str:
    """SHA-256 over title and words, for whoever compares what was voted with what is shown."""
    return hashlib.sha256(f"{title}\n{words}".encode()).hexdigest()


def write_text(
    *, subject: tuple[str, UUID], title: str, words: str, actor: Actor, now: datetime
) -> TextVersion:
    """The next version of a subject's text; the last one again if nothing changed. Inside the
    caller's transaction, which holds the subject. Refuses `WrongAgenda`."""
    kept_title, kept = " ".join(title.split()), words.strip()
    if not kept_title or len(kept_title) > LONGEST_TITLE or len(kept) > LONGEST_TEXT:
        raise WrongAgenda(field="agenda")
    mark = digest(kept_title, kept)
    rows = TextVersion.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    last = rows.order_by("-number").first()
    if last is not None and last.digest == mark:
        return last
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    return TextVersion.objects.create(
        subject_kind=subject[0],
        subject_id=subject[1],
        number=number,
        title=kept_title,
        words=kept,
        digest=mark,
        made_at=now,
        made_by_id=actor.account_id,
    )
