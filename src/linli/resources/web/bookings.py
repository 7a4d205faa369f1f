"""Rooms and bookings for residents: when it is free, book, see, take back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.clock import FIRST, LAST, LOCAL, local
from linli.kernel.errors import Refused, TooMany
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import (
    LONGEST_PURPOSE,
    QUARTER,
    BookingNotFound,
    BookingState,
    NewBooking,
    RoomPage,
    RoomRow,
)
from linli.resources.web.calendars import calendar_of
from linli.ui.asking import person_of
from linli.ui.forms import a_day, add_refusal

BOOKINGS_AN_HOUR = 20
OFFICE_LONGEST = 8 * 60


class BookForm(forms.Form):
    """What is asked for. Its choices are those of the room."""

    day = forms.DateField(label=_("哪一天"), widget=a_day())
    at = forms.TimeField(
        label=_("从几点"), input_formats=["%H:%M"],
        widget=forms.TimeInput({"type": "time", "step": QUARTER * 60}, format="%H:%M"),
        help_text=_("按一刻钟算。"),
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=_("用多久"), coerce=int)
    use = forms.ChoiceField(label=_("做什么用"), widget=forms.RadioSelect)
    people = forms.IntegerField(label=_("大约几个人"), min_value=0, max_value=5000, required=False)
    words = forms.CharField(
        label=_("要说明的"), required=False, max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有管理的单位看得到；别人只看到用途，看不到是谁。"),
    )  # fmt: skip
    organisation = forms.ChoiceField(label=_("替谁约"), required=False)

    def __init__(
        self, *args: Any, room: RoomRow, units: list[tuple[str, str]], office: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        least, most = (QUARTER, OFFICE_LONGEST) if office else room.minutes
        step = 30 if least >= 30 else QUARTER
        lengths = range(least, most + 1, step)
        self._choose("minutes", [(str(one), length_words(one)) for one in lengths])
        if room.uses:
            self._choose("use", [(one.key, str(one.name)) for one in room.uses])
        else:
            del self.fields["use"]
        if units:
            self._choose("organisation", [("", _now("我自己")), *units])
        else:
            del self.fields["organisation"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def new(self, room_id: UUID) -> NewBooking:
        given = self.cleaned_data
        unit = given.get("organisation", "")
        return NewBooking(
            room_id=room_id,
            starts_at=datetime.combine(given["day"], given["at"], LOCAL),
            minutes=given["minutes"],
            use=given.get("use", ""),
            words=given["words"],
            people=given["people"] or 0,
            organisation_id=UUID(unit) if unit else None,
        )


def length_words(minutes: int) -> str:
    """`1 小时 30 分钟`"""
    hours, rest = divmod(minutes, 60)
    found = []
    if hours:
        found.append(ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours})
    if rest:
        found.append(_now("%(n)d 分钟") % {"n": rest})
    return " ".join(found)


def day_asked(request: HttpRequest) -> date | None:
    """`?day=2026-03-02`; None for what is no day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if FIRST < day < LAST - timedelta(days=60) else None


def room_context(page: RoomPage) -> dict[str, Any]:
    """The page with the days before and after, and those to choose from."""
    today = local(clock.now()).date()
    shown, week = page.days[0].day, len(page.days) > 1
    step = timedelta(days=7 if week else 1)
    tabs = [today + timedelta(days=ahead) for ahead in range(min(7, page.room.ahead + 1))]
    return {
        "it": page,
        "today": today,
        "shown": shown,
        "week": week,
        "before": shown - step if shown > today else None,
        "after": shown + step if shown + step <= page.last else None,
        "tabs": tabs,
    }


@never_cache
@require_GET
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """`?day=`, `?week=1`."""
    page = selectors.room_page(
        room_id,
        day=day_asked(request),
        week=request.GET.get("week") == "1",
        actor=actor_of(request),
        now=clock.now(),
    )
    return render(request, "resources/room.html", room_context(page))


