"""One's own shifts on the phone: when, why, leave, swaps; and today's board for everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea
from linli.ui.asking import own_page
from linli.ui.forms import add_refusal
from linli.volunteering import selectors, services
from linli.volunteering.terms import LIKINGS, SwapState, WishShift
from linli.volunteering.web.forms_rotas import LeaveForm, SwapForm


@require_GET
@own_page
def mine(request: HttpRequest, person: UUID) -> HttpResponse:
    now = clock.now()
    asked, offered = selectors.my_swaps(person, now=now)
    over = request.GET.get("over") == "1"
    context = {
        "duties": selectors.my_duties(person, now=now, over=over),
        "over": over,
        "asked": asked,
        "offered": offered,
        "rotas": selectors.my_rotas(person, now=now),
        "leaves": selectors.my_leaves(person, now=now),
    }
    return render(request, "volunteering/rota_mine.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def wishes(request: HttpRequest, person: UUID, rota_id: UUID) -> HttpResponse:
    """When one cannot, would rather not, or comes gladly: one page of taps."""
    if request.method == "POST":
        said = {
            UUID(key[2:]): value
            for key, value in request.POST.items()
            if key.startswith("s-") and _is_id(key[2:]) and value in {"", *LIKINGS}
        }
        services.tell_wishes(
            rota_id=rota_id, person=person, wishes=said, actor=actor_of(request), now=clock.now()
        )
        messages.success(request, _("记下了。公布以前随时可以改。"))
        return redirect("my-duties")
    head, shifts = selectors.wish_page(rota_id, person)
    context = {"head": head, "shifts": shifts, "choices": _choices(), "weeks": _weeks(shifts)}
    return render(request, "volunteering/rota_wishes.html", context)


def _choices() -> list[tuple[str, str]]:
    return [("", _("都可以")), *((one.value, str(name)) for one, name in LIKINGS.items())]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _weeks(shifts: tuple[WishShift, ...]) -> list[tuple[str, list[WishShift]]]:
    """By weeks, so that a month is not one long list."""
    found: dict[str, list[WishShift]] = {}
    for one in shifts:
        year, week, _day = clock.local(one.starts_at).isocalendar()
        found.setdefault(f"{year}-{week}", []).append(one)
    return list(found.items())


@require_http_methods(["GET", "POST"])
@own_page
def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    form = LeaveForm(request.POST or None, initial={"since": clock.local(clock.now()).date()})
    if request.method == "POST" and form.is_valid():
        try:
            services.take_leave(
                person=person, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("记下了，这几天不给您排班。已经公布的班，请找人换。"))
            return redirect("my-duties")
    status = 422 if form.is_bound else 200
    return render(request, "volunteering/rota_leave.html", {"form": form}, status=status)


@require_POST
@own_page
def end_leave(request: HttpRequest, person: UUID, leave_id: UUID) -> HttpResponse:
    services.end_leave(leave_id=leave_id, person=person, actor=actor_of(request), now=clock.now())
    return redirect("my-duties")


@require_http_methods(["GET", "POST"])
@own_page
def swap(request: HttpRequest, person: UUID, duty_id: UUID) -> HttpResponse:
    """Ask a colleague, or everybody, to take one's shift."""
    now = clock.now()
    duty = selectors.my_duty(duty_id, person, now=now)
    names = dict(selectors.colleagues_for(duty_id))
    back = [
        (str(one), f"{names.get(who, '')} {_when(at)}")
        for one, who, at in selectors.shifts_in_return(duty_id, now=now)
    ]
    form = SwapForm(
        request.POST if request.method == "POST" else None,
        colleagues=[(str(key), name) for key, name in names.items()],
        back=back,
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            services.ask_swap(
                duty_id=duty_id,
                person=person,
                to=UUID(asked["to"]) if asked["to"] else None,
                back=UUID(asked["back"]) if asked["back"] else None,
                actor=actor_of(request),
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已发出。有人接了会告诉您；没人接以前，这个班还是您的。"))
            return redirect("my-duties")
    status = 422 if form.is_bound else 200
    context = {"form": form, "duty": duty}
    return render(request, "volunteering/rota_swap.html", context, status=status)


def _when(at: datetime) -> str:
    return f"{clock.local(at):%m-%d %H:%M}"


@require_POST
@own_page
def take(request: HttpRequest, person: UUID, swap_id: UUID) -> HttpResponse:
    state = services.take_swap(
        swap_id=swap_id, person=person, actor=actor_of(request), now=clock.now()
    )
    waits = state is SwapState.WAITING
    said = _("接下了，等排班的人同意。") if waits else _("这个班是您的了，谢谢。")
    messages.success(request, said)
    return redirect("my-duties")


@require_POST
@own_page
def refuse(request: HttpRequest, person: UUID, swap_id: UUID) -> HttpResponse:
    """Say no to what was asked of oneself, or take back what one asked."""
    services.refuse_swap(swap_id=swap_id, person=person, actor=actor_of(request), now=clock.now())
    return redirect("my-duties")


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who is on today, by role and team: `?area=` code, else the whole county."""
    code = request.GET.get("area", "")
    try:
        area = territory.by_code(code) if code else None
    except UnknownArea:
        area = None
    now = clock.now()
    context = {
        "area": area,
        "today": now,
        "shifts": selectors.duty_board(area_path=(area or territory.root()).path, now=now),
    }
    return render(request, "volunteering/duty_board.html", context)


urlpatterns: list[URLPattern] = [
    path("duty-board", board, name="duty-board"),
    path("my-duties", mine, name="my-duties"),
    path("my-duties/leave", leave, name="my-leave"),
    path("my-duties/leave/<uuid:leave_id>/end", end_leave, name="my-leave-end"),
    path("my-duties/<uuid:duty_id>/swap", swap, name="my-duty-swap"),
    path("my-duties/swaps/<uuid:swap_id>/take", take, name="swap-take"),
    path("my-duties/swaps/<uuid:swap_id>/refuse", refuse, name="swap-refuse"),
    path("rotas/<uuid:rota_id>/wishes", wishes, name="rota-wishes"),
]
