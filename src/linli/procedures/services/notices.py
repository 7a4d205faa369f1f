"""Telling those whom a step concerns: one way, whoever sets it off.

What opens or moves a step writes a job (`announce`); the job looks at the step as it is by then,
and says nothing of one that is over. Ladders tell at once, and a service task `messaging.notify` is
given the same words. `told` is the id of the happening that is told of: a job that runs twice tells
nobody twice, and a step that comes back to somebody is told to them again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import EffectCall, effects, job_handlers
from linli.procedures import models
from linli.procedures.services.placing import Spot

ANNOUNCE = "procedures.announce"
TAKEN = "procedures.announce_taken"
NOTIFY = "messaging.notify"


def words_of(
    run: models.Run, step: models.Step | None, *, name: str = "", due: datetime | None = None
) -> dict[str, str]:
    """What a notice about a step says; without a step, about the run's `name`d node. `due` is the
    step's own promise if not another is meant."""
    moment = due or (step.due_at if step is not None else models.FAR)
    return {
        "number": run.number,
        "title": run.title,
        "step_name": step.name if step is not None else name,
        "due": moment.isoformat() if moment < models.FAR else "",
        "url": f"/steps/{step.pk}" if step is not None else "",
    }


def announce(row: models.Step, told: UUID, now: datetime) -> None:
    """A step waits for somebody, from now on: one statement. Notices wait as long as what caused
    them can be taken back. The reporter is told by the owner of the subject, who knows how.
    """
    handler = ANNOUNCE
    if row.area_id is None and row.organisation_id is None and row.person_id is None:
        handler = f"{row.subject_kind}.reporter_asked"
        if job_handlers.find(handler) is None:
            return
    jobs.enqueue(
        handler,
        {"step": str(row.pk), "told": str(told)},
        now=now,
        run_at=now + settings.LINLI_UNDO,
        key=f"step:{row.pk}",
    )


def remind_reporter(row: models.Step, due: datetime, *, told: UUID, now: datetime) -> None:
    """A rung of a ladder tells the reporter: by the owner of the subject, who knows how."""
    handler = f"{row.subject_kind}.reporter_reminded"
    if job_handlers.find(handler) is not None:
        payload = {"step": str(row.pk), "told": str(told), "due": due.isoformat()}
        jobs.enqueue(handler, payload, now=now, key=f"remind:{told}")


def tell_opened(*, step_id: UUID, told: UUID, now: datetime) -> None:
    """The job: tell whoever the step lies with now, unless it is over."""
    step = models.Step.objects.filter(pk=step_id, state="open").select_related("run").first()
    if step is None:
        return
    person = step.person_id or step.claimed_by_id
    spot = Spot(step.duty, step.area_id, step.organisation_id)
    tell(step.run, step, "step_opened", spot, told=told, now=now, person=person)


def announce_taken(row: models.Step, told: UUID, now: datetime) -> None:
    """A pool step has its one: those who were told of it hear that they need not, unless it is
    taken back meanwhile. One statement."""
    jobs.enqueue(
        TAKEN, {"step": str(row.pk), "told": str(told)}, now=now,
        run_at=now + settings.LINLI_UNDO, key=f"taken:{row.pk}",
    )  # fmt: skip


def tell_taken(*, step_id: UUID, told: UUID, now: datetime) -> None:
    """The job: tell those who hold the duty and were told that the step waits, but not who has it.
    Nobody, if it lies in the pool again or was cancelled."""
    step = models.Step.objects.filter(pk=step_id).select_related("run").first()
    if step is None or step.state == "cancelled":
        return
    taker = step.claimed_by_id or step.done_by_id
    if taker is None:
        return
    spot = Spot(step.duty, step.area_id, step.organisation_id)
    tell(step.run, step, "taken_by_other", spot, told=told, now=now, but=taker, heard="step_opened")


def tell_extended(
    row: models.Step, told: UUID, until: datetime, by: UUID | None, now: datetime
) -> None:
    """Whoever the step lies with hears of its new promise, but for the one who gave it."""
    person = row.person_id or row.claimed_by_id
    if person is None or person != by:
        spot = Spot(row.duty, row.area_id, row.organisation_id)
        tell(row.run, row, "extended", spot, told=told, now=now, person=person, due=until, but=by)


def tell(
    run: models.Run, step: models.Step, template: str, spot: Spot, *, told: UUID, now: datetime,
    person: UUID | None = None, due: datetime | None = None, said: str = "",
    but: UUID | None = None, heard: str = "",
) -> None:  # fmt: skip
    """Tell a person, or those who hold a duty at a place. Nothing without either. `but` is not
    told; with `heard`, only those who were told of the step by that template."""
    notify = effects.find(NOTIFY)
    if notify is None or not (person or spot.area_id or spot.organisation_id):
        return
    notify(
        EffectCall(
            run_id=run.pk, subject_kind=run.subject_kind, subject_id=run.subject_id,
            node=step.node, actor=SYSTEM, now=now,
            properties={
                "template": template, "to": spot.duty, "told": str(told),
                "but": str(but or ""), "heard": heard,
            },
            data={
                "area_id": str(spot.area_id or ""),
                "organisation_id": str(spot.organisation_id or ""),
                "person_id": str(person or ""), "told": said,
            },
            area_id=run.area_id, notice=words_of(run, step, due=due),
            revision=run.method_revision,
        )
    )  # fmt: skip
