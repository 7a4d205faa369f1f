"""Where areas were merged, what lies in them follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.fields import moved, within
from linli.matters.models import Enrolment, Matter
from linli.territory.terms import PathChange, outermost


def follow_paths(changes: Iterable[PathChange], *, actor: Actor, now: datetime) -> int:
    """Matters in areas whose path changed get the new one, so that those who answer for it now see
    them. Called in the transaction of the merge; returns how many matters moved.
    """
    with transaction():
        count = sum(
            Matter.objects.filter(within("area_path", one.before)).update(
                area_path=moved("area_path", one.before, one.after)
            )
            for one in outermost(changes)
        )
        for one in outermost(changes):
            Enrolment.objects.filter(within("area_path", one.before)).update(
                area_path=moved("area_path", one.before, one.after)
            )
        trail.record("matters.paths_followed", actor=actor, now=now, data={"matters": count})
    return count
