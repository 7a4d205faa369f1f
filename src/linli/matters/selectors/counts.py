"""How many matters came and ended in an area and a half-open span of time."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.fields import within
from linli.matters.models import Matter
from linli.matters.terms import State


def count_opened(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(opened in that time, everything opened until its end)."""
    rows = Matter.objects.filter(within("area_path", area_path), opened_at__lt=until)
    return rows.filter(opened_at__gte=since).count(), rows.count()


def count_closed(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(closed in that time, ended in it in any way)."""
    rows = Matter.objects.filter(
        within("area_path", area_path), closed_at__gte=since, closed_at__lt=until
    )
    return rows.filter(state=State.CLOSED).count(), rows.count()
