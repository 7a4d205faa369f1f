"""Bookings: a row for each room and quarter of an hour, so that two can never meet in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.resources.terms.places import OpenDay, RoomRow, RoomUse

ROOM_BOOKED, ROOM_OFF = "room_booked", "room_off"  # notices of the method
BOOKING_SUBJECT = "booking"  # a subject kind on the trail
LONGEST_PURPOSE, LONGEST_BOOKING_REASON = 200, 200
A_QUARTER = timedelta(minutes=15)
BACK_DAYS = 30  # how long somebody still sees what is over


class BookingState(StrEnum):
    """`asked` and `booked` hold the room; `came` and `missed` say what became of it."""

    ASKED = "asked"
    BOOKED = "booked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CAME = "came"
    MISSED = "missed"


HOLDING = (BookingState.ASKED, BookingState.BOOKED, BookingState.CAME, BookingState.MISSED)
STANDING = (BookingState.ASKED, BookingState.BOOKED)
BOOKING_STATES: dict[BookingState, str | Promise] = {
    BookingState.ASKED: _("等管理的单位同意"),
    BookingState.BOOKED: _("约好了"),
    BookingState.REFUSED: _("没有同意"),
    BookingState.WITHDRAWN: _("已取消"),
    BookingState.LAPSED: _("到时候还没有答复，作废"),
    BookingState.CAME: _("用过了"),
    BookingState.MISSED: _("没有来"),
}


@dataclass(frozen=True, slots=True)
class NewBooking:
    """What is asked for. `organisation_id`: for a unit or a team, by somebody of it; `about`: what
    it is for, as (kind, id), for contexts that book a room for something of theirs."""

    room_id: UUID
    starts_at: datetime
    minutes: int
    use: str = ""
    words: str = ""
    people: int = 0
    organisation_id: UUID | None = None
    about: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class BookingMade:
    id: UUID
    state: BookingState


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a room's day: free, or taken (`use`: for what, no more). `bookable`: long enough,
    and not over."""

    starts_at: datetime
    ends_at: datetime
    taken: bool
    use: str = ""
    bookable: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class RoomDay:
    """A room's day, from opening to closing."""

    open: OpenDay
    stretches: tuple[Stretch, ...]

    @property
    def day(self) -> date:
        return self.open.day


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A room for whoever may book it: `days` one or seven; `free`: when it is free next."""

    room: RoomRow
    place_id: UUID
    place: str
    area: str
    days: tuple[RoomDay, ...]
    free: tuple[datetime, ...]
    last: date
    may_run: bool = False


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as its owner, or whoever runs the place, reads it. `who` is masked."""

    id: UUID
    room_id: UUID
    room: str
    place_id: UUID
    place: str
    use: RoomUse | None
    words: str
    people: int
    starts_at: datetime
    ends_at: datetime
    state: BookingState
    reason: str
    asked_at: datetime
    who: str = ""
    phone: str = ""
    person: bool = False
    over: bool = False
    begun: bool = False

    @property
    def state_name(self) -> str:
        return str(BOOKING_STATES[self.state])

    @property
    def standing(self) -> bool:
        return self.state in STANDING and not self.begun


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch in a room's calendar feed: nobody reads who or what for."""

    id: str
    starts_at: datetime
    ends_at: datetime
    use: str
    changed: datetime


class BookingNotFound(NotFound):
    code = "resources.no_booking"
    text = _("没有这次预约。")


class SignInToBook(Refused):
    code = "resources.sign_in_to_book"
    text = _("预约要先用手机号登录，有变化好通知您。")


class MayNotBook(NotAllowed):
    code = "resources.may_not_book"
    text = _("这个房间不对外预约，只由管理的单位安排。")


class NotYourUnit(NotAllowed):
    code = "resources.not_your_unit"
    text = _("您不能替这个单位预约。")


class RoomClosed(Stale):
    code = "resources.room_closed"
    text = _("这个房间或场所现在不开放预约。")


class NotAQuarter(Invalid):
    code = "resources.not_a_quarter"
    text = _("时间按一刻钟算：从整点、一刻、半点或三刻开始，长度是 15 分钟的倍数。")


class WrongLength(Invalid):
    code = "resources.wrong_length"
    text = _("一次最短 %(least)d 分钟，最长 %(most)d 分钟。")


class TooFarAhead(Invalid):
    code = "resources.too_far_ahead"
    text = _("最早可以提前 %(days)d 天预约；已经过去的时间不能约。")


class NotOpenThen(Refused):
    code = "resources.not_open_then"
    text = _("那段时间不开放。")


class RoomTaken(Stale):
    code = "resources.room_taken"
    text = _("那段时间已经有人约了。")


class TooManyBookings(Refused):
    code = "resources.too_many_bookings"
    text = _("您在这个场所已经约了 %(most)d 次，用过或取消以后才能再约。")


class TooManyPeople(Invalid):
    code = "resources.too_many_people"
    text = _("这个房间有 %(seats)d 座，坐不下这么多人。")


class UseUnknown(Invalid):
    code = "resources.use_unknown"
    text = _("请选这个房间有的用途。")


class PurposeTooLong(Invalid):
    code = "resources.purpose_too_long"
    text = _("请少写一点，%(limit)d 字以内。")


class BookingOver(Stale):
    code = "resources.booking_over"
    text = _("这次预约现在不能这样改：已经开始、过去，或者已有答复。")


class BookingReasonMissing(Invalid):
    code = "resources.booking_reason_missing"
    text = _("请写明原因（200 字以内），约的人会看到。")
