"""Conversations: the reporter and whoever has the step write to each other, until it is a matter of
another kind or is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.ids import new_id, read_code
from linli.kernel.texts import clean
from linli.kernel.writes import insert
from linli.matters import selectors
from linli.matters.models import Matter, Remark, Report
from linli.matters.services.ending import open_matter_row, seen_open_row
from linli.matters.services.indexing import digest
from linli.matters.services.intake import MOST_PICTURES, open_matter
from linli.matters.services.telling import tell_reporters
from linli.matters.terms import (
    LONGEST_WORDS,
    SUBJECT,
    Channel,
    CodeNotFound,
    Intake,
    NoConversation,
    NotAChild,
    NothingSaid,
    NotYourTurn,
    Opened,
    Place,
    TooLong,
    TooManyPictures,
)
from linli.messaging import selectors as messaging_reads
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.procedures import selectors as procedures

TO_REPORTER, TO_STAFF = "remark_to_reporter", "remark_to_staff"


def say_as_reporter(
    *, code: str, words: str, pictures: Sequence[UUID] = (), actor: Actor, now: datetime
) -> None:
    """The reporter says something more; whoever has a step is told. The code is the key. Refuses
    `CodeNotFound`, `NoConversation`, `AlreadyEnded`, `NothingSaid`, `TooLong`, `TooManyPictures`.
    """
    read = read_code(code)
    report = Report.objects.filter(code=read).first() if read else None
    if report is None:
        raise CodeNotFound
    with transaction():
        matter = _conversation(open_matter_row(report.matter_id))
        _say(matter, words, pictures, report=report, actor=actor, now=now)
        _tell_staff(matter, now)


def say_as_staff(
    *, matter_id: UUID, words: str, pictures: Sequence[UUID] = (), actor: Actor, now: datetime
) -> None:
    """Whoever has an open step answers; a reporter who left a number is told. Refuses
    `MatterNotFound`, `NotYourTurn`, and what `say_as_reporter` refuses.
    """
    with transaction():
        matter = _conversation(seen_open_row(matter_id, actor))
        _check_turn(matter, actor)
        _say(matter, words, pictures, report=None, actor=actor, now=now)
        tell_reporters(matter.pk, TO_REPORTER, now=now)


def raise_matter(
    *, matter_id: UUID, kind: str, category: str = "", actor: Actor, now: datetime
) -> Opened:
    """The conversation becomes a matter of one of its child kinds: with the reporter's words, place
    and person. Both sides see its number where they talk. Refuses `NotAChild`, `NotYourTurn`, and
    what `open_matter` refuses.
    """
    catalogue = selectors.catalogue()
    with transaction():
        matter = _conversation(seen_open_row(matter_id, actor))
        _check_turn(matter, actor)
        if kind not in catalogue.kind(matter.kind).children:
            raise NotAChild(kind=str(catalogue.kind(kind).name))
        report = Report.objects.filter(matter_id=matter_id).order_by("at")[0]
        opened = open_matter(intake=_carried(matter, report, kind, category), actor=actor, now=now)
        _write(matter, "", report=None, raised=opened.matter_id, actor=actor, now=now)
    return opened


def _carried(matter: Matter, report: Report, kind: str, category: str) -> Intake:
    """What the reporter has said so far, as the report of the new matter."""
    said = Remark.objects.filter(matter_id=matter.pk, report__isnull=False).order_by("at")
    words = "\n".join([report.words, *said.values_list("words", flat=True)]).strip()
    return Intake(
        kind=kind,
        words=words[:LONGEST_WORDS],
        place=Place(
            area_id=matter.area_id,
            longitude=matter.longitude,
            latitude=matter.latitude,
            words=report.place_words,
            asked=True,
        ),
        category=category or matter.category,
        urgency=matter.urgency,
        channel=Channel.STAFF,
        parent_id=matter.pk,
        may_publish=report.may_publish,
        identity_id=report.identity_id,
    )


def _conversation(matter: Matter) -> Matter:
    if not selectors.catalogue().kind(matter.kind).conversation:
        raise NoConversation
    return matter


def _check_turn(matter: Matter, actor: Actor) -> None:
    assert matter.run_id is not None
    if not any(procedures.may_act(actor, step) for step in procedures.open_steps(matter.run_id)):
        raise NotYourTurn


def _say(
    matter: Matter,
    words: str,
    pictures: Sequence[UUID],
    *,
    report: Report | None,
    actor: Actor,
    now: datetime,
) -> None:
    said = clean(words, LONGEST_WORDS, "words", refusal=TooLong)
    if not said and not pictures:
        raise NothingSaid(field="words")
    if len(pictures) > MOST_PICTURES:
        raise TooManyPictures(limit=MOST_PICTURES, field="photos")
    remark = _write(matter, said, report=report, raised=None, actor=actor, now=now)
    if pictures:
        files.attach(ids=pictures, owner=("remark", remark.pk), actor=actor, now=now)


def _write(
    matter: Matter,
    words: str,
    *,
    report: Report | None,
    raised: UUID | None,
    actor: Actor,
    now: datetime,
) -> Remark:
    remark = Remark(
        id=new_id(),
        matter_id=matter.pk,
        report=report,
        by_id=None if report else actor.account_id,
        words=words,
        digest=digest(words),
        raised_id=raised,
        at=now,
    )
    insert(remark)
    trail.record(
        "matters.raised" if raised else "matters.said",
        actor=actor,
        now=now,
        subject=(SUBJECT, matter.pk),
        data={"remark": str(remark.pk), **({"matter": str(raised)} if raised else {})},
    )
    return remark


def _tell_staff(matter: Matter, now: datetime) -> None:
    """Those with whom the steps lie, if the method has words for it."""
    if TO_STAFF not in messaging_reads.templates():
        return
    assert matter.run_id is not None
    for step in procedures.open_steps(matter.run_id):
        person = step.person_id or step.claimed_by
        to = (
            Audience.of_accounts([person])
            if person
            else Audience.duty_at(
                step.duty, area_id=step.area_id, organisation_id=step.organisation_id
            )
        )
        if not to.is_nobody:
            messaging.tell(
                template=TO_STAFF,
                to=to,
                data={"number": matter.number, "title": matter.title},
                about=(SUBJECT, matter.pk),
                url=f"/matters/{matter.pk}",
                now=now,
            )
