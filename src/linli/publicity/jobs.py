"""Closing and ending what is over; erasing what was kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from linli.jobs.services import every
from linli.kernel.registry import job_handlers
from linli.publicity import services


def close_ended(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.close_ended(now)


def end_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.end_due(now)


def retention(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.erase_old(now)


def register() -> None:
    job_handlers.add("publicity.close_ended", close_ended)
    job_handlers.add("publicity.end_due", end_due)
    job_handlers.add("publicity.retention", retention)
    every("publicity.close_ended", "publicity.close_ended", timedelta(hours=1))
    every("publicity.end_due", "publicity.end_due", timedelta(minutes=10))
    every("publicity.retention", "publicity.retention", timedelta(days=1), at=time(3, 45))
