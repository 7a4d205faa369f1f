"""Reads of stars, lists and certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.ids import read_code
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.people import services as people_services
from linli.points.terms import Grade
from linli.publicity import selectors as publicity
from linli.publicity.terms import PeriodState
from linli.volunteering.models import Certificate, HoursList, ListedRecord, ServiceRecord
from linli.volunteering.rules.certificates import standing, star_rules
from linli.volunteering.selectors.hours import hours_of, hours_rules, unit_scope
from linli.volunteering.terms import (
    HOURS_LIST,
    PART,
    SEE,
    WITHDRAWN,
    Certifiable,
    CertificateLine,
    CertificateNotFound,
    CertificateRow,
    CertificateState,
    HoursListRow,
    NameShown,
    PublicCertificate,
    RecordState,
    StarRow,
    StarRule,
    Withdrawn,
)

LISTS_SHOWN = 100


@cached_by(parts.VERSION)
def stars_defined() -> tuple[StarRule, ...]:
    """The levels of the method in force."""
    return star_rules(parts.current(PART)[1])


def stars_of(person: UUID, *, now: datetime) -> tuple[StarRow, ...]:
    """Where a volunteer stands by each rule, by hours served (spent ones too)."""
    this_year = date(local(now).year, 1, 1)
    return tuple(
        standing(rule, hours_of(person, since=this_year if rule.yearly else None).total)
        for rule in stars_defined()
    )


def own_name(person: UUID) -> str:
    """A person's whole name for themselves, and for what they themselves show; empty if they never
    said it or were forgotten."""
    if not people.masked([person])[person].name:
        return ""
    return str(people_services.own_copy(person)["name"])


def list_states(ids: Iterable[UUID]) -> dict[UUID, PeriodState | None]:
    """What came of each list's time before the public."""
    found = {one: publicity.period_of_subject(HOURS_LIST, one) for one in ids}
    return {one: period.state if period else None for one, period in found.items()}


def listed_records(rows: QuerySet[ServiceRecord], states: tuple[PeriodState, ...]) -> set[UUID]:
    """Those of the records that stand on a list whose time before the public came to that."""
    pairs = list(
        ListedRecord.objects.filter(record__in=rows).values_list("hours_list_id", "record_id")
    )
    came = list_states({hours_list for hours_list, _record in pairs})
    return {record for hours_list, record in pairs if came[hours_list] in states}


def certifiable_records(person: UUID) -> tuple[list[UUID], int]:
    """The records that a certificate may say today, and the minutes of those that have to be before
    the public first."""
    rows = ServiceRecord.objects.filter(
        identity_id=person, state=RecordState.CONFIRMED, minutes__gt=0, annul_reason=""
    )
    minutes = dict(rows.values_list("pk", "minutes"))
    if not hours_rules().publicity:
        return list(minutes), 0
    shown = listed_records(rows, (PeriodState.EFFECTIVE,))
    waiting = sum(count for pk, count in minutes.items() if pk not in shown)
    return [pk for pk in minutes if pk in shown], waiting


def hour_lines(rows: QuerySet[ServiceRecord]) -> tuple[CertificateLine, ...]:
    """Minutes by organisation that organised, the most first."""
    found: dict[UUID, dict[str, int]] = {}
    for unit, grade, minutes in rows.values_list("organisation_id", "grade", "minutes"):
        of = found.setdefault(unit, {Grade.CREDIT: 0, Grade.HONOUR: 0})
        of[grade] += minutes
    lines = (
        CertificateLine(organisations.unit_by_id(unit).name, of[Grade.CREDIT], of[Grade.HONOUR])
        for unit, of in found.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.total, line.organisation)))


def star_names(stars: Iterable[StarRow]) -> tuple[Words, ...]:
    """What is reached, as a certificate says it; a level of one year is not for a certificate."""
    return tuple(one.level.name for one in stars if one.level and not one.rule.yearly)


