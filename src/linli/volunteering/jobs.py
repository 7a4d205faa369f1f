"""What the worker does for volunteering."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from linli.jobs.services import every
from linli.kernel.registry import job_handlers
from linli.volunteering import services

GO_ON = "volunteering.go_on_repeats"
REMIND = "volunteering.remind"


def post_hours(payload: Mapping[str, Any], now: datetime) -> None:
    services.post_hours(UUID(payload["sign_up"]), now)


def go_on(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.go_on_repeats(now)


def remind(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.remind(now)


def register() -> None:
    """Each topic adds its own."""
    job_handlers.add(services.POST_HOURS, post_hours)
    job_handlers.add(GO_ON, go_on)
    every(GO_ON, GO_ON, timedelta(days=1), at=time(3, 40))
    job_handlers.add(REMIND, remind)
    every(REMIND, REMIND, timedelta(hours=1))
