"""The desk of places: setting up, keeping, accepting, figures."""

from __future__ import annotations

import io
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Invalid, NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.resources import selectors, services
from linli.resources.terms import PLACE_STATES, SEE, KindFigures, MayNotKeepPlaces, PlaceState
from linli.resources.web.forms_places import DayForm, ItemForm, PlaceForm, RoomForm, before
from linli.ui.forms import add_refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?kind=`, `?state=`, `?page=`."""
    actor = actor_with(request, SEE)
    kind, state = request.GET.get("kind", "")[:40], request.GET.get("state", "")[:10]
    rows, more = selectors.desk_places(
        actor, now=clock.now(), kind=kind, state=state, page=page_of(request)
    )
    kinds = selectors.place_kinds_defined().values()
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "kind": kind,
        "state": state,
        "kinds": [("", _("全部")), *((one.key, str(one.name)) for one in kinds)],
        "states": [("", _("全部")), *((one.value, name) for one, name in PLACE_STATES.items())],
        "may_add": bool(selectors.place_units(actor)),
    }
    return render(request, "resources/places_desk.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    units = _units(request)
    form = PlaceForm(request.POST or None, units=units, initial=_usual(units))
    if request.method == "POST" and form.is_valid():
        try:
            area = selectors.place_area(actor, form.cleaned_data["area"])
            made = services.set_up_place(new=form.new(area), actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("场所登好了，居民现在就能看到。"))
            return redirect("spot-desk", place_id=made)
    return _form_page(request, form)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    found = selectors.place_units(actor_of(request))
    if not found:
        raise MayNotKeepPlaces
    return [(str(one.id), one.name) for one in found]


def _usual(units: list[tuple[str, str]]) -> dict[str, object]:
    week = {f"day_{number}": "08:30-12:00 14:00-17:30" for number in range(5)}
    return {**week, "organisation": units[0][0] if len(units) == 1 else None}


def _form_page(request: HttpRequest, form: PlaceForm, place_id: UUID | None = None) -> HttpResponse:
    context = {"form": form, "place_id": place_id, "hour_fields": form.hour_fields()}
    status = 422 if form.is_bound else 200
    return render(request, "resources/place_form.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, place_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    page = selectors.desk_place(actor, place_id, now=now)
    if not page.may_manage:
        raise MayNotKeepPlaces
    form = PlaceForm(
        request.POST or None, units=_units(request), changing=True, initial=before(page)
    )
    if request.method == "POST" and form.is_valid():
        try:
            area = selectors.place_area(actor, form.cleaned_data["area"])
            services.change_place(place_id=place_id, new=form.new(area), actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已保存，居民看到的已经是新的。"))
            return redirect("spot-desk", place_id=place_id)
    return _form_page(request, form, place_id)


@login_required
@never_cache
@require_GET
def one(request: HttpRequest, place_id: UUID) -> HttpResponse:
    return _one(request, place_id, DayForm(), RoomForm())


def _one(
    request: HttpRequest, place_id: UUID, day_form: DayForm, room_form: RoomForm
) -> HttpResponse:
    it = selectors.desk_place(actor_of(request), place_id, now=clock.now())
    context = {
        "it": it,
        "day_form": day_form,
        "room_form": room_form,
        "states": [(one.value, PLACE_STATES[one]) for one in it.moves],
    }
    status = 422 if day_form.is_bound or room_form.is_bound else 200
    return render(request, "resources/place_desk.html", context, status=status)


@login_required
@require_POST
def state(request: HttpRequest, place_id: UUID) -> HttpResponse:
    wanted = request.POST.get("state", "")
    if wanted not in {one.value for one in PlaceState}:
        raise Invalid(field="state")
    services.move_place(
        place_id=place_id, state=PlaceState(wanted), actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("状态已改。"))
    return redirect("spot-desk", place_id=place_id)


@login_required
@require_POST
def day(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A day with hours of its own; with `drop`, that day is as usual again."""
    drop = "drop" in request.POST
    form = DayForm({"day": request.POST.get("day"), "note": "-"} if drop else request.POST)
    if form.is_valid():
        given, actor, now = form.cleaned_data, actor_of(request), clock.now()
        try:
            if drop:
                services.drop_exception(place_id=place_id, day=given["day"], actor=actor, now=now)
            else:
                services.set_exception(place_id=place_id, **given, actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("开放时间已改，居民看到的已经是新的。"))
            return redirect(f"/spots/{place_id}/desk#days-h")
    return _one(request, place_id, form, RoomForm())


@login_required
@require_POST
def room(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Add a room, or change the one named by `room`."""
    form = RoomForm(request.POST)
    if form.is_valid():
        named = request.POST.get("room", "")
        try:
            services.set_room(
                place_id=place_id,
                new=form.new(),
                actor=actor_of(request),
                now=clock.now(),
                room_id=UUID(named) if named else None,
            )
        except ValueError:
            raise Invalid(field="room") from None
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("房间已保存。"))
            return redirect(f"/spots/{place_id}/desk#rooms-h")
    return _one(request, place_id, DayForm(), form)


@login_required
@require_POST
def close_room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """`closed=yes`: not to be booked any more; else again."""
    found, _place = selectors.room_and_place(room_id)
    services.close_room(
        room_id=room_id,
        closed=request.POST.get("closed") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect(f"/spots/{found.place_id}/desk#rooms-h")


@login_required
@require_POST
def item(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Somebody looked at an item of a list."""
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise Invalid(field=next(iter(form.errors)))
    given = form.cleaned_data
    services.look_at_item(
        place_id=place_id,
        list_key=given["list"],
        item=given["item"],
        met=given["met"] == "yes",
        words=given["words"],
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect(f"/spots/{place_id}/desk#list-{given['list']}")


@login_required
@require_POST
def accept(request: HttpRequest, place_id: UUID) -> HttpResponse:
    services.accept_place(
        place_id=place_id,
        list_key=request.POST.get("list", "")[:40],
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("验收通过，场所的页面上会写出来。"))
    return redirect("spot-desk", place_id=place_id)


@login_required
@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Places by kind where one may see them; `?form=xlsx`."""
    area = selectors.figures_area(actor_of(request))
    if area is None:
        raise NotAllowed
    rows = selectors.place_figures(area_path=area.path)
    if request.GET.get("form") == "xlsx":
        answer = HttpResponse(_sheet(rows), content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="places.xlsx"'
        return answer
    return render(request, "resources/place_figures.html", {"rows": rows, "area": area})


def _sheet(rows: tuple[KindFigures, ...]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    head = (
        _("种类"),
        _("已开放"),
        _("将要开放"),
        _("平方米"),
        _("服务"),
        _("每处服务"),
        _("验收通过"),
    )
    page.write_row(0, 0, head)
    for number, one in enumerate(rows, start=1):
        page.write_row(
            number,
            0,
            (
                str(one.kind.name), one.open, one.coming, one.square_metres, one.services,
                one.services_each, one.accepted,
            ),
        )  # fmt: skip
    book.close()
    return buffer.getvalue()


_ONE = "spots/<uuid:place_id>"
urlpatterns: list[URLPattern] = [
    path("spots/desk", desk, name="spots-desk"),
    path("spots/figures", figures, name="spots-figures"),
    path("spots/new", new, name="spot-new"),
    path(f"{_ONE}/desk", one, name="spot-desk"),
    path(f"{_ONE}/change", change, name="spot-change"),
    path(f"{_ONE}/state", state, name="spot-state"),
    path(f"{_ONE}/days", day, name="spot-day"),
    path(f"{_ONE}/rooms", room, name="spot-room"),
    path(f"{_ONE}/items", item, name="spot-item"),
    path(f"{_ONE}/accept", accept, name="spot-accept"),
    path("rooms/<uuid:room_id>/close", close_room, name="room-close"),
]
