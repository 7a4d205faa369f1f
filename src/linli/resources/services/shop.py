"""Offers of the shop: made by a merchant or the office, looked at by a second person, restocked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db.models import F

from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.points import selectors as ledger
from linli.resources.models import Offer
from linli.resources.rules.shop import check_offer
from linli.resources.selectors import shop as reads
from linli.resources.terms import (
    LONGEST_FETCH,
    LONGEST_OFFER_TITLE,
    LONGEST_OFFER_WORDS,
    LONGEST_WHY,
    MANAGE,
    MOST_OF_ONE,
    OFFER,
    RUN,
    MayNotOffer,
    MayNotRunShop,
    NewOffer,
    OfferClosed,
    OfferNotFound,
    OfferState,
    OfferUnclear,
    OwnOffer,
    Shop,
    StockBelow,
    WhyMissing,
)


def _note(verb: str, row: Offer, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(OFFER, row.pk), data=data)


def clean_why(reason: str) -> str:
    """Refuses `WhyMissing`."""
    why = clean(reason, LONGEST_WHY, "reason", refusal=WhyMissing)
    if not why:
        raise WhyMissing(field="reason")
    return why


def _cleaned(new: NewOffer) -> NewOffer:
    """The words as they are kept. Refuses `OfferUnclear`."""
    return NewOffer(
        title=clean(new.title, LONGEST_OFFER_TITLE, "title", refusal=OfferUnclear),
        words=clean(new.words, LONGEST_OFFER_WORDS, "words", refusal=OfferUnclear),
        fetch_at=clean(new.fetch_at, LONGEST_FETCH, "fetch_at", refusal=OfferUnclear),
        fetch_when=clean(new.fetch_when, LONGEST_FETCH, "fetch_when", refusal=OfferUnclear),
        stock=new.stock,
        worth=new.worth,
        minutes=new.minutes,
        each=new.each,
        fetch_until=new.fetch_until,
    )


def _price(new: NewOffer, shop: Shop) -> tuple[str, int]:
    """In which scheme, and how much: goods by the scheme's own rate, class hours as they are."""
    if new.minutes:
        return shop.hours, new.minutes
    return shop.scheme, ledger.price(shop.scheme, new.worth)


def offer(
    *,
    seller: str,
    new: NewOffer,
    actor: Actor,
    now: datetime,
    picture: File[bytes] | None = None,
) -> UUID:
    """Offer goods or class hours, for one of `selectors.sellers` (by its key). It is shown after
    another person has looked at it. Refuses `MayNotOffer`, `OfferUnclear`, `PricedInOne`, and what
    `files.receive` refuses of its picture."""
    spot = next((one for one in reads.sellers(actor) if one.key == seller), None)
    if spot is None:
        raise MayNotOffer(field="seller")
    text = _cleaned(new)
    check_offer(text, spot.shop)
    scheme, price = _price(text, spot.shop)
    with transaction():
        row = Offer.objects.create(
            id=new_id(),
            shop=spot.shop.key,
            organisation_id=spot.organisation_id,
            area_id=spot.area_id,
            area_path=spot.area_path,
            title=text.title,
            words=text.words,
            scheme=scheme,
            price=price,
            hours=text.minutes > 0,
            worth=text.worth,
            stock=text.stock,
            each=text.each,
            fetch_at=text.fetch_at,
            fetch_when=text.fetch_when,
            fetch_until=text.fetch_until,
            made_at=now,
            made_by_id=actor.account_id,
        )
        if picture is not None:
            files.receive(upload=picture, kind="image", owner=(OFFER, row.pk), actor=actor, now=now)
        _note("offered", row, actor, now, price=price, stock=text.stock, worth=text.worth)
    return row.pk


def _seen(offer_id: UUID, actor: Actor) -> Offer:
    """For those who may do something with it. Refuses `OfferNotFound`."""
    row = locked(Offer.objects.filter(pk=offer_id)).first()
    target = reads.offer_target(row) if row is not None else None
    if row is None or not (actor.may(RUN, target) or actor.may(MANAGE, target)):
        raise OfferNotFound
    return row


def show_offer_picture(*, offer_id: UUID, upload: File[bytes], actor: Actor, now: datetime) -> None:
    """Its picture, in place of the one before. Needs `resources.run` for its organisation."""
    with transaction():
        row = _seen(offer_id, actor)
        before: Sequence[UUID] = [one.id for one in reads.offer_files([row.pk]).get(row.pk, ())]
        if before:
            files.remove(ids=before, actor=actor, now=now)
        files.receive(upload=upload, kind="image", owner=(OFFER, row.pk), actor=actor, now=now)


def judge_offer(
    *, offer_id: UUID, show: bool, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Show it to residents, or refuse it with a reason: by whoever runs the shop there, and never
    by who made it. Refuses `OfferNotFound`, `MayNotRunShop`, `OwnOffer`, `OfferClosed`."""
    why = "" if show else clean_why(reason)
    with transaction():
        row = _seen(offer_id, actor)
        if not reads.runs(actor, row):
            raise MayNotRunShop
        if row.made_by_id is not None and row.made_by_id == actor.account_id:
            raise OwnOffer
        if row.state != OfferState.WAITING:
            raise OfferClosed
        row.state = OfferState.SHOWN if show else OfferState.REFUSED
        row.reason, row.judged_at, row.judged_by_id = why, now, actor.account_id
        row.save(update_fields=["state", "reason", "judged_at", "judged_by"])
        _note("offer_judged", row, actor, now, show=show)


_TURNS = {
    OfferState.PAUSED: (OfferState.SHOWN,),
    OfferState.SHOWN: (OfferState.PAUSED,),
    OfferState.CLOSED: (OfferState.SHOWN, OfferState.PAUSED, OfferState.WAITING),
}


def turn_offer(*, offer_id: UUID, state: OfferState, actor: Actor, now: datetime) -> None:
    """Pause it, show it again, or take it off the shelf for good; orders stay as they are.
    Refuses `OfferNotFound`, `OfferClosed`."""
    with transaction():
        row = _seen(offer_id, actor)
        if row.state not in _TURNS.get(state, ()):
            raise OfferClosed
        row.state = state
        row.save(update_fields=["state"])
        _note("offer_turned", row, actor, now, state=state)


def restock(*, offer_id: UUID, change: int, actor: Actor, now: datetime) -> int:
    """Put so many pieces on the shelf, or take so many off that nobody ordered; returns what is
    there then. Refuses `OfferNotFound`, `StockBelow`, `OfferUnclear`."""
    if not change or abs(change) > MOST_OF_ONE:
        raise OfferUnclear(field="change")
    with transaction():
        row = _seen(offer_id, actor)
        if row.state in (OfferState.REFUSED, OfferState.CLOSED):
            raise OfferClosed
        there = Offer.objects.filter(
            pk=row.pk, stock__gte=max(-change, 0), stock__lte=MOST_OF_ONE - max(change, 0)
        )
        if not there.update(stock=F("stock") + change):
            raise StockBelow(field="change")
        row.refresh_from_db(fields=["stock"])
        _note("restocked", row, actor, now, change=change, stock=row.stock)
        return row.stock
