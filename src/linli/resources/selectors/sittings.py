"""Reads of after-school sittings: terms for everybody, a guardian's children, terms at the desk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import cipher
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.people import selectors as people
from linli.resources.models import Place, PlaceUse, SittingChild, SittingMark, SittingTerm
from linli.resources.rules.sittings import sits, span_of
from linli.resources.selectors.places import (
    days_of,
    exceptions_of,
    may_run_place,
    place_kinds_defined,
)
from linli.resources.terms import (
    MANAGE,
    RUN,
    ChildWords,
    Collector,
    DayMark,
    OwnChild,
    PlaceKind,
    PlaceState,
    SatChild,
    SeatState,
    SitMark,
    TermNotFound,
    TermPage,
    TermRow,
)
from linli.territory import selectors as territory

SEALED = "resources.sitting"  # the purpose of the seal
MOST_TERMS, FORTNIGHT, SHOWN_DAYS = 60, 14, 5
STANDING_SEATS = (SeatState.SEATED, SeatState.WAITING)


def school_kinds() -> dict[str, PlaceKind]:
    """The kinds of place that look after children, of the method in force."""
    return {key: one for key, one in place_kinds_defined().items() if one.sittings}


def is_school(place: Place) -> bool:
    """Open, and of a kind that looks after children."""
    kinds = PlaceUse.objects.filter(place=place, kind__in=[*school_kinds()])
    return place.state == PlaceState.OPEN and kinds.exists()


def sitting_days(terms: Iterable[SittingTerm], first: date, last: date) -> dict[UUID, list[date]]:
    """The days from `first` to `last`, both counted, on which each term sits. Two statements."""
    listed = list(terms)
    exceptions = exceptions_of({one.place_id for one in listed}, first, last)
    calendar = territory.calendar()
    found: dict[UUID, list[date]] = {}
    for one in listed:
        day_of = days_of(one.place, exceptions[one.place_id])
        begin, end = max(first, one.since), min(last, one.last_on)
        within = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
        found[one.pk] = [
            day
            for day in within
            if one.place.state == PlaceState.OPEN
            and sits(one.weekdays, one.opens, one.closes, day_of(day), works=calendar.works(day))
        ]
    return found


def sits_on(term: SittingTerm, day: date) -> bool:
    return bool(sitting_days([term], day, day)[term.pk])


def term_rows(terms: Iterable[SittingTerm], *, now: datetime) -> tuple[TermRow, ...]:
    """Without names, in three statements."""
    listed, today = list(terms), local(now).date()
    days = sitting_days(listed, today, today + timedelta(days=FORTNIGHT))
    lines = SittingChild.objects.filter(term__in=listed, state=SeatState.WAITING)
    waiting = dict(lines.values_list("term_id").annotate(n=Count("pk")))
    return tuple(
        TermRow(
            id=one.pk,
            place_id=one.place_id,
            place=one.place.name,
            name=one.name,
            since=one.since,
            until=one.until,
            last=one.last_on,
            weekdays=tuple(one.weekdays),
            opens=one.opens,
            closes=one.closes,
            seats=one.seats,
            taken=one.taken,
            waiting=waiting.get(one.pk, 0),
            youngest=one.youngest,
            oldest=one.oldest,
            contact=one.contact,
            closed=one.closed_at is not None,
            open=term_open(one, today),
            next=next(iter(days[one.pk]), None),
        )
        for one in listed
    )


def term_open(one: SittingTerm, today: date) -> bool:
    """May children be enrolled?"""
    return one.closed_at is None and today <= one.last_on and one.place.state == PlaceState.OPEN


def place_terms(place_id: UUID, *, now: datetime) -> tuple[TermRow, ...]:
    """The terms of a place that are not over, for everybody."""
    rows = SittingTerm.objects.filter(
        place_id=place_id, closed_at__isnull=True, last_on__gte=local(now).date()
    )
    listed = rows.select_related("place").order_by("since", "name")[:MOST_TERMS]
    return term_rows(listed, now=now)


def desk_terms(place_id: UUID, *, now: datetime) -> tuple[TermRow, ...]:
    """All terms of a place, the latest first. The doorway is the place's desk."""
    rows = SittingTerm.objects.filter(place_id=place_id).select_related("place")
    return term_rows(rows.order_by("-since", "name")[:MOST_TERMS], now=now)


def public_term(term_id: UUID, *, now: datetime) -> TermRow:
    """Refuses `TermNotFound`, also while its place is not open."""
    row = SittingTerm.objects.select_related("place").filter(pk=term_id).first()
    if row is None or row.place.state != PlaceState.OPEN:
        raise TermNotFound
    return term_rows([row], now=now)[0]


def run_term(actor: Actor, term_id: UUID) -> SittingTerm:
    """The row, for those who run its place: the doorway of the desk. Refuses `TermNotFound`."""
    row = SittingTerm.objects.select_related("place").filter(pk=term_id).first()
    if row is None or not may_run_place(actor, row.place):
        raise TermNotFound
    return row


def terms_today(actor: Actor, *, now: datetime) -> tuple[TermRow, ...]:
    """The terms under way at the places that the actor runs, those that sit today first."""
    today, runs = local(now).date(), Q(pk__in=[])
    for verb in (RUN, MANAGE):
        runs |= within_any("place__area_path", actor.area_paths(verb))
        runs |= Q(place__organisation_id__in=actor.organisation_ids(verb))
    rows = SittingTerm.objects.filter(runs, last_on__gte=today).select_related("place")
    found = term_rows(rows.order_by("opens", "place__name", "name")[:MOST_TERMS], now=now)
    return tuple(sorted(found, key=lambda one: one.next != today))


