"""What every view of organisations does with a request."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest

from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.errors import NotAllowed, Refused
from linli.organisations.terms import MANAGE, Organisation
from linli.territory import selectors as territory


def add_refusal(form: Form, refused: Refused) -> None:
    """Show the refusal at the field it is about, else above the form. Not allowed is no matter of
    what was typed: that is raised again.
    """
    if isinstance(refused, NotAllowed):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def target_of(one: Organisation) -> Target:
    """Where an organisation is, for questions of access."""
    path = territory.area(one.area_id).path if one.area_id else ""
    return Target(area_path=path, organisation_id=one.id, organisation_path=one.path)


def may_manage(actor: Actor, one: Organisation) -> bool:
    return actor.may(MANAGE, target_of(one))


def begins(day: date | None, now: datetime) -> datetime:
    """From that day on: its midnight; today and no day at all mean from now on."""
    if day is None or day == clock.local(now).date():
        return now
    return clock.midnight(day, field="since")


def ends(day: date | None) -> datetime | None:
    """Up to and including that day."""
    if day is None:
        return None
    return clock.midnight(day, field="until") + timedelta(days=1)


def id_in(text: str) -> UUID | None:
    """The id in a parameter; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_in(request: HttpRequest) -> int:
    """Which page is asked for; nonsense is the first."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
