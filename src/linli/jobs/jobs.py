"""Periodic work of the kernel and of jobs themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.jobs import services
from linli.kernel import rates, trail


def seal_trail(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    trail.seal(now)


def forget_rates(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    rates.forget(now)


def forget_done(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.forget_done(now)
