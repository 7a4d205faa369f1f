"""Meals of canteens for the old: menus, orders, what the kitchen cooks. No payment here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused, Stale
from linli.kernel.language import Words

MENU = "menu"  # a subject kind on the trail
LONGEST_DISHES, MOST_PORTIONS = 300, 2000


class Way(StrEnum):
    """How a meal comes to whoever eats it."""

    HERE = "here"
    FETCH = "fetch"
    BRING = "bring"


class MealState(StrEnum):
    ORDERED = "ordered"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    MISSED = "missed"


WAYS: dict[Way, str | Promise] = {
    Way.HERE: _("来吃"),
    Way.FETCH: _("取回去"),
    Way.BRING: _("送到家"),
}
MEAL_STATES: dict[MealState, str | Promise] = {
    MealState.ORDERED: _("订好了"),
    MealState.WITHDRAWN: _("已取消"),
    MealState.DONE: _("吃到了"),
    MealState.MISSED: _("没有来取"),
}


@dataclass(frozen=True, slots=True)
class MealTime:
    """A meal of the day (`[[meals]]`): order until `until` of the day itself, or of the day
    before (`before`)."""

    key: str
    name: Words
    until: time
    before: bool = False


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """An age group (`[[subsidies]]`): the subsidy on each meal, in fen."""

    key: str
    name: Words
    fen: int


@dataclass(frozen=True, slots=True)
class NewMenu:
    """`fen`: the full price of a meal; `portions`: how many are cooked at most."""

    place_id: UUID
    day: date
    meal: str
    dishes: str
    fen: int
    portions: int
    brings: bool = False


@dataclass(frozen=True, slots=True)
class MenuRow:
    """A menu. `prices`: (group, fen to pay on the spot); `left`: portions still to be had."""

    id: UUID
    place_id: UUID
    place: str
    day: date
    meal: MealTime
    dishes: str
    fen: int
    portions: int
    taken: int
    brings: bool
    prices: tuple[tuple[AgeGroup, int], ...]
    until: datetime
    open: bool
    off: bool = False

    @property
    def left(self) -> int:
        return self.portions - self.taken


@dataclass(frozen=True, slots=True)
class MealRow:
    """An order. `who` is masked; `pay`: fen on the spot."""

    id: UUID
    menu: MenuRow
    group: AgeGroup
    way: Way
    state: MealState
    pay: int
    who: str = ""
    phone: str = ""
    may_withdraw: bool = False

    @property
    def way_name(self) -> str:
        return str(WAYS[self.way])

    @property
    def state_name(self) -> str:
        return str(MEAL_STATES[self.state])


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What the kitchen cooks for a menu: counts by way and by group, and the orders."""

    menu: MenuRow
    ways: tuple[tuple[str, int], ...]
    groups: tuple[tuple[AgeGroup, int], ...]
    rows: tuple[MealRow, ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.ways)


class MenuNotFound(NotFound):
    code = "resources.no_menu"
    text = _("没有这份菜单。")


class MealNotFound(NotFound):
    code = "resources.no_meal"
    text = _("没有这份订餐。")


class BadMenu(Invalid):
    code = "resources.bad_menu"
    text = _("请写今天或以后的日子、哪一餐、做什么菜（300 字以内）、价钱和最多几份。")


class NotACanteen(Refused):
    code = "resources.not_a_canteen"
    text = _("这个场所不是食堂，或者现在没有开放。")


class MenuTwice(Stale):
    code = "resources.menu_twice"
    text = _("这一餐已经有菜单了。")


class SignInToEat(Refused):
    code = "resources.sign_in_to_eat"
    text = _("订餐要先用手机号登录，有变化好通知您。")


class WhoEats(Invalid):
    code = "resources.who_eats"
    text = _("请写替谁订。")


class TooLateToOrder(Stale):
    code = "resources.too_late_to_order"
    text = _("这一餐已经过了订餐的时间。")


class MealsSoldOut(Stale):
    code = "resources.meals_sold_out"
    text = _("这一餐已经订满了。")


class AteBefore(Stale):
    code = "resources.meal_twice"
    text = _("这位老人这一餐已经订过了。")


class GroupUnknown(Invalid):
    code = "resources.group_unknown"
    text = _("请选年龄和怎么吃。")


class MealOver(Stale):
    code = "resources.meal_over"
    text = _("这份订餐现在不能这样改。")
