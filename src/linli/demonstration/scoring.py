"""Residents with points: some verified, one claim that waits, one refusal under appeal. Everybody
is invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from linli.demonstration.plan import Plan
from linli.demonstration.terms import Login
from linli.kernel.actor import Actor
from linli.organisations import selectors as organisations
from linli.people import selectors as accounts
from linli.people import services as people
from linli.points import selectors, services
from linli.points.terms import CLAIMED_AT, GIVE
from linli.territory import selectors as territory

_PHONE = "1990020{:04}"  # 199 0020 is given to nobody
_DAY = timedelta(days=1)
_RESIDENT = Actor(kind="resident", via="command")
_PEOPLE = 6


def add(plan: Plan, logins: Iterable[Login], actor: Actor, end: datetime) -> int:
    """What residents did at the place of the first login that verifies it; nothing in a county
    whose method has no deeds to ask for. Returns how many asked."""
    deeds = selectors.deeds(claims=True)
    place = _place(logins, end)
    if not deeds or not place:
        return 0
    for number in range(_PEOPLE):
        name = plan.families[-1 - number] + plan.given[-1 - number]
        person = people.remember(
            name=name, phone=_PHONE.format(number), actor=actor, now=end - 30 * _DAY
        )
        for turn in range(1 + number % 3):
            then = end - (25 - number - 7 * turn) * _DAY
            asked = _ask(person, deeds[(number + turn) % len(deeds)].key, place, then)
            services.authorise(entry_id=asked, actor=actor, now=then + _DAY / 2)
        if number == 0:
            _ask(person, deeds[0].key, place, end - _DAY / 4)
        if number == 1:
            refused = _ask(person, deeds[0].key, place, end - 2 * _DAY)
            services.refuse(
                entry_id=refused, reason="没有联系上当事人", actor=actor, now=end - _DAY
            )
            services.appeal(
                entry_id=refused, person=person, words="当事人出门了，现在回来了，可以再问。",
                actor=_RESIDENT, now=end - _DAY / 2,
            )  # fmt: skip
    return _PEOPLE


def _place(logins: Iterable[Login], now: datetime) -> str:
    """Where the first of them who may give points at a community or village does so."""
    for login in logins:
        account = accounts.account_by_username(login.username)
        if account is None:
            continue
        paths = organisations.actor_for(account, via="command", now=now).area_paths(GIVE)
        for kind in CLAIMED_AT:
            for path in paths:
                if any(one.path == path for one in territory.below(path, kind)):
                    return path
    return ""


def _ask(person: UUID, deed: str, place: str, now: datetime) -> UUID:
    return services.ask(
        deed=deed, person=person, title=str(selectors.deed(deed).name),
        key=f"demonstration:{person}:{now.isoformat()}", area_path=place, actor=_RESIDENT, now=now,
    ).id  # fmt: skip
