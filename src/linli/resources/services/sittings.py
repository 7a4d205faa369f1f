"""Opening terms, enrolling children, taking them out; the next in line moves up."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, QuerySet

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.cipher import keyed_digest
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.people import selectors as people
from linli.resources import selectors
from linli.resources.models import PlaceUse, SittingChild, SittingMark, SittingTerm
from linli.resources.rules.sittings import age_fits, check_term
from linli.resources.services.places import held_place
from linli.resources.terms import (
    LONGEST_CARE,
    LONGEST_CONTACT,
    LONGEST_RELATION,
    LONGEST_SCHOOL,
    LONGEST_TERM,
    MOST_CHILDREN,
    MOST_COLLECTORS,
    SITTING_CLOSED,
    SITTING_PLACE,
    SITTING_TERM,
    AgeOutside,
    BadChild,
    BadTerm,
    BeforeThePlace,
    ChildNotFound,
    ChildTwice,
    ChildWords,
    Collector,
    ConsentMissing,
    Enrolled,
    NewChild,
    NewTerm,
    NotASchool,
    SeatState,
    SignInToEnrol,
    SitMark,
    StillSitting,
    TermNotFound,
    TermOver,
    TooManyChildren,
)


def _note(verb: str, term_id: UUID, actor: Actor, now: datetime, **data: object) -> None:
    """A line of the trail: what, never whose child."""
    subject = (SITTING_TERM, term_id)
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=subject, data=data)


def open_term(*, new: NewTerm, actor: Actor, now: datetime) -> UUID:
    """A term, by whoever runs the place. Refuses `BadTerm`, `BeforeThePlace`, `NotASchool`,
    `PlaceNotFound`, `MayNotKeepPlaces`."""
    name = clean(new.name, LONGEST_TERM, "name", refusal=BadTerm)
    contact = clean(new.contact, LONGEST_CONTACT, "contact", refusal=BadTerm)
    if not name or not contact:
        raise BadTerm(field="contact" if name else "name")
    check_term(new, local(now).date())
    with transaction():
        place = held_place(new.place_id, actor)
        if not selectors.is_school(place):
            raise NotASchool
        if place.opened_on is not None and new.since < place.opened_on:
            raise BeforeThePlace(field="since")
        if place.closed_on is not None and new.until > place.closed_on:
            raise BeforeThePlace(field="until")
        row = SittingTerm.objects.create(
            id=new_id(), place=place, name=name, since=new.since, until=new.until,
            last_on=new.until, weekdays=sorted(set(new.weekdays)), opens=new.opens,
            closes=new.closes, seats=new.seats, youngest=new.youngest, oldest=new.oldest,
            contact=contact, made_at=now, made_by_id=actor.account_id,
        )  # fmt: skip
        _note("sitting_term_opened", row.pk, actor, now, seats=new.seats)
    return row.pk


def close_term(*, term_id: UUID, actor: Actor, now: datetime) -> None:
    """Today is its last day; guardians are told. Refuses `TermNotFound`, `TermOver`."""
    with transaction():
        term = _held_term(term_id)
        if not selectors.may_run_place(actor, term.place):
            raise TermNotFound
        if term.closed_at is not None:
            raise TermOver
        term.closed_at, term.last_on = now, min(term.until, local(now).date())
        term.save(update_fields=["closed_at", "last_on"])
        rows = SittingChild.objects.filter(term=term, guardian__isnull=False)
        for guardian in sorted(set(rows.values_list("guardian_id", flat=True))):
            _tell(SITTING_CLOSED, guardian, term, now)
        _note("sitting_term_closed", term.pk, actor, now)


def _tell(template: str, guardian: UUID, term: SittingTerm, now: datetime) -> None:
    messaging.tell(
        template=template,
        to=Audience.of_identity(guardian),
        data={"title": term.name, "place": term.place.name},
        about=("sitting", None),
        url="/sittings/",
        now=now,
    )


def _held_term(term_id: UUID) -> SittingTerm:
    """Locked until the transaction ends, so that two who want a seat stand in line."""
    found = SittingTerm.objects.filter(pk=term_id).select_related("place")
    term = locked(found).first()
    if term is None:
        raise TermNotFound
    return term


def _words(new: NewChild) -> ChildWords:
    """Refuses `BadChild`, `BadName`, `BadPhone`."""
    name, _none = people.cleaned(new.name)
    if not name:
        raise BadChild(field="name")
    given = [_collector(number, one) for number, one in enumerate(new.collectors, 1)]
    collectors = tuple(one for one in given if one is not None)
    if not 1 <= len(collectors) <= MOST_COLLECTORS:
        raise BadChild(field="who1")
    school = clean(new.school, LONGEST_SCHOOL, "school", refusal=BadChild)
    care = clean(new.care, LONGEST_CARE, "care", refusal=BadChild)
    return ChildWords(name, new.born, school, care, collectors)


def _collector(number: int, one: Collector) -> Collector | None:
    """None for an empty line. Refuses `BadChild`, `BadName`, `BadPhone` at the line's field."""
    if not (one.name.strip() or one.relation.strip() or one.phone.strip()):
        return None
    relation = clean(one.relation, LONGEST_RELATION, f"relation{number}", refusal=BadChild)
    try:
        name, phone = people.cleaned(one.name, one.phone)
    except Invalid as wrong:
        wrong.field = f"phone{number}" if wrong.field == "phone" else f"who{number}"
        raise
    for field, text in (("who", name), ("relation", relation), ("phone", phone)):
        if not text:
            raise BadChild(field=f"{field}{number}")
    return Collector(name, relation, phone)


