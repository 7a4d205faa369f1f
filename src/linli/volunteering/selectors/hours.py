"""Reads of hours of service: one's own, those of the organisations one looks after, a link's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import midnight
from linli.kernel.fields import within_any
from linli.kernel.ids import read_code
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.people import selectors as people
from linli.people.terms import MaskedPerson
from linli.points import selectors as ledger
from linli.points.terms import Grade
from linli.territory import selectors as territory
from linli.volunteering.models import ServiceRecord
from linli.volunteering.rules.hours import hours_rules as read_rules
from linli.volunteering.terms import (
    LEAD,
    MANAGE,
    PART,
    SEE,
    AskedService,
    DeskRecord,
    HoursRules,
    HoursSum,
    Proof,
    RecordNotFound,
    RecordRow,
    RecordState,
)

RECORDS_A_PAGE = 50
MOST_RECORDS = 2000  # of one person, read at once


@cached_by(parts.VERSION)
def hours_rules() -> HoursRules:
    """How hours are counted by the method in force."""
    rules = read_rules(parts.current(PART)[1])
    return replace(rules, step=ledger.scheme(rules.scheme).step) if rules.scheme else rules


def unit_target(organisation_id: UUID) -> Target:
    """An organisation and the area that it stands in, for asking what an actor may."""
    unit = organisations.unit_by_id(organisation_id)
    area = territory.area(unit.area_id) if unit.area_id else territory.root()
    return Target(area.path, unit.id, unit.path)


def unit_scope(column: str, paths: tuple[str, ...]) -> Q:
    """Rows whose organisation is in one of the areas; one without an area is the county's."""
    there = within_any(f"{column}__area__path", paths)
    root = territory.root().path
    if any(root.startswith(one) for one in paths):
        there |= Q(**{f"{column}__area__isnull": True})
    return there


def hour_units() -> tuple[Organisation, ...]:
    """The organisations that record hours, by the method; in the order of the tree."""
    kinds = hours_rules().units
    return tuple(one for one in organisations.units() if one.kind in kinds)


def hours_by_grade(rows: QuerySet[ServiceRecord]) -> HoursSum:
    """The minutes that count in these records."""
    found = dict(
        rows.filter(state=RecordState.CONFIRMED).values_list("grade").annotate(n=Sum("minutes"))
    )
    return HoursSum(found.get(Grade.CREDIT) or 0, found.get(Grade.HONOUR) or 0)


def hours_of(person: UUID, *, since: date | None = None) -> HoursSum:
    """What a person served in all, or from a day on, by grade: also what was spent since."""
    rows = ServiceRecord.objects.filter(identity_id=person)
    return hours_by_grade(rows.filter(started_at__gte=midnight(since)) if since else rows)


def records_of(person: UUID) -> tuple[RecordRow, ...]:
    """All records of a person, newest first."""
    rows = ServiceRecord.objects.filter(identity_id=person).order_by("-started_at", "-id")
    return record_rows(list(rows[:MOST_RECORDS]))


def record_rows(listed: list[ServiceRecord]) -> tuple[RecordRow, ...]:
    """As they are listed; two statements at most."""
    helpers = [one.confirmed_person_id for one in listed if one.confirmed_person_id]
    helped = people.masked(helpers) if helpers else {}
    leaders = [one.confirmed_by_id for one in listed if one.confirmed_by_id]
    names = people.account_names(leaders) if leaders else {}
    return tuple(_row(one, helped, names) for one in listed)


def _row(
    one: ServiceRecord, helped: Mapping[UUID, MaskedPerson], names: Mapping[UUID, str]
) -> RecordRow:
    unit = organisations.unit_by_id(one.organisation_id)
    keeper = organisations.unit_by_id(one.keeper_id)
    by = names.get(one.confirmed_by_id, "") if one.confirmed_by_id else ""
    if one.confirmed_person_id:
        by = helped[one.confirmed_person_id].name
    return RecordRow(
        id=one.pk,
        identity_id=one.identity_id,
        organisation_id=unit.id,
        organisation=unit.name,
        keeper_id=keeper.id,
        keeper=keeper.name,
        title=one.title,
        words=one.words,
        started_at=one.started_at,
        ended_at=one.ended_at,
        minutes=one.minutes,
        travel_minutes=one.travel_minutes,
        overlap_minutes=one.overlap_minutes,
        grade=Grade(one.grade),
        state=RecordState(one.state),
        proof=Proof(one.proof),
        proved_by=by,
        confirmed_at=one.confirmed_at,
        asked_at=one.asked_at,
        reason=one.reason,
        code=one.code or "",
        appeal=one.appeal,
        annul_reason=one.annul_reason,
        objection=one.objection,
        entry_id=one.entry_id,
    )


def record_of(record_id: UUID, person: UUID) -> RecordRow:
    """One's own record. Refuses `RecordNotFound`."""
    row = ServiceRecord.objects.filter(pk=record_id, identity_id=person).first()
    if row is None:
        raise RecordNotFound
    return record_rows([row])[0]


