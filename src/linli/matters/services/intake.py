"""Taking in a report: validated, placed, routed, on its way and on the trail in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from linli.files import services as files
from linli.kernel import clock, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import transaction
from linli.kernel.ids import new_code, new_id
from linli.kernel.numbers import early_number
from linli.kernel.writes import insert
from linli.matters import rules, selectors
from linli.matters.models import Fact, Matter, Report
from linli.matters.services.ending import seen_open_row
from linli.matters.services.indexing import digest, index
from linli.matters.services.telling import RECEIVED, tell_reporters
from linli.matters.terms import (
    REPORT,
    SUBJECT,
    Catalogue,
    Channel,
    FactKind,
    Intake,
    Kind,
    MayNotOpen,
    NotAChild,
    NotEnrolled,
    Opened,
    OutsideCounty,
    PhoneNeeded,
    Place,
    PlaceAmbiguous,
    TooManyPictures,
)
from linli.people import services as people
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures
from linli.procedures.terms import Header
from linli.territory import selectors as territory
from linli.territory.terms import Area

MOST_PICTURES = 9
MOST_READINGS = 8
# The names of `_start_data`: what procedures and decisions about matters may ask from the start.
START_DATA = (
    "kind", "category", "urgency", "area_kind", "place_known", "reporter_kind", "channel",
    "owner", "within", "person", "reporter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An intake after every check that needs no transaction."""

    kind: Kind
    words: str
    place_words: str
    area: Area
    place_known: bool
    category: str
    urgency: str
    title: str
    kept: Mapping[str, Any]


Beside = Callable[[UUID], None]


def open_matter(
    *, intake: Intake, actor: Actor, now: datetime, beside: Beside | None = None
) -> Opened:
    """Take in a report and start its procedure. `beside` writes the rows that say what else this
    matter is (a line of a list), given its id: its first effects find them.

    Idempotent by `intake.client_key`: a retried post answers with the first matter's code and
    `again=True`. Refuses `UnknownKind`, `MayNotOpen`, `NothingSaid`, `TooLong`, `PlaceMissing`,
    `OutsideCounty`, `UnknownCategory`, `TooManyPictures`, `NotAChild`, and of the parent
    `MatterNotFound`, `AlreadyEnded`.
    """
    catalogue = selectors.catalogue()
    prepared = _prepare(intake, catalogue, actor, now)
    seen = _seen(intake.client_key)
    if seen is not None:
        return seen
    count = early_number(f"matter.{clock.local(now).year}")
    try:
        with transaction():
            return _write(intake, prepared, catalogue, actor, now, count, beside)
    except IntegrityError:
        # The same post twice at the same moment: the database let one through.
        seen = _seen(intake.client_key)
        if seen is None:
            raise
        return seen


def _seen(client_key: str) -> Opened | None:
    if not client_key:
        return None
    rows = Report.objects.filter(client_key=client_key)
    found = rows.values_list("matter_id", "code", "matter__number")[:1]
    return next((Opened(*row, again=True) for row in found), None)


def _prepare(intake: Intake, catalogue: Catalogue, actor: Actor, now: datetime) -> _Prepared:
    kind = catalogue.kind(intake.kind)
    if len(intake.files) > MOST_PICTURES:
        raise TooManyPictures(limit=MOST_PICTURES, field="photos")
    kept, said = procedure_reads.check_answers(kind.form, intake.answers, now=now)
    words = rules.clean_words(
        "\n".join([intake.words, *(f"{question}：{text}" for question, text in said)]),
        pictures=len(intake.files),
    )
    area, known = _locate(intake.place)
    place_words = rules.clean_place(intake.place.words, known=known)
    _may_open(kind, intake, area, actor)
    _check_person(kind, intake, catalogue, area, now)
    category = rules.category_for(catalogue, intake.category)
    urgency = rules.urgency_for(
        catalogue, category, intake.urgency, rules.dangers_in(words, catalogue)
    )
    return _Prepared(
        kind=kind,
        words=words,
        place_words=place_words,
        area=area,
        place_known=known,
        category=category,
        urgency=urgency,
        title=rules.title(
            kind.name,
            catalogue.categories[category].name if category else None,
            territory.full_name(area.id) if known else "",
            intake.line,
        ),
        kept=kept,
    )


