"""Group robots and shared mailboxes."""

from __future__ import annotations

import json
import re
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from linli.kernel import cipher, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.messaging import rules, selectors
from linli.messaging.models import ChannelSetting
from linli.messaging.terms import (
    CHANNEL_KINDS,
    ChannelKind,
    ChannelNotFound,
    WrongChannel,
    WrongMailAddress,
)

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_channel(
    *,
    kind: ChannelKind,
    name: str,
    address: str,
    secret: str = "",
    area_id: UUID | None = None,
    organisation_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Add a group robot or a shared mailbox of one area or one organisation. The address is sealed
    and never shown again. Needs `messaging.manage` there; refuses `WrongAddress`,
    `WrongMailAddress`, `WrongChannel`.
    """
    if kind not in CHANNEL_KINDS or (area_id is None) == (organisation_id is None):
        raise WrongChannel
    actor.require("messaging.manage", selectors.target(area_id, organisation_id))
    if not name.strip() or len(name) > 60:
        raise WrongChannel(field="name")
    if kind == "mail":
        if not _MAIL.fullmatch(address.strip()):
            raise WrongMailAddress(field="address")
        checked, host = address.strip(), address.strip().rpartition("@")[2]
    else:
        checked = rules.check_robot(address, settings.LINLI_ROBOT_HOSTS)
        host = urlsplit(checked).netloc
    sealed = json.dumps({"address": checked, "secret": secret.strip()})
    with transaction():
        row = ChannelSetting.objects.create(
            kind=kind,
            name=name.strip(),
            area_id=area_id,
            organisation_id=organisation_id,
            address_sealed=cipher.seal(sealed, purpose=selectors.ADDRESS),
            host=host[:120],
            made_at=now,
        )
        trail.record(
            "messaging.channel_added",
            actor=actor,
            now=now,
            subject=("channel", row.pk),
            data={"kind": kind, "host": host},
        )
    return row.pk


def switch_channel(*, channel_id: UUID, active: bool, actor: Actor, now: datetime) -> None:
    """Switch a channel on or off. Needs `messaging.manage` there."""
    with transaction():
        row = locked(ChannelSetting.objects.filter(pk=channel_id)).first()
        if row is None:
            raise ChannelNotFound
        actor.require("messaging.manage", selectors.target_of(row))
        ChannelSetting.objects.filter(pk=channel_id).update(active=active)
        trail.record(
            "messaging.channel_switched",
            actor=actor,
            now=now,
            subject=("channel", channel_id),
            data={"active": active},
        )
