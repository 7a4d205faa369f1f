"""Process caches that never serve old truth.

Reference data (territory, calendar, methods) is read often and changed seldom. A function
decorated with `cached_by("territory")` is computed once per process and version; `bump` inside
the transaction that changes the data makes every process compute anew. The versions are read
once per unit of work (request, job, command): one statement.

A version is a stamp that is never given twice. So what was computed inside a transaction that
rolled back can never be taken for the truth of a later one: nobody meets its stamp again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection
from django.db.transaction import on_commit

from linli.kernel.models import Version

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class _Own:
    """A stamp given by a transaction that has not ended. It waits among what runs on the commit:
    Django drops it from there on a commit, a rollback, and the rollback of its savepoint; what
    waits before it stays as long as it does, so that its place there does not change."""

    name: str
    value: int
    place: int

    def waits(self, waiting: Sequence[tuple[object, ...]]) -> bool:
        return self.place < len(waiting) and waiting[self.place][1] is self

    def __call__(self) -> None:
        """Nothing is to be done on the commit; being gone says it all."""


@dataclass(slots=True)
class _Unit:
    """What a unit of work has read, and the stamps that it has given itself, oldest first."""

    seen: dict[str, int] | None = None
    own: list[_Own] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)  # the last own stamp of a name
    stamps: dict[tuple[str, ...], tuple[object, ...]] = field(default_factory=dict)

    def give(self, own: _Own) -> None:
        self.own.append(own)
        self.last[own.name] = own.value

    def forget_ended(self) -> None:
        """What was read beside a stamp that no longer waits may be its stamp, rolled back. A stamp
        goes with all that were given after it, so the newest tells whether any is gone."""
        waiting, count = connection.run_on_commit, len(self.own)
        while self.own and not self.own[-1].waits(waiting):
            self.own.pop()
        if len(self.own) < count:
            self.last = {one.name: one.value for one in self.own}
            self.stamps.clear()
            self.seen = None


_unit: ContextVar[_Unit | None] = ContextVar("linli_versions", default=None)


def _read() -> dict[str, int]:
    """Every request asks this: the plainest way there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, value FROM kernel_version")
        return dict(cursor.fetchall())


def version(name: str) -> int:
    """The stamp now; 0 if nothing under `name` was ever published. Inside a `unit_of_work` the
    stamps are read once and kept, until the unit gives one itself or what it gave ends."""
    unit = _unit.get()
    if unit is None:
        return _read().get(name, 0)
    unit.forget_ended()
    own = unit.last.get(name)
    if own is not None:
        return own
    if unit.seen is None:
        unit.seen = _read()
    return unit.seen.get(name, 0)


def bump(name: str) -> None:
    """Something under `name` changed. Call inside the transaction that changes it, before it reads
    anything cached again. Nobody else can change this stamp until the transaction ends; others may
    have been changed while it waited, so they are read again."""
    value = 1 + secrets.randbits(62)
    Version.objects.bulk_create(
        [Version(name=name, value=value)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value"],
    )
    unit = _unit.get()
    if unit is not None:
        unit.forget_ended()
        unit.seen = None
        unit.stamps.clear()
        if connection.in_atomic_block:
            own = _Own(name, value, place=len(connection.run_on_commit))
            on_commit(own)
            unit.give(own)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """A request, a job or a command: versions are read at most once inside."""
    token = _unit.set(_Unit())
    try:
        yield
    finally:
        _unit.reset(token)


def _stamp(names: tuple[str, ...]) -> tuple[object, ...]:
    """The database and the versions of these names, as they stand now."""
    unit = _unit.get()
    if unit is None:
        seen = _read()
        return (connection.settings_dict["NAME"], *(seen.get(name, 0) for name in names))
    unit.forget_ended()
    found = unit.stamps.get(names)
    if found is None:
        found = (connection.settings_dict["NAME"], *(version(name) for name in names))
        unit.stamps[names] = found
    return found


def cached_by(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache a function of hashable arguments per process, for as long as the named versions stand
    still. While nothing was ever published under one of them, nothing is kept."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[object, tuple[tuple[object, ...], R]] = {}

        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            stamp = _stamp(names)
            if 0 in stamp:
                return function(*args, **kwargs)
            key = (args, tuple(sorted(kwargs.items()))) if kwargs else args
            found = kept.get(key)
            if found is not None and found[0] == stamp:
                return found[1]
            value = function(*args, **kwargs)
            if len(kept) > 4096:
                kept.clear()
            kept[key] = (stamp, value)
            return value

        return wrapper

    return decorate
