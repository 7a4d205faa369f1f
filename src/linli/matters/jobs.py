"""Periodic work of matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import job_handlers
from linli.matters import services


def retention(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Erase the words of matters that ended long ago."""
    while services.erase_words(kept_for=settings.LINLI_KEEP_WORDS, actor=SYSTEM, now=now):
        pass


def reporter_asked(payload: Mapping[str, Any], now: datetime) -> None:
    """A step of a matter waits for its reporter: tell those who left a number."""
    services.reporter_asked(step_id=UUID(payload["step"]), now=now)


def reporter_reminded(payload: Mapping[str, Any], now: datetime) -> None:
    """An appointment comes near: remind those who left a number."""
    services.reporter_reminded(
        step_id=UUID(payload["step"]), due_at=datetime.fromisoformat(payload["due"]), now=now
    )


def child_ended(payload: Mapping[str, Any], now: datetime) -> None:
    """A child matter has ended: its parent may have waited for it."""
    services.settle_parent(parent_id=UUID(payload["parent"]), now=now)
    services.settle_list(list_id=UUID(payload["parent"]), now=now)


def learn(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Learn categories from what was closed."""
    services.learn(actor=SYSTEM, now=now)


def advise(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    """Suggest units for what came in; give older suggestions their fate."""
    services.suggest_units(now=now)
    services.settle(now=now)


def hot_spots(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    """Count where matters of one kind pile up."""
    services.find_hot_spots(actor=SYSTEM, now=now)


def register() -> None:
    job_handlers.add("matters.learn", learn)
    job_handlers.add("matters.advise", advise)
    job_handlers.add("matters.hot_spots", hot_spots)
    jobs.every("matters.learn", "matters.learn", timedelta(days=1), at=time(3, 50))
    jobs.every("matters.advise", "matters.advise", timedelta(minutes=10))
    jobs.every("matters.hot_spots", "matters.hot_spots", timedelta(days=1), at=time(4, 10))
    job_handlers.add("matters.retention", retention)
    job_handlers.add("matters.child_ended", child_ended)
    job_handlers.add("matter.reporter_asked", reporter_asked)
    job_handlers.add("matter.reporter_reminded", reporter_reminded)
    jobs.every("matters.retention", "matters.retention", timedelta(days=1), at=time(3, 30))
