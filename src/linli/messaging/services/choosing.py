"""One's own notices, and how one wants to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import NotAllowed
from linli.messaging import rules, selectors
from linli.messaging.models import Notice, Preference, QuietHours
from linli.messaging.terms import UnknownTemplate, WrongTime


def mark_read(*, ids: Iterable[UUID] | None, actor: Actor, now: datetime) -> int:
    """Mark one's own notices as read, all shown ones if `ids` is None; returns how many. What
    others were told is left alone. Reading is no act to be audited: no trail line.
    """
    rows = Notice.objects.filter(
        account_id=selectors.account_of(actor), read_at=None, held=False, shown_at__lte=now
    )
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=now)


def choose(
    *, daily: Mapping[str, bool], quiet: tuple[str, str] = ("", ""), actor: Actor, now: datetime
) -> None:
    """How one wants to be told: the daily digest or at once by template key ("" for all others);
    quiet hours as ("22:00", "07:00"), empty for none. Refuses `WrongTime`, `UnknownTemplate`.
    """
    if actor.account_id is None:
        raise NotAllowed
    since, until = rules.parse_time(quiet[0]), rules.parse_time(quiet[1])
    if (since is None) != (until is None):
        raise WrongTime(field="quiet")
    for key in daily:
        if key and key not in selectors.templates():
            raise UnknownTemplate(template=key)
    with transaction():
        Preference.objects.filter(account_id=actor.account_id).delete()
        Preference.objects.bulk_create(
            [Preference(account_id=actor.account_id, template=k, daily=v) for k, v in daily.items()]
        )
        QuietHours.objects.filter(account_id=actor.account_id).delete()
        if since is not None and until is not None:
            QuietHours.objects.create(account_id=actor.account_id, since=since, until=until)
        trail.record(
            "messaging.chosen", actor=actor, now=now, subject=("account", actor.account_id)
        )
