"""What is erased: on a person's request, and when the time to keep words is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.files import selectors as stored
from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.visits.models import Finding, Plan, Subject, Visit
from linli.visits.terms import SUBJECT, VISIT, PlanState

BATCH = 500


def erase_person(*, identity_id: UUID, now: datetime) -> int:
    """Forget what was recorded of a person: the key of each of their entries is destroyed, answers,
    photos, label and group go; that there were visits stays. Returns how many entries.
    """
    with transaction():
        rows = list(locked(Subject.objects.filter(identity_id=identity_id)))
        for row in rows:
            visits = Visit.objects.filter(subject_id=row.pk, erased_at__isnull=True)
            _erase(list(visits.values_list("pk", flat=True)), SYSTEM, now)
            Finding.objects.filter(subject_id=row.pk).update(note="", answers=[])
            Plan.objects.filter(subject_id=row.pk, state=PlanState.OPEN).update(
                state=PlanState.DROPPED, done_at=now
            )
            row.key_sealed, row.label, row.group, row.identity = None, "", "", None
            row.longitude = row.latitude = None
            row.until = row.until or now
            row.save()
            trail.record("visits.subject_erased", actor=SYSTEM, now=now, subject=(SUBJECT, row.pk))
    return len(rows)


def erase_old(now: datetime) -> int:
    """Erase answers and photos of visits older than words are kept (`LINLI_KEEP_WORDS`); their
    digests stay. Returns how many; the next run takes the next batch.
    """
    with transaction():
        old = Visit.objects.filter(erased_at__isnull=True, at__lt=now - settings.LINLI_KEEP_WORDS)
        ids = list(old.order_by("at").values_list("pk", flat=True)[:BATCH])
        _erase(ids, SYSTEM, now)
        if ids:
            trail.record("visits.old_erased", actor=SYSTEM, now=now, data={"count": len(ids)})
    return len(ids)


def _erase(ids: list[UUID], actor: Actor, now: datetime) -> None:
    Visit.objects.filter(pk__in=ids).update(answers={}, sealed=None, note="", erased_at=now)
    photos = [one.id for some in stored.of_owners(VISIT, ids).values() for one in some]
    if photos:
        files.remove(ids=photos, actor=actor, now=now)
