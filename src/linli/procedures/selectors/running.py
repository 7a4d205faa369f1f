"""What is under way at a place, for a context that plans what to do about it."""

from __future__ import annotations

from collections.abc import Collection

from linli.kernel.actor import Actor
from linli.kernel.fields import within, within_any
from linli.procedures import models
from linli.procedures.selectors.steps import header_of
from linli.procedures.terms import SEE, Header


def running_at(
    actor: Actor, area_path: str, *, subject_kind: str, keys: Collection[str] = (), most: int = 20
) -> tuple[Header, ...]:
    """What subjects of that kind at or below the area somebody works on, by procedures with these
    keys (any, if none), as far as the actor may see runs there; longest waiting first. Headers have
    no words of people. Two statements."""
    steps = models.Step.objects.filter(
        within("area_path", area_path), state="open", subject_kind=subject_kind
    )
    if actor.kind != "system":
        steps = steps.filter(within_any("area_path", actor.area_paths(SEE)))
    if keys:
        steps = steps.filter(run__definition__key__in=keys)
    rows = models.Run.objects.filter(pk__in=steps.values("run_id")).order_by("started_at", "id")
    return tuple(header_of(row, row.area_id) for row in rows[:most])
