"""Work of messaging after the commit and by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.messaging import services


def deliver(payload: Mapping[str, Any], now: datetime) -> None:
    services.deliver(payload["target"], now)


def digest(payload: Mapping[str, Any], now: datetime) -> None:
    services.make_digest(UUID(payload["account"]), now)


def sweep(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.sweep(now)
    services.sweep_digests(now)


def forget_old(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.forget_old(now)
    services.forget_hooks(now)


def gather_hooks(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.gather_hooks(now)


def hook(payload: Mapping[str, Any], now: datetime) -> None:
    services.send_hook(UUID(payload["hook"]), now)
