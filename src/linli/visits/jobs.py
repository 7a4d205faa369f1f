"""The plan of the day, and the end of what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from linli.jobs.services import every
from linli.kernel.registry import job_handlers
from linli.visits import services


def plan_day(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.plan_day(now=now)


def retention(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.erase_old(now)


def register() -> None:
    job_handlers.add("visits.plan_day", plan_day)
    job_handlers.add("visits.retention", retention)
    every("visits.plan_day", "visits.plan_day", timedelta(days=1), at=time(5, 0))
    every("visits.retention", "visits.retention", timedelta(days=1), at=time(3, 40))
