"""Claiming a line from either side (双向认领): a unit or community offers, or is invited; the other
side accepts; one offer wins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.matters import selectors
from linli.matters.models import ListLine, Matter, Offer
from linli.matters.services.ending import open_matter_row
from linli.matters.terms import (
    SUBJECT,
    ListSpec,
    MayNotClaim,
    MayNotKeep,
    NothingToClaim,
    OfferedAlready,
    OfferNotFound,
    OfferSettled,
    OfferState,
    UnitNotKnown,
)
from linli.organisations import selectors as organisations
from linli.organisations.terms import NoSuchOrganisation
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures
from linli.territory import selectors as territory


def await_claim(*, line_id: UUID, step_id: UUID) -> None:
    """The line's procedure waits at this step until a claim is accepted. Called by its effect."""
    ListLine.objects.filter(pk=line_id).update(waits=step_id)


def name_owner(*, line_id: UUID, unit: str) -> UUID | None:
    """The unit with that key answers for the line; a person named for another unit does not any
    more. Returns who is still named. Called by the effect of the line's procedure. Refuses
    `UnitNotKnown`."""
    owner, _area = _unit_named(unit)
    line = ListLine.objects.filter(pk=line_id)
    line.exclude(owner_id=owner).update(owner=owner, person=None)
    return line.values_list("person_id", flat=True).first()


def claim(*, line_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Offer to take a line: for the unit, or the area, for which the actor carries a duty of the
    list's `claimers`. Returns the offer. Refuses `LineNotFound`, `MayNotClaim`, `NothingToClaim`,
    `OfferedAlready`."""
    with transaction():
        line, _matter, spec = _line(line_id, actor)
        claimer = selectors.claimer_of(actor, spec)
        if claimer is None:
            raise MayNotClaim(verb="matters.see")
        return _offer(line, claimer, actor, now, invited=False)


def invite(*, line_id: UUID, claimer: str, actor: Actor, now: datetime) -> UUID:
    """Ask a unit (by key), or an area (by code), to take a line: by the line's own side, a duty of
    the list's `keepers`. Refuses `MayNotKeep`, `UnitNotKnown`, else as `claim`."""
    with transaction():
        line, matter, spec = _line(line_id, actor)
        if not selectors.keeps(actor, spec, matter.area_path, line.owner_id):
            raise MayNotKeep(verb="matters.see")
        return _offer(line, _named(spec, claimer), actor, now, invited=True)


def _named(spec: ListSpec, claimer: str) -> tuple[UUID | None, UUID | None]:
    """(organisation, area) that is called so, of the kind that claims on this list."""
    if selectors.claimed_by_units(spec):
        return _unit_named(claimer)
    return None, territory.by_code(claimer).id


def _unit_named(key: str) -> tuple[UUID, None]:
    try:
        return organisations.unit(key).id, None
    except NoSuchOrganisation:
        raise UnitNotKnown(field="claimer", unit=key) from None


def _line(line_id: UUID, actor: Actor) -> tuple[ListLine, Matter, ListSpec]:
    """The line, its run locked, seen by the actor, waiting for a claim."""
    selectors.line_for(actor, line_id)
    matter = open_matter_row(line_id)
    line = ListLine.objects.select_related("list").get(pk=line_id)
    if line.waits is None or not procedure_reads.is_parked(line.waits):
        raise NothingToClaim
    return line, matter, selectors.catalogue().list_of(line.list.key)


def _offer(
    line: ListLine, claimer: tuple[UUID | None, UUID | None], actor: Actor, now: datetime,
    *, invited: bool,
) -> UUID:  # fmt: skip
    organisation, area = claimer
    side = {"organisation_id": organisation} if organisation else {"area_id": area}
    again = Offer.objects.filter(line_id=line.pk, state=OfferState.OPEN, **side)
    if again.exists():
        raise OfferedAlready
    row = Offer.objects.create(
        line_id=line.pk, organisation_id=organisation, area_id=area, invited=invited, at=now,
        by_id=actor.account_id,
    )  # fmt: skip
    _say("matters.claim_offered", row, actor, now)
    return row.pk


def accept(*, offer_id: UUID, actor: Actor, now: datetime) -> None:
    """Take the other side at its word: the offer wins, the others are declined, the line goes on
    with the claimer as the one who answers for it. Refuses `OfferNotFound`, `OfferSettled`,
    `MayNotKeep` or `MayNotClaim` for one's own offer, `NothingToClaim`."""
    with transaction():
        offer, line, matter = _other_side(offer_id, actor)
        step_id = line.waits
        if step_id is None or not procedure_reads.is_parked(step_id):
            raise NothingToClaim
        settled = {"settled_at": now, "settled_by_id": actor.account_id}
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.ACCEPTED, **settled)
        others = Offer.objects.filter(line_id=line.pk, state=OfferState.OPEN)
        others.update(state=OfferState.DECLINED, **settled)
        data: dict[str, str] = {}
        if offer.organisation_id is not None:
            unit = organisations.unit_by_id(offer.organisation_id)
            data |= {"owner": unit.key, "person": ""}
            line.owner_id, line.person_id = offer.organisation_id, None
        line.waits = None
        line.save(update_fields=["owner", "person", "waits"])
        _say("matters.claim_accepted", offer, actor, now)
        assert matter.run_id is not None
        procedures.resume(step_id=step_id, outcome="claimed", data=data, actor=actor, now=now)


def decline(*, offer_id: UUID, actor: Actor, now: datetime) -> None:
    """Say no; the line goes on waiting. Refuses as `accept`."""
    with transaction():
        offer, _row, _matter = _other_side(offer_id, actor)
        Offer.objects.filter(pk=offer.pk).update(
            state=OfferState.DECLINED, settled_at=now, settled_by_id=actor.account_id
        )
        _say("matters.claim_declined", offer, actor, now)


def _other_side(offer_id: UUID, actor: Actor) -> tuple[Offer, ListLine, Matter]:
    """The open offer with its line, for whoever answers it: the line's side a claim, the claimer an
    invitation."""
    line_id = Offer.objects.filter(pk=offer_id).values_list("line_id", flat=True).first()
    if line_id is None:
        raise OfferNotFound
    selectors.line_for(actor, line_id)
    matter = open_matter_row(line_id)
    offer = Offer.objects.get(pk=offer_id)
    if offer.state != OfferState.OPEN:
        raise OfferSettled
    line = ListLine.objects.select_related("list").get(pk=line_id)
    spec = selectors.catalogue().list_of(line.list.key)
    if offer.invited:
        if not selectors.claims_for(actor, spec, offer.organisation_id, offer.area_id):
            raise MayNotClaim(verb="matters.see")
    elif not selectors.keeps(actor, spec, matter.area_path, line.owner_id):
        raise MayNotKeep(verb="matters.see")
    return offer, line, matter


def _say(name: str, offer: Offer, actor: Actor, now: datetime) -> None:
    trail.record(
        name, actor=actor, now=now, subject=(SUBJECT, offer.line_id),
        data={
            "offer": str(offer.pk),
            "organisation": str(offer.organisation_id or ""),
            "area": str(offer.area_id or ""),
        },
    )  # fmt: skip
