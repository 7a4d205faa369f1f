"""Intake, following and lists for programs. Thin: one service or one selector each."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Header, Path, Query, Router, UploadedFile
from ninja.responses import Status

from linli.files import services as files
from linli.kernel import clock, rates
from linli.kernel.actor import Actor
from linli.kernel.addresses import client_address
from linli.kernel.errors import Invalid
from linli.kernel.middleware import actor_of
from linli.kernel.wire import REFUSED, Refusal
from linli.matters import selectors, services
from linli.matters.rest import shapes
from linli.matters.selectors import MatterQuery
from linli.matters.terms import Channel, Contact, Intake, MatterLine, Place, State
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory

LOOK_UPS_AN_HOUR = 600
router = Router(tags=["matters"])
_Refused = {REFUSED: Refusal}
Code = Annotated[str, Path(..., max_length=20, description="The reporter's tracking code.")]
Key = Annotated[
    str,
    Header(
        "", alias="Idempotency-Key", max_length=200,
        description="The same key from the same caller is the same report.",
    ),
]  # fmt: skip


def moment(text: str, field: str) -> datetime | None:
    """A moment in a query; refuses (`Invalid`) what is none."""
    if not text:
        return None
    found = clock.read(text)
    if found is None:
        raise Invalid(field=field)
    return found


def place_of(given: shapes.PlaceIn) -> Place:
    """The place in WGS-84."""
    longitude, latitude = given.longitude, given.latitude
    if (longitude is None) != (latitude is None):
        raise Invalid(field="place")
    if longitude is not None and latitude is not None and given.datum == "gcj02":
        longitude, latitude = territory.to_wgs84(longitude, latitude)
    area = territory.by_code(given.area).id if given.area else None
    return Place(area, longitude, latitude, given.words, asked=True)


def client_key(actor: Actor, given: str) -> str:
    """A caller's idempotency key, apart from every other caller's."""
    if not given:
        return ""
    return "api-" + hashlib.sha256(f"{actor.account_id}|{given}".encode()).hexdigest()[:48]


@router.post(
    "/matters", response={201: shapes.OpenedOut, 200: shapes.OpenedOut, **_Refused},
    url_name="matter-open",
)  # fmt: skip
def open_matter(request: HttpRequest, given: shapes.MatterIn, idempotency_key: Key) -> Status[Any]:
    """Hand in a report."""
    actor = actor_of(request)
    opened = services.open_matter(
        intake=Intake(
            kind=given.kind,
            words=given.words,
            place=place_of(given.place),
            category=given.category,
            contact=Contact(given.contact.phone, given.contact.name),
            client_key=client_key(actor, idempotency_key),
            channel=Channel.API,
            files=tuple(given.files),
            parent_id=given.parent,
            may_publish=given.may_publish,
            answers=given.answers,
        ),
        actor=actor,
        now=clock.now(),
    )
    said = {
        "id": opened.matter_id,
        "code": opened.code,
        "number": opened.number,
        "again": opened.again,
    }
    return Status(200 if opened.again else 201, said)


@router.get("/matters", response={200: shapes.MattersOut, **_Refused}, url_name="matters")
def matters(
    request: HttpRequest,
    state: State | None = None,
    kind: Annotated[str, Query(max_length=40)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    area: Annotated[str, Query(max_length=40, description="Code of an area.")] = "",
    since: Annotated[str, Query(max_length=40, description="Opened at or after, ISO 8601.")] = "",
    until: Annotated[str, Query(max_length=40, description="Opened before, ISO 8601.")] = "",
    after: Annotated[str, Query(max_length=120, description="`next` of the page before.")] = "",
) -> Any:
    """The matters that the key's duties see, newest first, 50 a page."""
    actor = actor_of(request)
    actor.require("matters.see")
    query = MatterQuery(
        state=state or "",
        kind=kind,
        category=category,
        area_path=territory.by_code(area).path if area else "",
        since=moment(since, "since"),
        until=moment(until, "until"),
        before=after,
    )
    found = selectors.matter_list(actor, query)
    points = selectors.points([one.matter_id for one in found.lines])
    return {
        "items": [_line(one, points.get(one.matter_id)) for one in found.lines],
        "next": found.more,
    }


def _line(one: MatterLine, point: tuple[float, float] | None) -> dict[str, Any]:
    return {
        "id": one.matter_id,
        "number": one.number,
        "title": one.title,
        "kind": one.kind_name,
        "category": one.category,
        "category_name": one.category_name,
        "place": one.place,
        "state": one.state,
        "urgency": one.urgency,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "longitude": point[0] if point else None,
        "latitude": point[1] if point else None,
    }


