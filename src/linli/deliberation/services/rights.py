"""What follows from outside: a person's rights over their membership; areas that move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.deliberation.models import (
    Body,
    Brand,
    Charter,
    Disclosure,
    Election,
    Gathering,
    Member,
    Pledge,
    Renewal,
    RollEntry,
    Selection,
)
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.kernel.fields import moved, within
from linli.territory.terms import PathChange, outermost

PLACED = (Body, Brand, Charter, Disclosure, Election, Gathering, Pledge, Renewal, Selection)


def forget_members(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """A person is a member no longer; their door and excuses are erased from members and rolls.
    That a line of a roll voted stays, or the count would be false; whose it was is gone with the
    identity. Returns how many memberships there were."""
    with transaction():
        theirs = Member.objects.filter(identity_id=identity_id)
        count = theirs.count()
        theirs.filter(until__isnull=True).update(until=local(now).date())
        theirs.update(household="")
        RollEntry.objects.filter(member__identity_id=identity_id).update(household="", excuse="")
        if count:
            trail.record(
                "deliberation.forgotten", actor=actor, now=now, subject=("identity", identity_id)
            )
    return count


def follow_paths(changes: Iterable[PathChange], *, actor: Actor, now: datetime) -> int:
    """All that stands at areas whose path changed gets the new one. Called in the transaction of
    the merge; returns how many rows moved."""
    with transaction():
        count = sum(
            model.objects.filter(within("area_path", one.before)).update(
                area_path=moved("area_path", one.before, one.after)
            )
            for one in outermost(changes)
            for model in PLACED
        )
        trail.record("deliberation.paths_followed", actor=actor, now=now, data={"count": count})
    return count
