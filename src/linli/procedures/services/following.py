"""Where areas were merged, open runs and steps are held at the area that they were merged into."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.procedures import models
from linli.procedures.terms import RunState
from linli.territory import selectors as territory
from linli.territory.terms import PathChange


def follow_areas(changes: Iterable[PathChange], *, actor: Actor, now: datetime) -> int:
    """What is open at an area that was merged is from now on held at the area it was merged into
    (paths are territory's to follow). Called in the transaction of the merge; returns how many runs
    moved."""
    with transaction():
        count = 0
        for one in changes:
            now_at = territory.successor(one.area_id).id
            if now_at == one.area_id:
                continue
            count += models.Run.objects.filter(area_id=one.area_id, state=RunState.RUNNING).update(
                area_id=now_at
            )
            models.Step.objects.filter(area_id=one.area_id, state__in=("open", "waiting")).update(
                area_id=now_at
            )
        trail.record("procedures.areas_followed", actor=actor, now=now, data={"runs": count})
    return count
