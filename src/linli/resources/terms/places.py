"""Places: what kinds there are, what they offer, when they are open, what they are accepted by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

PLACE = "place"  # a subject kind on the trail
LONGEST_PLACE_NAME, LONGEST_PLACE_ADDRESS, LONGEST_ABOUT = 60, 120, 1000
LONGEST_OWN_SERVICE, LONGEST_EVIDENCE, MOST_EXCEPTIONS_DAYS = 30, 500, 62
QUARTER = 15  # minutes: what a booking is counted in

Span = tuple[int, int]  # minutes of a day, [from, to)


class PlaceState(StrEnum):
    PLANNED = "planned"
    BUILDING = "building"
    OPEN = "open"
    CLOSED = "closed"


class Booking(StrEnum):
    """Who may book a room: everybody at once, everybody with a yes of who runs it, the office
    alone, nobody."""

    FREE = "free"
    ASKED = "asked"
    OFFICE = "office"
    NONE = "none"


PLACE_STATES: dict[PlaceState, str | Promise] = {
    PlaceState.PLANNED: _("计划中"),
    PlaceState.BUILDING: _("建设中"),
    PlaceState.OPEN: _("已开放"),
    PlaceState.CLOSED: _("已停用"),
}
BOOKING: dict[Booking, str | Promise] = {
    Booking.FREE: _("都可以预约，约上就算"),
    Booking.ASKED: _("都可以预约，管理的单位同意才算"),
    Booking.OFFICE: _("只由管理的单位安排"),
    Booking.NONE: _("不预约"),
}


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service that places offer, of the method's `[[services]]`."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class RoomUse:
    """What a room is used for, of the method's `[[uses]]`."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place of the method. `services`: what is usual there; `least_services`: how many a
    place of this kind has to offer; `lists`: what it is accepted by. `booking`, `minutes`
    (shortest, longest), `ahead` days and `most` bookings of one person at a time govern its rooms.
    `meals`: it cooks; `sittings`: it looks after children after school, whose words are forgotten
    `forgets` days after the term."""

    key: str
    name: Words
    about: Words
    services: tuple[str, ...] = ()
    least_services: int = 0
    uses: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    booking: Booking = Booking.OFFICE
    minutes: tuple[int, int] = (30, 240)
    ahead: int = 30
    most: int = 3
    meals: bool = False
    sittings: bool = False
    forgets: int = 90
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    key: str
    name: Words
    look: Words


@dataclass(frozen=True, slots=True)
class AcceptanceList:
    """What a place is accepted by (七有、六有、四个一). `number`: how many items its name promises;
    a list whose items the county has not filled in accepts nothing."""

    key: str
    name: Words
    number: int
    items: tuple[ListItem, ...] = ()
    basis: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.items) and len(self.items) == self.number


@dataclass(frozen=True, slots=True)
class Hours:
    """When a place is open: spans of each weekday, Monday first; `holiday`: on a weekday that the
    county's calendar says is a holiday (None: as on that weekday)."""

    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    holiday: tuple[Span, ...] | None = ()


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day's spans, and why they differ from the usual ones: `note` of whoever runs it, or
    `holiday`."""

    day: date
    spans: tuple[Span, ...]
    note: str = ""
    holiday: bool = False

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """`(("08:30", "12:00"), …)`"""
        return tuple(
            (f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}") for a, b in self.spans
        )


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Is it open, until when; else when it opens next (None: not within two weeks)."""

    open: bool
    until: datetime | None = None
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a list. `metres` from where the reader stands, in a straight line."""

    id: UUID
    name: str
    kinds: tuple[PlaceKind, ...]
    area_id: UUID
    area_path: str
    area: str
    address: str
    longitude: float | None
    latitude: float | None
    state: PlaceState
    now: OpenNow
    services: tuple[str, ...]
    metres: int | None = None

    @property
    def state_name(self) -> str:
        return str(PLACE_STATES[self.state])

    @property
    def kind_names(self) -> str:
        return " · ".join(str(one.name) for one in self.kinds)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room: `booking` as it is for this room, whatever the kinds say."""

    id: UUID
    place_id: UUID
    name: str
    seats: int
    uses: tuple[RoomUse, ...]
    booking: Booking
    minutes: tuple[int, int]
    ahead: int
    most: int
    closed: bool = False

    @property
    def booking_name(self) -> str:
        return str(BOOKING[self.booking])

    @property
    def bookable(self) -> bool:
        return not self.closed and self.booking in (Booking.FREE, Booking.ASKED)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a list at a place. `met` None: nobody has looked yet."""

    item: ListItem
    met: bool | None
    words: str = ""
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """A list at a place: item by item, and since when it is accepted."""

    of: AcceptanceList
    items: tuple[ItemRow, ...]
    accepted_at: datetime | None = None
    by: str = ""
    may_confirm: bool = False

    @property
    def met(self) -> int:
        return sum(one.met is True for one in self.items)

    @property
    def ready(self) -> bool:
        return self.of.complete and self.met == len(self.items)


@dataclass(frozen=True, slots=True)
class SpotPage:
    """All of a place that anybody may read; the desk's part below."""

    spot: Spot
    about: str
    phone: str
    square_metres: int
    runs: str
    hours: Hours
    today: OpenDay
    days: tuple[OpenDay, ...]
    rooms: tuple[RoomRow, ...]
    accepted: tuple[AcceptanceList, ...] = ()
    exceptions: tuple[OpenDay, ...] = ()
    lists: tuple[AcceptanceRow, ...] = ()
    organisation_id: UUID | None = None
    opened_on: date | None = None
    may_run: bool = False
    may_manage: bool = False
    moves: tuple[PlaceState, ...] = ()  # to which state the actor may bring it

    @property
    def cooks(self) -> bool:
        return any(one.meals for one in self.spot.kinds)

    @property
    def sits(self) -> bool:
        return any(one.sittings for one in self.spot.kinds)

    @property
    def missing_services(self) -> int:
        """How many services its kinds ask for beyond those it offers."""
        least = max((one.least_services for one in self.spot.kinds), default=0)
        return max(least - len(self.spot.services), 0)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """What is written down of a place."""

    name: str
    kinds: tuple[str, ...]
    area_id: UUID
    organisation_id: UUID
    state: PlaceState = PlaceState.OPEN
    address: str = ""
    about: str = ""
    phone: str = ""
    square_metres: int = 0
    longitude: float | None = None
    latitude: float | None = None
    services: tuple[str, ...] = ()
    own_services: tuple[str, ...] = ()
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True, slots=True)
class NewRoom:
    """`booking` None: as the place's kinds say."""

    name: str
    seats: int
    uses: tuple[str, ...] = ()
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How many places of a kind there are, at and below an area."""

    kind: PlaceKind
    open: int
    coming: int
    square_metres: int
    services: int
    accepted: int

    @property
    def services_each(self) -> str:
        """Services of an open place, on average, to one decimal."""
        return f"{self.services / self.open:.1f}" if self.open else "–"


class PlaceNotFound(NotFound):
    code = "resources.no_place"
    text = _("没有这个场所。")


class RoomNotFound(NotFound):
    code = "resources.no_room"
    text = _("没有这个房间。")


class MayNotKeepPlaces(NotAllowed):
    code = "resources.may_not_keep_places"
    text = _("这个场所不在您管理的范围里。")


class BadPlace(Invalid):
    code = "resources.bad_place"
    text = _("请写场所的名称（60 字以内），选种类、所在地方和管理的单位。")


class BadPoint(Invalid):
    code = "resources.bad_point"
    text = _("经纬度不在本县附近，请核对（先写经度，再写纬度）。")


class AreaUnclear(Invalid):
    code = "resources.area_unclear"
    text = _("这个地名对应 %(count)d 个地方，请写得更准一些，例如社区加小区。")


class WrongHours(Invalid):
    code = "resources.wrong_hours"
    text = _("开放时间写成 08:30-12:00 14:00-17:30 这样，先后不能颠倒；不开放就留空。")


class TooFewServices(Refused):
    code = "resources.too_few_services"
    text = _("这种场所要有 %(least)d 项服务才能开放，现有 %(given)d 项。")


class WrongPlaceState(Stale):
    code = "resources.wrong_place_state"
    text = _("场所现在的状态不能这样改。")


class BadRoom(Invalid):
    code = "resources.bad_room"
    text = _("请写房间的名称（40 字以内）和座位数；同一个场所里名称不能重复。")


class ListUnknown(NotFound):
    code = "resources.no_list"
    text = _("这个场所不按这张清单验收。")


class ListEmpty(Refused):
    code = "resources.list_empty"
    text = _("“%(name)s”应有 %(number)d 项，县里还没有填全，现在不能验收。")


class EvidenceMissing(Invalid):
    code = "resources.evidence_missing"
    text = _("请写看到了什么（500 字以内），凭什么说做到了或没有做到。")


class NotAllMet(Refused):
    code = "resources.not_all_met"
    text = _("还有没做到或没看过的条目，不能验收通过。")


class SecondPerson(Refused):
    code = "resources.second_person"
    text = _("验收要由没有查看过这张清单的另一个人来确认。")
