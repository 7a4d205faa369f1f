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
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

from linli.kernel.models import Version

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class _Unit:
    """What a unit of work has read. `bumped`: a transaction of its own changed a version and may
    still roll back, so nothing read inside it may be kept."""

    seen: dict[str, int] | None = None
    bumped: bool = False


_unit: ContextVar[_Unit | None] = ContextVar("linli_versions", default=None)


def _read() -> dict[str, int]:
    return dict(Version.objects.values_list("name", "value"))


def version(name: str) -> int:
    """The stamp now; 0 if nothing under `name` was ever published. Inside a `unit_of_work` the
    stamps are read once and kept, but for a transaction that has bumped: it reads each time."""
    unit = _unit.get()
    if unit is None:
        return _read().get(name, 0)
    if unit.bumped and not connection.in_atomic_block:
        unit.seen, unit.bumped = None, False  # it has committed or rolled back since
    if unit.bumped:
        return _read().get(name, 0)
    if unit.seen is None:
        unit.seen = _read()
    return unit.seen.get(name, 0)


def bump(name: str) -> None:
    """Something under `name` changed. Call inside the transaction that changes it, before it reads
    anything cached again."""
    Version.objects.bulk_create(
        [Version(name=name, value=1 + secrets.randbits(62))],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["value"],
    )
    unit = _unit.get()
    if unit is not None:
        unit.seen, unit.bumped = None, True


@contextmanager
def unit_of_work() -> Iterator[None]:
    """A request, a job or a command: versions are read at most once inside."""
    token = _unit.set(_Unit())
    try:
        yield
    finally:
        _unit.reset(token)


def cached_by(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache a function of hashable arguments per process, for as long as the named versions stand
    still. While nothing was ever published under one of them, nothing is kept."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[object, tuple[tuple[object, ...], R]] = {}

        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            stamp = (connection.settings_dict["NAME"], *(version(name) for name in names))
            if 0 in stamp:
                return function(*args, **kwargs)
            key = (args, tuple(sorted(kwargs.items())))
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
