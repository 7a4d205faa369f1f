"""Reads of the shop: the window, a person's orders, the counter, the office's desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _

from linli.files import selectors as files
from linli.files.terms import StoredFile
from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.points import selectors as ledger
from linli.points.terms import PART as POINTS
from linli.points.terms import Holder, UnknownScheme
from linli.resources.models import Offer, Order, PickUp
from linli.resources.rules.shop import shops as read_shops
from linli.resources.terms import (
    MANAGE,
    OFFER,
    RUN,
    SEE,
    Counter,
    CounterOrder,
    NoShop,
    OfferNotFound,
    OfferRow,
    OfferState,
    OrderNotFound,
    OrderRow,
    OrderState,
    PickRow,
    Purse,
    Seller,
    Shop,
    Window,
)
from linli.territory import selectors as territory

OFFERS_A_PAGE = 24
ROWS_A_PAGE = 50
MOST_PICKS = 30


@cached_by(parts.VERSION)
def shops() -> dict[str, Shop]:
    """The shops of the method in force, by key."""
    return read_shops(parts.current(POINTS)[1])


def shop_of(key: str = "") -> Shop:
    """The shop of that key, or the method's first. Refuses `NoShop`. One that the method dropped
    since keeps what is under way: it sells nothing and settles nothing more."""
    known = shops()
    if not key:
        if not known:
            raise NoShop
        return next(iter(known.values()))
    return known.get(key) or Shop(key, Words(key), "")


# --- who may what --------------------------------------------------------------------------------


def offer_target(row: Offer) -> Target:
    """Where an offer is, for asking what an actor may."""
    unit = organisations.unit_by_id(row.organisation_id)
    return Target(row.area_path, row.organisation_id, unit.path)


def runs(actor: Actor, row: Offer) -> bool:
    """Does the actor run the shop where the offer is fetched?"""
    duties, target = shop_of(row.shop).runs, offer_target(row)
    return actor.kind == "system" or any(
        one.duty in duties and MANAGE in one.verbs and one.covers(target) for one in actor.grants
    )


def sellers(actor: Actor) -> tuple[Seller, ...]:
    """For whom the actor may make offers: organisations of the kinds that the method names, where
    the actor holds `resources.run`."""
    found: dict[str, Seller] = {}
    for one in shops().values():
        for unit in organisations.units():
            if unit.kind not in (*one.merchants, *one.office):
                continue
            area = territory.area(unit.area_id) if unit.area_id else territory.root()
            if actor.may(RUN, Target(area.path, unit.id, unit.path)):
                seller = Seller(one, unit.id, unit.name, area.id, area.path)
                found.setdefault(seller.key, seller)
    return tuple(found.values())


def shop_concerns(actor: Actor) -> bool:
    """Is there a shop, and anything for this actor to do there? Costs no statement."""
    return bool(shops()) and actor.may(RUN)


def desk_concerns(actor: Actor) -> bool:
    return bool(shops()) and (actor.may(RUN) or actor.may(SEE))


# --- rows ----------------------------------------------------------------------------------------


def offer_files(ids: Iterable[UUID]) -> dict[UUID, tuple[StoredFile, ...]]:
    return files.of_owners(OFFER, ids)


def may_see_offer_picture(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a shape
    """A file doorway: what is or was in the window, anybody; else those of the desk."""
    row = Offer.objects.filter(pk=owner_id).first()
    if row is None:
        return False
    return row.state in (OfferState.SHOWN, OfferState.PAUSED, OfferState.CLOSED) or actor.may(
        SEE, offer_target(row)
    )


def _unit_word(scheme: str) -> str:
    try:
        return str(ledger.scheme(scheme).unit)
    except UnknownScheme:
        return ""


def offer_rows(listed: Iterable[Offer], purses: Iterable[Purse] = ()) -> tuple[OfferRow, ...]:
    """As they are listed, with their pictures; one statement."""
    some = list(listed)
    pictures = offer_files([one.pk for one in some])
    free = {one.scheme: one.free for one in purses}
    return tuple(_offer_row(one, pictures.get(one.pk, ()), free) for one in some)


def _offer_row(one: Offer, pictures: tuple[StoredFile, ...], free: dict[str, int]) -> OfferRow:
    picture = pictures[0] if pictures else None
    return OfferRow(
        id=one.pk,
        shop=shop_of(one.shop),
        title=one.title,
        words=one.words,
        seller=organisations.unit_by_id(one.organisation_id).name,
        seller_id=one.organisation_id,
        area_id=one.area_id,
        place=territory.full_name(one.area_id),
        price=one.price,
        unit=_unit_word(one.scheme),
        scheme=one.scheme,
        worth=one.worth,
        hours=one.hours,
        stock=one.stock,
        each=one.each,
        fetch_at=one.fetch_at,
        fetch_when=one.fetch_when,
        fetch_until=one.fetch_until,
        state=OfferState(one.state),
        picture=picture.url if picture else "",
        picture_small=picture.small_url if picture else "",
        affordable=free[one.scheme] >= one.price if one.scheme in free else None,
        reason=one.reason,
        made_at=one.made_at,
    )


def _order_row(one: Order, offer: OfferRow, *, code: bool = False) -> OrderRow:
    return OrderRow(
        id=one.pk,
        offer=offer,
        count=one.count,
        picked=one.picked,
        given_up=one.given_up,
        price=one.price,
        state=OrderState(one.state),
        made_at=one.made_at,
        until=one.until,
        code=one.code if code else "",
        closed_at=one.closed_at,
    )


# --- residents -----------------------------------------------------------------------------------


def purses(of: Shop, person: UUID | None) -> tuple[Purse, ...]:
    """What a person can spend in a shop: points, and minutes where it sells class hours."""
    if person is None:
        return ()
    found = []
    for key in (of.scheme, of.hours):
        if not key:
            continue
        there = ledger.balance(key, Holder.person(person))
        found.append(
            Purse(key, str(there.scheme.name), str(there.scheme.unit), there.free, there.held)
        )
    return tuple(found)


def still_fetched(row: Offer, now: datetime) -> bool:
    """Is there a day left on which it can be fetched?"""
    return row.fetch_until is None or local(now).date() <= row.fetch_until


def window(
    *,
    now: datetime,
    person: UUID | None = None,
    key: str = "",
    area_path: str = "",
    affordable: bool = False,
    page: int = 1,
) -> Window:
    """The shop window: what is there to be had, what was put there last first; with `affordable`
    only what the person has enough for. 24 a page. Refuses `NoShop`."""
    of = shop_of(key)
    mine = purses(of, person)
    rows = Offer.objects.filter(shop=of.key, state=OfferState.SHOWN, stock__gt=0).filter(
        Q(fetch_until__isnull=True) | Q(fetch_until__gte=local(now).date())
    )
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    if affordable and mine:
        enough = Q(pk__in=[])
        for one in mine:
            enough |= Q(scheme=one.scheme, price__lte=one.free)
        rows = rows.filter(enough)
    start = (max(page, 1) - 1) * OFFERS_A_PAGE
    found = list(rows.order_by("-judged_at", "-id")[start : start + OFFERS_A_PAGE + 1])
    waiting = (
        Order.objects.filter(identity_id=person, state=OrderState.WAITING).count() if person else 0
    )
    return Window(
        shop=of,
        shops=tuple(shops().values()),
        rows=offer_rows(found[:OFFERS_A_PAGE], mine),
        more=len(found) > OFFERS_A_PAGE,
        purses=mine,
        waiting=waiting,
    )


def public_offer(
    offer_id: UUID, *, person: UUID | None = None
) -> tuple[OfferRow, tuple[Purse, ...]]:
    """One offer of the window, sold out or not, and the looker's purses. Refuses
    `OfferNotFound`."""
    row = Offer.objects.filter(pk=offer_id, state__in=[OfferState.SHOWN, OfferState.PAUSED]).first()
    if row is None:
        raise OfferNotFound
    mine = purses(shop_of(row.shop), person)
    return offer_rows([row], mine)[0], mine


def my_orders(person: UUID, *, page: int = 1) -> tuple[tuple[OrderRow, ...], bool]:
    """A person's own orders: those that wait first, then the newest; 50 a page."""
    start = (max(page, 1) - 1) * ROWS_A_PAGE
    rows = Order.objects.filter(identity_id=person).select_related("offer")
    waits = Case(When(state=OrderState.WAITING, then=0), default=1)
    found = list(rows.order_by(waits, "-made_at", "-id")[start : start + ROWS_A_PAGE + 1])
    return _order_rows(found[:ROWS_A_PAGE], code=True), len(found) > ROWS_A_PAGE


