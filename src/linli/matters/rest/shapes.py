"""What programs send and are sent about matters. Points go out in WGS-84."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from linli.matters.terms import LONGEST_PLACE, LONGEST_WORDS, State

Datum = Literal["wgs84", "gcj02"]


class PlaceIn(Schema):
    """Where: an area, a point, words; at least one of them."""

    area: str = Field("", max_length=40, description="Code of an area: see `/areas`.")
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    datum: Datum = Field("wgs84", description="Of the point. Maps published in China are gcj02.")
    words: str = Field("", max_length=LONGEST_PLACE)


class ContactIn(Schema):
    """How the reporter can be called back. Empty: anonymous."""

    phone: str = Field("", max_length=20)
    name: str = Field("", max_length=30)


class MatterIn(Schema):
    """A report. Programs whose key opens this kind by duty report as staff; others may open what
    residents may open themselves."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "report",
                    "words": "3号楼门口的井盖坏了",
                    "category": "",
                    "place": {"longitude": 117.1775, "latitude": 26.9009, "datum": "wgs84"},
                    "contact": {"phone": "", "name": ""},
                }
            ]
        },
    )

    kind: str = Field(max_length=40)
    words: str = Field("", max_length=LONGEST_WORDS)
    category: str = Field("", max_length=60)
    place: PlaceIn = Field(default_factory=lambda: PlaceIn.model_validate({}))
    contact: ContactIn = Field(default_factory=lambda: ContactIn.model_validate({}))
    may_publish: bool = False
    answers: dict[str, Any] = Field({}, description="To the kind's own questions, by their keys.")
    files: list[UUID] = Field([], max_length=9, description="Ids given by `POST /files`.")
    parent: UUID | None = None


class OpenedOut(Schema):
    """`code` is the reporter's key to the matter: give it to nobody else."""

    id: UUID
    code: str
    number: str
    again: bool = Field(description="This idempotency key had come before: nothing new was opened.")


class MatterOut(Schema):
    id: UUID
    number: str
    title: str
    kind: str
    category: str
    category_name: str
    place: str
    state: State
    urgency: str
    opened_at: datetime
    closed_at: datetime | None
    longitude: float | None = Field(description="WGS-84")
    latitude: float | None = Field(description="WGS-84")


class MattersOut(Schema):
    items: list[MatterOut]
    next: str = Field(description='Pass as `after` for the next page; "" on the last.')


class ReportOut(Schema):
    words: str
    place: str
    channel: str
    at: datetime
    contact: str = Field(description="Masked.")


class OpenStepOut(Schema):
    id: UUID
    name: str
    duty: str
    due_at: datetime | None
    mine: bool = Field(description="This key may act on it: see `/steps/{id}`.")


class MatterWholeOut(MatterOut):
    reports: list[ReportOut]
    steps: list[OpenStepOut]


class HappenedOut(Schema):
    state: Literal["done", "now", "next"]
    words: str
    at: datetime | None
    due_at: datetime | None


class TrackedOut(Schema):
    """A matter as its reporter follows it."""

    code: str
    number: str
    title: str
    place: str
    words: str
    state: State
    opened_at: datetime
    asked: bool = Field(description="An answer is awaited: `POST /track/{code}/answer`.")
    timeline: list[HappenedOut]


class AnswerIn(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"solved": True, "satisfied": 5}]}
    )

    solved: bool
    satisfied: int | None = Field(None, ge=1, le=5)
    words: str = Field("", max_length=500)


class DoneOut(Schema):
    done: bool = True


class QuestionOut(Schema):
    key: str
    label: str
    type: str
    required: bool
    choices: list[str]


class KindOut(Schema):
    key: str
    name: str
    anonymous: bool = Field(description="Residents may open it without an account.")
    questions: list[QuestionOut]


class CategoryOut(Schema):
    key: str
    name: str
    parent: str
    may_choose: bool


class FileOut(Schema):
    id: UUID
    media_type: str
    size: int
