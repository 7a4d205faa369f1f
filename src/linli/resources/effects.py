"""What a county's procedures may set off in resources, and what others ask of it by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.registry import NavigationEntry
from linli.resources import selectors, services
from linli.resources.terms import (
    BOOKING_STATES,
    LENT_TITLE,
    MANAGE,
    MEAL_STATES,
    OFFER,
    RUN,
    SEAT_STATES,
    SEE,
)


class OrderData:
    """A person's rights over what they ordered in the shop."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您在积分超市的兑换"),
        "orders": gettext_lazy("兑换"),
        "title": gettext_lazy("兑换品"),
        "count": gettext_lazy("件数"),
        "picked": gettext_lazy("已领"),
        "price": gettext_lazy("单价"),
        "state": gettext_lazy("状态"),
        "at": gettext_lazy("时间"),
        "waiting": gettext_lazy("待领取"),
        "fetched": gettext_lazy("已领取"),
        "cancelled": gettext_lazy("已取消"),
        "lapsed": gettext_lazy("过期未领"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"orders": selectors.orders_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_orders(identity_id=identity_id, now=now)


def _shop() -> None:
    registry.subject_data.add("resources.orders", OrderData())
    registry.file_doorways.add(OFFER, selectors.may_see_offer_picture)
    registry.navigation.add(
        "resources.shop_counter",
        NavigationEntry(
            gettext_lazy("发放兑换品"), "shop-counter", (), 540, "commons", "hand",
            holds=selectors.shop_concerns,
        ),
    )  # fmt: skip
    registry.navigation.add(
        "resources.shop",
        NavigationEntry(
            gettext_lazy("积分超市"), "shop-desk", (), 541, "commons", "heart",
            holds=selectors.desk_concerns,
        ),
    )  # fmt: skip


class BookingData:
    """A person's rights over the rooms they booked."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您约过的房间"),
        "bookings": gettext_lazy("预约"),
        "room": gettext_lazy("房间"),
        "starts": gettext_lazy("从几点"),
        "words": gettext_lazy("要说明的"),
        "state": gettext_lazy("状态"),
        **{one.value: name for one, name in BOOKING_STATES.items()},
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"bookings": selectors.bookings_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_bookings(identity_id=identity_id, now=now)


class MealData:
    """A person's rights over the meals they ordered or ate."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您在食堂订的餐"),
        "meals": gettext_lazy("订餐"),
        "day": gettext_lazy("哪一天"),
        "meal": gettext_lazy("哪一餐"),
        "state": gettext_lazy("状态"),
        **{one.value: name for one, name in MEAL_STATES.items()},
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"meals": selectors.meals_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_meals(identity_id=identity_id, now=now)


class SittingData:
    """A guardian's rights over the children they enrolled after school."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您在四点半学校报名的孩子"),
        "children": gettext_lazy("报名"),
        "term": gettext_lazy("哪个班次"),
        "child": gettext_lazy("孩子的姓名"),
        "born": gettext_lazy("出生年份"),
        "school": gettext_lazy("学校和班级"),
        "care": gettext_lazy("要留意的"),
        "collectors": gettext_lazy("可以来接的人"),
        "state": gettext_lazy("状态"),
        "consent": gettext_lazy("同意的时间"),
        "days": gettext_lazy("来了几天"),
        "collected": gettext_lazy("谁接走的"),
        **{one.value: name for one, name in SEAT_STATES.items()},
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"children": selectors.children_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.erase_guardian(identity_id=identity_id, now=now)


def _sittings() -> None:
    registry.subject_data.add("resources.sittings", SittingData())
    registry.navigation.add(
        "resources.sittings",
        NavigationEntry(
            gettext_lazy("四点半学校"), "sitting-desks", (), 534, "commons", "people",
            holds=selectors.sittings_concern,
        ),
    )  # fmt: skip


def _places() -> None:
    registry.subject_data.add("resources.meals", MealData())
    registry.subject_data.add("resources.bookings", BookingData())
    registry.navigation.add(
        "resources.places",
        NavigationEntry(gettext_lazy("场所"), "spots-desk", (SEE,), 530, "commons", "home"),
    )
    registry.navigation.add(
        "resources.bookings",
        NavigationEntry(
            gettext_lazy("预约"), "bookings-desk", (RUN, MANAGE), 531, "commons", "calendar"
        ),
    )


class LoanData:
    """A person's rights over what they borrowed."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您借过的东西"),
        "loans": gettext_lazy("借阅"),
        "name": gettext_lazy("名称"),
        "at": gettext_lazy("时间"),
        "back": gettext_lazy("归还"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"loans": selectors.loans_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.erase_borrower(identity_id=identity_id, now=now)


class VisitorData:
    """A person's rights over the number they gave for a visit."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您替单位约的来访"),
        "units": gettext_lazy("单位"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"units": selectors.units_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_visitor(identity_id=identity_id, now=now)


def _bases() -> None:
    registry.subject_data.add("resources.visitors", VisitorData())
    registry.navigation.add(
        "resources.bases",
        NavigationEntry(gettext_lazy("教育基地"), "bases-desk", (SEE,), 533, "commons", "building"),
    )


def _lending() -> None:
    registry.subject_data.add("resources.loans", LoanData())
    registry.file_doorways.add(LENT_TITLE, selectors.may_see_lent_picture)
    registry.navigation.add(
        "resources.lending",
        NavigationEntry(gettext_lazy("借还登记"), "lend-desks", (SEE,), 532, "commons", "list"),
    )


def _circles() -> None:
    registry.navigation.add(
        "resources.circles",
        NavigationEntry(
            gettext_lazy("服务圈"), "circles", (), 545, "commons", "map",
            holds=selectors.circles_concern,
        ),
    )  # fmt: skip


def _doors() -> None:
    """What residents find on the front page and among their own things."""
    for name, label, url, order, icon, there in (
        ("spots", gettext_lazy("身边的地方"), "spots", 20, "pin", selectors.place_kinds_defined),
        ("shelf", gettext_lazy("借东西"), "lending", 30, "book", selectors.lend_kinds_defined),
        ("window", gettext_lazy("积分超市"), "shop", 40, "bag", selectors.shops),
    ):
        entry = NavigationEntry(label, url, (), order, "nearby", icon, holds=_has(there))
        registry.navigation.add(f"resources.{name}", entry)
    for name, label, note, url, order, icon, there in (
        (
            "own_loans", gettext_lazy("我借的东西"), gettext_lazy("还书日期、续借、排队"),
            "lending-mine", 30, "book", selectors.lend_kinds_defined,
        ),
        (
            "own_orders", gettext_lazy("我换的东西"), gettext_lazy("领取码、还没领的"),
            "shop-orders", 40, "bag", selectors.shops,
        ),
        (
            "own_bookings", gettext_lazy("我的预约"), gettext_lazy("订了哪间房、什么时候"),
            "bookings", 50, "calendar", selectors.place_kinds_defined,
        ),
        (
            "own_sittings", gettext_lazy("我的孩子"),
            gettext_lazy("四点半学校：今天来不来、谁接走的"),
            "sittings-mine", 55, "people", selectors.school_kinds,
        ),
    ):  # fmt: skip
        entry = NavigationEntry(label, url, (), order, "own", icon, holds=_has(there), note=note)
        registry.navigation.add(f"resources.{name}", entry)


def _has(defined: Callable[[], Mapping[str, Any]]) -> Callable[[Actor], bool]:
    """Does the county's method have any of it?"""
    return lambda _actor: bool(defined())


def register() -> None:
    """Each topic adds its own."""
    _doors()
    _lending()
    _bases()
    _places()
    _sittings()
    _shop()
    _circles()