def _order_rows(listed: list[Order], *, code: bool = False) -> tuple[OrderRow, ...]:
    offers = {one.offer_id: one.offer for one in listed}
    known = {one.id: one for one in offer_rows(offers.values())}
    return tuple(_order_row(one, known[one.offer_id], code=code) for one in listed)


def my_order(person: UUID, order_id: UUID) -> OrderRow:
    """Their own order, with its code. Refuses `OrderNotFound`."""
    row = Order.objects.filter(pk=order_id, identity_id=person).select_related("offer").first()
    if row is None:
        raise OrderNotFound
    return _order_rows([row], code=True)[0]


def orders_of_person(identity_id: UUID) -> list[dict[str, str | int]]:
    """What a person ordered, for their own copy."""
    rows = Order.objects.filter(identity_id=identity_id).select_related("offer").order_by("made_at")
    return [
        {
            "title": one.offer.title,
            "count": one.count,
            "picked": one.picked,
            "price": one.price,
            "state": one.state,
            "at": one.made_at.isoformat(),
        }
        for one in rows
    ]


# --- the counter and the desk --------------------------------------------------------------------


def _over(actor: Actor, verb: str, prefix: str = "") -> Q:
    """Where the actor holds the verb: over the area, or over the organisation."""
    if actor.kind == "system":
        return Q()
    return within_any(f"{prefix}area_path", actor.area_paths(verb)) | Q(
        **{f"{prefix}organisation_id__in": actor.organisation_ids(verb)}
    )