@router.get(
    "/matters/{uuid:matter_id}",
    response={200: shapes.MatterWholeOut, **_Refused},
    url_name="matter",
)
def matter(request: HttpRequest, matter_id: UUID) -> Any:
    """A matter with its reports and open steps."""
    page = selectors.matter_for(actor_of(request), matter_id)
    point = (
        (page.longitude, page.latitude)
        if page.longitude is not None and page.latitude is not None
        else None
    )
    mine = {one.id for one in page.mine}
    return {
        **_line(page.line, point),
        "reports": [
            {
                "words": one.words,
                "place": one.place_words,
                "channel": one.channel,
                "at": one.at,
                "contact": one.contact,
            }
            for one in page.reports
        ],
        "steps": [
            {
                "id": one.id,
                "name": str(one.name),
                "duty": one.duty,
                "due_at": one.due_at,
                "mine": one.id in mine,
            }
            for one in page.run.open
        ],
    }


def _look_up(request: HttpRequest, now: datetime) -> None:
    """Codes must not be found by trying."""
    who = client_address(request)
    rates.spend("matters.track", who, limit=LOOK_UPS_AN_HOUR, seconds=3600, now=now)


@router.get("/track/{str:code}", response={200: shapes.TrackedOut, **_Refused}, auth=None,
            url_name="track")  # fmt: skip
def track(request: HttpRequest, code: Code) -> Any:
    """A matter as its reporter follows it. The code is the key."""
    now = clock.now()
    _look_up(request, now)
    found = selectors.by_code(code, now=now)
    return {
        "code": found.code,
        "number": found.number,
        "title": found.title,
        "place": found.place,
        "words": found.words,
        "state": found.state,
        "opened_at": found.opened_at,
        "asked": found.question is not None,
        "timeline": [
            {"state": one.state, "words": str(one.words), "at": one.at, "due_at": one.due_at}
            for one in found.timeline
        ],
    }


@router.post(
    "/track/{str:code}/answer", response={200: shapes.DoneOut, **_Refused}, url_name="track-answer"
)
def answer(request: HttpRequest, code: Code, given: shapes.AnswerIn) -> Any:
    """The reporter's answer at the end: solved or not, and how satisfied."""
    now = clock.now()
    _look_up(request, now)
    services.answer(
        code=code,
        solved=given.solved,
        satisfied=given.satisfied,
        words=given.words,
        actor=actor_of(request),
        now=now,
    )
    return {"done": True}


@router.get("/kinds", response={200: list[shapes.KindOut], **_Refused}, auth=None, url_name="kinds")
def kinds(request: HttpRequest) -> Any:  # noqa: ARG001 - the same for everybody
    """What can be opened here, with the questions that are asked."""
    return [
        {
            "key": one.key,
            "name": str(one.name),
            "anonymous": one.anonymous,
            "questions": _questions(one.form),
        }
        for one in selectors.catalogue().kinds.values()
    ]


def _questions(form: str) -> list[dict[str, Any]]:
    asked = procedures.form(form) if form else None
    return [
        {
            "key": one.key,
            "label": str(one.label),
            "type": one.type,
            "required": one.required,
            "choices": [choice.key for choice in one.choices],
        }
        for one in (asked.fields if asked else ())
    ]


@router.get("/categories", response={200: list[shapes.CategoryOut], **_Refused}, auth=None,
            url_name="categories")  # fmt: skip
def categories(request: HttpRequest) -> Any:  # noqa: ARG001 - the same for everybody
    """The county's classes of matters."""
    catalogue = selectors.catalogue()
    leaves = {one.key for one in catalogue.leaves()}
    return [
        {
            "key": one.key,
            "name": str(one.name),
            "parent": one.parent,
            "may_choose": one.key in leaves,
        }
        for one in catalogue.categories.values()
    ]


@router.post("/files", response={201: shapes.FileOut, **_Refused}, url_name="files")
def receive(request: HttpRequest, file: Annotated[UploadedFile, File(...)]) -> Status[Any]:
    """Hand in a photo or a document; it waits a day to be named in a report or a step."""
    stored = files.receive(upload=file, kind="any", actor=actor_of(request), now=clock.now())
    said = {"id": stored.id, "media_type": stored.media_type, "size": stored.size}
    return Status(201, said)
