"""Settling what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from linli.deliberation import services
from linli.jobs.services import every
from linli.kernel.registry import job_handlers

SETTLE_PLEDGES = "deliberation.settle_pledges"
REMIND_OWED = "deliberation.remind_owed"
SWEEP_REHEARSALS = "deliberation.sweep_rehearsals"
REMIND_DISCLOSURES = "deliberation.remind_disclosures"


def settle_pledges(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.settle_pledges(now)


def remind_disclosures(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.remind_disclosures(now)


def remind_owed(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.remind(now=now)


def sweep_rehearsals(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    services.sweep_rehearsals(now=now)


def register() -> None:
    job_handlers.add(REMIND_OWED, remind_owed)
    every(REMIND_OWED, REMIND_OWED, timedelta(days=1), at=time(8, 30))
    job_handlers.add(SWEEP_REHEARSALS, sweep_rehearsals)
    every(SWEEP_REHEARSALS, SWEEP_REHEARSALS, timedelta(hours=1))
    job_handlers.add(SETTLE_PLEDGES, settle_pledges)
    every(SETTLE_PLEDGES, SETTLE_PLEDGES, timedelta(days=1), at=time(0, 20))
    job_handlers.add(REMIND_DISCLOSURES, remind_disclosures)
    every(REMIND_DISCLOSURES, REMIND_DISCLOSURES, timedelta(days=1), at=time(8, 20))
