"""Where areas were merged, runs and steps in them follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.fields import moved, within
from linli.procedures import models
from linli.procedures.terms import RunState
from linli.territory import selectors as territory
from linli.territory.terms import PathChange, outermost


def follow_paths(changes: Iterable[PathChange], *, actor: Actor, now: datetime) -> int:
    """Runs and steps in areas whose path changed get the new one; what is open at an area that was
    merged is from now on held at the area it was merged into. Called in the transaction of the
    merge; returns how many runs moved.
    """
    given = tuple(changes)
    with transaction():
        count = 0
        for one in outermost(given):
            path = moved("area_path", one.before, one.after)
            inside = within("area_path", one.before)
            count += models.Run.objects.filter(inside).update(area_path=path)
            models.Step.objects.filter(inside).update(area_path=path)
        for one in given:
            now_at = territory.successor(one.area_id).id
            if now_at == one.area_id:
                continue
            models.Run.objects.filter(area_id=one.area_id, state=RunState.RUNNING).update(
                area_id=now_at
            )
            models.Step.objects.filter(area_id=one.area_id, state__in=("open", "waiting")).update(
                area_id=now_at
            )
        trail.record("procedures.paths_followed", actor=actor, now=now, data={"runs": count})
    return count
