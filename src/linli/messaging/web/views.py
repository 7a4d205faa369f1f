"""One's notices, how one wants to be told, how deliveries stand, the channels."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotAllowed, NotFound
from linli.kernel.middleware import actor_of
from linli.messaging import selectors, services
from linli.messaging.terms import ChannelKind, DeliveryState
from linli.messaging.web.forms import ChannelForm, PreferenceForm

_STATES = ("waiting", "gave_up", "sent")


def _colleague(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.account_id is None:
        raise NotAllowed
    return actor


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    page = selectors.inbox(
        _colleague(request),
        now=clock.now(),
        only_unread=request.GET.get("unread") == "1",
        digest=_id(request.GET.get("digest", "")),
        page=_number(request.GET.get("page")),
    )
    return render(
        request, "messaging/inbox.html", {"page": page, "unread": request.GET.get("unread") == "1"}
    )


@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """The number for the header, as a fragment; empty when there is none."""
    count = selectors.unread(actor_of(request))
    return render(request, "messaging/unread.html", {"count": count})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one's own notices as read: those in `id`, or `all`. With one `id` and `next=url`, go to
    what the notice is about.
    """
    ids: list[UUID] = []
    for text in request.POST.getlist("id"):
        try:
            ids.append(UUID(text))
        except ValueError as error:
            raise Invalid(field="id") from error
    everything = request.POST.get("all") == "1"
    services.mark_read(ids=None if everything else ids, actor=_colleague(request), now=clock.now())
    target = request.POST.get("next", "")
    return redirect(
        target if target.startswith("/") and target[1:2] not in {"/", "\\"} else "notices"
    )


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    actor = _colleague(request)
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            services.choose(daily=form.daily(), quiet=form.quiet(), actor=actor, now=clock.now())
            return redirect("notices")
    else:
        form = PreferenceForm(initial=PreferenceForm.start(selectors.preferences(actor)))
    return render(request, "messaging/preferences.html", {"form": form})


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = cast("DeliveryState", wanted if wanted in _STATES else "waiting")
    actor = actor_of(request)
    return render(
        request,
        "messaging/deliveries.html",
        {
            "counts": selectors.delivery_counts(actor),
            "deliveries": selectors.deliveries(actor, state=state),
            "state": state,
        },
    )


@require_POST
def retry(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    services.retry_delivery(delivery_id=delivery_id, actor=actor_of(request), now=clock.now())
    return redirect("deliveries")


@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require("messaging.manage")
    form = ChannelForm(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        over, _, place = sent["place"].partition(":")
        try:
            services.add_channel(
                kind=cast("ChannelKind", sent["kind"]),
                name=sent["name"],
                address=sent["address"],
                secret=sent["secret"],
                area_id=UUID(place) if over == "area" else None,
                organisation_id=UUID(place) if over == "organisation" else None,
                actor=actor,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("channels")
    return render(
        request,
        "messaging/channels.html",
        {"form": form, "channels": selectors.channels(actor)},
        status=422 if form.errors else 200,
    )


@require_POST
def switch(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    services.switch_channel(
        channel_id=channel_id,
        active=request.POST.get("active") == "1",
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("channels")


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The demonstration's telephone. There is no such page anywhere else."""
    if not settings.LINLI_DEMONSTRATION:
        raise NotFound
    return render(request, "messaging/mailbox.html", {"messages_shown": selectors.mailbox()})
