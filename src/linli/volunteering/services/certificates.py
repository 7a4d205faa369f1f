"""Lists of hours before the public, and certificates: only if the volunteer wishes, free, true."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code, new_id, show_code
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.people import services as people_services
from linli.publicity import services as publicity
from linli.publicity.terms import PeriodState
from linli.territory import selectors as territory
from linli.volunteering import selectors
from linli.volunteering.models import (
    Certificate,
    CertifiedRecord,
    HoursList,
    ListedRecord,
    ServiceRecord,
)
from linli.volunteering.services.hours import lock_book
from linli.volunteering.terms import (
    CERTIFICATE,
    HOURS_LIST,
    LEAD,
    MOST_CERTIFICATES,
    CertificateNameMissing,
    CertificateNotFound,
    CertificateState,
    CertificateWithdrawn,
    NameShown,
    NothingToCertify,
    NothingToList,
    RecordState,
    TooManyCertificates,
    Withdrawn,
)


def _hours(minutes: int) -> str:
    """2.5 hours as `2.5`, 2 hours as `2`."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def open_hours_list(*, organisation_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Put before the public what an organisation's volunteers served and no list has shown yet:
    masked names and hours, for as long as the method says; certificates say it when that time has
    passed without a ruling against it. Needs `volunteering.lead` there and `publicity.publish` at
    its area. Refuses `NothingToList`."""
    rules, target = selectors.hours_rules(), selectors.unit_target(organisation_id)
    actor.require(LEAD, target)
    if not rules.publicity:
        raise NothingToList
    unit = organisations.unit_by_id(organisation_id)
    with transaction():
        rows = ServiceRecord.objects.filter(
            organisation_id=organisation_id, state=RecordState.CONFIRMED, minutes__gt=0,
            identity__isnull=False, annul_reason="",
        )  # fmt: skip
        shown = selectors.listed_records(rows, (PeriodState.RUNNING, PeriodState.EFFECTIVE))
        listed = [one for one in rows.order_by("started_at") if one.pk not in shown]
        if not listed:
            raise NothingToList
        of: defaultdict[UUID, int] = defaultdict(int)
        for one in listed:
            assert one.identity_id is not None
            of[one.identity_id] += one.minutes
        names = people.masked(of)
        made = HoursList.objects.create(
            id=new_id(), organisation_id=organisation_id, made_at=now,
            made_by_id=actor.account_id, people=len(of), minutes=sum(of.values()),
        )  # fmt: skip
        ListedRecord.objects.bulk_create(
            [ListedRecord(hours_list=made, record=one) for one in listed]
        )
        words = "\n".join(
            _("%(name)s %(hours)s 小时")
            % {"name": names[one].name or _("一位志愿者"), "hours": _hours(of[one])}
            for one in sorted(of, key=lambda one: (-of[one], str(one)))
        )
        publicity.open_period(
            title=_("志愿服务时长公示"),
            words=f"{unit.name}\n{words}",
            area_id=unit.area_id or territory.root().id,
            length=rules.publicity,
            basis=rules.basis,
            kind="other",
            subject=(HOURS_LIST, made.pk),
            second_person=True,
            actor=actor,
            now=now,
        )
        trail.record(
            "volunteering.hours_listed", actor=actor, now=now, subject=(HOURS_LIST, made.pk),
            data={"people": made.people, "minutes": made.minutes},
        )  # fmt: skip
    return made.pk


def issue_certificate(
    *,
    person: UUID,
    actor: Actor,
    now: datetime,
    name: str = "",
    name_shown: NameShown = NameShown.MASKED,
    show_organisations: bool = True,
) -> UUID:
    """The volunteer asks for a certificate of what they served until now: its id. `name` is kept
    with the person if they never said it. Refuses `CertificateNameMissing`, `BadName`,
    `NothingToCertify`, `TooManyCertificates`."""
    with transaction():
        lock_book(person)
        if not selectors.own_name(person):
            if not name.strip():
                raise CertificateNameMissing(field="name")
            people_services.correct(identity_id=person, name=name, actor=actor, now=now)
        mine = Certificate.objects.filter(identity_id=person, state=CertificateState.VALID)
        if mine.count() >= MOST_CERTIFICATES:
            raise TooManyCertificates(limit=MOST_CERTIFICATES)
        ids, _waiting = selectors.certifiable_records(person)
        says = selectors.certifiable(person, now=now)
        if not ids or says.since is None or says.until is None:
            raise NothingToCertify
        code = new_code()
        made = Certificate.objects.create(
            id=new_id(),
            code=code,
            serial=f"{local(now).year}-{show_code(code)}",
            identity_id=person,
            name_shown=NameShown(name_shown),
            show_organisations=show_organisations,
            lines=[[one.organisation, one.credit, one.honour] for one in says.lines],
            services=says.services,
            since=says.since,
            until=says.until,
            stars=[one.to_json() for one in says.stars],
            issued_at=now,
        )
        CertifiedRecord.objects.bulk_create(
            [CertifiedRecord(certificate=made, record_id=one) for one in ids]
        )
        _note("certificate_issued", made, actor, now, minutes=says.minutes)
    return made.pk


def _note(verb: str, row: Certificate, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"volunteering.{verb}", actor=actor, now=now, subject=(CERTIFICATE, row.pk), data=data
    )


def _own(certificate_id: UUID, person: UUID) -> Certificate:
    row = locked(Certificate.objects.filter(pk=certificate_id, identity_id=person)).first()
    if row is None:
        raise CertificateNotFound
    if row.state != CertificateState.VALID:
        raise CertificateWithdrawn
    return row


def show_certificate(
    *,
    certificate_id: UUID,
    person: UUID,
    name_shown: NameShown,
    show_organisations: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Choose anew what whoever has the code sees. Refuses `CertificateNotFound`,
    `CertificateWithdrawn`."""
    with transaction():
        row = _own(certificate_id, person)
        row.name_shown, row.show_organisations = NameShown(name_shown), show_organisations
        row.save(update_fields=["name_shown", "show_organisations"])
        _note("certificate_shown", row, actor, now, name=row.name_shown)


def withdraw_certificate(
    *, certificate_id: UUID, person: UUID, actor: Actor, now: datetime
) -> None:
    """The holder takes it back: whoever verifies it reads that alone."""
    with transaction():
        _withdraw(_own(certificate_id, person), Withdrawn.HOLDER, actor, now)


def _withdraw(row: Certificate, why: Withdrawn, actor: Actor, now: datetime) -> None:
    row.state, row.why, row.withdrawn_at = CertificateState.WITHDRAWN, why, now
    row.save(update_fields=["state", "why", "withdrawn_at"])
    _note("certificate_withdrawn", row, actor, now, why=why)


def withdraw_for_record(record_id: UUID, *, actor: Actor, now: datetime) -> int:
    """A record was annulled: what says its hours no longer counts. The caller holds the volunteer's
    book. Returns how many."""
    rows = Certificate.objects.filter(
        pk__in=CertifiedRecord.objects.filter(record_id=record_id).values("certificate_id"),
        state=CertificateState.VALID,
    )
    listed = list(locked(rows))
    for one in listed:
        _withdraw(one, Withdrawn.RECORDS, actor, now)
    return len(listed)
