"""Work of procedures after the commit and by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.procedures import services

BATCH = 100


def fire_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Ring all clocks that are due."""
    while services.fire_due(now, BATCH) == BATCH:
        pass


def announce(payload: Mapping[str, Any], now: datetime) -> None:
    """A step waits for somebody: tell them, if it still does."""
    services.tell_opened(step_id=UUID(payload["step"]), told=UUID(payload["told"]), now=now)


def announce_taken(payload: Mapping[str, Any], now: datetime) -> None:
    """Somebody took a step of a pool: the others need not."""
    services.tell_taken(step_id=UUID(payload["step"]), told=UUID(payload["told"]), now=now)


def recompute_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    """Count promises again after a correction of the calendar."""
    services.recompute_due(now)