def enrol(
    *, term_id: UUID, new: NewChild, actor: Actor, now: datetime, person: UUID | None
) -> Enrolled:
    """A guardian enrols a child, with their consent (PIPL art. 28, 31): a seat while there is one,
    else a place in line. Refuses `SignInToEnrol`, `ConsentMissing`, `BadChild`, `BadName`,
    `BadPhone`, `TermNotFound`, `TermOver`, `AgeOutside`, `ChildTwice`, `TooManyChildren`."""
    if person is None:
        raise SignInToEnrol
    if not new.consent:
        raise ConsentMissing(field="consent")
    words = _words(new)
    try:
        with transaction():
            return _enrol(_held_term(term_id), words, person, actor, now)
    except IntegrityError:
        raise ChildTwice(field="name") from None


def _enrol(
    term: SittingTerm, words: ChildWords, person: UUID, actor: Actor, now: datetime
) -> Enrolled:
    if not selectors.term_open(term, local(now).date()):
        raise TermOver
    if not age_fits(words.born, term.since, term.youngest, term.oldest):
        raise AgeOutside(field="born", youngest=term.youngest, oldest=term.oldest)
    digest = keyed_digest(f"{term.pk}|{words.name}", purpose=selectors.SEALED)
    own = SittingChild.objects.filter(term=term, guardian_id=person)
    if own.filter(name_digest=digest).exists():
        raise ChildTwice(field="name")
    if own.count() >= MOST_CHILDREN:
        raise TooManyChildren(most=MOST_CHILDREN)
    state = SeatState.SEATED if term.taken < term.seats else SeatState.WAITING
    row = SittingChild.objects.create(
        id=new_id(), term=term, guardian_id=person, name_digest=digest,
        words_sealed=selectors.seal_child(words, people.identity_key(person)), state=state,
        consent_at=now, asked_at=now, changed_at=now,
    )  # fmt: skip
    if state is SeatState.SEATED:
        SittingTerm.objects.filter(pk=term.pk).update(taken=F("taken") + 1)
    _note("child_enrolled", term.pk, actor, now, child=str(row.pk), state=state.value)
    return Enrolled(row.pk, state)


