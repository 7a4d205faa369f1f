"""The shop from behind: the counter on a phone, and the office's desk of offers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.ids import read_code, show_code
from linli.kernel.middleware import actor_of, actor_with, page_of
from linli.resources import selectors, services
from linli.resources.terms import (
    OFFER_STATES,
    RUN,
    MayNotOffer,
    OfferState,
    OrderNotFound,
    OrderState,
)
from linli.resources.web.forms_shop import CodeForm, HandOutForm, OfferForm, StockForm
from linli.ui.forms import add_refusal

CODES_AN_HOUR = 200  # of one account: far more than a counter types, far fewer than guessing takes


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Type a code, or scan it with the phone's own camera: its address is the next page."""
    actor = actor_with(request, RUN)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if code is not None:
            return redirect("shop-counter-order", code)
        form.add_error("code", OrderNotFound().message)
    context = {"it": selectors.counter(actor), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "resources/shop_counter.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def counter_order(request: HttpRequest, code: str) -> HttpResponse:
    """What a code stands for; POST hands out all or a part."""
    actor, now = actor_with(request, RUN), clock.now()
    rates.spend("resources.code", str(actor.account_id), limit=CODES_AN_HOUR, seconds=3600, now=now)
    read = read_code(code)
    if read is None:
        raise OrderNotFound
    it = selectors.counter_order(actor, read)
    form = HandOutForm(request.POST or None, initial={"count": it.row.left, "rest": "keep"})
    if request.method == "POST" and form.is_valid():
        try:
            left = services.hand_out(
                code=read,
                count=form.cleaned_data["count"],
                drop_rest=form.cleaned_data["rest"] == "drop",
                key=form.cleaned_data["key"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            said = _("已发放，还有 %(left)d 件没领。") if left else _("已发放，这一单领完了。")
            messages.success(request, said % {"left": left} if left else said)
            return redirect("shop-counter-order", read)
    waits = it.row.state == OrderState.WAITING
    context = {"it": it, "form": form, "code": show_code(read), "waits": waits}
    status = 422 if form.is_bound else 200
    return render(request, "resources/shop_counter_order.html", context, status=status)


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?state=`, `?page=`."""
    actor, state = actor_of(request), request.GET.get("state", "")[:10]
    if not selectors.desk_concerns(actor):
        raise NotAllowed
    rows, more = selectors.desk_offers(actor, state=state, page=page_of(request))
    context = {
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "state": state,
        "states": [("", _("全部")), *((one.value, name) for one, name in OFFER_STATES.items())],
        "may_offer": bool(selectors.sellers(actor)),
        "may_run": actor.may(RUN),
    }
    return render(request, "resources/shop_desk.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer goods or class hours."""
    actor, now = actor_of(request), clock.now()
    sellers = selectors.sellers(actor)
    if not sellers:
        raise MayNotOffer
    several = len({one.shop.key for one in sellers}) > 1
    names = [(one.key, f"{one.shop.name} · {one.name}" if several else one.name) for one in sellers]
    form = OfferForm(request.POST or None, request.FILES or None, sellers=names)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.offer(
                seller=form.cleaned_data["seller"],
                new=form.offer(),
                picture=form.cleaned_data["picture"],
                actor=actor,
                now=now,
            )
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            name = "yuan" if refused.field == "worth" else refused.field
            form.add_error(name if name in form.fields else None, refused.message)
        else:
            messages.success(request, _("已提交，由另一个人审核后上架。"))
            return redirect("shop-desk-offer", made)
    status = 422 if form.is_bound else 200
    return render(request, "resources/shop_new.html", {"form": form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def desk_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """One offer at the desk; POST restocks it."""
    actor, now = actor_of(request), clock.now()
    it, waiting, may_judge, may_run = selectors.desk_offer(actor, offer_id)
    form = StockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.restock(
                offer_id=offer_id, change=form.cleaned_data["change"], actor=actor, now=now
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("库存已更新。"))
            return redirect("shop-desk-offer", offer_id)
    context = {
        "it": it, "waiting": waiting, "may_judge": may_judge, "may_run": may_run, "form": form,
        "live": it.state in (OfferState.SHOWN, OfferState.PAUSED, OfferState.WAITING),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "resources/shop_desk_offer.html", context, status=status)


@login_required
@require_POST
def judge(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Show it, or refuse it with a reason."""
    services.judge_offer(
        offer_id=offer_id,
        show=request.POST.get("show") == "yes",
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("shop-desk-offer", offer_id)


@login_required
@require_POST
def turn(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Pause it, show it again, close it."""
    wanted = request.POST.get("state", "")
    known = {one.value for one in OfferState}
    state = OfferState(wanted) if wanted in known else OfferState.REFUSED  # which nobody turns to
    services.turn_offer(offer_id=offer_id, state=state, actor=actor_of(request), now=clock.now())
    return redirect("shop-desk-offer", offer_id)


@login_required
@require_POST
def picture(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Its picture, in place of the one before."""
    sent = request.FILES.get("picture")
    if sent is not None:
        services.show_offer_picture(
            offer_id=offer_id, upload=sent, actor=actor_of(request), now=clock.now()
        )
    return redirect("shop-desk-offer", offer_id)


_OFFER = "shop/desk/<uuid:offer_id>"
urlpatterns: list[URLPattern] = [
    path("shop/counter/", counter, name="shop-counter"),
    path("shop/counter/<str:code>", counter_order, name="shop-counter-order"),
    path("shop/desk/", desk, name="shop-desk"),
    path("shop/desk/new", new, name="shop-new"),
    path(_OFFER, desk_offer, name="shop-desk-offer"),
    path(f"{_OFFER}/judge", judge, name="shop-judge"),
    path(f"{_OFFER}/turn", turn, name="shop-turn"),
    path(f"{_OFFER}/picture", picture, name="shop-picture"),
]
