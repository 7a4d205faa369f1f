"""Writing jobs down, taking them, running them."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection
from django.db.transaction import atomic

from linli.jobs import rules
from linli.jobs.models import Job, Schedule
from linli.jobs.terms import JobNotFound, NotFailed, Periodic, Taken
from linli.kernel import clock, trail
from linli.kernel.actor import Actor
from linli.kernel.database import is_sqlite, locked, transaction
from linli.kernel.errors import Invalid, Refused
from linli.kernel.registry import job_handlers
from linli.kernel.versions import unit_of_work
from linli.kernel.writes import insert

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
IDLE = 0.5
KEPT = timedelta(days=7)  # how long done jobs stay to be looked at

_SOONER = (
    "CASE WHEN excluded.run_at < jobs_job.run_at THEN excluded.run_at ELSE jobs_job.run_at END"
)
_ON_CONFLICT = (
    "ON CONFLICT (key) WHERE state = 'waiting' DO UPDATE SET payload = excluded.payload,"
    f" run_at = {_SOONER}, take_at = {_SOONER}"
)
_TAKE = """
UPDATE jobs_job SET state = 'running', take_at = %s, attempts = attempts + 1
WHERE id = (SELECT id FROM jobs_job WHERE take_at <= %s ORDER BY take_at, id LIMIT 1{skip})
RETURNING id, handler, payload, attempts
"""


# --- writing down ---------------------------------------------------------------------------------


def enqueue(
    handler: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    run_at: datetime | None = None,
    key: str = "",
) -> None:
    """Write a job into the caller's transaction (one statement): it exists if that commits.

    `payload` holds ids and codes (JSON), `run_at` defaults to now. Of the jobs with one `key` at
    most one is waiting: a second call gives it the newer payload and the earlier time. The row
    stays locked until the caller commits, so no worker runs it without seeing the caller's writes.
    """
    if len(key) > 200 or len(handler) > 80:
        raise Invalid
    at = run_at or now
    job = Job(
        handler=handler, payload=dict(payload), key=key or None, run_at=at, take_at=at, made_at=now
    )
    insert(job, ending=_ON_CONFLICT if key else "")


def cancel(*, key: str) -> bool:
    """Drop the waiting job with that key; False if none waits (it may be running already)."""
    deleted, _ = Job.objects.filter(key=key, state="waiting").delete()
    return deleted > 0


_periodic: dict[str, Periodic] = {}


def every(name: str, handler: str, span: timedelta, *, at: time | None = None) -> None:
    """Declare periodic work, in `AppConfig.ready`: `handler` runs with an empty payload every
    `span`, or daily `at` a wall-clock time; once across all workers.
    """
    if name in _periodic:
        raise LookupError(f"schedule {name!r} is declared twice")
    _periodic[name] = Periodic(name, handler, span, at)


def schedules() -> tuple[Periodic, ...]:
    """What is declared, by name."""
    return tuple(_periodic[name] for name in sorted(_periodic))


def enqueue_scheduled(now: datetime) -> int:
    """Enqueue what is due by the schedule; returns how many. Any number of workers may call it."""
    rows = dict(Schedule.objects.values_list("name", "next_at"))
    missing = [one for one in schedules() if one.name not in rows]
    if missing:
        Schedule.objects.bulk_create(
            [Schedule(name=p.name, next_at=_first(p, now)) for p in missing], ignore_conflicts=True
        )
        rows = dict(Schedule.objects.values_list("name", "next_at"))
    count = 0
    for one in schedules():
        due = rows[one.name]
        if due > now:
            continue
        with transaction():
            upcoming = rules.next_time(due, now, one.every, one.at)
            moved = Schedule.objects.filter(name=one.name, next_at=due).update(next_at=upcoming)
            if moved:  # otherwise another worker was faster
                enqueue(one.handler, {}, now=now, key=f"schedule:{one.name}")
                count += 1
    return count


def _first(one: Periodic, now: datetime) -> datetime:
    return now if one.at is None else rules.next_time(now, now, one.every, one.at)


# --- running -------------------------------------------------------------------------------------


def take(now: datetime, *, lease: timedelta = LEASE) -> Taken | None:
    """Take the longest due job under a lease; None if nothing is due. A job whose worker died too
    often is put down as failed instead.
    """
    skip = "" if is_sqlite() else " FOR UPDATE SKIP LOCKED"
    moment = connection.ops.adapt_datetimefield_value
    while True:
        with transaction(), connection.cursor() as cursor:
            cursor.execute(_TAKE.format(skip=skip), [moment(now + lease), moment(now)])
            row = cursor.fetchone()
        if row is None:
            return None
        payload = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        job = Taken(UUID(str(row[0])), str(row[1]), payload, int(row[3]))
        if job.attempts <= rules.MOST_ATTEMPTS:
            return job
        _put_down(job, "the worker died in every attempt", now)


def run(job: Taken, now: datetime) -> bool:
    """Run a taken job and write down how it went; True if it went well."""
    nested: AbstractContextManager[Any] = (
        atomic() if connection.in_atomic_block else nullcontext()
    )  # inside a test's transaction a failed statement must not poison what follows
    try:
        with unit_of_work(), nested:
            job_handlers.get(job.handler)(job.payload, now)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is a reason to try again
        what = describe(error)
        log.error("%s (attempt %s): %s", job.handler, job.attempts, what)  # noqa: TRY400
        _back_off(job, what, now)
        return False
    Job.objects.filter(pk=job.id, attempts=job.attempts, state="running").update(
        state="done", take_at=None, done_at=now, last_error=""
    )
    return True


def describe(error: BaseException) -> str:
    """The kind of an error and the place in the code, without what it said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    code = f" {error.code}" if isinstance(error, Refused) else ""
    return f"{type(error).__name__}{code}{place}"[:300]