@never_cache
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """One page, one thing. `?at=` a moment that was tapped."""
    now, actor, person = clock.now(), actor_of(request), person_of(request)
    page = selectors.room_page(room_id, actor=actor, now=now)
    units = [(str(key), name) for key, name in selectors.booking_units(actor)]
    form = BookForm(
        request.POST or None,
        room=page.room,
        units=units,
        office=page.may_run,
        initial=_usual(request, page),
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            rates.spend(
                "resources.book", str(person or client_address(request)),
                limit=BOOKINGS_AN_HOUR, seconds=3600, now=now,
            )  # fmt: skip
            made = services.book(
                new=form.new(room_id),
                person=None if page.may_run else person,
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
            status = refused.status if isinstance(refused, TooMany) else status
        else:
            return _booked(request, page, made.id, made.state, form)
    known = person is not None or actor.account_id is not None
    context = {"it": page, "form": form, "known": known, "free": _free(form, page, now)}
    return render(request, "resources/book.html", context, status=status)


def _booked(
    request: HttpRequest, page: RoomPage, made: UUID, state: BookingState, form: BookForm
) -> HttpResponse:
    if page.may_run or form.cleaned_data.get("organisation"):
        booked = state is BookingState.BOOKED
        words = _now("约好了。") if booked else _now("已提出，等管理的单位答复。")
        messages.success(request, words)
        where = "room-desk" if page.may_run else "room"
        return redirect(where, room_id=page.room.id)
    return redirect(f"/bookings/{made}?new=1")


def _usual(request: HttpRequest, page: RoomPage) -> dict[str, Any]:
    asked = clock.read(request.GET.get("at", ""))
    begin = local(asked) if asked else page.free[0] if page.free else None
    least = max(page.room.minutes[0], 60) if page.room.minutes[1] >= 60 else page.room.minutes[0]
    found: dict[str, Any] = {"minutes": str(least)}
    if begin is not None:
        found |= {"day": begin.date(), "at": begin.time()}
    if len(page.room.uses) == 1:
        found["use"] = page.room.uses[0].key
    return found


def _free(form: BookForm, page: RoomPage, now: datetime) -> tuple[datetime, ...]:
    """After a no: when that long is free next."""
    given = getattr(form, "cleaned_data", {})
    if not form.errors or "day" not in given or "minutes" not in given:
        return ()
    after = datetime.combine(given["day"], datetime.min.time(), LOCAL)
    return selectors.next_free(page.room.id, after=after, minutes=given["minutes"], now=now)


@require_GET
def feed(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What a calendar program fetches: when the room is taken, not by whom."""
    name, busy = selectors.room_feed(room_id, now=clock.now())
    items = [(one, one.use or _now("已约")) for one in busy]
    return calendar_of(items, url=request.build_absolute_uri(f"/rooms/{room_id}"), name=name)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = selectors.my_bookings(person, now=clock.now()) if person else ()
    context = {"rows": rows, "known": person is not None}
    return render(request, "resources/bookings.html", context)


@never_cache
@require_GET
def one(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    it = selectors.my_booking(person_of(request), booking_id, now=clock.now())
    context = {"it": it, "new": request.GET.get("new") == "1"}
    return render(request, "resources/booking.html", context)


@require_POST
def withdraw(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    person = person_of(request)
    if person is None:
        raise BookingNotFound
    services.withdraw_booking(
        booking_id=booking_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _now("已取消，这段时间别人可以约了。"))
    return redirect("bookings")


urlpatterns: list[URLPattern] = [
    path("rooms/<uuid:room_id>", room, name="room"),
    path("rooms/<uuid:room_id>/book", book, name="room-book"),
    path("rooms/<uuid:room_id>/calendar.ics", feed, name="room-ics"),
    path("bookings/", mine, name="bookings"),
    path("bookings/<uuid:booking_id>", one, name="booking"),
    path("bookings/<uuid:booking_id>/withdraw", withdraw, name="booking-withdraw"),
]
