"""Periodic work of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.procedures import services

BATCH = 100


def fire_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Ring all clocks that are due."""
    while services.fire_due(now, BATCH) == BATCH:
        pass


def recompute_due(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    """Count promises again after a correction of the calendar."""
    services.recompute_due(now)
