"""Publishing until taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.publicity.models import Publication as Row
from linli.publicity.rules import digest_of, mask_text
from linli.publicity.selectors.publications import as_term
from linli.publicity.terms import (
    SUBJECT,
    AlreadyClosed,
    Masked,
    NotADraft,
    NothingToPublish,
    Publication,
    PublicationNotFound,
    ReasonMissing,
    WrongSpan,
)

LONGEST_TITLE, LONGEST_WORDS, LONGEST_REASON = 60, 2000, 200


def publish(
    *,
    subject: tuple[str, UUID],
    title: str,
    words: str,
    area_path: str,
    actor: Actor,
    now: datetime,
    kind: str = "answer",
    since: datetime | None = None,
    until: datetime | None = None,
    draft: bool = False,
) -> Publication:
    """Show masked words about a subject to the public, from `since` (now) to `until` (None: until
    withdrawn). An open publication of the same subject and kind gives way to this next version.
    Consent of whoever is meant is the caller's affair. Needs `publicity.publish` at the area;
    refuses `NothingToPublish`, `WrongSpan`.
    """
    actor.require("publicity.publish", Target(area_path))
    begins = since or now
    if until is not None and until <= begins:
        raise WrongSpan(field="until")
    masked_title, masked = _masked(title, words)
    with transaction():
        others = Row.objects.filter(subject_kind=subject[0], subject_id=subject[1], kind=kind)
        last = others.aggregate(last=Max("version"))["last"] or 0
        if not draft:
            others.filter(state="open").update(state="closed")
        row = Row.objects.create(
            subject_kind=subject[0],
            subject_id=subject[1],
            kind=kind,
            title=masked_title.text,
            words=masked.text,
            area_path=area_path,
            since=begins,
            until=until,
            version=last + 1,
            digest=digest_of(masked_title.text, masked.text),
            state="draft" if draft else "open",
            published_by_id=actor.account_id,
        )
        trail.record(
            "publicity.drafted" if draft else "publicity.published",
            actor=actor,
            now=now,
            subject=subject,
            data={
                "publication": str(row.pk),
                "version": row.version,
                "hidden": masked.hidden + masked_title.hidden,
            },
        )
    return as_term(row)


def _masked(title: str, words: str) -> tuple[Masked, Masked]:
    """Both as they will be shown. Refuses `NothingToPublish`."""
    if not title.strip() or not words.strip():
        raise NothingToPublish(field="words" if title.strip() else "title")
    for field, text, most in (("title", title, LONGEST_TITLE), ("words", words, LONGEST_WORDS)):
        if len(text) > most:
            raise NothingToPublish(field=field)
    return mask_text(title.strip()), mask_text(words.strip())


def open_draft(*, publication_id: UUID, actor: Actor, now: datetime) -> Publication:
    """Show a draft. Its time begins now unless it begins later. Refuses `NotADraft`."""
    with transaction():
        row = _held(publication_id, actor)
        if row.state != "draft":
            raise NotADraft
        if row.until is not None and row.until <= now:
            raise WrongSpan(field="until")
        same = Row.objects.filter(
            subject_kind=row.subject_kind, subject_id=row.subject_id, kind=row.kind, state="open"
        )
        same.update(state="closed")
        row.state, row.since = "open", max(row.since, now)
        row.save()
        _line("publicity.published", row, actor, now)
    return as_term(row)


def withdraw(*, publication_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Take a publication back at once, with a reason (masked and kept for colleagues). Needs
    `publicity.publish` there; refuses `ReasonMissing`, `AlreadyClosed`.
    """
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise ReasonMissing(field="reason")
    with transaction():
        row = _held(publication_id, actor)
        if row.state == "closed":
            raise AlreadyClosed
        row.state, row.reason = "closed", mask_text(why).text[:LONGEST_REASON]
        row.save()
        _line("publicity.withdrawn", row, actor, now)


def erase_of_subject(*, subject: tuple[str, UUID], actor: Actor, now: datetime) -> int:
    """Erase all that was published of a subject: for retention. The caller has asked whether the
    actor may.
    """
    with transaction():
        count, _ = Row.objects.filter(subject_kind=subject[0], subject_id=subject[1]).delete()
        if count:
            trail.record(
                "publicity.erased", actor=actor, now=now, subject=subject, data={"count": count}
            )
    return count


def close_ended(now: datetime) -> int:
    """Close what is over; returns how many. It was not shown any more anyway."""
    return Row.objects.filter(state="open", until__lte=now).update(state="closed")


def _held(publication_id: UUID, actor: Actor) -> Row:
    row = locked(Row.objects.filter(pk=publication_id)).first()
    if row is None or row.subject_kind == SUBJECT:  # a period's text is changed with its period
        raise PublicationNotFound
    actor.require("publicity.publish", Target(row.area_path))
    return row


def _line(name: str, row: Row, actor: Actor, now: datetime) -> None:
    trail.record(
        name,
        actor=actor,
        now=now,
        subject=(row.subject_kind, row.subject_id),
        data={"publication": str(row.pk), "version": row.version},
    )
