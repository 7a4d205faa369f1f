"""Periods as the public, the desk, objectors and other contexts read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.files import selectors as files
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within, within_any
from linli.kernel.ids import read_code
from linli.kernel.language import Words
from linli.people import selectors as people
from linli.people.terms import MaskedPerson
from linli.publicity import models, rules
from linli.publicity.terms import (
    PUBLISH,
    SEE,
    SHOWN_PLACE,
    SUBJECT,
    CountedDay,
    DeskPage,
    Objection,
    ObjectionNotFound,
    ObjectionTold,
    Period,
    PeriodNotFound,
    PeriodPage,
    PeriodState,
    Place,
    PlaceKind,
    Ruling,
    Shown,
    Version,
    Waits,
)
from linli.territory import selectors as territory
from linli.territory.terms import Limit

PAGE = 20
ENDED_SHOWN = timedelta(days=365)  # how long the public list has what ended


def as_period(row: models.Period) -> Period:
    return Period(
        id=row.pk, subject=(row.subject_kind, row.subject_id), kind=row.kind,
        title=row.current.title, area_id=row.area_id, area_path=row.area_path, length=row.length,
        basis=row.basis, begins=row.begins, ends=row.ends, version=row.current.version,
        restarts=row.restarts, state=PeriodState(row.state), waits=Waits(row.waits),
        photos=row.photos, second_person=row.second_person, opened_at=row.opened_at,
        opened_by=row.opened_by_id, ended_at=row.ended_at, reason=row.reason,
        by_procedure=row.step_id is not None,
    )  # fmt: skip


def _rows() -> QuerySet[models.Period]:
    return models.Period.objects.select_related("current")


# --- for other contexts ---------------------------------------------------------------------------


def periods_of_subject(kind: str, subject_id: UUID) -> tuple[Period, ...]:
    """All periods of a subject, the latest first, whatever came of them: for those who have been
    through the subject's doorway. One statement.
    """
    rows = _rows().filter(subject_kind=kind, subject_id=subject_id)
    return tuple(as_period(row) for row in rows.order_by("-opened_at", "-id"))


def period_of_subject(kind: str, subject_id: UUID, what: str = "") -> Period | None:
    """The latest period of a subject (of the kind `what`), whose `state` says what came of it."""
    found = periods_of_subject(kind, subject_id)
    return next((one for one in found if not what or one.kind == what), None)


def period_for(actor: Actor, period_id: UUID) -> Period:
    """The doorway of the desk: `publicity.see` or `publicity.publish` at its area. Refuses
    `PeriodNotFound`.
    """
    return as_period(_desk_row(actor, period_id))


def _desk_row(actor: Actor, period_id: UUID) -> models.Period:
    row = _rows().filter(pk=period_id).first()
    if row is None or not _may_see(actor, row.area_path):
        raise PeriodNotFound
    return row


def may_see_desk(actor: Actor, one: Period) -> bool:
    """Does the desk of this period open for them? No statement."""
    return _may_see(actor, one.area_path)


def _may_see(actor: Actor, area_path: str) -> bool:
    place = Target(area_path)
    return actor.may(SEE, place) or actor.may(PUBLISH, place)


# --- for the public -------------------------------------------------------------------------------


def public_periods(
    *, now: datetime, area_path: str = "", ended: bool = False, page: int = 1
) -> tuple[tuple[Shown, ...], bool]:
    """(periods that anybody may read at or below an area, whether there are more), 20 a page: those
    that run, the nearest end first; or with `ended` those of the last year with what came of them,
    the latest first. One statement; areas and calendar are cached.
    """
    rows = _rows().filter(within("area_path", area_path), begins__lte=now)
    if ended:
        rows = rows.filter(~Q(state=PeriodState.RUNNING), ended_at__gt=now - ENDED_SHOWN)
        rows = rows.order_by("-ended_at", "-id")
    else:
        rows = rows.filter(state=PeriodState.RUNNING).order_by("ends", "id")
    return _listed(rows, now, page)


def _listed(
    rows: QuerySet[models.Period], now: datetime, page: int
) -> tuple[tuple[Shown, ...], bool]:
    start = (max(page, 1) - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return tuple(_shown(as_period(row), now) for row in found[:PAGE]), len(found) > PAGE


def _shown(one: Period, now: datetime) -> Shown:
    days = rules.counted_days(one.begins, one.ends, Limit.parse(one.length), territory.calendar())
    left = rules.left_days(days, now) if one.is_running and now < one.ends else 0
    return Shown(one, territory.full_name(one.area_id), left, _left(one, now))


def _left(one: Period, now: datetime) -> Words:
    if not one.is_running or now >= one.ends:
        return Words("", "")
    return territory.left_words(now, one.ends, Limit.parse(one.length).unit)


def public_period(period_id: UUID, *, now: datetime) -> PeriodPage:
    """What anybody may read of a period that has begun; `PeriodNotFound` for all others. Words of
    objections are masked, and shown only with their answer. Six statements.
    """
    row = _rows().filter(pk=period_id, begins__lte=now).first()
    if row is None:
        raise PeriodNotFound
    return _page(row, now)


def _page(row: models.Period, now: datetime, *, named: bool = False) -> PeriodPage:
    one = as_period(row)
    rows = list(models.Objection.objects.filter(period=row).order_by("at", "id"))
    shown = _shown(one, now)
    return PeriodPage(
        period=one,
        place=shown.place,
        versions=_versions(row.pk),
        places=_places(row.pk, named=named),
        days=_days(one),
        days_left=shown.days_left,
        left=shown.left,
        objections=tuple(_masked(item) for item in rows if item.ruling),
        unanswered=sum(1 for item in rows if not item.ruling),
        open=one.is_running and one.begins <= now < one.ends,
    )


def _versions(period_id: UUID) -> tuple[Version, ...]:
    rows = models.Publication.objects.filter(subject_kind=SUBJECT, subject_id=period_id)
    return tuple(
        Version(
            row.version, row.title, row.words, row.digest, row.since, row.until, row.reason
        )
        for row in rows.order_by("version")
    )  # fmt: skip


def _places(period_id: UUID, *, named: bool) -> tuple[Place, ...]:
    """Oldest first; who put it there is told to colleagues alone."""
    rows = list(models.ShownPlace.objects.filter(period_id=period_id).order_by("at", "id"))
    photos = files.of_owners(SHOWN_PLACE, [row.pk for row in rows]) if rows else {}
    names = people.account_names({row.by_id for row in rows if row.by_id} if named else ())
    return tuple(
        Place(
            row.pk, row.version, PlaceKind(row.kind), row.name, row.at,
            names.get(row.by_id, "") if row.by_id else "", photos.get(row.pk, ()),
        )
        for row in rows
    )  # fmt: skip


def _days(one: Period) -> tuple[CountedDay, ...]:
    """With the calendar's notes; of a period that was taken back, the days that it had."""
    days = rules.counted_days(one.begins, one.ends, Limit.parse(one.length), territory.calendar())
    if one.ended_at is not None:
        days = tuple(each for each in days if each.day <= local(one.ended_at).date())
    years = {each.day.year for each in days}
    notes = {day: note for year in years for day, note in territory.day_notes(year).items()}
    return tuple(replace(each, note=notes.get(each.day, "")) for each in days)


