"""What a shop admits: its rows of the method, months, limits, parts of an order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from linli.kernel.clock import local, midnight
from linli.kernel.language import Words
from linli.resources.terms.shop import MOST_OF_ONE, MOST_WORTH, NewOffer, Shop
from linli.resources.terms.shop_refusals import (
    NotSoMany,
    OfferUnclear,
    PricedInOne,
    TooManyOfOne,
    TooManyOrders,
    TooMuchSpent,
)

Document = Mapping[str, Any]


def shops(document: Document) -> dict[str, Shop]:
    """`[[shops]]` of the method, as checked and stored, by key."""
    return {row["key"]: _shop(row) for row in document.get("shops", ())}


def _shop(row: Mapping[str, Any]) -> Shop:
    return Shop(
        key=row["key"],
        name=Words.of(row["name"]),
        scheme=row["scheme"],
        hours=row.get("hours", ""),
        money=row.get("money", ""),
        keep=row.get("keep_days", 7),
        remind=row.get("remind_days", 2),
        orders_a_month=row.get("orders_a_month", 0),
        spent_a_month=row.get("spent_a_month", 0),
        merchants=tuple(row.get("merchants", ())),
        office=tuple(row.get("office", ())),
        runs=tuple(row.get("runs", ())),
        signs=tuple(row.get("signs", ())),
        about=Words.of(row["about"]) if "about" in row else Words(""),
    )


def check_offer(new: NewOffer, shop: Shop) -> None:
    """Refuses `OfferUnclear`, `PricedInOne`."""
    if (new.worth > 0) == (new.minutes > 0) or (new.minutes > 0 and not shop.hours):
        raise PricedInOne(field="worth")
    if not new.title or not new.fetch_at:
        raise OfferUnclear(field="fetch_at" if new.title else "title")
    if not 0 < new.stock <= MOST_OF_ONE or not 0 <= new.each <= MOST_OF_ONE:
        raise OfferUnclear(field="stock")
    if not 0 <= new.worth <= MOST_WORTH or not 0 <= new.minutes <= MOST_WORTH:
        raise OfferUnclear(field="worth")


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """The calendar month, on a Chinese wall clock: its first moment, and that of the next."""
    first = local(now).date().replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return midnight(first), midnight(after)


def fetch_by(now: datetime, keep: int, last: date | None) -> datetime:
    """The end of the last day on which an order is kept; never after the offer's own last day."""
    day = local(now).date() + timedelta(days=keep)
    if last is not None:
        day = min(day, last)
    return midnight(day + timedelta(days=1))


def check_limits(
    shop: Shop, *, each: int, count: int, had: int, orders: int, spent: int, cost: int
) -> None:
    """`had`: pieces of this offer that the person has or waits for; `orders`, `spent`: this month.
    Refuses `TooManyOfOne`, `TooManyOrders`, `TooMuchSpent`."""
    if each and had + count > each:
        raise TooManyOfOne(most=each, had=had, field="count")
    if shop.orders_a_month and orders + 1 > shop.orders_a_month:
        raise TooManyOrders(most=shop.orders_a_month, field="count")
    if shop.spent_a_month and spent + cost > shop.spent_a_month:
        left = max(shop.spent_a_month - spent, 0)
        raise TooMuchSpent(most=shop.spent_a_month, left=left, field="count")


def check_part(count: int, left: int) -> None:
    """Refuses `NotSoMany`."""
    if not 1 <= count <= left:
        raise NotSoMany(left=left, field="count")
