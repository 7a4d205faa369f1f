"""Meals: what is cooked, ordering, one's orders; menus and the kitchen's counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused, TooMany
from linli.kernel.middleware import actor_of
from linli.resources import selectors, services
from linli.resources.terms import (
    LONGEST_DISHES,
    MOST_PORTIONS,
    WAYS,
    MayNotKeepPlaces,
    MealNotFound,
    MenuRow,
    NewMenu,
    Way,
)
from linli.ui.asking import person_of
from linli.ui.forms import a_day, add_refusal

MEALS_AN_HOUR = 30


class MenuForm(forms.Form):
    """What a canteen cooks."""

    day = forms.DateField(label=_("哪一天"), widget=a_day())
    meal = forms.ChoiceField(label=_("哪一餐"))
    dishes = forms.CharField(
        label=_("做什么菜"), max_length=LONGEST_DISHES, widget=forms.Textarea(attrs={"rows": 3})
    )
    yuan = forms.DecimalField(
        label=_("一份多少元"), min_value=0, max_value=1000, max_digits=6, decimal_places=2,
        help_text=_("补助以前的价钱；余下的现场付。"),
    )  # fmt: skip
    portions = forms.IntegerField(label=_("最多几份"), min_value=1, max_value=MOST_PORTIONS)
    brings = forms.BooleanField(label=_("可以送到家"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["meal"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.key, str(one.name)) for one in selectors.meals_defined().values()
        ]

    def new(self, place_id: UUID) -> NewMenu:
        given = self.cleaned_data
        fen = int(given["yuan"] * Decimal(100))
        return NewMenu(
            place_id, given["day"], given["meal"], given["dishes"], fen, given["portions"],
            given["brings"],
        )  # fmt: skip


class MealForm(forms.Form):
    """A meal for oneself, or for somebody old."""

    group = forms.ChoiceField(
        label=_("吃的人多大年纪"), widget=forms.RadioSelect, help_text=_("现场看身份证核对。")
    )
    way = forms.ChoiceField(label=_("怎么吃"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("替谁订"), required=False, max_length=40,
        help_text=_("自己吃不用写。姓名加密保存，页面上只显示姓。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("他的电话"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, menu: MenuRow, **more: Any) -> None:
        super().__init__(*args, **more)
        ways = [(one.value, name) for one, name in WAYS.items() if one is not Way.BRING]
        if menu.brings:
            ways.append((Way.BRING.value, WAYS[Way.BRING]))
        self.fields["way"].choices = ways  # type: ignore[attr-defined]  # a choice field
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (group.key, _price(str(group.name), fen)) for group, fen in menu.prices
        ]


def _price(group: str, fen: int) -> str:
    return _now("%(group)s，付 %(yuan)s 元") % {"group": group, "yuan": yuan(fen)}


def yuan(fen: int) -> str:
    """`12` or `12.50`"""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


@never_cache
@require_GET
def menus(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """What a canteen cooks from today on."""
    now = clock.now()
    context = {
        "it": selectors.public_spot(place_id, now=now),
        "menus": [(one, yuan(one.fen)) for one in selectors.menus(place_id, now=now)],
    }
    return render(request, "resources/menus.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, menu_id: UUID) -> HttpResponse:
    """One page, one thing."""
    now, actor, person = clock.now(), actor_of(request), person_of(request)
    menu = selectors.public_menu(menu_id, now=now)
    form = MealForm(request.POST or None, menu=menu)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            rates.spend(
                "resources.meal", str(person or client_address(request)), limit=MEALS_AN_HOUR,
                seconds=3600, now=now,
            )  # fmt: skip
            services.order_meal(
                menu_id=menu_id, group=given["group"], way=Way(given["way"]), name=given["name"],
                phone=given["phone"], person=person, actor=actor, now=now,
            )  # fmt: skip
        except Refused as refused:
            add_refusal(form, refused)
            status = refused.status if isinstance(refused, TooMany) else status
        else:
            messages.success(request, _now("订好了，钱到现场付。"))
            if person is None:
                return redirect("menus", place_id=menu.place_id)
            return redirect("meals-mine")
    context = {"menu": menu, "form": form, "known": bool(person) or actor.is_staff}
    return render(request, "resources/meal_order.html", context, status=status)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = selectors.my_meals(person, now=clock.now()) if person else ()
    context = {"rows": [(one, yuan(one.pay)) for one in rows], "known": person is not None}
    return render(request, "resources/meals.html", context)


@require_POST
def withdraw(request: HttpRequest, order_id: UUID) -> HttpResponse:
    person = person_of(request)
    if person is None:
        raise MealNotFound
    services.withdraw_meal(
        order_id=order_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _now("已取消，厨房会少做一份。"))
    return redirect("meals-mine")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The menus of a canteen; POST writes the next one."""
    actor, now = actor_of(request), clock.now()
    page = selectors.desk_place(actor, place_id, now=now)
    if not page.may_run:
        raise MayNotKeepPlaces
    form = MenuForm(request.POST or None, initial={"day": clock.local(now).date(), "portions": 50})
    if request.method == "POST" and form.is_valid():
        try:
            services.write_menu(new=form.new(place_id), actor=actor, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("菜单已公开，居民现在就能订。"))
            return redirect("menus-desk", place_id=place_id)
    context = {"it": page, "form": form, "menus": selectors.menus(place_id, now=now)}
    status = 422 if form.is_bound else 200
    return render(request, "resources/menus_desk.html", context, status=status)


@login_required
@never_cache
@require_GET
def kitchen(request: HttpRequest, menu_id: UUID) -> HttpResponse:
    """How many of what; who fetches, to whom it is brought. Prints as it is."""
    it = selectors.kitchen(actor_of(request), menu_id, now=clock.now())
    rows = [(one, yuan(one.pay)) for one in it.rows]
    return render(request, "resources/kitchen.html", {"it": it, "rows": rows})


@login_required
@require_POST
def mark(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """`done=yes`: eaten, fetched or brought; else nobody came."""
    menu = services.mark_meal(
        order_id=order_id,
        done=request.POST.get("done") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("kitchen", menu_id=menu)


urlpatterns: list[URLPattern] = [
    path("spots/<uuid:place_id>/meals", menus, name="menus"),
    path("spots/<uuid:place_id>/meals/desk", desk, name="menus-desk"),
    path("meals/", mine, name="meals-mine"),
    path("meals/<uuid:menu_id>", order, name="meal-order"),
    path("meals/<uuid:menu_id>/kitchen", kitchen, name="kitchen"),
    path("meals/orders/<uuid:order_id>/withdraw", withdraw, name="meal-withdraw"),
    path("meals/orders/<uuid:order_id>/mark", mark, name="meal-mark"),
]
