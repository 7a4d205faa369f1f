"""The desk of bookings: what waits for an answer, a room's week, who comes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import MANAGE, RUN, MayNotKeepPlaces
from linli.resources.web.bookings import day_asked, room_context


def _runner(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.may(RUN) and not actor.may(MANAGE):
        raise MayNotKeepPlaces
    return actor


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Of all places that one runs; `?over=1`: the last month."""
    over = request.GET.get("over") == "1"
    rows = selectors.desk_bookings(_runner(request), now=clock.now(), over=over)
    context = {"rows": rows, "over": over, "may_reveal": actor_of(request).may("people.reveal")}
    return render(request, "resources/bookings_desk.html", context)


@login_required
@never_cache
@require_GET
def room_desk(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """A room's week, and its bookings. `?day=` any day of the week."""
    actor, now = actor_of(request), clock.now()
    page = selectors.room_page(room_id, day=day_asked(request), week=True, actor=actor, now=now)
    if not page.may_run:
        raise MayNotKeepPlaces
    context = room_context(page)
    context["rows"] = selectors.desk_bookings(actor, now=now, room_id=room_id)
    context["may_reveal"] = actor.may("people.reveal")
    return render(request, "resources/room_desk.html", context)


def _back(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    row = selectors.desk_booking(actor_of(request), booking_id, now=clock.now())
    if request.POST.get("back") == "room":
        return redirect("room-desk", room_id=row.room_id)
    return redirect("bookings-desk")


@login_required
@require_POST
def answer(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """`yes=yes`, or no with a `reason`."""
    yes = request.POST.get("yes") == "yes"
    services.decide_booking(
        booking_id=booking_id,
        yes=yes,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(
        request, _("已同意，约的人会看到。") if yes else _("已答复，约的人会看到原因。")
    )
    return _back(request, booking_id)


@login_required
@require_POST
def call_off(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    services.withdraw_booking(
        booking_id=booking_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("已取消，约的人会看到原因。"))
    return _back(request, booking_id)


@login_required
@require_POST
def came(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    services.mark_booking(
        booking_id=booking_id,
        came=request.POST.get("came") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return _back(request, booking_id)


@login_required
@never_cache
@require_POST
@sensitive_variables("person")
def reveal(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """The name and phone of whoever booked, for a purpose that stays on the trail."""
    actor, now = actor_of(request), clock.now()
    person = services.reveal_booker(
        booking_id=booking_id, purpose=request.POST.get("purpose", ""), actor=actor, now=now
    )
    row = selectors.desk_booking(actor, booking_id, now=now)
    return render(request, "resources/booking_reveal.html", {"it": row, "person": person})


_ONE = "bookings/<uuid:booking_id>"
urlpatterns: list[URLPattern] = [
    path("bookings/desk", desk, name="bookings-desk"),
    path("rooms/<uuid:room_id>/desk", room_desk, name="room-desk"),
    path(f"{_ONE}/answer", answer, name="booking-answer"),
    path(f"{_ONE}/call-off", call_off, name="booking-call-off"),
    path(f"{_ONE}/came", came, name="booking-came"),
    path(f"{_ONE}/reveal", reveal, name="booking-reveal"),
]
