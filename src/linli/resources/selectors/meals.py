"""Reads of meals: what is cooked where, one's orders, the kitchen's counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.people import selectors as people
from linli.resources.models import MealOrder, Menu, Place, PlaceUse
from linli.resources.rules.meals import age_groups, meal_times, order_until, to_pay
from linli.resources.selectors.places import may_run_place, place_kinds_defined
from linli.resources.terms import (
    PART,
    WAYS,
    AgeGroup,
    Kitchen,
    MealRow,
    MealState,
    MealTime,
    MenuNotFound,
    MenuRow,
    PlaceState,
    Way,
)

MOST_MENUS = 60


@cached_by(parts.VERSION)
def meals_defined() -> dict[str, MealTime]:
    return meal_times(parts.current(PART)[1])


@cached_by(parts.VERSION)
def groups_defined() -> dict[str, AgeGroup]:
    return age_groups(parts.current(PART)[1])


def is_canteen(place: Place) -> bool:
    """Open, and of a kind that cooks."""
    cooks = [key for key, one in place_kinds_defined().items() if one.meals]
    return (
        place.state == PlaceState.OPEN
        and PlaceUse.objects.filter(place=place, kind__in=cooks).exists()
    )


def menu_row(one: Menu, now: datetime) -> MenuRow:
    meal = meals_defined().get(one.meal) or MealTime(one.meal, Words(one.meal), time.min)
    until = order_until(one.day, meal)
    groups = groups_defined().values()
    return MenuRow(
        id=one.pk,
        place_id=one.place_id,
        place=one.place.name,
        day=one.day,
        meal=meal,
        dishes=one.dishes,
        fen=one.fen,
        portions=one.portions,
        taken=one.taken,
        brings=one.brings,
        prices=tuple((group, to_pay(one.fen, group)) for group in groups),
        until=until,
        open=not one.off and now < until and one.taken < one.portions,
        off=one.off,
    )


def menus(place_id: UUID, *, now: datetime) -> tuple[MenuRow, ...]:
    """What a canteen cooks from today on."""
    rows = Menu.objects.filter(place_id=place_id, day__gte=local(now).date(), off=False)
    listed = rows.select_related("place").order_by("day", "meal")[:MOST_MENUS]
    return tuple(menu_row(one, now) for one in listed)


def public_menu(menu_id: UUID, *, now: datetime) -> MenuRow:
    """Refuses `MenuNotFound`."""
    row = Menu.objects.select_related("place").filter(pk=menu_id, off=False).first()
    if row is None or row.place.state != PlaceState.OPEN:
        raise MenuNotFound
    return menu_row(row, now)


def _rows(listed: Iterable[MealOrder], now: datetime) -> tuple[MealRow, ...]:
    orders = list(listed)
    masked = people.masked([one.eater_id for one in orders if one.eater_id])
    menus_seen: dict[UUID, MenuRow] = {}
    found = []
    for one in orders:
        menu = menus_seen.setdefault(one.menu_id, menu_row(one.menu, now))
        who = masked.get(one.eater_id) if one.eater_id else None
        found.append(
            MealRow(
                id=one.pk,
                menu=menu,
                group=groups_defined().get(one.group) or AgeGroup(one.group, Words(one.group), 0),
                way=Way(one.way),
                state=MealState(one.state),
                pay=one.pay,
                who=who.name if who else "",
                phone=who.phone if who else "",
                may_withdraw=one.state == MealState.ORDERED and now < menu.until,
            )
        )
    return tuple(found)


def my_meals(person: UUID, *, now: datetime) -> tuple[MealRow, ...]:
    """What one ordered or eats, newest first. Of others with a phone one reads the masked phone, as
    one typed it, and no name: else a number would tell whose it is."""
    rows = MealOrder.objects.filter(Q(orderer_id=person) | Q(eater_id=person))
    listed = rows.select_related("menu__place").order_by("-menu__day", "-at")[:MOST_MENUS]
    orders = list(listed)
    found = zip(orders, _rows(orders, now), strict=True)
    return tuple(
        replace(row, who=row.phone) if row.phone and order.eater_id != person else row
        for order, row in found
    )


def kitchen(actor: Actor, menu_id: UUID, *, now: datetime) -> Kitchen:
    """For whoever runs the canteen. Refuses `MenuNotFound`."""
    row = Menu.objects.select_related("place").filter(pk=menu_id).first()
    if row is None or not may_run_place(actor, row.place):
        raise MenuNotFound
    listed = MealOrder.objects.filter(menu=row).exclude(state=MealState.WITHDRAWN)
    rows = _rows(listed.select_related("menu__place").order_by("way", "at"), now)
    ways = Counter(one.way for one in rows)
    groups = Counter(one.group for one in rows)
    return Kitchen(
        menu=menu_row(row, now),
        ways=tuple((str(WAYS[way]), ways[way]) for way in Way),
        groups=tuple((group, groups[group]) for group in groups_defined().values()),
        rows=rows,
    )


def meals_of_person(identity_id: UUID) -> list[dict[str, str]]:
    """What a person ate or ordered, for their own copy."""
    rows = MealOrder.objects.filter(Q(orderer_id=identity_id) | Q(eater_id=identity_id))
    return [
        {"day": one.menu.day.isoformat(), "meal": one.menu.meal, "state": one.state}
        for one in rows.select_related("menu").order_by("at")
    ]


def meals_eaten(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: meals that were eaten, fetched or brought, of those ordered and not taken back."""
    rows = MealOrder.objects.filter(
        within("menu__place__area_path", area_path),
        menu__day__gte=local(since).date(),
        menu__day__lt=local(until).date(),
    ).exclude(state=MealState.WITHDRAWN)
    found = rows.aggregate(done=Count("pk", filter=Q(state=MealState.DONE)), every=Count("pk"))
    return found["done"], found["every"]
