"""Erasing after the commit, and the nightly sweep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.files import services


def erase(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.erase(UUID(text) for text in payload["ids"])


def sweep(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.sweep(now)
