"""Periodic work of matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings

from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import job_handlers
from linli.matters import services


def retention(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Erase the words of matters that ended long ago."""
    services.erase_words(kept_for=settings.LINLI_KEEP_WORDS, actor=SYSTEM, now=now)


def register() -> None:
    job_handlers.add("matters.retention", retention)
    jobs.every("matters.retention", "matters.retention", timedelta(days=1), at=time(3, 30))