def _locate(place: Place) -> tuple[Area, bool]:
    """(area, whether the place is known). Words that name exactly one area count as choosing it;
    where they name several the reporter is asked once (`PlaceAmbiguous`), never guessed for; a
    report that only describes its place goes to the county, to be placed by a person."""
    if place.area_id is not None:
        return territory.area(place.area_id), True
    if place.longitude is not None and place.latitude is not None:
        found = territory.at_point(place.longitude, place.latitude)
        if found is None:
            raise OutsideCounty(field="place")
        return found, True
    if place.words:
        named = territory.find(place.words)
        if len(named) == 1:
            return named[0], True
        if 1 < len(named) <= MOST_READINGS and not place.asked:
            raise PlaceAmbiguous(
                field="place_words",
                readings=tuple((one.id, territory.full_name(one.id, "town")) for one in named),
                names="、".join(territory.full_name(one.id, "town") for one in named),
            )
    return territory.root(), False


def _check_person(
    kind: Kind, intake: Intake, catalogue: Catalogue, area: Area, now: datetime
) -> None:
    """What a kind asks of who reports: a number, or to be registered in a role there."""
    if kind.phone_needed and not intake.contact and intake.identity_id is None:
        raise PhoneNeeded(field="phone")
    if kind.enrolled and intake.channel == Channel.PAGE:
        by = intake.identity_id
        if not selectors.is_enrolled(by, kind.enrolled, area.path, now=now):
            role = catalogue.roles.get(kind.enrolled)
            raise NotEnrolled(role=str(role.name) if role else kind.enrolled)


def check_may_open(kind: str, area: Area, actor: Actor) -> None:
    """Refuses `MayNotOpen` as taking in a staff intake there would."""
    intake = Intake(kind=kind, words="", channel=Channel.STAFF)
    _may_open(selectors.catalogue().kind(kind), intake, area, actor)


def _may_open(kind: Kind, intake: Intake, area: Area, actor: Actor) -> None:
    if intake.channel == Channel.PAGE:  # the residents' page: whoever uses it is a resident there
        if not kind.anonymous:
            raise MayNotOpen(kind=str(kind.name))
        return
    if intake.channel == Channel.API and kind.anonymous and not kind.enrolled:
        return  # a program may hand on what residents report
    if actor.kind == "system":
        return
    target = Target(area_path=area.path)
    by_duty = any(grant.duty in kind.openers and grant.covers(target) for grant in actor.grants)
    if not by_duty and not actor.may("matters.open_for", target):
        raise MayNotOpen(kind=str(kind.name))


def _write(
    intake: Intake, ready: _Prepared, catalogue: Catalogue, actor: Actor, now: datetime,
    count: Callable[[], int], beside: Beside | None,
) -> Opened:  # fmt: skip
    parent = _parent(intake, catalogue, actor)
    number = rules.shown_number(catalogue.number_prefix, clock.local(now).year, count())
    matter = _head(intake, ready, catalogue, number, actor, now)
    matter.parent = parent
    report = _report(intake, ready, matter, actor, now)
    insert(matter)
    insert(*_facts(matter, ready, actor, now))
    insert(report)
    if beside is not None:
        beside(matter.id)
    if intake.files:
        files.attach(ids=intake.files, owner=(REPORT, report.id), actor=actor, now=now)
    run = procedures.start(
        key=ready.kind.procedure,
        header=_header(matter),
        data=_start_data(intake, ready, report.identity_id, actor),
        actor=actor,
        now=now,
        run_id=matter.run_id,
    )
    index(matter, now, reports=[report])
    trail.record(
        "matters.opened",
        actor=actor,
        now=now,
        subject=(SUBJECT, matter.id),
        data={"kind": matter.kind, "channel": intake.channel, "digest": report.digest},
    )
    if report.identity_id is not None:
        promises = [step.due_at for step in run.opened if step.due_at]
        tell_reporters(matter.id, RECEIVED, due_at=min(promises, default=None), now=now)
    return Opened(matter.id, report.code, matter.number)


