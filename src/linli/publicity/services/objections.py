"""Objecting, answering an objection, and forgetting whose it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.jobs import services as jobs
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code
from linli.kernel.texts import clean
from linli.people import selectors as people_reads
from linli.people import services as people
from linli.people.terms import Purpose
from linli.publicity import models
from linli.publicity.rules import mask_text
from linli.publicity.services.periods import END_DUE, at_desk, hold
from linli.publicity.services.telling import OBJECTED, tell_duty, tell_objector
from linli.publicity.terms import (
    LONGEST_OBJECTION,
    LONGEST_RULING,
    SUBJECT,
    ConsentMissing,
    ObjectionEmpty,
    ObjectionNotFound,
    OwnObjection,
    PeriodNotFound,
    PeriodOver,
    PeriodsFull,
    PeriodState,
    RuledAlready,
    Ruling,
    RulingEmpty,
    SecondPersonRules,
    Ticket,
    TooLate,
)

MOST_UNANSWERED = 500  # from the public page, for one period; in person there is no such end
BATCH = 500
VERSION_OF_CONSENT = "publicity-1"


def object_to(
    *,
    period_id: UUID,
    words: str,
    actor: Actor,
    now: datetime,
    identity_id: UUID | None = None,
    phone: str = "",
    name: str = "",
    consent: bool = False,
    in_person: bool = False,
    client_key: str = "",
) -> Ticket:
    """Take in somebody's words (2,000 characters) against what a period shows now. Anybody may,
    without an account; a resident signed in passes `identity_id`. A `phone` (and `name`) is kept
    as an identity, with `consent`, to tell them of the answer. `in_person`: staff writes down what
    somebody says; needs `publicity.publish` there, and the consent was given by word of mouth. The
    same `client_key` is the same objection. Returns the code by which the answer is read.

    The caller limits the rate. Refuses `PeriodNotFound` (not begun, too), `PeriodOver`, `TooLate`
    once the days are used up, `ObjectionEmpty`, `ConsentMissing`, `BadPhone`, `PeriodsFull`.
    """
    text = clean(words, LONGEST_OBJECTION, "words", refusal=ObjectionEmpty)
    if not text:
        raise ObjectionEmpty(field="words")
    if phone.strip() and not (consent or in_person):
        raise ConsentMissing(field="consent")
    with transaction():
        row = at_desk(period_id, actor) if in_person else hold(period_id)
        if row is None or row.begins > now:
            raise PeriodNotFound
        if client_key and (again := _same(row, client_key)):
            return again
        _takes(row, now, in_person=in_person)
        person = identity_id
        if person is None and (phone.strip() or name.strip()):
            person = people.remember(phone=phone, name=name, actor=actor, now=now)
            if phone.strip():
                people.give_consent(
                    identity_id=person, purpose=Purpose.CONTACT, version=VERSION_OF_CONSENT,
                    actor=actor, now=now,
                )  # fmt: skip
        made = models.Objection.objects.create(
            period=row, version=row.current.version, code=new_code(),
            client_key=client_key[:64], words=text, at=now, in_person=in_person,
            identity_id=person, by_id=actor.account_id,
        )  # fmt: skip
        _line("publicity.objected", made, actor, now, in_person=in_person)
        tell_duty(row, OBJECTED, now=now)
    return Ticket(made.pk, made.code)


def _same(row: models.Period, client_key: str) -> Ticket | None:
    found = models.Objection.objects.filter(client_key=client_key[:64], period=row).first()
    return Ticket(found.pk, found.code, again=True) if found else None


def _takes(row: models.Period, now: datetime, *, in_person: bool) -> None:
    if row.state != PeriodState.RUNNING:
        raise PeriodOver
    if now >= row.ends:
        raise TooLate
    waiting = models.Objection.objects.filter(period=row, ruling="").count()
    if waiting >= MOST_UNANSWERED and not in_person:
        raise PeriodsFull


def rule_on(
    *, objection_id: UUID, ruling: Ruling | str, reason: str, actor: Actor, now: datetime
) -> None:
    """Answer an objection: `upheld`, `partly` or `denied`, with a reason that everybody reads
    (masked). An upheld one leaves the text before the public until it is changed, which begins the
    clock anew, or withdrawn; if neither is done, the period ends as `upheld`. Needs
    `publicity.publish` there. Refuses `ObjectionNotFound`, `RulingEmpty`, `RuledAlready`,
    `OwnObjection`, and `SecondPersonRules` for whoever opened a period that asks for another.
    """
    why = clean(reason, LONGEST_RULING, "reason", refusal=RulingEmpty)
    if not why or ruling not in {one.value for one in Ruling}:
        raise RulingEmpty(field="ruling" if why else "reason")
    period_id = (
        models.Objection.objects.filter(pk=objection_id).values_list("period_id", flat=True).first()
    )
    if period_id is None:
        raise ObjectionNotFound
    with transaction():
        period = at_desk(period_id, actor)
        row = locked(models.Objection.objects.filter(pk=objection_id)).get()
        if row.ruling:
            raise RuledAlready
        _may_rule(period, row, actor)
        row.ruling, row.reason = Ruling(ruling).value, mask_text(why).text[:LONGEST_RULING]
        row.ruled_at, row.ruled_by_id = now, actor.account_id
        row.save(update_fields=["ruling", "reason", "ruled_at", "ruled_by"])
        _line("publicity.ruled", row, actor, now, ruling=row.ruling)
        tell_objector(row, row.identity_id, now=now)
        if period.state == PeriodState.RUNNING and period.ends <= now:
            jobs.enqueue(END_DUE, {}, now=now)


def _may_rule(period: models.Period, row: models.Objection, actor: Actor) -> None:
    """Whoever writes down another's words has not objected; whoever objects does not rule."""
    mine = actor.account_id
    if mine is None:
        return  # the platform itself
    if row.by_id == mine and not row.in_person:
        raise OwnObjection
    if row.identity_id is not None and people_reads.identity_of_account(mine) == row.identity_id:
        raise OwnObjection
    if period.second_person and period.opened_by_id == mine:
        raise SecondPersonRules


def erase_person(*, identity_id: UUID, now: datetime) -> int:
    """Forget what a person said against anything: their words and that they were theirs. That
    there was an objection, and its answer, stays. Returns how many.
    """
    with transaction():
        rows = locked(models.Objection.objects.filter(identity_id=identity_id))
        ids = list(rows.values_list("pk", flat=True))
        _erase(ids, now)
    return len(ids)


def erase_old(now: datetime) -> int:
    """Erase the words of objections to periods that ended longer ago than words are kept
    (`LINLI_KEEP_WORDS`). Returns how many; the next run takes the next batch.
    """
    with transaction():
        old = models.Objection.objects.filter(
            erased_at__isnull=True, period__ended_at__lt=now - settings.LINLI_KEEP_WORDS
        )
        ids = list(old.order_by("at").values_list("pk", flat=True)[:BATCH])
        _erase(ids, now)
    return len(ids)


def _erase(ids: list[UUID], now: datetime) -> None:
    models.Objection.objects.filter(pk__in=ids).update(
        words="", identity=None, by=None, client_key="", erased_at=now
    )
    if ids:
        trail.record("publicity.objections_erased", actor=SYSTEM, now=now, data={"count": len(ids)})


def _line(name: str, row: models.Objection, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        name, actor=actor, now=now, subject=(SUBJECT, row.period_id),
        data={"objection": str(row.pk), **data},
    )  # fmt: skip