def asked_service(code: str) -> AskedService:
    """What whoever was helped reads by the link. Refuses `RecordNotFound`."""
    row = ServiceRecord.objects.filter(code=read_code(code) or "-", identity__isnull=False).first()
    if row is None or row.identity_id is None:
        raise RecordNotFound
    return AskedService(
        id=row.pk,
        identity_id=row.identity_id,
        who=people.masked([row.identity_id])[row.identity_id].name,
        title=row.title,
        words=row.words,
        organisation=organisations.unit_by_id(row.organisation_id).name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        minutes=row.minutes,
        state=RecordState(row.state),
        leader_only=bool(row.appeal) or row.minutes > hours_rules().helped_most,
    )


def _desk(actor: Actor) -> QuerySet[ServiceRecord]:
    """Of organisations in which, or in whose area, one may see."""
    rows = ServiceRecord.objects.all()
    if actor.kind == "system":
        return rows
    return rows.filter(
        Q(organisation_id__in=actor.organisation_ids(SEE))
        | Q(keeper_id__in=actor.organisation_ids(SEE))
        | unit_scope("organisation", actor.area_paths(SEE))
        | unit_scope("keeper", actor.area_paths(SEE))
    )


def desk_records(
    actor: Actor, *, tab: str = "asked", page: int = 1
) -> tuple[tuple[DeskRecord, ...], bool]:
    """For the desk: what waits to be proved (oldest first), whose annulling was asked for, or all
    that was decided (newest first); 50 a page, and whether there are more."""
    rows = _desk(actor)
    if tab == "asked":
        rows = rows.filter(state=RecordState.ASKED).order_by("asked_at", "id")
    elif tab == "annul":
        rows = rows.filter(state=RecordState.CONFIRMED).exclude(annul_reason="").order_by("id")
    else:
        rows = rows.exclude(state=RecordState.ASKED).order_by("-started_at", "-id")
    start = (max(page, 1) - 1) * RECORDS_A_PAGE
    found = list(rows[start : start + RECORDS_A_PAGE + 1])
    return _desk_rows(actor, found[:RECORDS_A_PAGE]), len(found) > RECORDS_A_PAGE


def _desk_rows(actor: Actor, listed: list[ServiceRecord]) -> tuple[DeskRecord, ...]:
    masked = people.masked(one.identity_id for one in listed if one.identity_id)
    own = people.identity_of_account(actor.account_id) if actor.account_id else None
    shown = record_rows(listed)
    return tuple(
        DeskRecord(
            row=row,
            who=masked[row.identity_id].name if row.identity_id else "",
            phone=masked[row.identity_id].phone if row.identity_id else "",
            may_decide=_may(actor, LEAD, one, own)
            and not (one.appeal and one.refused_by_id == actor.account_id),
            may_ask_annul=_may(actor, LEAD, one, own) and not one.annul_reason,
            may_annul=_may(actor, MANAGE, one, own)
            and bool(one.annul_reason)
            and one.annul_asked_by_id != actor.account_id,
        )
        for one, row in zip(listed, shown, strict=True)
    )


def _may(actor: Actor, verb: str, one: ServiceRecord, own: UUID | None) -> bool:
    return (own is None or one.identity_id != own) and actor.may(
        verb, unit_target(one.organisation_id)
    )


def desk_counts(actor: Actor) -> tuple[int, int]:
    """How many wait to be proved, and how many to be annulled."""
    found = _desk(actor).aggregate(
        asked=Count("pk", filter=Q(state=RecordState.ASKED)),
        annul=Count("pk", filter=Q(state=RecordState.CONFIRMED) & ~Q(annul_reason="")),
    )
    return found["asked"], found["annul"]


def desk_record(actor: Actor, record_id: UUID) -> DeskRecord:
    """The doorway of the desk: `RecordNotFound` for those who may not see it."""
    row = _desk(actor).filter(pk=record_id).first()
    if row is None:
        raise RecordNotFound
    return _desk_rows(actor, [row])[0]


def _served(area_path: str, since: datetime, until: datetime) -> QuerySet[ServiceRecord]:
    """Services that began in [since, until), of organisations at or below the area."""
    return ServiceRecord.objects.filter(
        unit_scope("organisation", (area_path,)), started_at__gte=since, started_at__lt=until
    )


def hours_served(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: whole hours that count, and in how many services."""
    rows = _served(area_path, since, until).filter(state=RecordState.CONFIRMED, minutes__gt=0)
    found = rows.aggregate(minutes=Sum("minutes"), n=Count("pk"))
    return (found["minutes"] or 0) // 60, found["n"]


def volunteers_with_hours(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: people with hours that count, of those who served or told that they did."""
    counts = Q(state=RecordState.CONFIRMED, minutes__gt=0)
    found = _served(area_path, since, until).aggregate(
        some=Count("identity", filter=counts, distinct=True), all=Count("identity", distinct=True)
    )
    return found["some"], found["all"]


def services_of_person(person: UUID) -> list[dict[str, str]]:
    """What is kept of a person's services, for their own copy."""
    return [
        {
            "title": one.title,
            "organisation": one.organisation,
            "words": one.words,
            "started_at": one.started_at.isoformat(),
            "ended_at": one.ended_at.isoformat(),
            "minutes": str(one.minutes),
            "grade": one.grade,
            "state": one.state,
            "reason": one.reason,
            "appeal": one.appeal,
            "objection": one.objection,
        }
        for one in records_of(person)
    ]
