"""Telling, and finding out who is meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from linli.jobs.services import enqueue
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.messaging import ports, rules, selectors
from linli.messaging.models import Delivery, Notice, Preference, QuietHours
from linli.messaging.services.delivering import enqueue_delivery
from linli.messaging.services.digesting import enqueue_digest
from linli.messaging.terms import Audience, NobodyMeant, NoSms, Template, UnknownTemplate
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory
from linli.territory.terms import NoCalendar


def tell(
    *,
    template: str,
    to: Audience,
    data: Mapping[str, Any],
    about: tuple[str, UUID | None] = ("", None),
    now: datetime,
    wait: timedelta = timedelta(0),
    url: str = "",
    key: str = "",
    told: UUID | None = None,
) -> None:
    """Tell somebody of something, after the caller's transaction commits: one job, one statement.

    `data` fills the template: numbers, codes, names of method terms, moments in ISO form; never
    personal words. `about` is (kind, id), `url` a path to look at it. `wait` is the undo window;
    with a `key`, `jobs.services.cancel(key=…)` takes the telling back until then. With the same
    `told` nobody is told twice. Refuses `UnknownTemplate`.
    """
    if template not in selectors.templates():
        raise UnknownTemplate(template=template)
    payload = {
        "told": str(told or new_id()),
        "template": template,
        "to": to.to_json(),
        "data": dict(data),
        "about": [about[0], str(about[1] or "")],
        "url": url,
    }
    enqueue("messaging.fan_out", payload, now=now, run_at=now + wait, key=key)


def fan_out(payload: Mapping[str, Any], now: datetime) -> None:
    """Find who is meant, write their notices and the deliveries over outside channels. Runs in the
    worker; running twice tells nobody twice. Refuses `NobodyMeant`: its job then stands among
    those that failed, and nothing is lost unseen.
    """
    to = Audience.of_json(payload["to"])
    if to.is_nobody:
        raise NobodyMeant
    kind = selectors.template(payload["template"])
    common = {
        "told": UUID(payload["told"]),
        "template": kind.key,
        "data": payload["data"],
        "about_kind": payload["about"][0],
        "about_id": UUID(payload["about"][1]) if payload["about"][1] else None,
        "url": payload["url"],
        "made_at": now,
    }
    with transaction():
        if "in_app" in kind.channels:
            _write_notices(kind, _accounts(to, common, now), common, now)
        if "group" in kind.channels:
            _write_group_deliveries(kind, to, common, now)
        if "sms" in kind.channels and to.identity_id is not None:
            at = now if kind.urgent else _after_quiet(now)
            _write_sms(common, to.identity_id, at, now)


def _accounts(to: Audience, common: Mapping[str, Any], now: datetime) -> tuple[UUID, ...]:
    found = list(to.accounts)
    if to.duty and (to.area_id is not None or to.organisation_id is not None):
        held = organisations.holders(
            to.duty, area_id=to.area_id, organisation_id=to.organisation_id, now=now
        )
        found += [holder.account_id for holder in held]
    if to.heard:
        about = {name: common[name] for name in ("about_kind", "about_id", "url")}
        told = Notice.objects.filter(template=to.heard, account_id__in=found, **about)
        heard = set(told.values_list("account_id", flat=True))
        found = [one for one in found if one in heard]
    return tuple(one for one in dict.fromkeys(found) if one != to.but)


def _works(day: date) -> bool:
    """Do people work on that day? Until a calendar is published, on every day."""
    try:
        return territory.calendar().works(day)
    except NoCalendar:
        return True


def _write_notices(
    kind: Template, accounts: tuple[UUID, ...], common: dict[str, Any], now: datetime
) -> None:
    if not accounts:
        return
    daily: dict[UUID, dict[str, bool]] = {}
    for account, key, choice in Preference.objects.filter(
        account_id__in=accounts, template__in=["", kind.key]
    ).values_list("account_id", "template", "daily"):
        daily.setdefault(account, {})[key] = choice
    quiet: dict[UUID, tuple[time | None, time | None]] = {
        row.account_id: (row.since, row.until)
        for row in QuietHours.objects.filter(account_id__in=accounts)
    }
    rows = []
    for account in accounts:
        shown, held = rules.shown_at(
            kind, now, daily.get(account, {}), quiet.get(account, (None, None)), _works
        )
        rows.append(Notice(account_id=account, shown_at=shown, held=held, **common))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        if row.held:
            enqueue_digest(row.account_id, row.shown_at, now)


def _write_group_deliveries(
    kind: Template, to: Audience, common: dict[str, Any], now: datetime
) -> None:
    channels = selectors.channels_for(to.area_id, to.organisation_id)
    if not channels:
        return
    at = now
    if not kind.urgent:
        at = rules.next_digest(now, _works) if kind.digest else _after_quiet(now)
    rows = [Delivery(channel_id=one, next_at=at, **common) for one in channels]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    for one in channels:
        enqueue_delivery(str(one), at, now)


def _write_sms(common: dict[str, Any], to_id: UUID, at: datetime, now: datetime) -> None:
    rows = [Delivery(to_id=to_id, next_at=at, **common)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    enqueue_delivery("sms", at, now)


def _after_quiet(now: datetime) -> datetime:
    since, _, until = str(settings.LINLI_QUIET_HOURS).partition("-")
    return rules.after_quiet(now, rules.parse_time(since), rules.parse_time(until))


def send_code(*, code_id: UUID, now: datetime) -> None:
    """Put a sign-in code on its way by SMS, in the caller's transaction. Refuses `NoSms`."""
    if not ports.sms_ready():
        raise NoSms
    common = {"told": code_id, "template": "sign_in_code", "made_at": now}
    _write_sms(common, code_id, now, now)