def take_out(*, child_id: UUID, actor: Actor, now: datetime, person: UUID | None = None) -> UUID:
    """The guardian takes the child out, which withdraws their consent: its words go at once; that a
    seat was used stays counted. Also by whoever runs the place. Returns the term's id. Refuses
    `ChildNotFound`, `StillSitting`."""
    with transaction():
        found = SittingChild.objects.filter(pk=child_id).values_list("term_id", flat=True).first()
        if found is None:
            raise ChildNotFound
        term = _held_term(found)
        row = locked(SittingChild.objects.filter(pk=child_id)).first()
        if row is None or row.state == SeatState.OUT:
            raise ChildNotFound
        own = person is not None and row.guardian_id == person
        if not own and not selectors.may_run_place(actor, term.place):
            raise ChildNotFound
        _out(term, row, actor, now)
    return term.pk


def _out(term: SittingTerm, row: SittingChild, actor: Actor, now: datetime) -> None:
    marks = SittingMark.objects.filter(child=row)
    here = marks.filter(day=local(now).date(), state=SitMark.CAME, collected_at__isnull=True)
    if here.exists():
        raise StillSitting
    seated = row.state == SeatState.SEATED
    _forget(SittingChild.objects.filter(pk=row.pk), now)
    if seated:
        SittingTerm.objects.filter(pk=term.pk).update(taken=F("taken") - 1)
        _move_up(term, now)
    _note("child_taken_out", term.pk, actor, now, child=str(row.pk))


def _move_up(term: SittingTerm, now: datetime) -> None:
    """The first in line has the seat that is free now, and their guardian is told."""
    if not selectors.term_open(term, local(now).date()):
        return
    line = SittingChild.objects.filter(term=term, state=SeatState.WAITING)
    first = line.order_by("asked_at", "id").first()
    if first is None or first.guardian_id is None:
        return
    first.state, first.changed_at = SeatState.SEATED, now
    first.save(update_fields=["state", "changed_at"])
    SittingTerm.objects.filter(pk=term.pk).update(taken=F("taken") + 1)
    _tell(SITTING_PLACE, first.guardian_id, term, now)


def _forget(rows: QuerySet[SittingChild], now: datetime) -> int:
    """No guardian, no words, nobody who collected; what was counted stays."""
    SittingMark.objects.filter(child__in=rows).update(words_sealed=None)
    return rows.update(
        state=SeatState.OUT, guardian=None, words_sealed=None, name_digest="", changed_at=now
    )


def forget_sittings(now: datetime) -> int:
    """Some time after a term ended nobody knows any more whose children sat. Returns how many."""
    count, today = 0, local(now).date()
    kept: dict[UUID, int] = {}
    for key, kind in selectors.school_kinds().items():
        for place in PlaceUse.objects.filter(kind=key).values_list("place_id", flat=True):
            kept[place] = min(kind.forgets, kept.get(place, kind.forgets))
    ended = SittingTerm.objects.filter(last_on__lt=today).select_related("place")
    still = SittingChild.objects.exclude(state=SeatState.OUT).values("term_id")
    for term in list(ended.filter(pk__in=still)):
        # a place that looks after nobody any more has no reason to remember
        if term.last_on + timedelta(days=kept.get(term.place_id, 0)) >= today:
            continue
        with transaction():
            _held_term(term.pk)
            rows = SittingChild.objects.filter(term=term).exclude(state=SeatState.OUT)
            ids = list(rows.values_list("pk", flat=True))
            count += _forget(SittingChild.objects.filter(pk__in=ids), now)
    if count:
        trail.record("resources.sittings_forgotten", actor=SYSTEM, now=now, data={"n": count})
    return count


def erase_guardian(*, identity_id: UUID, now: datetime) -> int:
    """All children of a guardian are out. Refuses `StillSitting`."""
    with transaction():
        rows = SittingChild.objects.filter(guardian_id=identity_id)
        listed = list(rows.order_by("term_id").values_list("pk", "term_id"))
        for child, term_id in listed:
            term = _held_term(term_id)
            row = locked(SittingChild.objects.filter(pk=child, guardian_id=identity_id)).first()
            if row is not None:
                _out(term, row, SYSTEM, now)
        if listed:
            data = {"n": len(listed)}
            trail.record("resources.guardian_erased", actor=SYSTEM, now=now, data=data)
    return len(listed)