def certifiable(person: UUID, *, now: datetime) -> Certifiable:
    """What a certificate would say today."""
    ids, waiting = certifiable_records(person)
    rows = ServiceRecord.objects.filter(pk__in=ids)
    span = rows.aggregate(since=Min("started_at"), until=Max("ended_at"))
    return Certifiable(
        lines=hour_lines(rows),
        services=len(ids),
        since=local(span["since"]).date() if ids else None,
        until=local(span["until"]).date() if ids else None,
        waiting=waiting,
        stars=star_names(stars_of(person, now=now)),
        name=own_name(person),
    )


def _lines(row: Certificate) -> tuple[CertificateLine, ...]:
    return tuple(CertificateLine(*one) for one in row.lines)


def as_certificate(row: Certificate) -> CertificateRow:
    return CertificateRow(
        id=row.pk,
        code=row.code,
        serial=row.serial,
        name_shown=NameShown(row.name_shown),
        show_organisations=row.show_organisations,
        lines=_lines(row),
        services=row.services,
        since=row.since,
        until=row.until,
        stars=tuple(Words.of(one) for one in row.stars),
        issued_at=row.issued_at,
        state=CertificateState(row.state),
        why=Withdrawn(row.why),
        withdrawn_at=row.withdrawn_at,
    )


def certificates_of(person: UUID) -> tuple[CertificateRow, ...]:
    """One's own, newest first."""
    rows = Certificate.objects.filter(identity_id=person).order_by("-issued_at", "-id")
    return tuple(as_certificate(one) for one in rows)


def own_certificate(certificate_id: UUID, person: UUID) -> CertificateRow:
    """Refuses `CertificateNotFound`."""
    row = Certificate.objects.filter(pk=certificate_id, identity_id=person).first()
    if row is None:
        raise CertificateNotFound
    return as_certificate(row)


def _shown_name(shown: NameShown, person: UUID) -> str:
    """The holder's name as far as they show it."""
    if shown is NameShown.FULL:
        return own_name(person)
    return people.masked([person])[person].name if shown is NameShown.MASKED else ""


def public_certificate(code: str) -> PublicCertificate:
    """What anybody sees by the code. Refuses `CertificateNotFound`."""
    row = Certificate.objects.filter(code=read_code(code) or "-").first()
    if row is None:
        raise CertificateNotFound
    if row.state != CertificateState.VALID or row.identity_id is None:
        return PublicCertificate(
            serial=row.serial,
            state=CertificateState.WITHDRAWN,
            why_name=str(WITHDRAWN.get(Withdrawn(row.why), "")),
            withdrawn_at=row.withdrawn_at,
        )
    it = as_certificate(row)
    return PublicCertificate(
        serial=it.serial,
        state=it.state,
        why_name="",
        withdrawn_at=None,
        name=_shown_name(it.name_shown, row.identity_id),
        credit=it.credit,
        honour=it.honour,
        since=it.since,
        until=it.until,
        issued_at=it.issued_at,
        stars=it.stars,
        lines=it.lines if it.show_organisations else (),
    )


def hours_lists(actor: Actor) -> tuple[HoursListRow, ...]:
    """Lists of the organisations that the actor sees, newest first."""
    rows = HoursList.objects.all()
    if actor.kind != "system":
        rows = rows.filter(
            Q(organisation_id__in=actor.organisation_ids(SEE))
            | unit_scope("organisation", actor.area_paths(SEE))
        )
    listed = list(rows.order_by("-made_at", "-id")[:LISTS_SHOWN])
    periods = {one.pk: publicity.period_of_subject(HOURS_LIST, one.pk) for one in listed}
    return tuple(
        HoursListRow(
            id=one.pk,
            organisation=organisations.unit_by_id(one.organisation_id).name,
            people=one.people,
            minutes=one.minutes,
            made_at=one.made_at,
            state=period.state if period else "",
            state_name=period.state_name if period else "",
            url=period.url if period else "",
            effective=period is not None and period.state is PeriodState.EFFECTIVE,
        )
        for one in listed
        for period in [periods[one.pk]]
    )


def certificates_of_person(person: UUID) -> list[dict[str, str]]:
    """A person's certificates, for their own copy."""
    return [
        {
            "serial": one.serial,
            "minutes": str(one.minutes),
            "issued_at": one.issued_at.isoformat(),
            "state": one.state.value,
        }
        for one in certificates_of(person)
    ]
