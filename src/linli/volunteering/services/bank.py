"""The time bank: family that agreed, and hours given to it. Never sold, never to strangers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.people import services as people
from linli.points import services as points
from linli.points.terms import Entry, Holder
from linli.resources import selectors as shop
from linli.resources import services as resources
from linli.volunteering import selectors
from linli.volunteering.models import FamilyLink, OrderFor
from linli.volunteering.services.hours import lock_book
from linli.volunteering.terms import (
    FAMILY,
    MOST_FAMILY,
    FamilyFull,
    HoursRules,
    LinkDecided,
    LinkNotFound,
    LinkState,
    NotFamily,
    NotForHours,
    NoTimeBank,
    NotWholeSteps,
    OwnFamily,
    Relation,
    UnknownRelation,
)

OPEN = (LinkState.ASKED, LinkState.CONFIRMED)


def _note(verb: str, link_id: UUID, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"volunteering.{verb}", actor=actor, now=now, subject=(FAMILY, link_id), data=data)


def _relation(key: str, *, phone: bool) -> Relation:
    found = selectors.family_relations().get(key)
    if found is None or found.phone is not phone:
        raise UnknownRelation(field="relation")
    return found


def _bank(minutes: int) -> HoursRules:
    """The rules of the bank. Refuses `NoTimeBank`, `NotWholeSteps`."""
    rules = selectors.hours_rules()
    if not rules.scheme:
        raise NoTimeBank
    if minutes <= 0 or minutes % rules.step:
        raise NotWholeSteps(step=rules.step, field="minutes")
    return rules


def ask_family(*, person: UUID, phone: str, relation: str, actor: Actor, now: datetime) -> UUID:
    """Say that whoever has this phone is of one's family; they agree or not when they sign in. The
    same again is the same link. Refuses `BadPhone`, `OwnFamily`, `UnknownRelation`, `FamilyFull`.
    """
    known = _relation(relation, phone=True)
    with transaction():
        other = people.remember(phone=phone, actor=actor, now=now)
        if other == person:
            raise OwnFamily(field="phone")
        lock_book(person)
        mine = FamilyLink.objects.filter(giver_id=person, state__in=OPEN)
        there = mine.filter(receiver_id=other).first()
        if there is not None:
            return there.pk
        if mine.count() >= MOST_FAMILY:
            raise FamilyFull(limit=MOST_FAMILY)
        row = FamilyLink.objects.create(
            id=new_id(), giver_id=person, receiver_id=other, relation=known.key, asked_at=now
        )
        _note("family_asked", row.pk, actor, now, relation=known.key)
    return row.pk


def answer_family(*, link_id: UUID, person: UUID, agree: bool, actor: Actor, now: datetime) -> None:
    """The other agrees to be given hours, or not. Refuses `LinkNotFound`, `LinkDecided`."""
    with transaction():
        row = locked(FamilyLink.objects.filter(pk=link_id, receiver_id=person)).first()
        if row is None:
            raise LinkNotFound
        if row.state != LinkState.ASKED:
            raise LinkDecided
        row.state = LinkState.CONFIRMED if agree else LinkState.REFUSED
        row.answered_at = now
        row.save(update_fields=["state", "answered_at"])
        _note("family_answered", row.pk, actor, now, agree=agree)


def end_family(*, link_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """Either of the two ends it, at any time; what was given stays given."""
    with transaction():
        row = locked(FamilyLink.objects.filter(pk=link_id)).first()
        if row is None or person not in (row.giver_id, row.receiver_id):
            raise LinkNotFound
        if row.state not in OPEN:
            raise LinkDecided
        row.state, row.answered_at = LinkState.ENDED, now
        row.save(update_fields=["state", "answered_at"])
        _note("family_ended", row.pk, actor, now)


def give_hours(
    *, person: UUID, link_id: UUID, minutes: int, key: str, actor: Actor, now: datetime
) -> Entry:
    """Give saved minutes to somebody of one's family who agreed to it; nothing is asked in return.
    The same `key` gives once. Refuses `NotFamily` for everybody else, `NotWholeSteps`,
    `NoTimeBank`, and what the ledger refuses (`NotEnough`, `NoGifts`).
    """
    rules = _bank(minutes)
    with transaction():
        row = locked(FamilyLink.objects.filter(pk=link_id)).first()
        if row is None or row.giver_id != person or row.state != LinkState.CONFIRMED:
            raise NotFamily
        entry = points.give(
            scheme=rules.scheme,
            of=Holder.person(person),
            to=Holder.person(row.receiver_id),
            amount=minutes,
            key=f"volunteering.gift:{person}:{key}",
            title=str(rules.name),
            about=(FAMILY, row.pk),
            actor=actor,
            now=now,
        )
        if not entry.again:
            _note("hours_given", row.pk, actor, now, minutes=minutes)
    return entry


def order_for(
    *,
    person: UUID,
    relation: str,
    offer_id: UUID,
    count: int,
    key: UUID,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Spend saved minutes in the shop for somebody of the family who has no account, such as a
    child's holiday class: the order is one's own, and only the relation is named. The order's id.
    Refuses `UnknownRelation`, `NoTimeBank`, `NotForHours` (what is not priced in hours), and what
    the shop refuses (`SoldOut`, `NotEnough`). Idempotent by `key`.
    """
    rules, known = selectors.hours_rules(), _relation(relation, phone=False)
    if not rules.scheme:
        raise NoTimeBank
    wanted, _purses = shop.public_offer(offer_id, person=person)
    if wanted.scheme != rules.scheme:
        raise NotForHours
    with transaction():
        made = resources.order(
            offer_id=offer_id, count=count, person=person, key=key, actor=actor, now=now
        )
        there = OrderFor.objects.filter(order_id=made).first()
        if there is None:
            OrderFor.objects.create(order_id=made, identity_id=person, relation=known.key)
            trail.record(
                "volunteering.ordered_for", actor=actor, now=now, subject=("order", made),
                data={"relation": known.key},
            )  # fmt: skip
    return made
