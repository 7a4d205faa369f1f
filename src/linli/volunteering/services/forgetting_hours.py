"""Forgetting a person: figures stay counted, nobody's any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel import trail
from linli.kernel.actor import SYSTEM
from linli.kernel.database import transaction
from linli.volunteering.models import (
    Certificate,
    FamilyLink,
    HourBook,
    MoveLine,
    OrderFor,
    RecordMove,
    ServiceRecord,
)
from linli.volunteering.terms import CertificateState, MoveState, RecordState, Withdrawn


def forget_hours(*, person: UUID, now: datetime) -> int:
    """Erase what somebody wrote and whose hours they were; their certificates no longer count, what
    nobody has proved is withdrawn, and moves under way end. Returns how many rows."""
    with transaction():
        records = ServiceRecord.objects.filter(identity_id=person)
        MoveLine.objects.filter(move__identity_id=person, open=True).update(open=False)
        RecordMove.objects.filter(
            identity_id=person, state__in=[MoveState.ASKED, MoveState.CONSENTED]
        ).update(state=MoveState.DECLINED)
        count = RecordMove.objects.filter(identity_id=person).update(identity=None, reason="")
        records.filter(state=RecordState.ASKED).update(state=RecordState.WITHDRAWN)
        count += records.update(identity=None, words="", appeal="", objection="", code=None)
        ServiceRecord.objects.filter(confirmed_person_id=person).update(confirmed_person=None)
        valid = Certificate.objects.filter(identity_id=person, state=CertificateState.VALID)
        valid.update(state=CertificateState.WITHDRAWN, why=Withdrawn.ERASED, withdrawn_at=now)
        count += Certificate.objects.filter(identity_id=person).update(identity=None, lines=[])
        links = FamilyLink.objects.filter(Q(giver_id=person) | Q(receiver_id=person))
        count += links.delete()[0]
        count += OrderFor.objects.filter(identity_id=person).delete()[0]
        HourBook.objects.filter(identity_id=person).delete()
        if count:
            trail.record("volunteering.hours_forgotten", actor=SYSTEM, now=now, data={"n": count})
    return count
