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
from collections.abc import Callable, Iterator
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
    Django drops it from there on a commit, a rollback, and the rollback of its savepoint."""

    name: str
    value: int

    def __call__(self) -> None:
        """Nothing is to be done on the commit; being gone says it all."""


@dataclass(slots=True)
class _Unit:
    """What a unit of work has read, and the stamps that it has given itself."""

    seen: dict[str, int] | None = None
    own: list[_Own] = field(default_factory=list)
    stamps: dict[tuple[str, ...], tuple[object, ...]] = field(default_factory=dict)

    def forget_ended(self) -> None:
        """What was read beside a stamp that no longer waits may be its stamp, rolled back."""
        if self.own:
            waiting = {id(entry[1]) for entry in connection.run_on_commit}
            stand = [one for one in self.own if id(one) in waiting]
            if len(stand) < len(self.own):
                self.own, self.seen = stand, None
                self.stamps.clear()


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
    for one in reversed(unit.own):
        if one.name == name:
            return one.value
    if unit.seen is None:
        unit.seen = _read()
    return unit.seen.get(name, 0)


def bump(name: str) -> None:
    """Something under `name` changed. Call inside the transaction that changes it, before it reads
    anything cached again. Nobody else can change this stamp until the transaction ends; others may
    have been changed while it waited, so they are read again."""
    own = _Own(name, 1 + secrets.randbits(62))
    Version.objects.bulk_create(
        [Version(name=name, value=own.value)],
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
            on_commit(own)
            unit.own.append(own)


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
