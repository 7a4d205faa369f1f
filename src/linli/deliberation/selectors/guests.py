"""Reads of guests: at a gathering, and of a body's members elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.deliberation.models import Guest, Member
from linli.deliberation.selectors.bodies import in_force, names_of
from linli.deliberation.terms import GuestRow, State
from linli.kernel.clock import local, midnight
from linli.people import selectors as people


def _rows(found: QuerySet[Guest]) -> tuple[GuestRow, ...]:
    listed = list(
        found.select_related("member__body", "gathering__body").order_by(
            "-gathering__meets_at", "pk"
        )
    )
    names = names_of([one.member for one in listed])
    return tuple(
        GuestRow(
            id=one.pk,
            name=names[one.member_id],
            home=one.member.body.name,
            home_id=one.member.body_id,
            host=one.gathering.body.name,
            gathering_id=one.gathering_id,
            title=one.gathering.title,
            meets_at=one.gathering.meets_at or one.at,
            counts=one.gathering.state == State.HELD and not one.gathering.rehearsal,
        )
        for one in listed
    )


def guests_of(gathering_id: UUID) -> tuple[GuestRow, ...]:
    """Who came from other bodies; for those who have been through the doorway. Three statements."""
    return _rows(Guest.objects.filter(gathering_id=gathering_id))


def learned_elsewhere(body_id: UUID, *, year: int) -> tuple[GuestRow, ...]:
    """Where a body's members took part in a year, at gatherings of other bodies that were held; for
    those who have been through the doorway. Three statements."""
    rows = Guest.objects.filter(
        member__body_id=body_id,
        gathering__state=State.HELD,
        gathering__rehearsal=False,
        gathering__meets_at__gte=midnight(_first(year)),
        gathering__meets_at__lt=midnight(_first(year + 1)),
    )
    return _rows(rows)


def _first(year: int) -> date:
    return date(year, 1, 1)


def memberships(text: str, *, now: datetime) -> tuple[Member, ...]:
    """Where somebody is a member today, found by exact telephone number or user name."""
    account, identity = people.account_by_username(text), people.by_phone(text)
    wanted = Q(pk__in=[])
    if account is not None:
        wanted |= Q(account_id=account)
    if identity is not None:
        wanted |= Q(identity_id=identity)
    rows = Member.objects.filter(
        wanted, in_force(local(now).date()), body__until__isnull=True
    ).select_related("body")
    return tuple(rows.order_by("body__name", "pk"))
