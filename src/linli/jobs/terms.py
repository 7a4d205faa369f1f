"""The vocabulary of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import NotFound, Refused

State = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A job in a worker's hands. `attempts` is also the token of this lease: who holds an older
    number has lost the job to another worker.
    """

    id: UUID
    handler: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as the system administrator sees it. `last_error` names a kind of error and a place in
    the code, never what the error said: that might be somebody's words.
    """

    id: UUID
    handler: str
    state: State
    key: str
    run_at: datetime
    take_at: datetime | None
    attempts: int
    last_error: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """How the queue stands: counts, and how long the oldest due job has waited."""

    waiting: int
    running: int
    failed: int
    late: int
    oldest_due: timedelta


@dataclass(frozen=True, slots=True)
class Periodic:
    """Periodic work, declared in code: `every` so long, or daily `at` a Shanghai wall-clock."""

    name: str
    handler: str
    every: timedelta
    at: time | None = None


class JobNotFound(NotFound):
    code = "jobs.not_found"


class NotFailed(Refused):
    code = "jobs.not_failed"
    text = _("这项后台任务没有失败，不需要重试。")
