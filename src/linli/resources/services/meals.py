"""Writing menus, ordering meals, marking that somebody ate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import services as people
from linli.resources import selectors
from linli.resources.models import MealOrder, Menu
from linli.resources.rules.meals import to_pay
from linli.resources.services.places import held_place
from linli.resources.terms import (
    LONGEST_DISHES,
    MENU,
    MOST_PORTIONS,
    AteBefore,
    BadMenu,
    GroupUnknown,
    MealNotFound,
    MealOver,
    MealsSoldOut,
    MealState,
    MenuNotFound,
    MenuTwice,
    NewMenu,
    NotACanteen,
    SignInToEat,
    TooLateToOrder,
    Way,
    WhoEats,
)


def _note(verb: str, menu_id: UUID, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=(MENU, menu_id), data=data)


def write_menu(*, new: NewMenu, actor: Actor, now: datetime) -> UUID:
    """What a canteen cooks for one meal. By whoever runs it. Refuses `BadMenu`, `NotACanteen`,
    `MenuTwice`, `PlaceNotFound`, `MayNotKeepPlaces`."""
    dishes = clean(new.dishes, LONGEST_DISHES, "dishes", refusal=BadMenu)
    if not dishes or new.meal not in selectors.meals_defined():
        raise BadMenu(field="meal" if dishes else "dishes")
    if new.day < local(now).date() or new.fen < 0 or not 1 <= new.portions <= MOST_PORTIONS:
        raise BadMenu(field="day" if new.day < local(now).date() else "portions")
    with transaction():
        place = held_place(new.place_id, actor)
        if not selectors.is_canteen(place):
            raise NotACanteen
        if Menu.objects.filter(place=place, day=new.day, meal=new.meal).exists():
            raise MenuTwice(field="meal")
        row = Menu.objects.create(
            id=new_id(), place=place, day=new.day, meal=new.meal, dishes=dishes, fen=new.fen,
            portions=new.portions, brings=new.brings, made_at=now, made_by_id=actor.account_id,
        )  # fmt: skip
        _note("menu_written", row.pk, actor, now, day=new.day.isoformat(), meal=new.meal)
    return row.pk


def order_meal(
    *,
    menu_id: UUID,
    group: str,
    way: Way,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
    name: str = "",
    phone: str = "",
) -> UUID:
    """Order a meal: for oneself, or for somebody old by name (and phone, if they have one). The
    age group is as stated and looked at on the spot; what is to pay is paid there. The canteen may
    order for people who ask there, without a `person`. One meal an eater. Refuses `MenuNotFound`,
    `SignInToEat`, `GroupUnknown`, `TooLateToOrder`, `MealsSoldOut`, `AteBefore`, `WhoEats`, and as
    `people.services.remember`.
    """
    known = selectors.groups_defined().get(group)
    try:
        with transaction():
            menu = locked(Menu.objects.filter(pk=menu_id).select_related("place")).first()
            if menu is None or menu.off:
                raise MenuNotFound
            runs = selectors.may_run_place(actor, menu.place)
            if person is None and not runs:
                raise SignInToEat
            if known is None or (way is Way.BRING and not menu.brings):
                raise GroupUnknown(field="group" if known is None else "way")
            if not selectors.menu_row(menu, now).open:
                raise MealsSoldOut if menu.taken >= menu.portions else TooLateToOrder
            eater = _eater(person, name, phone, actor, now)
            return _write(menu, eater, person, known.key, to_pay(menu.fen, known), way, actor, now)
    except IntegrityError:
        raise AteBefore from None


def _eater(person: UUID | None, name: str, phone: str, actor: Actor, now: datetime) -> UUID:
    if name or phone:
        return people.remember(name=name, phone=phone, actor=actor, now=now)
    if person is None:  # the canteen orders for somebody
        raise WhoEats(field="name")
    return person


def _write(
    menu: Menu, eater: UUID, person: UUID | None, group: str, pay: int, way: Way, actor: Actor,
    now: datetime,
) -> UUID:  # fmt: skip
    standing = MealOrder.objects.filter(menu=menu, eater_id=eater)
    if standing.exclude(state=MealState.WITHDRAWN).exists():
        raise AteBefore
    row = MealOrder.objects.create(
        id=new_id(), menu=menu, eater_id=eater, orderer_id=person, account_id=actor.account_id,
        group=group, way=way, pay=pay, at=now, changed_at=now,
    )  # fmt: skip
    Menu.objects.filter(pk=menu.pk).update(taken=F("taken") + 1)
    _note("meal_ordered", menu.pk, actor, now, way=way, group=group)
    return row.pk


def withdraw_meal(
    *, order_id: UUID, actor: Actor, now: datetime, person: UUID | None = None
) -> None:
    """Taken back while it may still be ordered, by whoever ordered or eats, or by the canteen.
    Refuses `MealNotFound`, `MealOver`."""
    with transaction():
        row = _held(order_id)
        own = person is not None and person in (row.orderer_id, row.eater_id)
        if not own and not selectors.may_run_place(actor, row.menu.place):
            raise MealNotFound
        if row.state != MealState.ORDERED or now >= selectors.menu_row(row.menu, now).until:
            raise MealOver
        row.state, row.changed_at = MealState.WITHDRAWN, now
        row.save(update_fields=["state", "changed_at"])
        Menu.objects.filter(pk=row.menu_id).update(taken=F("taken") - 1)
        _note("meal_withdrawn", row.menu_id, actor, now)


def _held(order_id: UUID) -> MealOrder:
    """The order, its menu locked first, as ordering does."""
    menu = MealOrder.objects.filter(pk=order_id).values("menu_id")
    locked(Menu.objects.filter(pk__in=menu)).first()
    row = locked(MealOrder.objects.filter(pk=order_id).select_related("menu__place")).first()
    if row is None:
        raise MealNotFound
    return row


def mark_meal(*, order_id: UUID, done: bool, actor: Actor, now: datetime) -> UUID:
    """The canteen marks, on the day, that it was eaten, fetched or brought; or that nobody came.
    Returns the menu's id. Refuses `MealNotFound`, `MealOver`."""
    with transaction():
        row = _held(order_id)
        if not selectors.may_run_place(actor, row.menu.place):
            raise MealNotFound
        if row.state == MealState.WITHDRAWN or local(now).date() < row.menu.day:
            raise MealOver
        row.state, row.changed_at = (MealState.DONE if done else MealState.MISSED), now
        row.save(update_fields=["state", "changed_at"])
        _note("meal_marked", row.menu_id, actor, now, done=done)
    return row.menu_id


def forget_meals(*, identity_id: UUID, now: datetime) -> int:
    """Forget who ate and who ordered; that a meal was cooked stays counted."""
    with transaction():
        rows = MealOrder.objects.filter(Q(eater_id=identity_id) | Q(orderer_id=identity_id))
        count = rows.count()
        rows.filter(eater_id=identity_id).update(eater=None)
        MealOrder.objects.filter(orderer_id=identity_id).update(orderer=None)
        if count:
            trail.record("resources.meals_forgotten", actor=SYSTEM, now=now, data={"n": count})
    return count