def school_places(actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """The open places that look after children and that the actor runs."""
    keys = [*school_kinds()]
    uses = PlaceUse.objects.filter(kind__in=keys, place__state=PlaceState.OPEN)
    rows = Place.objects.filter(pk__in=uses.values("place_id")).order_by("area_path", "name")
    return tuple((one.pk, one.name) for one in rows if may_run_place(actor, one)) if keys else ()


def sittings_concern(actor: Actor) -> bool:
    """Is there such a kind, and may the actor run places? Costs no statement."""
    return bool(school_kinds()) and (actor.may(RUN) or actor.may(MANAGE))


def seal_child(words: ChildWords, key: bytes) -> bytes:
    kept = {
        "name": words.name, "born": words.born, "school": words.school, "care": words.care,
        "collectors": [[one.name, one.relation, one.phone] for one in words.collectors],
    }  # fmt: skip
    return cipher.seal(json.dumps(kept, ensure_ascii=False), purpose=SEALED, key=key)


def child_words(row: SittingChild, keys: Mapping[UUID, bytes]) -> ChildWords:
    """Plain, for our own rooms; empty once there is no guardian or no key any more."""
    key = keys.get(row.guardian_id) if row.guardian_id else None
    if key is None or row.words_sealed is None:
        return ChildWords()
    kept = json.loads(cipher.unseal(row.words_sealed, purpose=SEALED, key=key))
    collectors = tuple(Collector(*one) for one in kept.pop("collectors"))
    return ChildWords(collectors=collectors, **kept)


def keys_of_guardians(rows: Iterable[SittingChild]) -> dict[UUID, bytes]:
    return people.identity_keys({one.guardian_id for one in rows if one.guardian_id})


def day_mark(one: SittingMark, key: bytes | None) -> DayMark:
    kept = {}
    if key is not None and one.words_sealed is not None:
        kept = json.loads(cipher.unseal(one.words_sealed, purpose=SEALED, key=key))
    return DayMark(
        SitMark(one.state), one.came_at, one.collected_at, kept.get("by", ""), one.called,
        kept.get("reason", ""),
    )  # fmt: skip


def my_children(person: UUID, *, now: datetime) -> tuple[OwnChild, ...]:
    """A guardian's own, the latest term first."""
    rows = SittingChild.objects.filter(guardian_id=person, state__in=STANDING_SEATS)
    listed = list(rows.select_related("term__place").order_by("-term__last_on", "asked_at"))
    today, keys = local(now).date(), keys_of_guardians(listed)
    terms = {one.term_id: one.term for one in listed}
    shown = {one.id: one for one in term_rows(terms.values(), now=now)}
    marks = {
        one.child_id: day_mark(one, keys.get(person))
        for one in SittingMark.objects.filter(child__in=listed, day=today)
    }
    places = _places_in_line(listed)
    found = []
    for one in listed:
        mark, term = marks.get(one.pk), shown[one.term_id]
        begins = span_of(today, term.opens, term.closes)[0]
        early = one.state == SeatState.SEATED and term.next == today and now < begins
        found.append(
            OwnChild(
                id=one.pk,
                term=term,
                words=child_words(one, keys),
                state=SeatState(one.state),
                consent_at=one.consent_at,
                line=places.get(one.pk, 0),
                mark=mark,
                may_excuse=early and (mark is None or mark.state is SitMark.ABSENT),
                may_come=early and mark is not None and mark.state is SitMark.EXCUSED,
            )
        )
    return tuple(found)


def _places_in_line(listed: Iterable[SittingChild]) -> dict[UUID, int]:
    """How many wait up to each of these, themselves counted."""
    waiting = {one.pk for one in listed if one.state == SeatState.WAITING}
    terms = {one.term_id for one in listed if one.pk in waiting}
    lines = SittingChild.objects.filter(term__in=terms, state=SeatState.WAITING)
    count: Counter[UUID] = Counter()
    found = {}
    for pk, term in lines.order_by("asked_at", "id").values_list("pk", "term_id") if terms else ():
        count[term] += 1
        if pk in waiting:
            found[pk] = count[term]
    return found


def term_page(actor: Actor, term_id: UUID, *, now: datetime) -> TermPage:
    """A term at the desk, names masked. Refuses `TermNotFound`."""
    row, today = run_term(actor, term_id), local(now).date()
    rows = SittingChild.objects.filter(term=row, state__in=STANDING_SEATS)
    listed = list(rows.order_by("asked_at", "id"))
    keys = keys_of_guardians(listed)
    masked = people.masked([one.guardian_id for one in listed if one.guardian_id])
    children = [
        SatChild(
            id=one.pk,
            name=people.masked_name(child_words(one, keys).name),
            state=SeatState(one.state),
            phone=masked[one.guardian_id].phone if one.guardian_id else "",
            asked_at=one.asked_at,
        )
        for one in listed
    ]
    days = sitting_days([row], today, today + timedelta(days=FORTNIGHT))[row.pk]
    return TermPage(
        term=term_rows([row], now=now)[0],
        seated=tuple(one for one in children if one.state is SeatState.SEATED),
        waiting=tuple(one for one in children if one.state is SeatState.WAITING),
        days=tuple(days[:SHOWN_DAYS]),
    )