def counter(actor: Actor) -> Counter:
    """The counter's first page for whoever hands out for a merchant."""
    at = _over(actor, RUN, "order__offer__")
    picks = PickUp.objects.filter(at).select_related("order__offer").order_by("-at", "-id")
    waiting = Order.objects.filter(_over(actor, RUN, "offer__"), state=OrderState.WAITING)
    names = dict.fromkeys(one.name for one in sellers(actor))
    return Counter(
        sellers=tuple(names),
        waiting=waiting.aggregate(n=Sum(F("count") - F("picked") - F("given_up")))["n"] or 0,
        picks=tuple(pick_row(one) for one in picks[:MOST_PICKS]),
    )


def pick_row(one: PickUp) -> PickRow:
    code = one.order.code
    return PickRow(one.pk, one.order.offer.title, one.count, one.worth, one.at, code[-4:])


def counter_order(actor: Actor, code: str) -> CounterOrder:
    """What a code stands for, for whoever hands it out; whose it is only masked. Refuses
    `OrderNotFound`."""
    row = Order.objects.filter(code=code).select_related("offer").first()
    if row is None or not actor.may(RUN, offer_target(row.offer)):
        raise OrderNotFound
    picks = PickUp.objects.filter(order=row).select_related("order__offer").order_by("at", "id")
    who = people.masked([row.identity_id])[row.identity_id] if row.identity_id else None
    return CounterOrder(
        row=_order_rows([row], code=True)[0],
        who=f"{who.name} {who.phone}".strip() if who else _("已注销的居民"),
        picks=tuple(pick_row(one) for one in picks),
    )


def _desk(actor: Actor) -> QuerySet[Offer]:
    return Offer.objects.filter(_over(actor, SEE) | _over(actor, RUN))


def desk_offers(
    actor: Actor, *, state: str = "", page: int = 1
) -> tuple[tuple[OfferRow, ...], bool]:
    """Offers where the actor may see or run, newest first; 50 a page."""
    rows = _desk(actor)
    if state in {one.value for one in OfferState}:
        rows = rows.filter(state=state)
    start = (max(page, 1) - 1) * ROWS_A_PAGE
    found = list(rows.order_by("-made_at", "-id")[start : start + ROWS_A_PAGE + 1])
    return offer_rows(found[:ROWS_A_PAGE]), len(found) > ROWS_A_PAGE


def desk_offer(actor: Actor, offer_id: UUID) -> tuple[OfferRow, int, bool, bool]:
    """One offer at the desk: how many pieces are ordered and wait; may the actor judge it, may
    they restock it and take it off. Refuses `OfferNotFound`."""
    row = _desk(actor).filter(pk=offer_id).first()
    if row is None:
        raise OfferNotFound
    waiting = Order.objects.filter(offer=row, state=OrderState.WAITING).aggregate(
        n=Sum(F("count") - F("picked") - F("given_up"))
    )["n"]
    own = row.made_by_id is not None and row.made_by_id == actor.account_id
    may_judge = row.state == OfferState.WAITING and runs(actor, row) and not own
    target = offer_target(row)
    return (
        offer_rows([row])[0],
        waiting or 0,
        may_judge,
        actor.may(RUN, target) or actor.may(MANAGE, target),
    )


def shop_fetched(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """A measure: pieces fetched, of all that were ordered in the span at shops there."""
    rows = Order.objects.filter(
        within("offer__area_path", area_path), made_at__gte=since, made_at__lt=until
    )
    found = rows.aggregate(picked=Sum("picked"), all=Sum("count"))
    return found["picked"] or 0, found["all"] or 0
