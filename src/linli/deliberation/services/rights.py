"""What follows from outside: a person's rights over their membership; areas that move."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.deliberation.models import (
    Member,
    RollEntry,
)
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction


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
