"""Steps for programs: the list of what a key's duties may do, and doing it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from linli.kernel import clock
from linli.kernel.errors import Invalid
from linli.kernel.middleware import actor_of
from linli.kernel.wire import REFUSED, Refusal
from linli.procedures import selectors, services
from linli.procedures.terms import StepState, StepView, WorkQuery
from linli.territory import selectors as territory

router = Router(tags=["steps"])


class OutcomeOut(Schema):
    key: str
    name: str
    reason: bool = Field(description="A note is required.")
    evidence: int = Field(description="The least number of files.")
    form: str = Field(description='Key of the form to answer; "" for none.')


class StageOut(Schema):
    key: str
    name: str
    due_at: datetime | None
    met_at: datetime | None


class StepOut(Schema):
    id: UUID
    name: str
    state: StepState
    duty: str
    subject_kind: str
    subject_id: UUID
    number: str
    title: str
    category: str
    urgency: str
    opened_at: datetime
    due_at: datetime | None
    claimed: bool
    outcomes: list[OutcomeOut]
    stages: list[StageOut]


class StepsOut(Schema):
    items: list[StepOut]
    next: str = Field(description='Pass as `after` for the next page; "" on the last.')


class CompleteIn(Schema):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"outcome": "done", "note": "井盖已更换"}]},
    )

    outcome: str = Field(max_length=60)
    answers: dict[str, Any] = Field({}, description="To the outcome's form, by the fields' keys.")
    note: str = Field("", max_length=2000)
    files: list[UUID] = Field([], max_length=9, description="Ids given by `POST /files`.")


class MarkIn(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"stage": "sign"}]})

    stage: str = Field(max_length=60)


class MovedOut(Schema):
    """`ended`: the whole procedure is over; `opened`: the steps that this one opened."""

    ended: bool
    opened: list[UUID]


class DoneOut(Schema):
    done: bool = True


def _step(one: StepView) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": str(one.name),
        "state": one.state,
        "duty": one.duty,
        "subject_kind": one.header.subject_kind,
        "subject_id": one.header.subject_id,
        "number": one.header.number,
        "title": one.header.title,
        "category": one.header.category,
        "urgency": one.header.urgency,
        "opened_at": one.opened_at,
        "due_at": one.due_at,
        "claimed": one.claimed_by is not None,
        "outcomes": [
            {
                "key": outcome.key,
                "name": str(outcome.name),
                "reason": outcome.reason,
                "evidence": outcome.evidence,
                "form": outcome.form,
            }
            for outcome in one.outcomes
        ],
        "stages": [
            {
                "key": stage.key,
                "name": str(stage.name),
                "due_at": stage.due_at,
                "met_at": stage.met_at,
            }
            for stage in one.stages
        ],
    }


def _moment(text: str, field: str) -> datetime | None:
    found = clock.read(text) if text else None
    if text and found is None:
        raise Invalid(field=field)
    return found


@router.get("", response={200: StepsOut, REFUSED: Refusal}, url_name="steps")
def steps(
    request: HttpRequest,
    scope: Literal["mine", "area", "unit"] = "mine",
    area: Annotated[str, Query(max_length=40, description="Code of an area.")] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    duty: Annotated[str, Query(max_length=60)] = "",
    due_before: Annotated[str, Query(max_length=40, description="ISO 8601.")] = "",
    after: Annotated[str, Query(max_length=120, description="`next` of the page before.")] = "",
) -> Any:
    """Open steps, the soonest due first, 50 a page. `mine`: what this key may act on; `area`: all
    that it may see; `unit`: those of its organisations."""
    query = WorkQuery(
        scope=scope,
        area_path=territory.by_code(area).path if area else "",
        categories=(category,) if category else (),
        duty=duty,
        due_before=_moment(due_before, "due_before"),
        after=after,
    )
    page = selectors.work_list(actor_of(request), query=query, now=clock.now())
    return {"items": [_step(one.step) for one in page.items], "next": page.next}


@router.get("/{uuid:step_id}", response={200: StepOut, REFUSED: Refusal}, url_name="step")
def step(request: HttpRequest, step_id: UUID) -> Any:
    """One step, in any state."""
    return _step(selectors.step_for(actor_of(request), step_id))


@router.post(
    "/{uuid:step_id}/complete", response={200: MovedOut, REFUSED: Refusal}, url_name="step-complete"
)
def complete(request: HttpRequest, step_id: UUID, given: CompleteIn) -> Any:
    """Do a step. Whoever is first wins."""
    moved = services.complete(
        step_id=step_id,
        outcome=given.outcome,
        answers=given.answers,
        note=given.note,
        files=given.files,
        actor=actor_of(request),
        now=clock.now(),
    )
    return {"ended": moved.ended, "opened": [one.id for one in moved.opened]}


@router.post(
    "/{uuid:step_id}/claim", response={200: DoneOut, REFUSED: Refusal}, url_name="step-claim"
)
def claim(request: HttpRequest, step_id: UUID) -> Any:
    """Take a step of a pool."""
    services.claim(step_id=step_id, actor=actor_of(request), now=clock.now())
    return {"done": True}


@router.post(
    "/{uuid:step_id}/mark", response={200: DoneOut, REFUSED: Refusal}, url_name="step-mark"
)
def mark(request: HttpRequest, step_id: UUID, given: MarkIn) -> Any:
    """A stage of a step is met (signed for, contacted, arrived)."""
    services.mark(step_id=step_id, stage=given.stage, actor=actor_of(request), now=clock.now())
    return {"done": True}
