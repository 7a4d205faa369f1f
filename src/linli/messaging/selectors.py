"""Reads of messaging: one's notices, and how deliveries stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from linli.kernel import cipher, clock, parts
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import NotAllowed
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.messaging import ports, rules
from linli.messaging.models import (
    ChannelSetting,
    Delivery,
    Hook,
    HookDelivery,
    Mailbox,
    Notice,
    Preference,
    QuietHours,
)
from linli.messaging.terms import (
    DIGEST,
    PART,
    ChannelView,
    DeliveryState,
    DeliveryView,
    HookView,
    MailboxMessage,
    NoticePage,
    NoticeView,
    Preferences,
    Template,
)
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory

PAGE = 30
ADDRESS = "messaging.address"
MANAGE = "messaging.manage"
_NONE: tuple[int, int, str | None, datetime | None] = (0, 0, None, None)


@cached_by(parts.VERSION)
def templates() -> dict[str, Template]:
    """The templates of the method in force, with the platform's own."""
    return rules.templates(parts.current(PART)[1])


def template(key: str) -> Template:
    """One template; a bare one that shows its key if a later method dropped it."""
    return templates().get(key) or Template(key, Words("" if key == DIGEST else key), Words(""))


def unread(actor: Actor, *, now: datetime | None = None) -> int:
    """How many notices wait to be read; one statement, none for those without an account."""
    if actor.account_id is None:
        return 0
    return Notice.objects.filter(
        account_id=actor.account_id, read_at=None, held=False, shown_at__lte=now or clock.now()
    ).count()


def account_of(actor: Actor) -> UUID:
    """The account whose notices are meant; `NotAllowed` for those without one."""
    if actor.account_id is None:
        raise NotAllowed
    return actor.account_id


def inbox(
    actor: Actor,
    *,
    now: datetime,
    only_unread: bool = False,
    digest: UUID | None = None,
    page: int = 1,
) -> NoticePage:
    """One's own notices, newest first, 30 a page, or all that one digest of one's own lists. Two
    statements, three with digests on the page."""
    rows = Notice.objects.filter(account_id=account_of(actor), shown_at__lte=now)
    rows = rows.filter(digest_id=digest) if digest else rows.filter(held=False)
    if only_unread:
        rows = rows.filter(read_at=None)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-shown_at", "-id")[start : start + PAGE + 1])
    listed = _listed(row.id for row in found[:PAGE] if row.template == DIGEST)
    return NoticePage(
        notices=tuple(_view(row, listed.get(row.id, [])) for row in found[:PAGE]),
        page=max(page, 1),
        more=len(found) > PAGE,
        unread=unread(actor, now=now),
    )


def _listed(ids: Iterable[UUID]) -> dict[UUID, list[Notice]]:
    """What these digests list, oldest first; no statement without ids."""
    wanted, found = list(ids), dict[UUID, list[Notice]]()
    if wanted:
        for row in Notice.objects.filter(digest_id__in=wanted).order_by("made_at", "id"):
            found.setdefault(cast("UUID", row.digest_id), []).append(row)
    return found


def _view(row: Notice, listed: Sequence[Notice] = ()) -> NoticeView:
    kind = template(row.template)
    title = rules.fill(str(kind.title), row.data)
    if row.template == DIGEST:
        title = _("通知汇总：%(count)s 条") % {"count": len(listed)}
    return NoticeView(
        listed=tuple(_view(one) for one in listed[: rules.MOST_LINES]),
        more=max(0, len(listed) - rules.MOST_LINES),
        id=row.id,
        template=row.template,
        title=title,
        text=rules.fill(str(kind.text), row.data),
        url=row.url,
        at=row.shown_at,
        read=row.read_at is not None,
        about=(row.about_kind, row.about_id),
    )


def preferences(actor: Actor) -> Preferences:
    """How this colleague wants to be told."""
    quiet = QuietHours.objects.filter(account_id=account_of(actor)).first()
    return Preferences(
        daily=dict(
            Preference.objects.filter(account_id=account_of(actor)).values_list("template", "daily")
        ),
        quiet=(f"{quiet.since:%H:%M}", f"{quiet.until:%H:%M}") if quiet else ("", ""),
    )


# --- outside channels ----------------------------------------------------------------------------


def open_address(row: ChannelSetting) -> tuple[str, str]:
    """(address, secret), unsealed for the moment of sending."""
    value = json.loads(cipher.unseal(row.address_sealed, purpose=ADDRESS))
    return str(value["address"]), str(value["secret"])


