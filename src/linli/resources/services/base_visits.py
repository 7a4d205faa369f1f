"""Visits of units from outside: asked for, confirmed without a clash, come, followed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import trail
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code, new_id, new_random_id, read_code
from linli.kernel.texts import clean
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.people import selectors as accounts
from linli.people import services as people
from linli.resources import selectors
from linli.resources.models import (
    Base,
    BaseVisit,
    FollowUp,
    VisitAnswer,
    VisitCode,
    VisitingUnit,
    VisitSlot,
)
from linli.resources.rules.bases import clean_answers, lay_out
from linli.resources.services.bases import run_base
from linli.resources.terms import (
    BASE_ASKED,
    BASE_CONFIRMED,
    BASE_VISIT,
    LONGEST_BASE_NAME,
    LONGEST_SAID,
    MOST_VISITORS,
    AnsweredBefore,
    Asking,
    BaseKind,
    ContactMissing,
    FollowUpEmpty,
    NotYetThere,
    SiteTaken,
    TooFewSeats,
    VisitForm,
    VisitState,
    VisitUnclear,
    WrongVisitDays,
    WrongVisitState,
)

LONGEST_NOTE, LONGEST_REASON = 600, 200


def _note(verb: str, visit: BaseVisit, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"resources.{verb}", actor=actor, now=now, subject=(BASE_VISIT, visit.pk), data=data
    )


def ask_visit(*, base_id: UUID, asking: Asking, actor: Actor, now: datetime) -> UUID:
    """A unit asks to come and says what it chose from the menu. Nothing is taken yet; the desk is
    told. Refuses `BaseNotFound`, `VisitUnclear`, `WrongVisitDays`, `WrongProgramme`,
    `TooFewSeats`, and what `people.remember` refuses."""
    base = selectors.base_at(base_id)
    kind = selectors.base_kind(base.kind)
    name = clean(asking.unit, LONGEST_BASE_NAME, "unit", refusal=VisitUnclear)
    home = clean(asking.home, LONGEST_BASE_NAME, "home", refusal=VisitUnclear)
    note = clean(asking.note, LONGEST_NOTE, "note")
    if not name or not asking.phone.strip() or not 1 <= asking.size <= MOST_VISITORS:
        raise VisitUnclear(field="unit" if not name else "size")
    _check_days(kind, asking, now)
    menu = {key: one for key, one in selectors.course_rows(base).items() if one.shown}
    slots = lay_out(asking.items, menu, asking.days)
    for one in slots:
        if menu[one.course_id].seats < asking.size:
            course = menu[one.course_id]
            raise TooFewSeats(course=course.name, seats=course.seats, field="size")
    with transaction():
        person = people.remember(phone=asking.phone, name=asking.name, actor=actor, now=now)
        unit = _unit(base, name, home, person)
        visit = BaseVisit.objects.create(
            id=new_id(), base=base, unit=unit, form=VisitForm(asking.form), size=asking.size,
            since=asking.since, days=asking.days, note=note, asked_at=now,
        )  # fmt: skip
        for one in slots:
            VisitSlot.objects.create(
                id=new_id(), visit=visit, course_id=one.course_id, site_id=one.site_id,
                day=asking.since + timedelta(days=one.day - 1), half=one.half,
            )  # fmt: skip
        _note("visit_asked", visit, actor, now, size=asking.size, days=asking.days)
        messaging.tell(
            template=BASE_ASKED,
            to=Audience.duty_at(kind.desk, area_id=base.place.area_id),
            data={"title": base.place.name, "due": midnight(asking.since).isoformat()},
            about=(BASE_VISIT, visit.pk),
            url=f"/bases/visits/{visit.pk}",
            now=now,
        )
        return visit.pk


def _check_days(kind: BaseKind, asking: Asking, now: datetime) -> None:
    least, most = kind.days
    ahead = (asking.since - local(now).date()).days
    if not least <= asking.days <= most or not kind.ahead <= ahead <= 366:
        raise WrongVisitDays(least=least, most=most, ahead=kind.ahead, field="since")


def _unit(base: Base, name: str, home: str, person: UUID) -> VisitingUnit:
    """The same name is the same unit: it keeps its contact on our side."""
    unit = locked(VisitingUnit.objects.filter(base=base, name=name)).first()
    if unit is None:
        unit, _made = VisitingUnit.objects.get_or_create(
            base=base, name=name, defaults={"id": new_id(), "home": home, "person_id": person}
        )
    if unit.person_id != person:
        unit.person_id = person
        unit.save(update_fields=["person"])
    return unit


def _locked_visit(visit_id: UUID, actor: Actor, *states: VisitState) -> BaseVisit:
    """Refuses `BaseNotFound`, `MayNotRunBase`, `WrongVisitState`."""
    row = selectors.visit_at(actor, visit_id)
    run_base(actor, row.base_id)
    list(locked(BaseVisit.objects.filter(pk=visit_id)))
    row.refresh_from_db(fields=["state", "arrived"])
    if row.state not in states:
        raise WrongVisitState
    return row


def confirm_visit(
    *, visit_id: UUID, actor: Actor, now: datetime, contact: UUID | None = None
) -> None:
    """The sites are theirs on those half days, and a colleague is their one contact. The unit is
    told. Refuses `MayNotRunBase`, `WrongVisitState`, `ContactMissing`, `SiteTaken`."""
    try:
        with transaction():
            row = _locked_visit(visit_id, actor, VisitState.ASKED)
            unit = locked(VisitingUnit.objects.filter(pk=row.unit_id)).get()
            chosen = contact or unit.contact_id
            if chosen is None or accounts.active_name(chosen) is None:
                raise ContactMissing(field="contact")
            unit.contact_id = chosen
            unit.save(update_fields=["contact"])
            _check_free(row)
            VisitSlot.objects.filter(visit=row).update(held=True)
            row.state, row.confirmed_at, row.confirmed_by_id = (
                VisitState.CONFIRMED, now, actor.account_id,
            )  # fmt: skip
            row.save(update_fields=["state", "confirmed_at", "confirmed_by"])
            _note("visit_confirmed", row, actor, now)
            if unit.person_id:
                messaging.tell(
                    template=BASE_CONFIRMED,
                    to=Audience.of_identity(unit.person_id),
                    data={"title": row.base.place.name, "due": midnight(row.since).isoformat()},
                    about=(BASE_VISIT, row.pk),
                    url=f"/bases/{row.base_id}",
                    now=now,
                )
    except IntegrityError as error:
        raise SiteTaken from error


def _check_free(row: BaseVisit) -> None:
    """Said plainly before the constraint says it. Refuses `SiteTaken`."""
    taken = selectors.taken_days(row.base_id, row.since, row.days)
    mine = VisitSlot.objects.filter(visit=row).values_list("site_id", "day", "half")
    if any((day, half) in taken.get(site, set()) for site, day, half in mine):
        raise SiteTaken


def end_visit(*, visit_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """What was asked is refused, what was confirmed is called off; with a reason, and the sites are
    free again. Refuses `MayNotRunBase`, `WrongVisitState`, `VisitUnclear`."""
    why = clean(reason, LONGEST_REASON, "reason", refusal=VisitUnclear)
    if not why:
        raise VisitUnclear(field="reason")
    with transaction():
        row = _locked_visit(visit_id, actor, VisitState.ASKED, VisitState.CONFIRMED)
        asked = row.state == VisitState.ASKED
        row.state = VisitState.REFUSED if asked else VisitState.CANCELLED
        row.reason = why
        row.save(update_fields=["state", "reason"])
        VisitSlot.objects.filter(visit=row).update(held=False)
        _note("visit_ended", row, actor, now, state=row.state)


def arrive(*, visit_id: UUID, count: int, actor: Actor, now: datetime) -> None:
    """So many came: as many slips with a code for the questionnaire are made. Refuses
    `MayNotRunBase`, `WrongVisitState`, `NotYetThere`, `VisitUnclear`."""
    if not 1 <= count <= MOST_VISITORS:
        raise VisitUnclear(field="count")
    with transaction():
        row = _locked_visit(visit_id, actor, VisitState.CONFIRMED)
        if local(now).date() < row.since:
            raise NotYetThere
        kind = selectors.base_kind(row.base.kind)
        last = row.since + timedelta(days=row.days - 1)
        row.state, row.arrived = VisitState.DONE, count
        row.closes_at = midnight(last) + timedelta(days=kind.asks + 1)
        row.save(update_fields=["state", "arrived", "closes_at"])
        if kind.questions:
            VisitCode.objects.bulk_create(
                [VisitCode(id=new_random_id(), visit=row, code=new_code()) for _ in range(count)]
            )
        _note("visit_came", row, actor, now, count=count)


def answer_visit(*, code: str, given: Mapping[str, str], now: datetime) -> None:
    """A visitor answers, without an account, once for a code; which code gave which answer is kept
    nowhere. Refuses `AnsweredBefore`, `AnswerMissing`, `TooLong`."""
    opened = selectors.questionnaire(read_code(code) or "", now=now)
    if opened is None:
        raise AnsweredBefore
    visit, kind = opened
    answers = clean_answers(kind.questions, given)
    for key, value in answers.items():
        if isinstance(value, str):
            answers[key] = clean(value, LONGEST_SAID, key)
    with transaction():
        mine = VisitCode.objects.filter(code=read_code(code), used=False)
        if not mine.update(used=True):  # whoever was faster has answered
            raise AnsweredBefore
        VisitAnswer.objects.create(
            id=new_random_id(), visit=visit, answers=answers, on=local(now).date()
        )
        # that somebody answered, not what, and not with which slip
        _note("visit_answered", visit, ANONYMOUS, now)


def follow_up(*, visit_id: UUID, words: str, actor: Actor, now: datetime) -> None:
    """What was done after a visit. Refuses `MayNotRunBase`, `WrongVisitState`, `FollowUpEmpty`."""
    text = clean(words, LONGEST_SAID, "words", refusal=FollowUpEmpty)
    if not text:
        raise FollowUpEmpty(field="words")
    with transaction():
        row = _locked_visit(visit_id, actor, VisitState.DONE)
        FollowUp.objects.create(id=new_id(), visit=row, words=text, at=now, by_id=actor.account_id)
        _note("visit_followed", row, actor, now)


def hang_sign(*, visit_id: UUID, actor: Actor, now: datetime) -> None:
    """The unit that came has a training base of its own here from today on. Refuses
    `MayNotRunBase`, `WrongVisitState`."""
    with transaction():
        row = _locked_visit(visit_id, actor, VisitState.DONE)
        today = local(now).date()
        VisitingUnit.objects.filter(pk=row.unit_id, hung_on__isnull=True).update(hung_on=today)
        _note("unit_hung", row, actor, now)


def forget_visitor(*, identity_id: UUID, now: datetime) -> int:
    """Forget whose number a unit gave; the unit stays."""
    with transaction():
        count = VisitingUnit.objects.filter(person_id=identity_id).update(person=None)
        if count:
            trail.record("resources.visitor_erased", actor=SYSTEM, now=now, data={"count": count})
    return count
