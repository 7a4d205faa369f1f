"""The shop: offers, orders with a code to fetch them by, what merchants are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import local
from linli.kernel.language import Words

OFFER, ORDER, BATCH = "shop_offer", "shop_order", "shop_batch"  # subject kinds on the trail
LONGEST_OFFER_TITLE, LONGEST_OFFER_WORDS, LONGEST_FETCH, LONGEST_WHY = 40, 600, 120, 200
MOST_OF_ONE = 100_000  # pieces of an offer
MOST_WORTH = 10_000_00  # fen of one piece
_NO_WORDS = Words("")
TOLD_REMIND, TOLD_LAPSED = "goods_remind", "goods_lapsed"  # keys of notices


class OfferState(StrEnum):
    """Residents see what is shown; what waits is looked at by a second person first."""

    WAITING = "waiting"
    SHOWN = "shown"
    PAUSED = "paused"
    REFUSED = "refused"
    CLOSED = "closed"


class OrderState(StrEnum):
    """Waiting to be fetched; fetched (in whole, or the rest given up); cancelled; lapsed."""

    WAITING = "waiting"
    FETCHED = "fetched"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class BatchState(StrEnum):
    """Drawn up; signed by a second person and posted; dropped, its pick-ups free again."""

    DRAWN = "drawn"
    SIGNED = "signed"
    DROPPED = "dropped"


OFFER_STATES: dict[OfferState, str | Promise] = {
    OfferState.WAITING: _("待审核"),
    OfferState.SHOWN: _("上架中"),
    OfferState.PAUSED: _("已暂停"),
    OfferState.REFUSED: _("未通过"),
    OfferState.CLOSED: _("已下架"),
}
ORDER_STATES: dict[OrderState, str | Promise] = {
    OrderState.WAITING: _("待领取"),
    OrderState.FETCHED: _("已领取"),
    OrderState.CANCELLED: _("已取消"),
    OrderState.LAPSED: _("过期未领"),
}
BATCH_STATES: dict[BatchState, str | Promise] = {
    BatchState.DRAWN: _("待签认"),
    BatchState.SIGNED: _("已签认"),
    BatchState.DROPPED: _("已作废"),
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop of the method. Goods cost points of `scheme`, class hours minutes of `hours`, never
    money; merchants are owed fen in `money` ("" where nothing is settled). An order waits `keep`
    days and is reminded of `remind` days before. `orders_a_month`, `spent_a_month`: of one person
    (0: no limit). `merchants`: kinds of organisation that offer and are paid; `office`: kinds
    that offer what is theirs, and are not; `runs`, `signs`: the duties that approve offers and draw
    up settlements, and that sign these."""

    key: str
    name: Words
    scheme: str
    hours: str = ""
    money: str = ""
    keep: int = 7
    remind: int = 2
    orders_a_month: int = 0
    spent_a_month: int = 0
    merchants: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    about: Words = _NO_WORDS


@dataclass(frozen=True, slots=True)
class Seller:
    """For whom an actor may make an offer, and where it is fetched."""

    shop: Shop
    organisation_id: UUID
    name: str
    area_id: UUID
    area_path: str

    @property
    def key(self) -> str:
        return f"{self.shop.key}|{self.organisation_id}"


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer as its maker writes it. `worth`: fen of one piece (goods); `minutes`: of service,
    for class hours; exactly one of the two. `each`: at most so many a person (0: no limit);
    `fetch_until`: the last day."""

    title: str
    words: str
    stock: int
    fetch_at: str
    fetch_when: str
    worth: int = 0
    minutes: int = 0
    each: int = 0
    fetch_until: date | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer in the window or on the desk. `price` is in units of `unit`; `mine` says whether
    the looker has as much, None for whom nobody knows."""

    id: UUID
    shop: Shop
    title: str
    words: str
    seller: str
    seller_id: UUID
    area_id: UUID
    place: str
    price: int
    unit: str
    scheme: str
    worth: int
    hours: bool
    stock: int
    each: int
    fetch_at: str
    fetch_when: str
    fetch_until: date | None
    state: OfferState
    picture: str = ""
    picture_small: str = ""
    affordable: bool | None = None
    reason: str = ""
    made_at: datetime | None = None

    @property
    def state_name(self) -> str:
        return str(OFFER_STATES[self.state])

    @property
    def worth_yuan(self) -> str:
        return yuan(self.worth)


@dataclass(frozen=True, slots=True)
class Purse:
    """What somebody can spend in a shop, by scheme."""

    scheme: str
    name: str
    unit: str
    free: int
    held: int


@dataclass(frozen=True, slots=True)
class Window:
    """The shop window: what is on offer at a place, and the looker's purses."""

    shop: Shop
    shops: tuple[Shop, ...]
    rows: tuple[OfferRow, ...]
    more: bool
    purses: tuple[Purse, ...] = ()
    waiting: int = 0  # orders of the looker that wait to be fetched


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order. `left` is what is still to be fetched; `code` is shown to its owner alone."""

    id: UUID
    offer: OfferRow
    count: int
    picked: int
    given_up: int
    price: int
    state: OrderState
    made_at: datetime
    until: datetime
    code: str = ""
    closed_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The last day on which it may be fetched: `until` is the midnight after it."""
        return local(self.until - timedelta(seconds=1)).date()

    @property
    def left(self) -> int:
        return self.count - self.picked - self.given_up

    @property
    def total(self) -> int:
        return self.price * self.count

    @property
    def state_name(self) -> str:
        return str(ORDER_STATES[self.state])


@dataclass(frozen=True, slots=True)
class CounterOrder:
    """An order as the counter sees it: whose it is only masked."""

    row: OrderRow
    who: str
    picks: tuple[PickRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PickRow:
    """What was handed out at once. `worth`: fen owed to the merchant for it."""

    id: UUID
    title: str
    count: int
    worth: int
    at: datetime
    code_end: str = ""

    @property
    def worth_yuan(self) -> str:
        return yuan(self.worth)


@dataclass(frozen=True, slots=True)
class Counter:
    """The counter's first page: what waits, and what was handed out lately."""

    sellers: tuple[str, ...]
    waiting: int
    picks: tuple[PickRow, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a merchant was not yet paid for in a shop."""

    shop: Shop
    organisation_id: UUID
    name: str
    picks: int
    amount: int
    first: datetime
    last: datetime

    @property
    def yuan(self) -> str:
        return yuan(self.amount)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A settlement with one merchant."""

    id: UUID
    number: str
    shop: Shop
    organisation_id: UUID
    name: str
    since: date
    until: date
    amount: int
    picks: int
    state: BatchState
    drawn_at: datetime
    drawn_by: str = ""
    signed_at: datetime | None = None
    signed_by: str = ""
    reason: str = ""

    @property
    def yuan(self) -> str:
        return yuan(self.amount)

    @property
    def state_name(self) -> str:
        return str(BATCH_STATES[self.state])


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What a merchant is owed for one offer."""

    title: str
    each: int
    count: int
    amount: int

    @property
    def each_yuan(self) -> str:
        return yuan(self.each)

    @property
    def yuan(self) -> str:
        return yuan(self.amount)


@dataclass(frozen=True, slots=True)
class BatchPage:
    row: BatchRow
    lines: tuple[BatchLine, ...]
    picks: tuple[PickRow, ...]
    may_sign: bool = False
    may_drop: bool = False


def yuan(fen: int) -> str:
    """Fen as yuan: `5`, `12.50`."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
