"""Who did a step of a run, and what runs were told: for owners that count and filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from linli.procedures import models


def doer_of(run_id: UUID, node: str) -> UUID | None:
    """The account that did this node of the run in its latest round; None if nobody has."""
    rows = models.Step.objects.filter(run_id=run_id, node=node, state="done")
    return rows.order_by("-done_at", "-pk").values_list("done_by_id", flat=True).first()


def data_of(run_ids: Iterable[UUID], key: str) -> dict[UUID, Any]:
    """One kept answer of several runs, where it was given. One statement."""
    rows = models.Run.objects.filter(pk__in=list(run_ids)).values_list("pk", "data")
    return {run_id: data[key] for run_id, data in rows if key in data}
