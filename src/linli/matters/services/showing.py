"""Showing a list to the public (晒单), where the method says that it may be shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.matters import selectors
from linli.matters.terms import SUBJECT, NotPublished
from linli.publicity import services as publicity

LONGEST_TITLE = 60


def publish_list(*, list_id: UUID, actor: Actor, now: datetime) -> None:
    """Show a list: from now on its public page shows every line, masked, as it stands. Needs
    `publicity.publish` there. Refuses `ListNotFound`, `NotPublished`."""
    page = selectors.list_page(actor, list_id, now=now)
    if not page.spec.published:
        raise NotPublished
    counts = {"total": page.head.total, "done": page.head.done}
    reach = selectors.list_for(actor, list_id)
    publicity.publish(
        subject=(SUBJECT, list_id),
        kind=selectors.LIST,
        title=f"{page.head.kind_name} · {page.head.place}"[:LONGEST_TITLE],
        words=_("共 %(total)d 项，已销号 %(done)d 项。各项的进度见清单。") % counts,
        area_path=reach.matter.area_path,
        actor=actor,
        now=now,
    )