def channels_for(area_id: UUID | None, organisation_id: UUID | None) -> tuple[UUID, ...]:
    """The group channels of a place: the organisation's own, and those of the nearest area, going
    up, that has any.
    """
    chosen: list[UUID] = []
    active = ChannelSetting.objects.filter(active=True)
    if organisation_id is not None:
        chosen += active.filter(organisation_id=organisation_id).values_list("id", flat=True)
    if area_id is not None:
        chain = [one.id for one in territory.chain(area_id)]
        by_area: dict[UUID, list[UUID]] = {}
        for pk, at in active.filter(area_id__in=chain).values_list("id", "area_id"):
            by_area.setdefault(at, []).append(pk)
        # The chain's order is not promised: the longest path lies innermost.
        areas = sorted(territory.areas(by_area).values(), key=lambda one: len(one.path))
        if areas:
            chosen += by_area[areas[-1].id]
    return tuple(chosen)


def channels(actor: Actor) -> tuple[ChannelView, ...]:
    """The channels in the places where this actor holds `messaging.manage`."""
    actor.require("messaging.manage")
    rows = list(ChannelSetting.objects.select_related("area", "organisation").order_by("made_at"))
    return tuple(
        ChannelView(row.id, row.kind, row.name, row.host, _place_name(row), row.active)
        for row in rows
        if actor.may("messaging.manage", target_of(row))
    )


def target_of(row: ChannelSetting) -> Target:
    """Where a channel is, for asking who may change it."""
    return target(row.area_id, row.organisation_id)


def target(area_id: UUID | None, organisation_id: UUID | None) -> Target:
    if organisation_id is not None:
        unit = organisations.unit_by_id(organisation_id)
        path = territory.area(unit.area_id).path if unit.area_id else ""
        return Target(path, organisation_id, unit.path)
    return Target(territory.area(area_id).path if area_id else "")


def _place_name(row: ChannelSetting) -> str:
    if row.organisation_id is not None:
        return organisations.unit_by_id(row.organisation_id).name
    return territory.area(cast("UUID", row.area_id)).name


def deliveries(
    actor: Actor, *, state: DeliveryState = "waiting", limit: int = 50
) -> tuple[DeliveryView, ...]:
    """Messages on their way, given up or sent; newest first. Needs `messaging.see`."""
    actor.require("messaging.see")
    rows = Delivery.objects.filter(state=state).select_related("channel").order_by("-made_at")
    return tuple(
        DeliveryView(
            id=row.id,
            target=row.channel.name if row.channel else "SMS",
            title=rules.fill(str(template(row.template).title), row.data),
            state=cast("DeliveryState", row.state),
            attempts=row.attempts,
            next_at=row.next_at,
            error=row.error,
            made_at=row.made_at,
            sent_at=row.sent_at,
        )
        for row in rows[:limit]
    )


def delivery_counts(actor: Actor) -> dict[str, int]:
    """How many wait after a failure, and how many were given up. Needs `messaging.see`."""
    actor.require("messaging.see")
    waiting = Delivery.objects.filter(state="waiting").count()
    late = Delivery.objects.filter(Q(state="waiting") & ~Q(error="")).count()
    return {
        "waiting": waiting,
        "late": late,
        "gave_up": Delivery.objects.filter(state="gave_up").count(),
    }


def mailbox(limit: int = 50) -> tuple[MailboxMessage, ...]:
    """What the demonstration's telephone shows, newest first."""
    rows: Iterable[Mailbox] = Mailbox.objects.order_by("-at", "-id")[:limit]
    return tuple(
        MailboxMessage(row.phone, cipher.unseal(row.text_sealed, purpose=ports.MAILBOX), row.at)
        for row in rows
    )


def hooks(actor: Actor, *, now: datetime) -> tuple[HookView, ...]:
    """One's own webhooks and how they stand; all of them for who sees all deliveries. Needs
    `messaging.manage`.
    """
    actor.require(MANAGE)
    rows = Hook.objects.order_by("-made_at", "-id")
    if not actor.may("messaging.see") and actor.account_id is not None:
        rows = rows.filter(account_id=actor.account_id)
    found = list(rows[:100])
    stands: dict[UUID, tuple[int, int, str | None, datetime | None]] = {
        pk: (waiting, gave_up, error, last)
        for pk, waiting, gave_up, error, last in HookDelivery.objects.filter(hook__in=found)
        .values_list("hook_id")
        .annotate(
            waiting=Count("id", filter=Q(state="waiting")),
            gave_up=Count("id", filter=Q(state="gave_up")),
            error_now=Max("error", filter=~Q(state="sent")),
            last=Max("sent_at"),
        )
    }
    names = people.account_names({row.account_id for row in found})
    return tuple(
        HookView(
            id=row.pk,
            name=row.name,
            host=row.host,
            events=tuple(row.events),
            owner=names.get(row.account_id, ""),
            active=row.active,
            waiting=stands.get(row.pk, _NONE)[0],
            gave_up=stands.get(row.pk, _NONE)[1],
            error=stands.get(row.pk, _NONE)[2] or "",
            sent_at=stands.get(row.pk, _NONE)[3],
            both_until=row.old_until if row.old_until and now < row.old_until else None,
        )
        for row in found
    )
