"""Reads of a day of a sitting: the list at the door, handing one child over, figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.people import selectors as people
from linli.resources.models import SittingChild, SittingMark, SittingTerm
from linli.resources.rules.sittings import span_of
from linli.resources.selectors.places import may_run_place
from linli.resources.selectors.sittings import (
    STANDING_SEATS,
    child_words,
    day_mark,
    keys_of_guardians,
    run_term,
    sits_on,
    sitting_days,
    term_rows,
)
from linli.resources.terms import (
    ChildNotFound,
    ChildWords,
    SatChild,
    SeatState,
    SitMark,
    SittingList,
)


def sitting_list(
    actor: Actor, term_id: UUID, *, now: datetime, day: date | None = None
) -> SittingList:
    """The list of a day, for those who run the place. Today's is plain, as children are handed over
    by it; other days' is masked. Seven statements. Refuses `TermNotFound`."""
    row, today = run_term(actor, term_id), local(now).date()
    shown = day or today
    rows = SittingChild.objects.filter(term=row, state=SeatState.SEATED)
    listed = list(rows.order_by("asked_at", "id"))
    keys = keys_of_guardians(listed)
    masked = people.masked([one.guardian_id for one in listed if one.guardian_id])
    marks = {one.child_id: one for one in SittingMark.objects.filter(child__in=listed, day=shown)}
    over = now >= span_of(shown, row.opens, row.closes)[1]
    children = []
    for one in listed:
        words, found = child_words(one, keys), marks.get(one.pk)
        key = keys.get(one.guardian_id) if one.guardian_id and shown == today else None
        mark = day_mark(found, key) if found else None
        children.append(
            SatChild(
                id=one.pk,
                name=words.name if shown == today else people.masked_name(words.name),
                state=SeatState.SEATED,
                phone=masked[one.guardian_id].phone if one.guardian_id else "",
                asked_at=one.asked_at,
                words=words if shown == today else ChildWords(),
                mark=mark,
                late=over and mark is not None and mark.here,
            )
        )
    children.sort(key=lambda one: not one.late)
    return SittingList(
        term=term_rows([row], now=now)[0],
        day=shown,
        sits=sits_on(row, shown),
        now=shown == today,
        over=over,
        rows=tuple(children),
    )


def sat_child(actor: Actor, child_id: UUID, *, now: datetime) -> tuple[SittingTerm, SatChild]:
    """One child, plain, at the moment of handing it over, for those who run the place. Refuses
    `ChildNotFound`."""
    rows = SittingChild.objects.filter(pk=child_id, state__in=STANDING_SEATS)
    row = rows.select_related("term__place").first()
    if row is None or row.guardian_id is None or not may_run_place(actor, row.term.place):
        raise ChildNotFound
    keys = keys_of_guardians([row])
    found = SittingMark.objects.filter(child=row, day=local(now).date()).first()
    mark = day_mark(found, keys.get(row.guardian_id)) if found else None
    words = child_words(row, keys)
    over = now >= span_of(local(now).date(), row.term.opens, row.term.closes)[1]
    return row.term, SatChild(
        id=row.pk,
        name=words.name,
        state=SeatState(row.state),
        phone=people.masked([row.guardian_id])[row.guardian_id].phone,
        asked_at=row.asked_at,
        words=words,
        mark=mark,
        late=over and mark is not None and mark.here,
    )


def children_of_person(identity_id: UUID) -> list[dict[str, object]]:
    """What a guardian enrolled, for their own copy."""
    rows = list(
        SittingChild.objects.filter(guardian_id=identity_id)
        .select_related("term__place")
        .order_by("asked_at")
    )
    keys, days = keys_of_guardians(rows), SittingMark.objects.filter(child__in=rows)
    found: list[dict[str, object]] = []
    for one in rows:
        words = child_words(one, keys)
        mine = [day_mark(mark, keys.get(identity_id)) for mark in days if mark.child_id == one.pk]
        found.append(
            {
                "term": f"{one.term.place.name} {one.term.name}",
                "child": words.name,
                "born": words.born,
                "school": words.school,
                "care": words.care,
                "collectors": "、".join(f"{it.words}{it.phone}" for it in words.collectors),
                "state": one.state,
                "consent": local(one.consent_at).isoformat(),
                "days": sum(mark.state is SitMark.CAME for mark in mine),
                "collected": "；".join(
                    f"{local(mark.collected_at):%Y-%m-%d %H:%M} {mark.by}"
                    for mark in mine
                    if mark.collected_at
                ),
            }
        )
    return found


def _came(area_path: str, since: datetime, until: datetime) -> QuerySet[SittingMark]:
    return SittingMark.objects.filter(
        within("child__term__place__area_path", area_path),
        day__gte=local(since).date(),
        day__lt=local(until).date(),
        state=SitMark.CAME,
    )


def sittings_held(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: sittings to which a child came, of those that the terms promised."""
    first, last = local(since).date(), local(until).date() - timedelta(days=1)
    terms = SittingTerm.objects.filter(
        within("place__area_path", area_path), since__lte=last, last_on__gte=first
    ).select_related("place")
    held = _came(area_path, since, until).values("child__term_id", "day").distinct().count()
    return held, sum(len(days) for days in sitting_days(terms, first, last).values())


def sitting_child_days(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: days of children who came, by the sittings held."""
    rows = _came(area_path, since, until)
    return rows.count(), rows.values("child__term_id", "day").distinct().count()


def sitting_seats_used(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: children who came, of the seats at the sittings held."""
    rows = _came(area_path, since, until)
    held = rows.values_list("child__term_id", "day", "child__term__seats").distinct()
    return rows.count(), sum(seats for _term, _day, seats in held)