def _parent(intake: Intake, catalogue: Catalogue, actor: Actor) -> Matter | None:
    """The parent, seen by the actor and locked: it does not end while its child is being opened."""
    if intake.parent_id is None:
        return None
    parent = seen_open_row(intake.parent_id, actor)
    if intake.kind not in catalogue.kind(parent.kind).children:
        raise NotAChild(kind=str(catalogue.kind(intake.kind).name))
    return parent


def _head(
    intake: Intake, ready: _Prepared, catalogue: Catalogue, number: str, actor: Actor, now: datetime
) -> Matter:
    return Matter(
        id=new_id(),
        number=number,
        kind=ready.kind.key,
        category=ready.category,
        urgency=ready.urgency,
        title=ready.title,
        area_id=ready.area.id,
        area_path=ready.area.path,
        longitude=intake.place.longitude,
        latitude=intake.place.latitude,
        channel=intake.channel,
        method_revision=catalogue.revision,
        run_id=new_id(),
        opened_by_id=actor.account_id,
        opened_at=now,
    )


def _report(
    intake: Intake, ready: _Prepared, matter: Matter, actor: Actor, now: datetime
) -> Report:
    identity = intake.identity_id
    if intake.contact:
        identity = people.remember(
            phone=intake.contact.phone, name=intake.contact.name, actor=actor, now=now
        )
    return Report(
        id=new_id(),
        matter_id=matter.id,
        code=new_code(),
        client_key=intake.client_key or None,
        words=ready.words,
        place_words=ready.place_words,
        digest=digest(ready.words, ready.place_words),
        may_publish=intake.may_publish,
        identity_id=identity,
        channel=intake.channel,
        taken_by_id=actor.account_id,
        at=now,
    )


def _facts(matter: Matter, ready: _Prepared, actor: Actor, now: datetime) -> list[Fact]:
    said: dict[FactKind, Any] = {
        FactKind.PLACE: {"area": str(matter.area_id), "known": ready.place_known},
        FactKind.CATEGORY: {"category": matter.category},
        FactKind.URGENCY: {"urgency": matter.urgency},
    }
    return [
        Fact(matter_id=matter.id, kind=kind, value=value, at=now, by_id=actor.account_id)
        for kind, value in said.items()
    ]


def _header(matter: Matter) -> Header:
    assert matter.area_id is not None
    return Header(
        subject_kind=SUBJECT,
        subject_id=matter.id,
        title=matter.title,
        category=matter.category,
        area_id=matter.area_id,
        area_path=matter.area_path,
        urgency=matter.urgency,
        number=matter.number,
    )


def _start_data(
    intake: Intake, ready: _Prepared, reporter_id: UUID | None, actor: Actor
) -> dict[str, Any]:
    """What routing and effects may ask about: codes, keys and yes-or-no, no personal words."""
    known = bool(intake.contact) or intake.identity_id is not None
    staff = actor.is_staff and intake.channel != Channel.API
    reporter = "staff" if staff and not known else "anonymous"
    return {
        **ready.kept,
        "kind": ready.kind.key,
        "category": ready.category,
        "urgency": ready.urgency,
        "area_kind": ready.area.kind,
        "place_known": ready.place_known,
        "reporter_kind": "phone" if known else reporter,
        "channel": str(intake.channel),
        "owner": intake.owner,
        "within": intake.within,
        "person": intake.person,
        "reporter": str(reporter_id or ""),
    }
