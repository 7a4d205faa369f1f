"""Telling: the duty of objections and of what keeps a period open, an objector of the answer. Each
only where the method has such a template."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.messaging import selectors as templates
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.publicity import models
from linli.publicity.terms import SUBJECT

OBJECTED, OBJECTIONS_WAIT, RULED = "publicity_objection", "publicity_waits", "publicity_ruled"


def tell_duty(row: models.Period, template: str, *, now: datetime) -> None:
    """Whoever holds the period's duty over its area, else whoever opened it; nobody if neither."""
    if row.duty:
        place = organisations.duty_place(row.duty, row.area_id, now=now)
        to = Audience.duty_at(place.duty, area_id=place.area_id)
    else:
        to = Audience.of_accounts([row.opened_by_id] if row.opened_by_id else [])
    if to.is_nobody or template not in templates.templates():
        return
    messaging.tell(
        template=template,
        to=to,
        data={"title": row.current.title, "due": row.ends.isoformat()},
        about=(SUBJECT, row.pk),
        url=f"/publicity/{row.pk}",
        now=now,
    )


def tell_objector(row: models.Objection, identity_id: UUID | None, *, now: datetime) -> None:
    """The answer is there, for somebody who left a number: where to read it, nothing of it."""
    if identity_id is None or RULED not in templates.templates():
        return
    messaging.tell(
        template=RULED,
        to=Audience.of_identity(identity_id),
        data={
            "title": row.period.current.title,
            "link": f"{settings.LINLI_ADDRESS}/public/objections/{row.code}",
        },
        about=(SUBJECT, row.period_id),
        now=now,
    )
