"""Who stands on which side of a line, and the doorways to lists and lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor, Target
from linli.matters.models import Condition, ListLine, Matter, MatterList, Offer, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.page import sees
from linli.matters.terms import (
    ConditionNotFound,
    LineNotFound,
    ListNotFound,
    ListSpec,
    MatterNotFound,
    OfferNotFound,
)
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION
from linli.territory import selectors as territory


def claimed_by_units(spec: ListSpec) -> bool:
    """Do units claim this list's lines (else areas: communities)?"""
    return any(organisations.duty_or_key(one).level == ORGANISATION for one in spec.claimers)


def claimer_of(actor: Actor, spec: ListSpec) -> tuple[UUID | None, UUID | None] | None:
    """(organisation, area) for which this actor claims, by the first of their duties that may; None
    if none may."""
    for grant in actor.grants:
        if grant.duty in spec.claimers and (grant.organisation_id or grant.area_id):
            unit = grant.organisation_id
            return unit, None if unit else grant.area_id
    return None


def claims_for(
    actor: Actor, spec: ListSpec, organisation_id: UUID | None, area_id: UUID | None
) -> bool:
    """May this actor speak for that claimer?"""
    return any(
        grant.duty in spec.claimers
        and (
            (organisation_id is not None and grant.organisation_id == organisation_id)
            or (area_id is not None and grant.area_id == area_id)
        )
        for grant in actor.grants
    )


def keeps(actor: Actor, spec: ListSpec, area_path: str, owner_id: UUID | None) -> bool:
    """Is this actor the line's own side: of the unit that owns it, or of the area it lies in?"""
    return any(
        grant.duty in spec.keepers
        and (
            (owner_id is not None and grant.organisation_id == owner_id)
            or (grant.organisation_id is None and grant.covers(Target(area_path)))
        )
        for grant in actor.grants
    )


def draws_up(actor: Actor, spec: ListSpec, head: Matter) -> bool:
    """Is this who draws up the list: whoever opened it, while they may open such a list there, or
    who has a duty that opens such lists at exactly its area (the office goes on after its people).
    """
    target, openers = Target(head.area_path), catalogue().kind(spec.kind).openers
    held = [one for one in actor.grants if one.duty in openers and one.covers(target)]
    if actor.kind == "system" or any(one.area_path == head.area_path for one in held):
        return True
    own = actor.account_id is not None and actor.account_id == head.opened_by_id
    return own and (bool(held) or actor.may("matters.open_for", target))


# --- doorways ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a list an actor sees: all, or the lines of these units and of that person."""

    matter: Matter
    key: str
    spec: ListSpec
    whole: bool
    units: frozenset[UUID]
    person: UUID | None


def list_for(actor: Actor, list_id: UUID) -> Reach:
    """The doorway to a list: its area, a part in its procedure, a duty that claims its lines, or a
    line of one's own. Refuses `ListNotFound`."""
    head = MatterList.objects.select_related("matter").filter(pk=list_id).first()
    known = catalogue().lists
    if head is None or head.key not in known or actor.kind not in {"staff", "system"}:
        raise ListNotFound
    spec, matter = known[head.key], head.matter
    units = frozenset(grant.organisation_id for grant in actor.grants if grant.organisation_id)
    sides = {grant.duty for grant in actor.grants} & {*spec.claimers}
    whole = actor.kind == "system" or bool(sides) or sees(actor, matter.area_path, matter.run_id)
    reach = Reach(matter, head.key, spec, whole, units, actor.account_id)
    if not whole and not own_lines(reach).exists():
        raise ListNotFound
    return reach


def own_lines(reach: Reach) -> QuerySet[ListLine]:
    """The lines of the list that this reach holds."""
    rows = ListLine.objects.filter(list_id=reach.matter.pk)
    if reach.whole:
        return rows
    return rows.filter(Q(owner_id__in=reach.units) | Q(person_id=reach.person))


def line_for(actor: Actor, line_id: UUID) -> UUID:
    """The doorway to a line: through its list, or as the matter that it is. Answers with the list's
    id; refuses `LineNotFound`."""
    row = ListLine.objects.filter(pk=line_id).values_list("list_id", flat=True).first()
    if row is None:
        raise LineNotFound
    try:
        if own_lines(list_for(actor, row)).filter(pk=line_id).exists():
            return row
    except ListNotFound:
        pass  # the matter's own doorway may still open
    found = Matter.objects.filter(pk=line_id).values_list("area_path", "run_id").get()
    if not sees(actor, *found):
        raise LineNotFound
    return row


def line_of_condition(actor: Actor, condition_id: UUID) -> UUID:
    """The line of a closing condition, behind its doorway (`ConditionNotFound`)."""
    found = Condition.objects.filter(pk=condition_id).values_list("line_id", flat=True).first()
    if found is None:
        raise ConditionNotFound
    line_for(actor, found)
    return found


def line_of_offer(actor: Actor, offer_id: UUID) -> UUID:
    """The line that somebody claims or was invited to, behind its doorway (`OfferNotFound`)."""
    found = Offer.objects.filter(pk=offer_id).values_list("line_id", flat=True).first()
    if found is None:
        raise OfferNotFound
    line_for(actor, found)
    return found


def claimer_key(name: str) -> str:
    """The key of the unit, or the code of the area, that people call so; else the name itself."""
    for one in organisations.units():
        if name in {one.name, one.short_name}:
            return one.key
    areas = territory.find(name)
    return areas[0].code if len(areas) == 1 else name


def check_sees(actor: Actor, matter_id: UUID) -> None:
    """Refuses `MatterNotFound` for a matter that this actor may neither see nor find on a list."""
    row = Matter.objects.filter(pk=matter_id).values_list("area_path", "run_id").first()
    if row is None:
        raise MatterNotFound
    if sees(actor, *row):
        return
    try:
        line_for(actor, matter_id)
    except LineNotFound:
        raise MatterNotFound from None


def taken(client_key: str) -> bool:
    """Has something been handed in under this key?"""
    return Report.objects.filter(client_key=client_key).exists()


def people_at(organisation_id: UUID | None, *, now: datetime) -> tuple[tuple[UUID, str], ...]:
    """(account, name) of those who hold a post in the unit now. Four statements."""
    if organisation_id is None:
        return ()
    rows = organisations.posts([organisation_id], now=now).get(organisation_id, ())
    found = {one.account_id: one.name for post in rows for one in post.holders}
    return tuple(found.items())
