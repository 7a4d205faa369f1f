"""Letting go what was held too long; writing off what expired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from linli.jobs.services import every
from linli.kernel.registry import job_handlers
from linli.points import services


def release_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.release_due(now)


def expire_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.expire_due(now)


def register() -> None:
    job_handlers.add("points.release_due", release_due)
    job_handlers.add("points.expire_due", expire_due)
    every("points.release_due", "points.release_due", timedelta(hours=1))
    every("points.expire_due", "points.expire_due", timedelta(days=1), at=time(0, 20))
