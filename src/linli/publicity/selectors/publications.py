"""What the public sees until it is taken back, and what was published of a subject."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within
from linli.publicity import rules
from linli.publicity.models import Publication as Row
from linli.publicity.terms import (
    SUBJECT,
    Masked,
    Publication,
    PublicationNotFound,
    PublicPage,
    State,
)

PAGE = 20


def as_term(row: Row) -> Publication:
    return Publication(
        id=row.id,
        subject=(row.subject_kind, row.subject_id),
        kind=row.kind,
        title=row.title,
        words=row.words,
        area_path=row.area_path,
        since=row.since,
        until=row.until,
        version=row.version,
        state=cast("State", row.state),
        published_by=row.published_by_id,
        reason=row.reason,
    )


def _shown(now: datetime) -> QuerySet[Row]:
    running = Q(until__isnull=True) | Q(until__gt=now)
    rows = Row.objects.filter(running, state="open", since__lte=now)
    return rows.exclude(subject_kind=SUBJECT)  # the text of a period stands on the period's page


def public_list(*, now: datetime, area_path: str = "", kind: str = "", page: int = 1) -> PublicPage:
    """What anybody may read now, newest first, 20 a page; one statement."""
    rows = _shown(now).filter(within("area_path", area_path))
    if kind:
        rows = rows.filter(kind=kind)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-since", "-id")[start : start + PAGE + 1])
    return PublicPage(tuple(as_term(row) for row in found[:PAGE]), max(page, 1), len(found) > PAGE)


def shown_of(*, kind: str, now: datetime, most: int) -> tuple[Publication, ...]:
    """What is shown now of one kind, newest first, at most so many; one statement."""
    rows = _shown(now).filter(kind=kind).order_by("-since", "-id")[:most]
    return tuple(as_term(row) for row in rows)


def public_one(publication_id: UUID, *, now: datetime) -> Publication:
    """One publication that is shown now; `PublicationNotFound` for all others."""
    row = _shown(now).filter(pk=publication_id).first()
    if row is None:
        raise PublicationNotFound
    return as_term(row)


def of_subject(kind: str, subject_id: UUID) -> tuple[Publication, ...]:
    """All that was ever published of a subject, newest version first, drafts and withdrawn ones
    included: for those who have been through the subject's doorway.
    """
    rows = Row.objects.filter(subject_kind=kind, subject_id=subject_id).order_by(
        "-since", "-version"
    )
    return tuple(as_term(row) for row in rows)


def words_shown(kind: str, ids: Collection[UUID], *, now: datetime) -> dict[UUID, str]:
    """The masked words that anybody may read now of these subjects, by subject. One statement."""
    rows = _shown(now).filter(subject_kind=kind, subject_id__in=ids).order_by("since")
    return dict(rows.values_list("subject_id", "words"))


def preview(text: str) -> Masked:
    """How a text will be shown, to be read before it is published."""
    return rules.mask_text(text)


def may_withdraw(actor: Actor, one: Publication) -> bool:
    return actor.may("publicity.publish", Target(one.area_path))
