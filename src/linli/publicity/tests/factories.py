"""Who publishes, what is photographed, and what is said, in tests of periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.clock import LOCAL
from linli.people.tests.factories import account
from linli.publicity import selectors, services
from linli.publicity.terms import Ruling

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ENDS = datetime(2026, 3, 11, 17, 30, tzinfo=LOCAL).astimezone(UTC)


def state(one):
    return selectors.periods_of_subject(*one.subject)[0].state


def objects(one, now, words="账目不清楚", actor=ANONYMOUS, **more):
    return services.object_to(period_id=one.id, words=words, actor=actor, now=now, **more)


def rule(ticket, actor, now, ruling=Ruling.DENIED, reason="账目已经审计"):
    services.rule_on(objection_id=ticket.id, ruling=ruling, reason=reason, actor=actor, now=now)


def person(username, name, area, *verbs, now):
    grant = Grant("村委会", frozenset(verbs), area_id=area.id, area_path=area.path)
    return Actor("staff", account(username, name, now=now), name, (grant,))


def picture(name="board.jpg"):
    buffer = BytesIO()
    Image.new("RGB", (60, 40), (200, 60, 40)).save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name=name)
