"""Jobs of people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.people import services


def retention(payload: Mapping[str, Any], now: datetime) -> None:
    """Daily: nothing personal is kept longer than `LINLI_RETENTION_DAYS` after its last use."""
    services.keep_no_longer(now=now, limit=int(payload.get("limit", 200)))
