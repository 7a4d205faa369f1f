"""Who takes part in matters: residents registered in a role, people on the sides of a matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.matters import selectors
from linli.matters.models import Enrolment, Matter, Party, Report
from linli.matters.services.ending import seen_open_row
from linli.matters.terms import SUBJECT, NotYourTurn, PartyThere, PhoneNeeded, UnknownSide
from linli.people import services as people
from linli.people.terms import Revealed
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory

# --- roles ------------------------------------------------------------------------------


def enrol(
    *, matter_id: UUID, role: str, level: str, days: int | None, actor: Actor, now: datetime
) -> int:
    """Register the reporters of a matter in a role, from now, for `days` or until it is ended, over
    the matter's area or the area of the kind `level` above it. Whoever is registered already is
    registered anew. Returns how many; refuses `PhoneNeeded` where nobody left a number.
    """
    matter = Matter.objects.get(pk=matter_id)
    assert matter.area_id is not None
    above = territory.ancestor(matter.area_id, level) if level else None
    area = above or territory.area(matter.area_id)
    reporters = Report.objects.filter(matter_id=matter_id, identity__isnull=False)
    people_known = _identities(reporters)
    if not people_known:
        raise PhoneNeeded(field="phone")
    with transaction():
        _in_force(people_known, role, now).update(until=now)
        Enrolment.objects.bulk_create(
            Enrolment(
                identity_id=one,
                role=role,
                area_id=area.id,
                area_path=area.path,
                matter_id=matter_id,
                since=now,
                until=now + timedelta(days=days) if days else None,
            )
            for one in people_known
        )
        _line("matters.enrolled", matter_id, role, actor, now)
    return len(people_known)


def leave_role(*, matter_id: UUID, role: str, actor: Actor, now: datetime) -> int:
    """End what the reporters of a matter are registered as; returns how many it was."""
    reporters = Report.objects.filter(matter_id=matter_id, identity__isnull=False)
    with transaction():
        ended = _in_force(_identities(reporters), role, now)
        count = ended.update(until=now)
        _line("matters.role_left", matter_id, role, actor, now)
    return count


def _identities(reporters: QuerySet[Report]) -> set[UUID]:
    return set(reporters.exclude(identity=None).values_list("identity_id", flat=True))


def _in_force(identities: set[UUID], role: str, now: datetime) -> QuerySet[Enrolment]:
    lasting = Q(until=None) | Q(until__gt=now)
    return Enrolment.objects.filter(lasting, identity_id__in=identities, role=role)


def _line(name: str, matter_id: UUID, role: str, actor: Actor, now: datetime) -> None:
    trail.record(name, actor=actor, now=now, subject=(SUBJECT, matter_id), data={"role": role})


# --- sides ------------------------------------------------------------------------------


def add_party(
    *, matter_id: UUID, side: str, name: str, phone: str, actor: Actor, now: datetime
) -> None:
    """Write down who is on a side; by whoever has an open step. Refuses `NotYourTurn`,
    `UnknownSide`, `PartyThere`, and what `people` refuses of the name and the number.
    """
    with transaction():
        matter = seen_open_row(matter_id, actor)
        assert matter.run_id is not None
        steps = procedures.open_steps(matter.run_id)
        if actor.account_id is None or not any(procedures.may_act(actor, one) for one in steps):
            raise NotYourTurn
        if side not in {one.key for one in selectors.catalogue().sides_of(matter.kind)}:
            raise UnknownSide(side=side, field="side")
        identity = people.remember(name=name, phone=phone, actor=actor, now=now)
        _row, made = Party.objects.get_or_create(
            matter_id=matter_id,
            identity_id=identity,
            role=side,
            defaults={"by_id": actor.account_id, "at": now},
        )
        if not made:
            raise PartyThere(field="phone")
        _line("matters.party_added", matter_id, side, actor, now)


def reveal_party(
    *, matter_id: UUID, party_id: UUID, purpose: str, actor: Actor, now: datetime
) -> Revealed | None:
    """Name and number of a party, for a purpose that goes on the trail. The matter's doorway first;
    refuses what `people.reveal` refuses."""
    page = selectors.matter_for(actor, matter_id)
    party = Party.objects.filter(pk=party_id, matter_id=matter_id).first()
    if party is None or party.identity_id is None:
        return None
    return people.reveal(
        identity_id=party.identity_id, purpose=purpose, target=page.target, actor=actor, now=now
    )


def erase_sides(*, identity_id: UUID, now: datetime) -> int:
    """A person is named in no matter any longer, and registered as nothing. Returns how many rows
    forgot them; joins the caller's transaction."""
    with transaction():
        named = Party.objects.filter(identity_id=identity_id).update(identity=None)
        mine = Enrolment.objects.filter(identity_id=identity_id)
        mine.filter(Q(until=None) | Q(until__gt=now)).update(until=now)
        return named + mine.update(identity=None)