def _masked(row: models.Objection) -> Objection:
    """As the public reads it: no names, no contact, words masked."""
    return _objection(row, words=rules.mask_text(row.words).text)


def _objection(
    row: models.Objection, *, words: str, contact: str = "", by: str = "", own: bool = False
) -> Objection:
    return Objection(
        id=row.pk, version=row.version, at=row.at, words=words, in_person=row.in_person,
        contact=contact, ruling=Ruling(row.ruling) if row.ruling else None, reason=row.reason,
        ruled_at=row.ruled_at, by=by, own=own, erased=row.erased_at is not None,
    )  # fmt: skip


def may_see_photos(actor: Actor, place_id: UUID, *, now: datetime) -> bool:
    """Photos of a board are as public as the board: once the period has begun."""
    rows = models.ShownPlace.objects.filter(pk=place_id)
    found = rows.values_list("period__area_path", "period__begins").first()
    return found is not None and (found[1] <= now or _may_see(actor, found[0]))


def objection_by_code(code: str) -> ObjectionTold:
    """One's own objection and the answer, for whoever brings its code; `ObjectionNotFound`."""
    known = read_code(code)
    row = (
        models.Objection.objects.filter(code=known)
        .select_related("period", "period__current")
        .first()
        if known
        else None
    )
    if row is None:
        raise ObjectionNotFound
    return ObjectionTold(_objection(row, words=row.words), as_period(row.period), row.code)


# --- for the desk ---------------------------------------------------------------------------------


def desk_list(
    actor: Actor, *, now: datetime, ended: bool = False, page: int = 1
) -> tuple[tuple[Shown, ...], bool]:
    """(periods of one's places, whether there are more), 20 a page: what waits for somebody first,
    then by the end; or those that ended, the latest first. One statement.
    """
    paths = (*actor.area_paths(SEE), *actor.area_paths(PUBLISH))
    rows = _rows()
    if actor.kind != "system":
        rows = rows.filter(within_any("area_path", paths))
    running = Q(state=PeriodState.RUNNING)
    order = ("-ended_at", "-id") if ended else ("-waits", "ends", "id")
    return _listed(rows.filter(~running if ended else running).order_by(*order), now, page)


def desk_page(actor: Actor, period_id: UUID, *, now: datetime) -> DeskPage:
    """A period with every objection in its own words, contacts masked. Refuses
    `PeriodNotFound`. At most ten statements.
    """
    row = _desk_row(actor, period_id)
    rows = list(models.Objection.objects.filter(period=row).order_by("ruling", "at", "id"))
    persons = people.masked({item.identity_id for item in rows if item.identity_id})
    ids = {item.ruled_by_id for item in rows if item.ruled_by_id}
    names = people.account_names({*ids, *([row.opened_by_id] if row.opened_by_id else [])})
    return DeskPage(
        shown=_page(row, now, named=True),
        objections=tuple(_own_words(item, persons, names, actor) for item in rows),
        may_publish=actor.may(PUBLISH, Target(row.area_path)),
        opened_by=names.get(row.opened_by_id, "") if row.opened_by_id else "",
    )


def _own_words(
    row: models.Objection,
    persons: Mapping[UUID, MaskedPerson],
    names: Mapping[UUID, str],
    actor: Actor,
) -> Objection:
    person = persons.get(row.identity_id) if row.identity_id else None
    return _objection(
        row,
        words=row.words,
        contact=" ".join(part for part in (person.name, person.phone) if part) if person else "",
        by=names.get(row.ruled_by_id, "") if row.ruled_by_id else "",
        own=row.by_id == actor.account_id and not row.in_person,
    )


def objections_of(identity_id: UUID) -> list[dict[str, Any]]:
    """What one person objected, for their own copy."""
    rows: Iterable[models.Objection] = (
        models.Objection.objects.filter(identity_id=identity_id)
        .select_related("period__current")
        .order_by("at")
    )
    return [
        {
            "title": row.period.current.title,
            "at": row.at.isoformat(),
            "code": row.code,
            "words": row.words,
            "ruling": row.ruling,
            "reason": row.reason,
        }
        for row in rows
    ]
