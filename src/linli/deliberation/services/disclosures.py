"""Showing what is owed to the public, saying why not, being reminded."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from linli.deliberation import selectors
from linli.deliberation.models import Disclosure, DisclosureReminder
from linli.deliberation.terms import (
    DISCLOSURE,
    DisclosedAlready,
    DisclosureRow,
    DisclosureState,
    ExcuseMissing,
    OtherPublicity,
    SpanAhead,
)
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.messaging import selectors as templates
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.publicity.terms import PUBLISH
from linli.territory import selectors as territory

DISCLOSURE_DUE = "disclosure_due"
LONGEST_EXCUSE = 200
DONE = (DisclosureState.DONE, DisclosureState.EXCUSED)


def disclose(
    *,
    key: str,
    area_id: UUID,
    span: str,
    title: str,
    words: str,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Show the public what is owed for a stretch (late ones too), for as long as the method says.
    Returns the period of publicity. Needs `publicity.publish` there. Refuses `NoDisclosure`,
    `SpanAhead`, `DisclosedAlready`, and what publicity refuses.
    """
    row = _owed(key, area_id, span, actor, now)
    try:
        with transaction():
            kept = _free(row, now)
            made = publishing.open_period(
                title=title,
                words=words,
                area_id=area_id,
                length=row.kind.length,
                basis=row.kind.basis,
                subject=(DISCLOSURE, kept.pk),
                kind=DISCLOSURE,
                duty=row.kind.duty,
                actor=actor,
                now=now,
            )
            _keep(kept, row, actor, now, period_id=made.id)
    except IntegrityError as error:
        raise DisclosedAlready from error
    return made.id


def count_publicity(
    *, key: str, area_id: UUID, span: str, period_id: UUID, actor: Actor, now: datetime
) -> None:
    """Count a publicity that was opened by itself: of this very place, begun within the stretch.
    Needs `publicity.publish` there. Refuses `OtherPublicity`, `DisclosedAlready`."""
    row = _owed(key, area_id, span, actor, now)
    period = publicity.period_for(actor, period_id)
    begun = local(period.begins).date()
    stands = period.state not in selectors.FELL
    if period.area_id != area_id or not stands or not row.span.begins <= begun < row.span.ends:
        raise OtherPublicity(field="period")
    try:
        with transaction():
            _keep(_free(row, now), row, actor, now, period_id=period.id)
    except IntegrityError as error:
        raise DisclosedAlready from error


def excuse_disclosure(
    *, key: str, area_id: UUID, span: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Write down why nothing is shown for a stretch; the public reads the reason. Needs
    `publicity.publish` there. Refuses `ExcuseMissing`, `DisclosedAlready`."""
    row = _owed(key, area_id, span, actor, now)
    why = " ".join(clean(reason, LONGEST_EXCUSE, "reason", refusal=ExcuseMissing).split())
    if not why:
        raise ExcuseMissing(field="reason")
    try:
        with transaction():
            _keep(_free(row, now), row, actor, now, reason=why)
    except IntegrityError as error:
        raise DisclosedAlready from error


def _owed(key: str, area_id: UUID, span: str, actor: Actor, now: datetime) -> DisclosureRow:
    actor.require(PUBLISH, Target(territory.area(area_id).path))
    row = selectors.disclosure_at(key, area_id, span, now=now)
    if row.span.begins > local(now).date():
        raise SpanAhead
    if row.state in DONE:
        raise DisclosedAlready
    return row


def _free(row: DisclosureRow, now: datetime) -> Disclosure:
    """The line to write: that of a publicity that fell, or a new one."""
    lines = Disclosure.objects.filter(
        key=row.kind.key, area_id=row.area_id, span=row.span.name
    ).select_related("period")
    found = locked(lines).first()
    if found is None:
        return Disclosure(
            id=new_id(),
            key=row.kind.key,
            area_id=row.area_id,
            area_path=territory.area(row.area_id).path,
            span=row.span.name,
            at=now,
        )
    if found.period is None or found.period.state not in selectors.FELL:
        raise DisclosedAlready
    return found


def _keep(
    line: Disclosure,
    row: DisclosureRow,
    actor: Actor,
    now: datetime,
    *,
    period_id: UUID | None = None,
    reason: str = "",
) -> None:
    line.period_id, line.reason = period_id, reason
    line.at, line.by_id = now, actor.account_id
    line.save()
    trail.record(
        "deliberation.disclosed" if period_id else "deliberation.disclosure_excused",
        actor=actor,
        now=now,
        subject=(DISCLOSURE, line.pk),
        data={"key": row.kind.key, "span": row.span.name, "period": str(period_id or "")},
    )


def remind_disclosures(now: datetime) -> int:
    """Tell the duty of what is due soon, and of what has become late: each once. Returns how many
    were told. Idempotent; any number of workers may call it."""
    if DISCLOSURE_DUE not in templates.templates():
        return 0
    told = set(
        DisclosureReminder.objects.filter(at__gte=midnight(_two_years_ago(now))).values_list(
            "key", "area_id", "span", "late"
        )
    )
    count = 0
    for row in selectors.reminders_due(now):
        late = row.state is DisclosureState.LATE
        if (row.kind.key, row.area_id, row.span.name, late) not in told:
            count += _remind(row, now, late=late)
    return count


def _two_years_ago(now: datetime) -> date:
    return local(now).date().replace(day=1, year=local(now).year - 2)


def _remind(row: DisclosureRow, now: datetime, *, late: bool) -> int:
    with transaction():
        _made, new = DisclosureReminder.objects.get_or_create(
            key=row.kind.key,
            area_id=row.area_id,
            span=row.span.name,
            late=late,
            defaults={"at": now},
        )
        if not new:
            return 0
        place = organisations.duty_place(row.kind.duty, row.area_id, now=now)
        messaging.tell(
            template=DISCLOSURE_DUE,
            to=Audience.duty_at(place.duty, area_id=place.area_id),
            data={
                "title": f"{territory.area(row.area_id).name} {row.span.name} {row.kind.name.zh}",
                "due": midnight(row.span.ends).isoformat(),
            },
            about=(DISCLOSURE, row.area_id),
            url=f"/disclosures/{row.area_id}",
            now=now,
        )
    return 1
