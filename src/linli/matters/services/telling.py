"""Telling reporters who left a number: received, asked, ended. Nobody else is told from here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.kernel.database import transaction
from linli.matters.models import Report
from linli.messaging import selectors as messaging_reads
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.procedures import selectors as procedures
from linli.procedures.terms import NoSuchStep, StepState

RECEIVED, ASKED, CLOSED = "reporter_received", "reporter_rate", "reporter_closed"
REMIND = "reporter_remind"


def tell_reporters(
    matter_id: UUID, template: str, *, due_at: datetime | None = None, only: UUID | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """One message to each reporter who can be reached (or to that of the report `only`), if the
    method has such a template. Joins the caller's transaction; nothing is written for anonymous
    reports."""
    if template not in messaging_reads.templates():
        return
    rows = Report.objects.filter(matter_id=matter_id, identity__isnull=False)
    if only is not None:
        rows = rows.filter(pk=only)
    for identity_id, code, number in rows.values_list("identity_id", "code", "matter__number"):
        messaging.tell(
            template=template,
            to=Audience.of_identity(identity_id),
            data={
                "number": number,
                "due": due_at.isoformat() if due_at else "",
                "link": f"{settings.LINLI_ADDRESS}/t/{code}",
            },
            about=("matter", matter_id),
            now=now,
        )


def reporter_asked(*, step_id: UUID, now: datetime) -> None:
    """A step waits for the reporter's answer: say so, unless it was answered or taken back."""
    try:
        step = procedures.step_view(step_id)
    except NoSuchStep:
        return
    if step.state == StepState.OPEN:
        with transaction():
            tell_reporters(step.header.subject_id, ASKED, due_at=step.due_at, now=now)


def reporter_reminded(*, step_id: UUID, due_at: datetime, now: datetime) -> None:
    """An appointment comes near: say so, unless the step is over."""
    try:
        step = procedures.step_view(step_id)
    except NoSuchStep:
        return
    if step.state == StepState.OPEN:
        with transaction():
            tell_reporters(step.header.subject_id, REMIND, due_at=due_at, now=now)
