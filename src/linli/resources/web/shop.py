"""The shop as residents see it: the window, one offer, their orders with the code to fetch them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.errors import Refused
from linli.kernel.ids import show_code
from linli.kernel.middleware import actor_of, page_of
from linli.resources import selectors, services
from linli.resources.terms import OrderRow
from linli.resources.web.forms_shop import OrderForm
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea
from linli.ui.asking import person_of, sign_in
from linli.ui.forms import add_refusal
from linli.ui.qr import qr_svg

ORDERS_AN_HOUR = 30


def _area_path(request: HttpRequest) -> tuple[str, str]:
    """The place that is asked for, path and name; the whole county where it is none."""
    code = request.GET.get("area", "")[:60]
    try:
        area = territory.by_code(code) if code else None
    except UnknownArea:
        area = None
    return (area.path, area.name) if area else ("", "")


@never_cache
@require_GET
def window(request: HttpRequest) -> HttpResponse:
    """`?shop=` key, `?area=` code, `?can=1` what I can afford, `?page=`."""
    person, page = person_of(request), page_of(request)
    path_of, place = _area_path(request)
    can = request.GET.get("can") == "1" and person is not None
    it = selectors.window(
        now=clock.now(),
        person=person,
        key=request.GET.get("shop", "")[:40],
        area_path=path_of,
        affordable=can,
        page=page,
    )
    context = {"it": it, "known": person is not None, "can": can, "page": page, "place": place}
    return render(request, "resources/shop.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """One offer; POST orders it."""
    person, now = person_of(request), clock.now()
    it, purses = selectors.public_offer(offer_id, person=person)
    form = OrderForm(request.POST or None)
    if request.method == "POST":
        if person is None:
            return sign_in(request, back=request.path)
        if form.is_valid():
            try:
                rates.spend(
                    "resources.order", str(person), limit=ORDERS_AN_HOUR, seconds=3600, now=now
                )
                made = services.order(
                    offer_id=offer_id,
                    count=form.cleaned_data["count"],
                    person=person,
                    key=form.cleaned_data["key"],
                    actor=actor_of(request),
                    now=now,
                )
            except Refused as refused:
                add_refusal(form, refused)
                it, purses = selectors.public_offer(offer_id, person=person)
            else:
                return redirect(f"{reverse('shop-order', args=[made])}?new=1")
    context = {"it": it, "purses": purses, "form": form, "known": person is not None}
    status = 422 if form.is_bound else 200
    return render(request, "resources/shop_offer.html", context, status=status)


@never_cache
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return sign_in(request, back=request.path)
    rows, more = selectors.my_orders(person, page=page_of(request))
    context = {"rows": rows, "more": more, "page": page_of(request)}
    return render(request, "resources/shop_orders.html", context)


@never_cache
@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One's own order, with its code."""
    person = person_of(request)
    if person is None:
        return sign_in(request, back=request.path)
    it = selectors.my_order(person, order_id)
    context = {"it": it, "code": show_code(it.code), "new": request.GET.get("new") == "1"}
    return render(request, "resources/shop_order.html", context)


@never_cache
@require_GET
def order_qr(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The address of the counter's page for this order, to be photographed there."""
    person = person_of(request)
    if person is None:
        return sign_in(request, back=request.path)
    return _drawn(request, selectors.my_order(person, order_id))


def _drawn(request: HttpRequest, it: OrderRow) -> HttpResponse:
    address = request.build_absolute_uri(reverse("shop-counter-order", args=[it.code]))
    return qr_svg(address)


@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return sign_in(request, back=request.path)
    services.cancel_order(
        order_id=order_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已取消，预留的已经退回。"))
    return redirect("shop-order", order_id)


_ORDER = "shop/orders/<uuid:order_id>"
urlpatterns: list[URLPattern] = [
    path("shop/", window, name="shop"),
    path("shop/offers/<uuid:offer_id>", offer, name="shop-offer"),
    path("shop/orders/", orders, name="shop-orders"),
    path(_ORDER, order, name="shop-order"),
    path(f"{_ORDER}/qr", order_qr, name="shop-order-qr"),
    path(f"{_ORDER}/cancel", cancel, name="shop-order-cancel"),
]