def _back_off(job: Taken, what: str, now: datetime) -> None:
    wait = rules.back_off(job.attempts)
    if wait is None:
        _put_down(job, what, now)
        return
    mine = Job.objects.filter(pk=job.id, attempts=job.attempts, state="running")
    try:
        with atomic():
            mine.update(state="waiting", take_at=now + wait, last_error=what)
    except IntegrityError:  # a newer job with the same key waits: it will do this one's work
        mine.update(state="done", take_at=None, done_at=now, last_error=what)


def _put_down(job: Taken, what: str, now: datetime) -> None:
    Job.objects.filter(pk=job.id, attempts=job.attempts, state="running").update(
        state="failed", take_at=None, failed_at=now, last_error=what
    )


def renew(job: Taken, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Lengthen the lease of a job that is being run; False if it was lost."""
    mine = Job.objects.filter(pk=job.id, attempts=job.attempts, state="running")
    return mine.update(take_at=now + lease) == 1


def run_due(now: datetime, limit: int = 100) -> int:
    """Run what is due now, one after another, in this thread; returns how many went well."""
    well = 0
    for _ in range(limit):
        job = take(now)
        if job is None:
            break
        well += run(job, now)
    return well


def retry(*, job_id: UUID, actor: Actor, now: datetime) -> None:
    """Let a failed job run again at once. Needs `jobs.see`; refuses `NotFailed`."""
    actor.require("jobs.see")
    with transaction():
        job = locked(Job.objects.filter(pk=job_id)).first()
        if job is None:
            raise JobNotFound
        if job.state != "failed":
            raise NotFailed
        if job.key and Job.objects.filter(key=job.key, state="waiting").exists():
            raise NotFailed  # a newer one with the same key waits already
        Job.objects.filter(pk=job_id).update(
            state="waiting", take_at=now, attempts=0, failed_at=None
        )
        trail.record(
            "jobs.retried",
            actor=actor,
            now=now,
            subject=("job", job_id),
            data={"handler": job.handler},
        )


def forget_done(now: datetime) -> int:
    """Drop jobs done more than a week ago; returns how many."""
    deleted, _ = Job.objects.filter(done_at__lt=now - KEPT).delete()
    return deleted


# --- the worker ----------------------------------------------------------------------------------


def run_worker(stop: threading.Event, *, idle: float = IDLE, lease: timedelta = LEASE) -> None:
    """Take and run jobs until `stop` is set. Survives errors of the database; leases of long jobs
    are renewed from a second thread. `idle` is the longest wait for a new job, in seconds.
    """
    while not stop.is_set():
        try:
            enqueue_scheduled(clock.now())
            while not stop.is_set():
                job = take(clock.now(), lease=lease)
                if job is None:
                    break
                with _Heartbeat(job, lease):
                    run(job, clock.now())
        except DatabaseError as error:
            log.error("worker: %s", describe(error))  # noqa: TRY400 - without what it said
            connection.close()
        stop.wait(idle)
    connection.close()


class _Heartbeat:
    """Renews a lease from another thread for as long as the job runs."""

    def __init__(self, job: Taken, lease: timedelta) -> None:
        self.job, self.lease = job, lease
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, name="linli-lease", daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        beaten = False
        while not self.over.wait(self.lease.total_seconds() / 3):
            beaten = True
            try:
                if not renew(self.job, clock.now(), lease=self.lease):
                    break
            except DatabaseError as error:
                log.warning("lease not renewed: %s", describe(error))
        if beaten:
            connection.close()


_embedded: list[threading.Thread] = []


def start_embedded() -> threading.Thread:
    """Start the worker of this process as a daemon thread (once); for `bin/run`, where one process
    is the whole installation.
    """
    if not _embedded:
        thread = threading.Thread(
            target=run_worker, args=(threading.Event(),), name="linli-worker", daemon=True
        )
        _embedded.append(thread)
        thread.start()
    return _embedded[0]
