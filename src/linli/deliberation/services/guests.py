"""Signing in those who take part where they live (区域化学习)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Guest, Member
from linli.deliberation.services.calling import held, note
from linli.deliberation.terms import (
    GUEST_TRIES,
    GUEST_WINDOW,
    GuestAtHome,
    GuestNotFound,
    GuestTwice,
    GuestUnclear,
    State,
)
from linli.kernel import rates
from linli.kernel.actor import Actor
from linli.kernel.database import transaction


def welcome(*, gathering_id: UUID, who: str, actor: Actor, now: datetime, home: str = "") -> UUID:
    """Write down that a member of another body is here: `who` by exact telephone number or user
    name, `home` the name of the body where they are on several. The hosting body's convener does
    it, while the gathering is called or under way. A guest is not on the roll, makes no quorum and
    has no vote. At most 30 look-ups an hour. Refuses `GuestNotFound`, `GuestAtHome`,
    `GuestUnclear`, `GuestTwice`, `WrongState`.
    """
    asker = str(actor.account_id or actor.name)
    rates.spend("deliberation.guest", asker, limit=GUEST_TRIES, seconds=GUEST_WINDOW, now=now)
    with transaction():
        row = held(gathering_id, actor, State.CALLED, State.OPEN)
        member = _member(who, home, row.body_id, now)
        if Guest.objects.filter(gathering=row, member=member).exists():
            raise GuestTwice(field="who")
        made = Guest.objects.create(gathering=row, member=member, at=now, by_id=actor.account_id)
        note("guest_welcomed", row, actor, now, member=str(member.pk))
    return made.pk


def _member(who: str, home: str, host_id: UUID, now: datetime) -> Member:
    found = selectors.memberships(who, now=now)
    if any(one.body_id == host_id for one in found):
        raise GuestAtHome(field="who")
    if home:
        found = tuple(one for one in found if one.body.name == home)
    if not found:
        raise GuestNotFound(field="who")
    if len(found) > 1:
        raise GuestUnclear(bodies="、".join(one.body.name for one in found), field="home")
    return found[0]


def see_off(*, guest_id: UUID, actor: Actor, now: datetime) -> None:
    """A guest who was written down by mistake, until the gathering is closed. Refuses
    `GuestNotFound`, `WrongState`."""
    with transaction():
        one = Guest.objects.filter(pk=guest_id).first()
        if one is None:
            raise GuestNotFound
        row = held(one.gathering_id, actor, State.CALLED, State.OPEN)
        one.delete()
        note("guest_removed", row, actor, now, member=str(one.member_id))
